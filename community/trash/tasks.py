"""Empties the trash of all groups, some at a time; each step commits by itself, so that it can stop after any."""

from __future__ import annotations

from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs import every
from community.policy import CLOCK
from community.trash.queries import due_comments, due_folders, due_items
from community.trash.services.purging import purge_comment, purge_folder, purge_item

ROUND_SECONDS = 60
# So many things go in one step, and so many steps are made in one round: others need the worker, too.
BATCH = 10
MOST_STEPS = 50


@every(seconds=ROUND_SECONDS)
def empty_trash() -> None:
    """Take away for good what nobody put back in time; takes the write lock only where there is something."""
    for _ in range(MOST_STEPS):
        if not is_anything_due():
            return
        purge_some()


def is_anything_due() -> bool:
    """Whether the time of anything is over."""
    return bool(due_items(now(), limit=1) or due_comments(now(), limit=1) or due_folders(now(), limit=1))


def purge_some() -> None:
    """Make one step, and keep it."""
    begin_writing()
    for item in due_items(now(), limit=BATCH):
        if not purge_item(CLOCK, item):
            break
    for comment in due_comments(now(), limit=BATCH):
        purge_comment(CLOCK, comment)
    for folder in due_folders(now(), limit=BATCH):
        purge_folder(CLOCK, folder)
    db.session.commit()
    db.session.expunge_all()
