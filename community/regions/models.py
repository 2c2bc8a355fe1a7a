"""Regions: the first of the two axes along which everything is ordered. They are areas of their own, no provinces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.db import Base, IdType
from community.core.ids import new_id
from community.organisations.models import organisation_region

if TYPE_CHECKING:
    from community.organisations.models import Organisation
    from community.themes.models import Theme

region_theme = Table(
    "region_theme",
    Base.metadata,
    Column("region_id", IdType, ForeignKey("region.id"), primary_key=True),
    Column("theme_id", IdType, ForeignKey("theme.id"), primary_key=True, index=True),
)


class Region(Base):
    """A region that takes part in the programme, with its facts and its area on the map."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    # Each fact: label, value, and the source it was taken from.
    facts: Mapped[list[dict[str, str]]] = mapped_column(default=list)
    # An SVG path in the coordinates of the map of the Netherlands.
    map_area: Mapped[str] = mapped_column(default="")
    label_x: Mapped[int] = mapped_column(Integer, default=0)
    label_y: Mapped[int] = mapped_column(Integer, default=0)
    position: Mapped[int] = mapped_column(Integer, default=0)

    organisations: Mapped[list[Organisation]] = relationship(
        secondary=organisation_region, lazy="raise", back_populates="regions"
    )
    themes: Mapped[list[Theme]] = relationship(secondary=region_theme, lazy="raise")

    @property
    def address(self) -> str:
        """The path of this region's page."""
        return f"/proeftuinen/{self.slug}"
