"""Who is asked to run a group, what they say, and who hands one over; declared as in `events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyNamed(Event):
    """A member was made deputy of the coordinators of a group."""

    sentence: ClassVar[Any] = _l("maakte %(member)s plaatsvervanger")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyDismissed(Event):
    """A member is deputy no longer."""

    sentence: ClassVar[Any] = _l("liet %(member)s geen plaatsvervanger meer zijn")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHandedOver(Event):
    """A coordinator stopped running a group; to whom it went stands in a line of its own."""

    sentence: ClassVar[Any] = _l("droeg de werkgroep over")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorAsked(Event):
    """A member was asked to run a group that has no coordinator."""

    sentence: ClassVar[Any] = _l("vroeg %(member)s om coördinator te worden")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorAccepted(Event):
    """A member who was asked runs the group from now on."""

    sentence: ClassVar[Any] = _l("werd coördinator, na een vraag")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorDeclined(Event):
    """A member who was asked does not want to run the group."""

    sentence: ClassVar[Any] = _l("wil geen coördinator worden")
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorAppointed(Event):
    """A moderator made somebody coordinator of a group that had none."""

    sentence: ClassVar[Any] = _l("wees %(member)s aan als coördinator")
    group_id: int
    member_id: int
