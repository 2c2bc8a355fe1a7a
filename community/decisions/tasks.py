"""What the worker does about decisions: opens and closes votes when their moment has come."""

from __future__ import annotations

from flask import current_app

from community.core.clock import now
from community.core.db import begin_writing
from community.decisions import queries, services
from community.jobs import every
from community.policy import CLOCK

ROUND_SECONDS = 20


@every(seconds=ROUND_SECONDS)
def open_and_close_votes() -> None:
    """Open what was planned and close what is over; takes the write lock only where there is something."""
    if not queries.due_to_open(now()) and not queries.due_to_close(now()):
        return
    secret_key: str = current_app.config["SETTINGS"].secret_key
    begin_writing()
    for decision in queries.due_to_open(now()):
        services.open_due(CLOCK, decision)
    for decision in queries.due_to_close(now()):
        services.close_due(CLOCK, decision, secret_key=secret_key)
