"""Noting that a sign-in is in use: after the page was made, and at most every five minutes for each process.

This is the one thing that reading writes. It moves one column that no page is kept for (`MOVING_COLUMNS`), so nothing
that is kept has to be made anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from community.accounts.services import note_seen
from community.core.clock import now

EVERY = timedelta(minutes=5)
MOST_REMEMBERED = 10_000


def install(app: Flask) -> None:
    """Note who was here after each of their pages."""
    app.extensions["presence"] = {}
    app.after_request(note)


def is_here(token_hash: str, seen_at: datetime) -> None:
    """Remember for the end of this request that a sign-in is in use, and when it was last noted as far as is known."""
    g.presence = (token_hash, seen_at)


def note(answer: Response) -> Response:
    """Write it down where the last time is long enough ago."""
    if "presence" in g and request.endpoint != "static" and answer.status_code < 500:
        token_hash, seen_at = g.presence
        noted: dict[str, datetime] = current_app.extensions["presence"]
        if now() - max(seen_at, noted.get(token_hash, seen_at)) > EVERY:
            if len(noted) >= MOST_REMEMBERED:
                noted.clear()
            noted[token_hash] = now()
            note_seen(token_hash)
    return answer
