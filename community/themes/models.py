"""Themes: the subjects, second of the two axes along which everything is ordered. Looks are called house style."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, IdType
from community.core.ids import new_id

item_theme = Table(
    "item_theme",
    Base.metadata,
    Column("item_id", IdType, ForeignKey("content_item.id"), primary_key=True),
    Column("theme_id", IdType, ForeignKey("theme.id"), primary_key=True, index=True),
)


class Theme(Base):
    """A subject, such as housing or the labour market."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def address(self) -> str:
        """The path of this theme's page."""
        return f"/thema/{self.slug}"
