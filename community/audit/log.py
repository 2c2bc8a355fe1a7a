"""Appends to the log, in the transaction of the deed or, for a refusal, in one of its own after the rollback."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import fields
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from community.audit.budget import Budget
from community.audit.events import Event
from community.audit.models import AuditDetail, AuditEntry
from community.core.db import db, json_text
from community.core.ids import id_at, new_id
from community.policy import Actor

log = logging.getLogger(__name__)


def record(actor: Actor, event: Event) -> None:
    """Append an event; it stays only if the deed does."""
    write(db.session, actor, event)


def refused(actor: Actor, event: Event) -> None:
    """Append that something was refused, in a transaction of its own, since the request's was rolled back.

    Where too much is refused at once the line goes to the program's own log alone.
    """
    db.session.rollback()
    # Each kind has its own, so that nobody can hide one behind many of another.
    budgets: dict[type[Event], Budget] = current_app.extensions.setdefault("refusals", {})
    if not budgets.setdefault(type(event), Budget()).take():
        log.warning("not written down, too many refusals: %s", type(event).__name__)
        return
    with Session(db.engine) as session:
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        write(session, actor, event)
        session.commit()


def write(session: Any, actor: Actor, event: Event, *, at: datetime | None = None) -> None:
    """Add the rows of an event to a session; an import says at which other moment it happened."""
    values: dict[str, Any] = {field.name: getattr(event, field.name) for field in fields(event)}
    ids = {name: value for name, value in values.items() if name.endswith("_id")}
    words = {name: str(value) for name, value in values.items() if not name.endswith("_id")}
    moment: dict[str, Any] = {"id": id_at(at), "at": at} if at else {"id": new_id()}
    entry = AuditEntry(event=type(event).__name__, actor_id=actor.id, **ids, **moment)
    session.add(entry)
    if words:
        salt, text = secrets.token_bytes(16), json_text(words)
        entry.detail_digest = digest(salt, text)
        session.add(AuditDetail(entry_id=entry.id, salt=salt, text=text))


def digest(salt: bytes, text: str) -> str:
    """Give what the row keeps of its details."""
    return hashlib.sha256(salt + text.encode()).hexdigest()
