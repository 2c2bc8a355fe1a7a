"""The queue between web processes and worker. It carries nudges only: what has to be done stands in the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from community.jobs.models import Outbox
from config import Settings

if TYPE_CHECKING:
    from huey import Huey

log = logging.getLogger(__name__)

NUDGED = "outbox_filled"


def make_queue(settings: Settings) -> Huey:
    """Give the queue of a deployment: a file of its own, or Redis where several machines share it."""
    # Here alone: huey loads the clients of all its stores, which is a quarter of the time until the first page.
    from huey import RedisHuey, SqliteHuey

    if settings.redis_url:
        return RedisHuey("community", url=settings.redis_url, results=False)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("community", filename=str(settings.data_dir / "queue.db"), results=False)


class Nudge:
    """Tells the worker after a commit that something waits; where that fails, its next round finds it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # Set by the worker, which has the application.
        self.work: Callable[[], None] | None = None
        self.put: Callable[[], object]

    @cached_property
    def queue(self) -> Huey:
        """The queue, made when something is first put into it or taken out, and knowing what a nudge asks for."""
        queue = make_queue(self.settings)
        self.put = queue.task(name="drain_outbox")(self.drain)
        return queue

    def drain_soon(self) -> None:
        """Put a nudge into the queue."""
        _ = self.queue
        self.put()

    def drain(self) -> None:
        """Empty the outbox; only in the worker."""
        if self.work is None:
            raise RuntimeError("only the worker drains the outbox")
        self.work()

    def listen(self, session: Any) -> None:
        """Nudge after each commit that put something into the outbox."""
        event.listen(session, "before_flush", self.note)
        event.listen(session, "after_commit", self.send)

    @staticmethod
    def note(session: Session, context: Any, instances: Any) -> None:
        """Remember that this transaction fills the outbox."""
        if any(isinstance(row, Outbox) for row in session.new):
            session.info[NUDGED] = True

    def send(self, session: Session) -> None:
        """Put a nudge into the queue."""
        if not session.info.pop(NUDGED, False):
            return
        try:
            self.drain_soon()
        except Exception:  # the deed is done and kept; a queue that is away only makes its effects later
            log.warning("the worker could not be nudged", exc_info=True)
