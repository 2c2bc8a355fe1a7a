"""The events of people and of the site's own set-up: joining, leaving, roles, suspensions, organisations, settings.

`%(member)s` stands for the name of who it is about, and any other field for its own words. Not for events of content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationMade(Event):
    """A person asked to become a member."""

    sentence: ClassVar[Any] = _l("vroeg het lidmaatschap aan")
    member_id: int
    application_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn(Event):
    """A person took an application back."""

    sentence: ClassVar[Any] = _l("trok de aanvraag in")
    member_id: int
    application_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRefused(Event):
    """An application was refused."""

    sentence: ClassVar[Any] = _l("wees de aanvraag van %(member)s af")
    member_id: int
    application_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdmitted(Event):
    """A moderator let an applicant in."""

    sentence: ClassVar[Any] = _l("liet %(member)s toe als lid")
    member_id: int
    application_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Event):
    """A person came in without a decision: the site, their address or an invitation opened the door."""

    sentence: ClassVar[Any] = _l("werd meteen lid (%(way)s)")
    member_id: int
    application_id: int | None = None
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(Event):
    """A moderator invited an address."""

    sentence: ClassVar[Any] = _l("nodigde %(email)s uit")
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(Event):
    """A moderator took an invitation back."""

    sentence: ClassVar[Any] = _l("trok de uitnodiging van %(email)s in")
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSuspended(Event):
    """A member was shut out for a time."""

    sentence: ClassVar[Any] = _l("schorste %(member)s")
    member_id: int
    reason: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionEnded(Event):
    """A moderator ended a suspension before its time."""

    sentence: ClassVar[Any] = _l("beëindigde de schorsing van %(member)s")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionExpired(Event):
    """A suspension ended at its term."""

    sentence: ClassVar[Any] = _l("liet de schorsing van %(member)s aflopen")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(Event):
    """A member got another role."""

    sentence: ClassVar[Any] = _l("gaf %(member)s de rol %(role)s")
    member_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChosen(Event):
    """A member chose of which kinds of notification a mail comes."""

    sentence: ClassVar[Any] = _l("koos waarover mail komt")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    """A member changed what the site says of them or how they hear of things."""

    sentence: ClassVar[Any] = _l("wijzigde het eigen profiel")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEnded(Event):
    """A member left."""

    sentence: ClassVar[Any] = _l("zegde het lidmaatschap op")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationNamed(Event):
    """Somebody named an organisation that was not in the list."""

    sentence: ClassVar[Any] = _l("noemde een nieuwe organisatie: %(name)s")
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationConfirmed(Event):
    """A moderator confirmed an organisation."""

    sentence: ClassVar[Any] = _l("bevestigde de organisatie %(name)s")
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMerged(Event):
    """Two entries of one organisation became one."""

    sentence: ClassVar[Any] = _l("voegde de organisatie %(name)s samen met %(into)s")
    name: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged(Event):
    """An administrator changed a setting of the site."""

    sentence: ClassVar[Any] = _l("wijzigde de instelling %(setting)s van “%(before)s” in “%(after)s”")
    setting: str
    before: str
    after: str
