"""Moments by the calendar of Amsterdam: a test means the same at any hour and on both sides of a change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.core.clock import now

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def noon_days_ago(days: int) -> datetime:
    """Give noon in Amsterdam, so many days of its calendar ago."""
    day = now().astimezone(AMSTERDAM).date() - timedelta(days=days)
    return datetime.combine(day, time(12), AMSTERDAM).astimezone(UTC)
