"""Puts a task into the outbox, in the transaction of the deed."""

from community.core.db import db
from community.jobs.models import Outbox


def enqueue(task: str, **ids: int | str) -> None:
    """Ask the worker to do something after this transaction has committed; ids of rows, or keys of files."""
    db.session.add(Outbox(task=task, payload=ids))
