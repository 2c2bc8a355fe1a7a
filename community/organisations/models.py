"""The organisations that members work for, and the layer of government or society each belongs to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.db import Base, IdType
from community.core.ids import new_id

if TYPE_CHECKING:
    from community.regions.models import Region

NAME_LENGTH = 160


class Layer(StrEnum):
    """The layer an organisation belongs to."""

    MUNICIPALITY = "gemeente"
    PROVINCE = "provincie"
    WATER_BOARD = "waterschap"
    STATE = "rijk"
    EDUCATION = "onderwijs"
    BUSINESS = "ondernemers"
    KNOWLEDGE = "kennis"
    ASSOCIATION = "koepel"
    REGION = "regio"
    OTHER = "overig"


organisation_region = Table(
    "organisation_region",
    Base.metadata,
    Column("organisation_id", IdType, ForeignKey("organisation.id"), primary_key=True),
    Column("region_id", IdType, ForeignKey("region.id"), primary_key=True, index=True),
)


class Organisation(Base):
    """A municipality, province, school or company; one that an applicant named waits for confirmation."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(180), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_folded: Mapped[str] = mapped_column(String(NAME_LENGTH * 2), unique=True)
    layer: Mapped[Layer] = mapped_column(default=Layer.OTHER)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    is_confirmed: Mapped[bool] = mapped_column(default=True)

    regions: Mapped[list[Region]] = relationship(
        secondary=organisation_region, lazy="raise", back_populates="organisations"
    )
