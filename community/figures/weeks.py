"""The weeks over which figures are counted: from Monday to Monday by the calendar of Amsterdam, summer time or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, literal
from sqlalchemy.orm import InstrumentedAttribute

from community.core.clock import AMSTERDAM, today
from community.core.ids import EPOCH_MILLISECONDS, RANDOM_BITS

# How many weeks a reader can choose.
CHOICES = (12, 26, 52)
# An id is made a moment before or after the moment that is written beside it.
ID_MARGIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Week:
    """One week, by its Monday."""

    monday: date

    @property
    def code(self) -> str:
        """Its name by the ISO calendar, whose year is that of its Thursday: 2026-W53."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        """The number people know it by."""
        return self.monday.isocalendar().week

    @property
    def begins_at(self) -> datetime:
        """Its first moment: midnight in Amsterdam."""
        return datetime.combine(self.monday, time(), AMSTERDAM).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer in it."""
        return Week(self.monday + timedelta(days=7)).begins_at


def last_weeks(count: int) -> Sequence[Week]:
    """Give the last weeks, the oldest first; the one that runs now is among them."""
    monday = today() - timedelta(days=today().weekday())
    return [Week(monday - timedelta(days=7 * back)) for back in range(count - 1, -1, -1)]


def week_of(moment: Any, weeks: Sequence[Week]) -> ColumnElement[int]:
    """Say in SQL in which of these weeks a moment falls, by its place among them; the moment must be in one.

    Databases do not agree about time zones, and SQLite knows none. So the beginnings are reckoned here, and a tree of
    comparisons finds the week: six steps for a year.
    """

    def between(low: int, high: int) -> ColumnElement[int]:
        if low == high:
            return literal(low)
        middle = (low + high + 1) // 2
        return case((moment < weeks[middle].begins_at, between(low, middle - 1)), else_=between(middle, high))

    return between(0, len(weeks) - 1)


def within(moment: InstrumentedAttribute[Any], weeks: Sequence[Week]) -> ColumnElement[bool]:
    """Whether a moment falls in one of these weeks."""
    return (moment >= weeks[0].begins_at) & (moment < weeks[-1].ends_at)


def made_since(row_id: InstrumentedAttribute[int], weeks: Sequence[Week]) -> ColumnElement[bool]:
    """Leave what is older to the index of ids, which are in the order of time; `within` says the rest."""
    milliseconds = int((weeks[0].begins_at - ID_MARGIN).timestamp() * 1000)
    return row_id >= max(0, milliseconds - EPOCH_MILLISECONDS) << RANDOM_BITS
