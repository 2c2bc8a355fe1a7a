"""The events of action items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAdded(Event):
    """A member wrote down what is to be done."""

    sentence: ClassVar[Any] = _l("voegde een actiepunt toe")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAssigned(Event):
    """An action item was given to somebody."""

    sentence: ClassVar[Any] = _l("gaf een actiepunt aan iemand")
    item_id: int
    member_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReleased(Event):
    """An action item has no owner any more."""

    sentence: ClassVar[Any] = _l("haalde de eigenaar van een actiepunt")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanned(Event):
    """The date of an action item was changed."""

    sentence: ClassVar[Any] = _l("veranderde de datum van een actiepunt")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionMoved(Event):
    """Somebody began with an action item, or opened it again."""

    sentence: ClassVar[Any] = _l("veranderde de stand van een actiepunt")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone(Event):
    """An action item was done."""

    sentence: ClassVar[Any] = _l("rondde een actiepunt af")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDropped(Event):
    """An action item is not going to be done."""

    sentence: ClassVar[Any] = _l("liet een actiepunt vervallen")
    item_id: int
    group_id: int | None = None
