"""What members report about each other's things, and what is decided; declared as in `events`.

The log never tells who reported, nor about what before it is decided: its author may read the log as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMade(Event):
    """Somebody reported something."""

    sentence: ClassVar[Any] = _l("gaf een signaal")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(Event):
    """It was decided what to do about a thing that was reported."""

    sentence: ClassVar[Any] = _l("besliste over een signaal over %(member)s")
    member_id: int
    group_id: int | None = None
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseObjected(Event):
    """The author of a thing objected to what was decided about it."""

    sentence: ClassVar[Any] = _l("maakte bezwaar tegen een besluit over een signaal")
    member_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRuled(Event):
    """A moderator decided on an objection."""

    sentence: ClassVar[Any] = _l("besliste over het bezwaar van %(member)s")
    member_id: int
    group_id: int | None = None
    outcome: str
    reason: str
