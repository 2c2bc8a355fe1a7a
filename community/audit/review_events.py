"""What is held until somebody looks at it, and what comes of that; declared as in `events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHeld(Event):
    """The site held a text; of the reasons only their kinds, since the words are those of people."""

    sentence: ClassVar[Any] = _l("hield een tekst van %(member)s vast tot een moderator ernaar kijkt")
    member_id: int
    group_id: int | None = None
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReleased(Event):
    """Somebody let a text through that was held."""

    sentence: ClassVar[Any] = _l("plaatste een tekst van %(member)s die wachtte")
    member_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRefused(Event):
    """Somebody refused a text that was held."""

    sentence: ClassVar[Any] = _l("weigerde een tekst van %(member)s die wachtte")
    member_id: int
    group_id: int | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReviewChanged(Event):
    """Who runs a group set what waits in it."""

    sentence: ClassVar[Any] = _l("stelde in welke teksten in de werkgroep eerst wachten")
    group_id: int
    before: str
    after: str
