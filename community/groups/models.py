"""Working groups: who is in, in which role, and who has asked or was asked. What is written in them is content."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.regions.models import Region
    from community.themes.models import Theme

NAME_LENGTH = 120
PURPOSE_LENGTH = 600
MOTIVATION_LENGTH = 2000


class Access(StrEnum):
    """Who may come in: open (a member joins at once), closed (on request), hidden (only its members know it)."""

    OPEN = "open"
    CLOSED = "closed"
    HIDDEN = "hidden"


class GroupRole(StrEnum):
    """What a member does in a group."""

    MEMBER = "member"
    COORDINATOR = "coordinator"


class RequestState(StrEnum):
    """Where a request or an invitation stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Group(Base):
    """A working group, mostly of one region."""

    __tablename__ = "working_group"
    # Content refers to (id, access), so that its audience can be held to what the group allows.
    __table_args__ = (UniqueConstraint("id", "access"), Index(None, "access", "name_folded"))

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_folded: Mapped[str] = mapped_column(String(NAME_LENGTH * 2))
    purpose: Mapped[str] = mapped_column(String(PURPOSE_LENGTH), default="")
    access: Mapped[Access] = mapped_column(default=Access.CLOSED)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    is_archived: Mapped[bool] = mapped_column(default=False)
    member_count: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_activity_at: Mapped[datetime] = mapped_column(default=now)

    region: Mapped[Region | None] = relationship(lazy="raise")
    theme: Mapped[Theme | None] = relationship(lazy="raise")

    @property
    def address(self) -> str:
        """The path of this group's page."""
        return f"/werkgroepen/{self.slug}"


class GroupMembership(Base):
    """A member's place in a group."""

    __tablename__ = "group_membership"
    __table_args__ = (UniqueConstraint("group_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    role: Mapped[GroupRole] = mapped_column(default=GroupRole.MEMBER)
    joined_at: Mapped[datetime] = mapped_column(default=now)

    group: Mapped[Group] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")


class GroupRequest(Base):
    """A member's request to be let into a closed group."""

    __tablename__ = "group_request"
    __table_args__ = (
        Index(
            "uq_group_request_waiting",
            "group_id",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    motivation: Mapped[str] = mapped_column(default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    group: Mapped[Group] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])


class GroupInvitation(Base):
    """A coordinator's invitation of a member to a group; it is also how a hidden group becomes known to somebody."""

    __tablename__ = "group_invitation"
    __table_args__ = (
        Index(
            "uq_group_invitation_waiting",
            "group_id",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    message: Mapped[str] = mapped_column(default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    invited_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[invited_by_id])


class GroupOldAddress(Base):
    """A slug that a group had before it was renamed; it redirects those who may know the group."""

    __tablename__ = "group_old_address"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)

    group: Mapped[Group] = relationship(lazy="raise")


class GroupVisit(Base):
    """When a member last looked at a group, and when before that visit; kept for that member alone."""

    __tablename__ = "group_visit"
    __table_args__ = (UniqueConstraint("member_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    before_at: Mapped[datetime] = mapped_column(default=now)


class GroupInspection(Base):
    """That a moderator opened a group without being in it; holds for one sign-in and goes with it. The log stays."""

    __tablename__ = "group_inspection"
    __table_args__ = (UniqueConstraint("login_session_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    login_session_id: Mapped[int] = mapped_column(ForeignKey("login_session.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
