"""The worker: drains the outbox when nudged, and makes its rounds. Stops gracefully on SIGINT and SIGTERM."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from huey.consumer import Consumer

from community.core.db import db
from community.jobs.drain import clear_done, drain
from community.jobs.queue import Nudge
from community.jobs.registry import ROUNDS, Round

log = logging.getLogger(__name__)

SWEEP_SECONDS = 15
CLEAR_SECONDS = 6 * 3600


def run_worker(app: Flask) -> None:
    """Work until told to stop."""
    nudge: Nudge = app.extensions["jobs"]
    busy = threading.Lock()

    def work() -> None:
        with busy, worker_context(app):
            drain()

    nudge.work = work

    stopping = threading.Event()
    ticker = threading.Thread(target=tick, args=(app, busy, stopping), daemon=True, name="rounds")
    ticker.start()
    consumer = Consumer(nudge.queue, workers=1, periodic=False, worker_type="thread", max_delay=1.0)
    try:
        consumer.run()
    finally:
        stopping.set()
        ticker.join(timeout=5)


@contextmanager
def worker_context(app: Flask) -> Iterator[None]:
    """Give the application as a request has it, under the site's own name, with nothing left over afterwards."""
    with app.test_request_context(base_url=app.config["SETTINGS"].base_url):
        try:
            yield
        finally:
            db.session.remove()


def tick(app: Flask, busy: threading.Lock, stopping: threading.Event) -> None:
    """Make each round when its time has come, and sweep the outbox for what no nudge told of."""
    rounds = [*ROUNDS.values(), Round("sweep", SWEEP_SECONDS, sweep), Round("clear", CLEAR_SECONDS, clear_done)]
    due = {each.name: 0.0 for each in rounds}
    while not stopping.wait(1.0):
        for each in rounds:
            if time.monotonic() >= due[each.name]:
                due[each.name] = time.monotonic() + each.seconds
                make_round(app, busy, each)


def sweep() -> None:
    """Empty the outbox of what no nudge told of."""
    drain()


def make_round(app: Flask, busy: threading.Lock, each: Round) -> None:
    """Make one round; one that fails does not stop the others."""
    try:
        with busy, worker_context(app):
            each.deed()
            db.session.commit()
    except Exception:  # the next round tries again
        log.exception("round %s failed", each.name)
