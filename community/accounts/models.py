"""Members, the identities by which they sign in, and their sign-ins with their ends. Who may: `community.policy`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id

if TYPE_CHECKING:
    from community.organisations.models import Organisation
    from community.regions.models import Region

NAME_LENGTH = 120
FUNCTION_LENGTH = 160
EMAIL_LENGTH = 254


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


class Notify(StrEnum):
    """How a person wants to hear of things."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    OFF = "off"


class Member(Base):
    """A person known to the site, admitted or not."""

    __tablename__ = "member"
    __table_args__ = (Index(None, "state", "name_folded", "id"), Index(None, "email_folded"))

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
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    about: Mapped[str] = mapped_column(default="")
    notify: Mapped[Notify] = mapped_column(default=Notify.DAILY)
    # Of which kinds of notification a mail comes, where the member chose (see `community.notifications.queries.mail`).
    mail_choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    language: Mapped[str] = mapped_column(String(8), default="nl")
    created_at: Mapped[datetime] = mapped_column(default=now)
    joined_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    suspension_reason: Mapped[str] = mapped_column(default="")

    # Only for moderators and for the person; whatever others read takes `confirmed_organisation`.
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")

    @property
    def address(self) -> str:
        """The path of this member's page."""
        return f"/leden/{self.slug}"

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
    expires_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")
