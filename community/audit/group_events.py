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
class GroupInspected(Event):
    """A moderator opened a group without being in it."""

    sentence: ClassVar[Any] = _l("bekeek de werkgroep als moderator")
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

    sentence: ClassVar[Any] = _l("haalde iemand uit de werkgroep")
    group_id: int
    member_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRoleChanged(Event):
    """A member of a group was given another role."""

    sentence: ClassVar[Any] = _l("gaf iemand een andere rol in de werkgroep")
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

    sentence: ClassVar[Any] = _l("liet iemand toe")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRequestRefused(Event):
    """A request was turned down."""

    sentence: ClassVar[Any] = _l("wees een verzoek af")
    group_id: int
    member_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInvited(Event):
    """A member was invited into a group."""

    sentence: ClassVar[Any] = _l("nodigde iemand uit")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInvitationWithdrawn(Event):
    """An invitation into a group was taken back."""

    sentence: ClassVar[Any] = _l("trok een uitnodiging in")
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
