"""What counts as one visit, so that what was new when it began stays new until it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

# Whoever comes back within this time is still at the same visit.
ONE_VISIT = timedelta(minutes=30)


def seen_before(seen_at: datetime, before_at: datetime, moment: datetime) -> datetime:
    """Give the end of the visit before the one that is going on, or that begins now."""
    return before_at if moment - seen_at < ONE_VISIT else seen_at
