"""The one clock of the application. Not for formatting: what a reader sees is made in `community.web`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the present moment, aware and in UTC."""
    return datetime.now(UTC)
