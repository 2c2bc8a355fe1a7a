"""Puts a task into the outbox, in the transaction of the deed."""

from community.core.db import db
from community.jobs.models import Outbox


def enqueue(task: str, **ids: int) -> None:
    """Ask the worker to do something after this transaction has committed."""
    db.session.add(Outbox(task=task, payload=ids))
