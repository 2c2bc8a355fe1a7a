"""The events of decisions and polls. A vote in an anonymous vote is no event: the log would tell when it was cast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionProposed(Event):
    """A member laid a proposal or a poll before the group."""

    sentence: ClassVar[Any] = _l("legde een voorstel of peiling voor")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionOpened(Event):
    """A vote that was planned opened at its moment."""

    sentence: ClassVar[Any] = _l("opende een stemming")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCast(Event):
    """A member voted under their own name."""

    sentence: ClassVar[Any] = _l("stemde")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotChanged(Event):
    """A member changed a vote under their own name."""

    sentence: ClassVar[Any] = _l("wijzigde een eigen stem")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionClosed(Event):
    """A vote came to its end and was counted."""

    sentence: ClassVar[Any] = _l("sloot een stemming en telde de stemmen")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionClosedEarly(Event):
    """A coordinator ended a vote before its time."""

    sentence: ClassVar[Any] = _l("sloot een stemming eerder dan gepland")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWithdrawn(Event):
    """A proposal was taken back."""

    sentence: ClassVar[Any] = _l("trok een voorstel in")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeStated(Event):
    """A coordinator wrote down what was decided."""

    sentence: ClassVar[Any] = _l("schreef op wat er is besloten")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAnnounced(Event):
    """A coordinator told everybody what was decided, on the page of the region."""

    sentence: ClassVar[Any] = _l("maakte een besluit openbaar")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementRenewed(Event):
    """What is public of a decision was brought up to date, or put back."""

    sentence: ClassVar[Any] = _l("werkte een openbaar besluit bij")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementWithdrawn(Event):
    """What was public of a decision was taken away."""

    sentence: ClassVar[Any] = _l("haalde een openbaar besluit weg")
    item_id: int
    group_id: int | None = None
