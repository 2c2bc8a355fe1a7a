"""What this process keeps between requests, and when a request may use it.

A request asks the database for its version before anything else, and stops using what is kept as soon as it writes.
What is kept under a key that several people share never holds anything of one of them: see `community.web.shared`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, has_app_context, has_request_context, request
from sqlalchemy import event
from sqlalchemy.engine import make_url

from community.core.changes import source_of
from community.core.clock import now
from community.core.db import db
from community.core.kept import ANYTHING, Kept, Made

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# The place in a request's environment where a page says which item it is about.
ABOUT = "community.about"


def install(app: Flask) -> None:
    """Give the application a store, asked in every request before anything else."""
    app.extensions["kept"] = Kept(source_of(make_url(app.config["SETTINGS"].database_url)))
    app.before_request(begin)


@event.listens_for(db.session, "after_commit")
def look_anew(session: object) -> None:
    """Let also the next visitor of this process see what it has just written."""
    if has_app_context() and "kept" in current_app.extensions:
        store().look_anew()


def store() -> Kept:
    """Give what this process keeps."""
    return cast(Kept, current_app.extensions["kept"])


def begin() -> None:
    """Ask for the moment of this request; it comes before the first statement of its session."""
    if request.endpoint != "static" and not db.session().in_transaction():
        g.moment = store().look()


def stop() -> None:
    """Use nothing that is kept for the rest of this request, and keep nothing of it: it has written."""
    g.moment = None


def kept(key: Hashable, make: Callable[[], Made]) -> Any:
    """Give the value of a key, made now where it is not kept."""
    return store().give(key, g.get("moment"), make) if has_request_context() else make().value


def has_changed_since(moment: int, item_id: int) -> bool:
    """Whether anything has changed since a moment, comments on items other than this one aside."""
    kept = store()
    return kept.look() is None or not kept.still_holds(moment, item_id)


def next_midnight() -> float:
    """Give when "vandaag" becomes "gisteren": the next midnight in Amsterdam, in seconds since 1970."""
    tomorrow = now().astimezone(AMSTERDAM).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=AMSTERDAM).timestamp()


def page_is_about(item_id: int) -> None:
    """Say that this page shows one item, so that it changes with that item, not with the comments on others.

    Such a page may read comments, reactions and counts of this item only (see `community.core.change_notes`).
    """
    request.environ[ABOUT] = item_id


def about() -> int:
    """Give what this page depends on."""
    return int(request.environ.get(ABOUT, ANYTHING))
