"""The events of working groups and their discussions, declared as in `events`; their coordinators read them too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCreated(Event):
    """A working group was founded."""

    sentence: ClassVar[Any] = _l("richtte de werkgroep op")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChanged(Event):
    """The name, purpose or place of a group was changed."""

    sentence: ClassVar[Any] = _l("wijzigde de gegevens van de werkgroep")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAccessChanged(Event):
    """Who may come into a group was changed."""

    sentence: ClassVar[Any] = _l("wijzigde de toegang tot de werkgroep")
    group_id: int
    access: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMadeOpen(Event):
    """A group was opened to all members."""

    sentence: ClassVar[Any] = _l("maakte de werkgroep open")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMadeClosed(Event):
    """A group came to let people in on request."""

    sentence: ClassVar[Any] = _l("maakte de werkgroep besloten")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMadeHidden(Event):
    """A group came to be known to its members only."""

    sentence: ClassVar[Any] = _l("maakte de werkgroep verborgen")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWritingWidenedToMembers(Event):
    """What was written in a group before was made readable for all members of the site."""

    sentence: ClassVar[Any] = _l("maakte wat er al stond leesbaar voor alle leden van de site")
    group_id: int
    items: str
    comments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWritingWidenedToAll(Event):
    """What was written in a group before was made readable for everybody."""

    sentence: ClassVar[Any] = _l("maakte wat er al stond leesbaar voor iedereen")
    group_id: int
    items: str
    comments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInspected(Event):
    """A moderator opened a group without being in it."""

    sentence: ClassVar[Any] = _l("bekeek de werkgroep als moderator")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupViewedAsMember(Event):
    """A coordinator looked at the group as an ordinary member sees it."""

    sentence: ClassVar[Any] = _l("bekeek de werkgroep als gewoon lid")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupJoined(Event):
    """A member came into a group."""

    sentence: ClassVar[Any] = _l("kwam bij de werkgroep")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLeft(Event):
    """A member left a group."""

    sentence: ClassVar[Any] = _l("verliet de werkgroep")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMemberRemoved(Event):
    """A member was put out of a group."""

    sentence: ClassVar[Any] = _l("haalde %(member)s uit de werkgroep")
    group_id: int
    member_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRoleChanged(Event):
    """A member of a group was given another role."""

    sentence: ClassVar[Any] = _l("gaf %(member)s een andere rol in de werkgroep")
    group_id: int
    member_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRequested(Event):
    """A member asked to come into a group."""

    sentence: ClassVar[Any] = _l("vroeg of die mee mag doen")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRequestWithdrawn(Event):
    """A member took a request back."""

    sentence: ClassVar[Any] = _l("trok een verzoek in")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRequestAdmitted(Event):
    """A request was granted."""

    sentence: ClassVar[Any] = _l("liet %(member)s toe")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRequestRefused(Event):
    """A request was turned down."""

    sentence: ClassVar[Any] = _l("wees het verzoek van %(member)s af")
    group_id: int
    member_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInvited(Event):
    """A member was invited into a group."""

    sentence: ClassVar[Any] = _l("nodigde %(member)s uit")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInvitationWithdrawn(Event):
    """An invitation into a group was taken back."""

    sentence: ClassVar[Any] = _l("trok de uitnodiging van %(member)s in")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInvitationAccepted(Event):
    """A member accepted an invitation into a group."""

    sentence: ClassVar[Any] = _l("nam een uitnodiging aan")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInvitationDeclined(Event):
    """A member declined an invitation into a group."""

    sentence: ClassVar[Any] = _l("sloeg een uitnodiging af")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionStarted(Event):
    """A member began a discussion."""

    sentence: ClassVar[Any] = _l("begon een gesprek")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionPinned(Event):
    """A discussion was put on top."""

    sentence: ClassVar[Any] = _l("zette een gesprek vast")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionUnpinned(Event):
    """A discussion was put on top no longer."""

    sentence: ClassVar[Any] = _l("maakte een gesprek los")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMarked(Event):
    """A comment was called the answer to a discussion."""

    sentence: ClassVar[Any] = _l("merkte een reactie aan als antwoord")
    item_id: int
    comment_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUnmarked(Event):
    """A comment was called the answer no longer."""

    sentence: ClassVar[Any] = _l("nam terug dat een reactie het antwoord is")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionMovedAway(Event):
    """A discussion went to another group; said in the group that it left."""

    sentence: ClassVar[Any] = _l("verplaatste een gesprek naar een andere werkgroep")
    item_id: int
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionMovedHere(Event):
    """A discussion came from another group; said in the group that it came to."""

    sentence: ClassVar[Any] = _l("verplaatste een gesprek naar deze werkgroep")
    item_id: int
    group_id: int
    audience: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiPageCreated(Event):
    """A page of the wiki was begun."""

    sentence: ClassVar[Any] = _l("begon een pagina in de wiki")
    item_id: int
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiPageMoved(Event):
    """A page of the wiki came to stand below another."""

    sentence: ClassVar[Any] = _l("verplaatste een pagina in de wiki")
    item_id: int
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceChanged(Event):
    """Something was given another audience."""

    sentence: ClassVar[Any] = _l("wijzigde voor wie een stuk is")
    item_id: int
    group_id: int | None = None
    audience: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMailInvited(Event):
    """An e-mail address was invited into a group."""

    sentence: ClassVar[Any] = _l("nodigde iemand per e-mail uit")
    group_id: int
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMailInvitationWithdrawn(Event):
    """An invitation by e-mail was taken back."""

    sentence: ClassVar[Any] = _l("trok een uitnodiging per e-mail in")
    group_id: int
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMailInvitationAccepted(Event):
    """A member came into a group by the link in an invitation by e-mail."""

    sentence: ClassVar[Any] = _l("kwam bij de werkgroep met een uitnodiging per e-mail")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMailInvitationClaimed(Event):
    """Somebody who is no member of the site yet took an invitation along; by name once they are in."""

    sentence: ClassVar[Any] = _l("nam een uitnodiging per e-mail aan en vraagt het lidmaatschap van de site aan")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMailInvitationKept(Event):
    """Who was invited by e-mail became a member of the site and came into the group."""

    sentence: ClassVar[Any] = _l("gaf %(member)s de beloofde plek, nu die lid is van de site")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMailInvitationExpired(Event):
    """The time of an invitation by e-mail was over."""

    sentence: ClassVar[Any] = _l("liet een uitnodiging per e-mail verlopen")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMemberMuted(Event):
    """A coordinator muted a member in a group."""

    sentence: ClassVar[Any] = _l("dempte %(member)s in de werkgroep")
    group_id: int
    member_id: int
    reason: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMemberUnmuted(Event):
    """A coordinator let a member speak in a group again."""

    sentence: ClassVar[Any] = _l("liet %(member)s weer meeschrijven in de werkgroep")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMuteEnded(Event):
    """The time for which a member was muted in a group was over."""

    sentence: ClassVar[Any] = _l("liet %(member)s weer meeschrijven omdat de demping voorbij is")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWelcomeChanged(Event):
    """What who comes in reads first was changed."""

    sentence: ClassVar[Any] = _l("wijzigde het welkomstbericht")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMessageSent(Event):
    """A coordinator said something to everybody in a group."""

    sentence: ClassVar[Any] = _l("stuurde een bericht aan alle leden")
    group_id: int
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPictureChanged(Event):
    """A group was given a picture."""

    sentence: ClassVar[Any] = _l("koos een foto voor de werkgroep")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPictureRemoved(Event):
    """The picture of a group was taken away."""

    sentence: ClassVar[Any] = _l("haalde de foto van de werkgroep weg")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupArchived(Event):
    """A group was archived."""

    sentence: ClassVar[Any] = _l("archiveerde de werkgroep")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReopened(Event):
    """An archived group was taken up again."""

    sentence: ClassVar[Any] = _l("heropende de werkgroep")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCopied(Event):
    """A group was founded after the example of another; said in the new one."""

    sentence: ClassVar[Any] = _l("richtte de werkgroep op naar het voorbeeld van een andere")
    group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCoordinatorNamed(Event):
    """A member of a group was made coordinator."""

    sentence: ClassVar[Any] = _l("maakte %(member)s coördinator")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCoordinatorEnded(Event):
    """A coordinator became a member like the others."""

    sentence: ClassVar[Any] = _l("maakte %(member)s weer gewoon lid")
    group_id: int
    member_id: int
