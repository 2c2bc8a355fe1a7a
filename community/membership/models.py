"""How a person becomes a member and stops being one: applications, invitations, suspensions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import EMAIL_LENGTH, FUNCTION_LENGTH, Notify
from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id
from community.organisations.models import NAME_LENGTH as ORGANISATION_LENGTH

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.organisations.models import Organisation
    from community.regions.models import Region

MOTIVATION_LENGTH = 3000
REASON_LENGTH = 1000


class ApplicationState(StrEnum):
    """Where an application stands."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Application(Base):
    """A person's request to become a member, as it was written."""

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_state", "state", "created_at"),
        Index(
            "uq_application_waiting",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(String(ORGANISATION_LENGTH), default="")
    function: Mapped[str] = mapped_column(String(FUNCTION_LENGTH))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    motivation: Mapped[str] = mapped_column(default="")
    notify: Mapped[Notify] = mapped_column(default=Notify.DAILY)
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    decided_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")


class Invitation(Base):
    """A moderator's invitation of an e-mail address to become a member: single use, for a limited time."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    message: Mapped[str] = mapped_column(default="")
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    invited_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[invited_by_id])
    used_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[used_by_id])


class Suspension(Base):
    """A time in which a member is kept out, with its reason; without an end it lasts until a moderator ends it."""

    __tablename__ = "suspension"
    __table_args__ = (
        # At most one runs at a time, and the worker finds those that are due.
        Index(
            "uq_suspension_running",
            "member_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_suspension_due", "ended_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    reason: Mapped[str]
    begins_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    suspended_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
