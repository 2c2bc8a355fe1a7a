"""Members, the identities by which they sign in, and their sign-ins with their ends. Who may: `community.policy`."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id
from community.core.slugs import fold

if TYPE_CHECKING:
    from community.members.models import Portrait, Profile
    from community.membership.models import Suspension
    from community.organisations.models import Organisation
    from community.regions.models import Region

NAME_LENGTH = 120
FUNCTION_LENGTH = 160
EMAIL_LENGTH = 254
ACR_LENGTH = 200


class MemberState(StrEnum):
    """How far a person is let in."""

    NEW = "new"
    APPLICANT = "applicant"
    MEMBER = "member"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    LEFT = "left"


class Role(StrEnum):
    """What a member does for the whole site."""

    MEMBER = "member"
    EDITOR = "editor"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


class SignInEnd(StrEnum):
    """Why a sign-in ended that was not ended in its own browser; one without a reason ran out."""

    PROVIDER = "provider"
    ELSEWHERE = "elsewhere"
    IDENTITY = "identity"
    MEMBERSHIP = "membership"
    MERGED = "merged"
    MODERATOR = "moderator"


class Notify(StrEnum):
    """How a person wants to hear of things."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    OFF = "off"


class Member(Base):
    """A person known to the site, admitted or not."""

    __tablename__ = "member"
    __table_args__ = (
        # The list of members; with the function, so that looking for a word reads no rows.
        Index("ix_member_list", "state", "name_folded", "id", "function_folded"),
        Index(None, "email_folded"),
        # The list of members, narrowed to one region or employer.
        Index("ix_member_region_list", "region_id", "state", "name_folded", "id"),
        Index("ix_member_organisation_list", "organisation_id", "state", "name_folded", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_folded: Mapped[str] = mapped_column(String(NAME_LENGTH * 2))
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), default="")
    email_folded: Mapped[str] = mapped_column(String(EMAIL_LENGTH), default="")
    state: Mapped[MemberState] = mapped_column(default=MemberState.NEW)
    role: Mapped[Role] = mapped_column(default=Role.MEMBER)
    is_muted: Mapped[bool] = mapped_column(default=False)
    function: Mapped[str] = mapped_column(String(FUNCTION_LENGTH), default="")
    # For searching; follows the function by itself.
    function_folded: Mapped[str] = mapped_column(String(FUNCTION_LENGTH * 2), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    about: Mapped[str] = mapped_column(default="")
    notify: Mapped[Notify] = mapped_column(default=Notify.DAILY)
    # Of which kinds of notification a mail comes, where the member chose (see `community.notifications.queries.mail`).
    mail_choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    language: Mapped[str] = mapped_column(String(8), default="nl")
    created_at: Mapped[datetime] = mapped_column(default=now)
    joined_at: Mapped[datetime | None]
    # The last sign-in; kept here since a sign-in that ended is no row any more.
    last_seen_at: Mapped[datetime | None]
    # Since when a member who stays away is asked whether they still want to be one, and that they were reminded; who
    # signs in is asked no more. It stays where the membership ended for want of an answer.
    confirm_asked_at: Mapped[datetime | None] = mapped_column(index=True)
    confirm_reminded_at: Mapped[datetime | None]
    # Of one person who had two accounts, this one is empty now: everything of it is with the other.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    suspended_until: Mapped[datetime | None]
    suspension_reason: Mapped[str] = mapped_column(default="")

    # Only for moderators and for the person; whatever others read takes `confirmed_organisation`.
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")
    profile: Mapped[Profile | None] = relationship(lazy="raise", uselist=False, back_populates="member")
    portrait: Mapped[Portrait | None] = relationship(lazy="raise", uselist=False, back_populates="member")
    # Only for moderators and for the person.
    suspensions: Mapped[list[Suspension]] = relationship(
        lazy="raise", viewonly=True, foreign_keys="Suspension.member_id", order_by="Suspension.id.desc()"
    )

    @validates("function")
    def fold_function(self, _key: str, function: str) -> str:
        """Keep what is searched the same as what is shown."""
        self.function_folded = fold(function)
        return function

    @property
    def address(self) -> str:
        """The path of this member's page."""
        return f"/leden/{self.slug}"

    @property
    def page_address(self) -> str:
        """The path of this member's page; empty for who is no member any more, and so has none."""
        return self.address if self.state == MemberState.MEMBER else ""

    @property
    def confirmed_organisation(self) -> str:
        """The name of the employer as everybody may read it: empty until a moderator confirmed what was typed."""
        return self.organisation.name if self.organisation and self.organisation.is_confirmed else ""


class Identity(Base):
    """An account at an identity provider, by which one member signs in: (issuer, subject), never an e-mail address."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    issuer: Mapped[str] = mapped_column(String(400))
    subject: Mapped[str] = mapped_column(String(255))
    provider: Mapped[str] = mapped_column(String(40))
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), default="")
    # Whether the provider vouches for the address; only such a one may open a door (admitted domains).
    email_verified: Mapped[bool] = mapped_column(default=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member] = relationship(lazy="raise")


class HeardNotice(Base):
    """That a provider's notice of a sign-out was heard, kept for as long as somebody could send the same one again."""

    __tablename__ = "heard_notice"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)


# A sign-in that was not used for so long has ended: a device that somebody left behind stays open no longer.
IDLE_AT_MOST = timedelta(days=7)


class LoginSession(Base):
    """One sign-in on one device; the browser holds a token of which only the hash is kept here."""

    __tablename__ = "login_session"
    __table_args__ = (Index(None, "provider", "oidc_sid"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    provider: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(255), default="")
    oidc_sid: Mapped[str] = mapped_column(String(255), default="")
    id_token: Mapped[str] = mapped_column(default="")
    device: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    # When the person last proved to the provider who they are, by the provider's own clock; nothing where it does not
    # say. A deed that must not be done on a forgotten device asks for a moment that is near.
    authenticated_at: Mapped[datetime | None]
    # How sure the provider was then, in its own words.
    acr: Mapped[str] = mapped_column(String(ACR_LENGTH), default="")
    expires_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")


class EndedSignIn(Base):
    """That a sign-in ended and why, so that its browser can say it; of whom it was is not kept."""

    __tablename__ = "ended_sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[SignInEnd]
    ended_at: Mapped[datetime] = mapped_column(default=now, index=True)
