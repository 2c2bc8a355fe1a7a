"""Empties the outbox: claims some rows with a lease, runs them, and marks the whole batch in one transaction.

A row that fails comes back later and later; after the last try it is dead, and stays to be seen. Nothing is lost when
the worker is killed: the lease runs out, and the row is run again.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update

from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs.models import Outbox
from community.jobs.registry import run_task

log = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=5)
# A mail server may take a while to say no; a batch stops this long before its lease ends.
LONGEST_TASK = timedelta(minutes=1)
KEPT = timedelta(days=14)
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=20)

_running: ContextVar[int] = ContextVar("outbox_id")


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this worker may run now."""

    id: int
    task: str
    payload: dict[str, Any]
    attempts: int


@dataclass(slots=True)
class Outcome:
    """What became of a batch: rows done, rows that failed and why, and rows that were not begun."""

    done: list[int] = field(default_factory=list)
    failed: list[tuple[Claim, Exception]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


def running_id() -> int:
    """Give the id of the outbox row that is being run: the same on each try, so that a mail keeps its name."""
    return _running.get()


def drain() -> int:
    """Run all that waits, and give how many rows were done."""
    bury_deadly()
    done_count = 0
    while claims := claim():
        outcome = run_batch(claims)
        settle(outcome)
        done_count += len(outcome.done)
    return done_count


def run_batch(claims: list[Claim]) -> Outcome:
    """Run the rows of a batch; where a slow one uses up the lease, the rest goes back as it was."""
    outcome, stop_at = Outcome(), now() + LEASE - LONGEST_TASK
    for position, each in enumerate(claims):
        if now() > stop_at:
            outcome.left = [left.id for left in claims[position:]]
            break
        error = attempt(each)
        if error is None:
            outcome.done.append(each.id)
        else:
            outcome.failed.append((each, error))
    return outcome


def bury_deadly() -> None:
    """Give up rows that took their worker down on every try: nobody was left to say that they failed."""
    moment = now()
    deadly = (
        Outbox.done_at.is_(None),
        Outbox.is_dead.is_(False),
        Outbox.attempts >= MOST_ATTEMPTS,
        Outbox.claimed_until < moment,
    )
    if db.session.scalar(select(Outbox.id).where(*deadly).limit(1)) is None:
        return
    begin_writing()
    db.session.execute(update(Outbox).where(*deadly).values(is_dead=True, last_error="the worker ended while it ran"))
    db.session.commit()


def clear_done() -> None:
    """Take away what was done long ago."""
    begin_writing()
    db.session.execute(delete(Outbox).where(Outbox.done_at < now() - KEPT))
    db.session.commit()


def claim() -> list[Claim]:
    """Take some rows for this worker; another cannot take them until the lease runs out."""
    moment = now()
    begin_writing()
    rows = db.session.scalars(
        select(Outbox)
        .where(
            Outbox.done_at.is_(None),
            Outbox.is_dead.is_(False),
            Outbox.available_at <= moment,
            or_(Outbox.claimed_until.is_(None), Outbox.claimed_until < moment),
        )
        .order_by(Outbox.available_at, Outbox.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.claimed_until, row.attempts = moment + LEASE, row.attempts + 1
    claims = [Claim(row.id, row.task, row.payload, row.attempts) for row in rows]
    db.session.commit()
    db.session.expunge_all()
    return claims


def attempt(claimed: Claim) -> Exception | None:
    """Run one row in a transaction of its own; gives what went wrong."""
    mark = _running.set(claimed.id)
    try:
        run_task(claimed.task, claimed.payload)
        db.session.commit()
    except Exception as error:  # whatever it is, the other rows must go on and this one must come back
        log.warning("task %s of outbox %s failed", claimed.task, claimed.id, exc_info=True)
        db.session.rollback()
        return error
    finally:
        _running.reset(mark)
        db.session.expunge_all()
    return None


def settle(outcome: Outcome) -> None:
    """Mark a batch: what is done, what comes back and when, and what is given up."""
    begin_writing()
    db.session.execute(update(Outbox).where(Outbox.id.in_(outcome.done)).values(done_at=now(), claimed_until=None))
    untouched = {"claimed_until": None, "attempts": Outbox.attempts - 1}
    db.session.execute(update(Outbox).where(Outbox.id.in_(outcome.left)).values(untouched))
    for each, error in outcome.failed:
        values = {
            "claimed_until": None,
            "last_error": f"{type(error).__name__}: {error}"[:1000],
            "is_dead": each.attempts >= MOST_ATTEMPTS,
            "available_at": now() + FIRST_PAUSE * 4 ** (each.attempts - 1),
        }
        db.session.execute(update(Outbox).where(Outbox.id == each.id).values(**values))
    db.session.commit()


def dead_letters(limit: int = 100) -> list[Outbox]:
    """Give what was given up, the newest first."""
    return list(
        db.session.scalars(select(Outbox).where(Outbox.is_dead.is_(True)).order_by(Outbox.id.desc()).limit(limit))
    )
