"""What the worker does about action items: reminds their owners when the day is near."""

from __future__ import annotations

from datetime import timedelta

from community.actions import queries, services
from community.core.clock import AMSTERDAM, now, today
from community.core.db import begin_writing
from community.jobs import every
from community.policy import CLOCK

ROUND_SECONDS = 300
# A reminder comes the day before, and not in the night.
AHEAD = timedelta(days=1)
FIRST_HOUR, LAST_HOUR = 7, 19


@every(seconds=ROUND_SECONDS)
def remind_owners() -> None:
    """Remind owners of what is to be done by tomorrow; takes the write lock only where there is something."""
    if not FIRST_HOUR <= now().astimezone(AMSTERDAM).hour < LAST_HOUR:
        return
    if not queries.due_to_remind(today() + AHEAD):
        return
    begin_writing()
    for action in queries.due_to_remind(today() + AHEAD):
        services.remind(CLOCK, action)
