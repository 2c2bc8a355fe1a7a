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
class ApplicantAsked(Event):
    """A moderator asked an applicant something."""

    sentence: ClassVar[Any] = _l("stelde %(member)s een vraag over de aanvraag")
    member_id: int
    application_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantAnswered(Event):
    """An applicant answered a question."""

    sentence: ClassVar[Any] = _l("antwoordde op een vraag over de aanvraag")
    member_id: int
    application_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalObjected(Event):
    """A refused applicant objected."""

    sentence: ClassVar[Any] = _l("maakte bezwaar tegen de weigering")
    member_id: int
    application_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionGranted(Event):
    """A moderator let a refused applicant in after all."""

    sentence: ClassVar[Any] = _l("gaf %(member)s gelijk in het bezwaar tegen de weigering")
    member_id: int
    application_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalUpheld(Event):
    """A moderator let a refusal stand."""

    sentence: ClassVar[Any] = _l("liet de weigering van %(member)s staan na bezwaar")
    member_id: int
    application_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """A moderator wrote something down about a person; what it says is not kept here."""

    sentence: ClassVar[Any] = _l("schreef een notitie over %(member)s")
    member_id: int


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
class SignedOutByModerator(Event):
    """A moderator ended all sign-ins of a member."""

    sentence: ClassVar[Any] = _l("logde %(member)s op alle apparaten uit")
    member_id: int


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
    """A member changed what the site says of them or what of it others see."""

    sentence: ClassVar[Any] = _l("wijzigde het eigen profiel")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged(Event):
    """A member changed how they hear of things, or in which language."""

    sentence: ClassVar[Any] = _l("wijzigde de eigen instellingen")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PortraitChanged(Event):
    """A member chose a picture of themselves."""

    sentence: ClassVar[Any] = _l("koos een profielfoto")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PortraitRemoved(Event):
    """The picture of a member was taken away, by themselves or by a moderator."""

    sentence: ClassVar[Any] = _l("haalde de profielfoto van %(member)s weg")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEnded(Event):
    """A member left."""

    sentence: ClassVar[Any] = _l("zegde het lidmaatschap op")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentAsked(Event):
    """The worker asked a member who had stayed away whether they still want to be one."""

    sentence: ClassVar[Any] = _l("vroeg of %(member)s nog lid wil zijn")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentReminded(Event):
    """The worker asked once more."""

    sentence: ClassVar[Any] = _l("vroeg nog een keer of %(member)s lid wil blijven")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentStayed(Event):
    """A member who was asked signed in, and so stays one."""

    sentence: ClassVar[Any] = _l("was lang weg en blijft lid")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipLapsed(Event):
    """The worker ended the membership of somebody who did not answer."""

    sentence: ClassVar[Any] = _l("beëindigde het lidmaatschap van %(member)s: geen reactie")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsMerged(Event):
    """An administrator made one of two accounts of the same person."""

    sentence: ClassVar[Any] = _l("voegde een tweede account samen met dat van %(member)s (het andere heette %(name)s)")
    member_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLinked(Event):
    """A member added an account by which they sign in."""

    sentence: ClassVar[Any] = _l("voegde een account toe om mee in te loggen (%(provider)s)")
    member_id: int
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRemoved(Event):
    """A member took away an account by which they signed in."""

    sentence: ClassVar[Any] = _l("haalde een account weg om mee in te loggen (%(provider)s)")
    member_id: int
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInAnew(Event):
    """Somebody who was signed in proved anew who they are, for a deed that asks for it."""

    sentence: ClassVar[Any] = _l("logde opnieuw in voor iets dat extra zeker moet zijn")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRestored(Event):
    """An operator put a backup back; what happened after it was made is gone."""

    sentence: ClassVar[Any] = _l("zette de reservekopie van %(made_at)s terug")
    made_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogExported(Event):
    """A moderator took lines of the log out as a file; which, is said in the words of the address."""

    sentence: ClassVar[Any] = _l("haalde regels uit het logboek als bestand (%(form)s; %(which)s)")
    form: str
    which: str
