"""The one clock of the application. Not for formatting: what a reader sees is made in `community.web`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Whose calendar says what day it is.
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Give the present moment, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Give the day that it is now by the calendar of Amsterdam."""
    return now().astimezone(AMSTERDAM).date()
