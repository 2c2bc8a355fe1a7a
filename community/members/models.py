"""What members tell of themselves beside their name, and what of it others may see. All of it goes with the person.

Every row here belongs to one member and holds nothing of anybody else, so who is erased is erased here by `member_id`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.themes.models import Theme

CONTACT_EMAIL_LENGTH = 254
PHONE_LENGTH = 40
LINK_LENGTH = 300
EXPERTISE_LENGTH = 60
MOST_EXPERTISE = 12


class Profile(Base):
    """How a member can be reached, and which parts of their page other members see.

    What somebody writes only in order to be read is shown unless they hide it; what the site knows anyway (region,
    groups, contributions) and how to reach them is hidden until they show it. Who has no row shows nothing of it.
    """

    __tablename__ = "member_profile"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    email: Mapped[str] = mapped_column(String(CONTACT_EMAIL_LENGTH), default="")
    phone: Mapped[str] = mapped_column(String(PHONE_LENGTH), default="")
    link: Mapped[str] = mapped_column(String(LINK_LENGTH), default="")
    shows_about: Mapped[bool] = mapped_column(default=True, server_default=true())
    shows_picture: Mapped[bool] = mapped_column(default=True, server_default=true())
    shows_themes: Mapped[bool] = mapped_column(default=True, server_default=true())
    shows_expertise: Mapped[bool] = mapped_column(default=True, server_default=true())
    shows_region: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_contact: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_groups: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_contributions: Mapped[bool] = mapped_column(default=False, server_default=false())

    member: Mapped[Member] = relationship(lazy="raise", back_populates="profile")


class MemberTheme(Base):
    """That a member works on a theme."""

    __tablename__ = "member_theme"
    __table_args__ = (
        UniqueConstraint("member_id", "theme_id"),
        Index("ix_member_theme_found", "theme_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))

    member: Mapped[Member] = relationship(lazy="raise")
    theme: Mapped[Theme] = relationship(lazy="raise")


class Expertise(Base):
    """A word or two for which a member can be called."""

    __tablename__ = "member_expertise"
    __table_args__ = (
        UniqueConstraint("member_id", "words_folded"),
        Index("ix_member_expertise_found", "words_folded", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    words: Mapped[str] = mapped_column(String(EXPERTISE_LENGTH))
    words_folded: Mapped[str] = mapped_column(String(EXPERTISE_LENGTH * 2))

    member: Mapped[Member] = relationship(lazy="raise")


class Portrait(Base):
    """A member's picture of themselves: square, in several sizes, without what the camera wrote."""

    __tablename__ = "member_portrait"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    storage_key: Mapped[str] = mapped_column(String(200))
    byte_count: Mapped[int]
    width: Mapped[int] = mapped_column(Integer)
    # Each smaller size: width, key, bytes.
    variants: Mapped[list[dict[str, str]]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member] = relationship(lazy="raise", back_populates="portrait")
