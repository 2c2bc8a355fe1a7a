"""Puts a task into the outbox, in the transaction of the deed."""

from typing import cast

from sqlalchemy import Table, insert

from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.jobs.models import Outbox
from community.jobs.queue import NUDGED

# Of the table rather than the model: nearly every deed writes one, under the write lock.
TO_DO = insert(cast(Table, Outbox.__table__))


def enqueue(task: str, **ids: int | str) -> None:
    """Ask the worker to do something after this transaction has committed; ids of rows, or keys of files."""
    moment = now()
    values = {
        "id": new_id(),
        "task": task,
        "payload": ids,
        "created_at": moment,
        "available_at": moment,
        "attempts": 0,
        "is_dead": False,
        "last_error": "",
    }
    db.session.connection().execute(TO_DO, values)
    db.session.info[NUDGED] = True
