"""How a person becomes a member and stops being one: applications, invitations, suspensions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import EMAIL_LENGTH, FUNCTION_LENGTH, NAME_LENGTH, Notify, Role
from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id
from community.organisations.models import NAME_LENGTH as ORGANISATION_LENGTH

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.groups.models import Group
    from community.organisations.models import Organisation
    from community.regions.models import Region

MOTIVATION_LENGTH = 3000
REASON_LENGTH = 1000
NOTE_LENGTH = 3000


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
    # What a program would have done with the form: for moderators to weigh, never a refusal by itself.
    doubts: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    decided_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")
    # Both are for the same readers as the application itself.
    objection: Mapped[Objection | None] = relationship(lazy="raise", viewonly=True)
    questions: Mapped[list[ApplicationQuestion]] = relationship(
        lazy="raise", viewonly=True, order_by="ApplicationQuestion.id"
    )

    @property
    def days_waiting(self) -> int:
        """How many whole days ago it was written."""
        return (now() - self.created_at).days


class ApplicationQuestion(Base):
    """A moderator's question to an applicant, with the answer; the application waits meanwhile."""

    __tablename__ = "application_question"
    __table_args__ = (
        # One at a time: the applicant answers the one that is open.
        Index(
            "uq_application_question_open",
            "application_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    # The applicant.
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    question: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    asked_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[asked_by_id])


class Objection(Base):
    """What a refused applicant has against the refusal: once, and to another moderator than who refused."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_waiting", "decided_at", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    # The applicant.
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    refused_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    # Whether the refusal stands.
    is_upheld: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")

    application: Mapped[Application] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    decided_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])


class MemberNote(Base):
    """What a moderator wrote down about a person, for the other moderators."""

    __tablename__ = "member_note"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)

    author: Mapped[Member] = relationship(lazy="raise", foreign_keys=[author_id])


class Invitation(Base):
    """A moderator's invitation of an e-mail address to become a member: single use, for a limited time."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    # What who uses it gets, as far as who invited may still give it then.
    role: Mapped[Role] = mapped_column(default=Role.MEMBER)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    message: Mapped[str] = mapped_column(default="")
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    invited_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[invited_by_id])
    used_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[used_by_id])
    group: Mapped[Group | None] = relationship(lazy="raise")


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
