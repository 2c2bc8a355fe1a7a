"""What happens after a deed: once, also when something fails; proved with a real worker and a real mail server."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from community.content.models import Comment
from community.content.queries.comments import comment_to_read
from community.content.services.comments import hide_comment
from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs import enqueue, registry
from community.jobs.drain import (
    KEPT,
    LEASE,
    MOST_ATTEMPTS,
    claim,
    clear_done,
    dead_letters,
    drain,
    run_batch,
    settle,
)
from community.jobs.models import Outbox
from tests.builders.world import World
from tests.services.process import running, wait_until
from tests.services.smtp import Mailbox


@pytest.fixture
def seen() -> Iterator[list[int]]:
    """Declare a task that keeps what it was given, and fails on 13."""
    kept: list[int] = []

    @registry.task("tests.keep")
    def keep(number: int) -> None:
        kept.append(number)
        if number == 13:
            raise RuntimeError("thirteen")

    yield kept
    del registry.TASKS["tests.keep"]


def fill(world: World, *numbers: int) -> None:
    with world.context():
        for number in numbers:
            enqueue("tests.keep", number=number)


def drained(app: Flask) -> int:
    with app.test_request_context():
        count = drain()
        db.session.remove()
        return count


def test_what_was_enqueued_is_done_once_and_in_order(app: Flask, world: World, seen: list[int]) -> None:
    fill(world, 1, 2, 3)
    assert drained(app) == 3
    assert drained(app) == 0
    assert seen == [1, 2, 3]


def test_what_was_rolled_back_is_never_done(app: Flask, world: World, seen: list[int]) -> None:
    with app.test_request_context():
        begin_writing()
        enqueue("tests.keep", number=1)
        db.session.flush()
        db.session.rollback()
        db.session.remove()
    assert drained(app) == 0
    assert seen == []


def test_one_failure_does_not_stop_the_others_and_comes_back_later(app: Flask, world: World, seen: list[int]) -> None:
    fill(world, 13, 2)
    assert drained(app) == 1
    assert seen == [13, 2]
    row = world.one(Outbox, Outbox.done_at.is_(None))
    assert row.attempts == 1 and row.available_at > now() and "thirteen" in row.last_error
    assert drained(app) == 0


def test_after_the_last_try_it_is_dead_and_seen(app: Flask, world: World, seen: list[int]) -> None:
    fill(world, 13)
    for _ in range(MOST_ATTEMPTS):
        with world.context():
            db.session.query(Outbox).update({Outbox.available_at: now() - timedelta(seconds=1)})
        drained(app)
    assert len(seen) == MOST_ATTEMPTS
    with world.context():
        assert [row.task for row in dead_letters()] == ["tests.keep"]


def test_a_row_claimed_by_a_worker_that_died_is_done_after_the_lease(app: Flask, world: World, seen: list[int]) -> None:
    fill(world, 1)
    with world.context():
        db.session.query(Outbox).update({Outbox.claimed_until: now() + timedelta(minutes=1)})
    assert drained(app) == 0
    with world.context():
        db.session.query(Outbox).update({Outbox.claimed_until: now() - timedelta(seconds=1)})
    assert drained(app) == 1
    assert seen == [1]


def test_a_row_that_took_its_worker_down_on_every_try_is_dead(app: Flask, world: World, seen: list[int]) -> None:
    fill(world, 1, 2)
    with world.context():
        first = db.session.query(Outbox).order_by(Outbox.id).first()
        assert first is not None
        first.attempts, first.claimed_until = MOST_ATTEMPTS, now() - timedelta(seconds=1)
    assert drained(app) == 1
    assert seen == [2]
    with world.context():
        assert [row.payload for row in dead_letters()] == [{"number": 1}]


def test_rows_behind_a_slow_one_go_back_before_the_lease_ends(app: Flask, world: World, seen: list[int]) -> None:
    fill(world, 1, 2)
    with app.test_request_context(), time_machine.travel(now(), tick=False) as clock:
        claims = claim()

        @registry.task("tests.slow")
        def slow(number: int) -> None:
            clock.shift(LEASE)

        claims[0] = replace(claims[0], task="tests.slow")
        outcome = run_batch(claims)
        del registry.TASKS["tests.slow"]
        settle(outcome)
        db.session.remove()
    assert (outcome.done, outcome.left) == ([claims[0].id], [claims[1].id])
    row = world.one(Outbox, Outbox.done_at.is_(None))
    assert (row.attempts, row.claimed_until) == (0, None)
    assert drained(app) == 1


def test_what_was_done_long_ago_is_cleared_away(app: Flask, world: World, seen: list[int]) -> None:
    fill(world, 1)
    drained(app)
    fill(world, 2)
    with app.test_request_context(), time_machine.travel(now() + KEPT + timedelta(days=1)):
        clear_done()
        db.session.remove()
    assert world.one(Outbox).payload == {"number": 2}


def test_the_real_worker_mails_the_author_of_a_hidden_comment(
    app: Flask, world: World, mailbox: Mailbox, tmp_path: Path
) -> None:
    author = world.member("Jan Bééld", email="jan@voorbeeld.example")
    comment = world.comment(world.post("Nieuws\nover water"), author=author)
    moderator = world.actor(world.moderator())
    environment = os.environ | {
        "COMMUNITY_SECRET_KEY": "a-key-for-tests-only-0123456789abcdefghij",
        "COMMUNITY_BASE_URL": "http://localhost",
        "COMMUNITY_DATABASE_URL": app.config["SETTINGS"].database_url,
        "COMMUNITY_MAIL_URL": mailbox.url,
        "COMMUNITY_OIDC_ISSUER": "http://127.0.0.1:9",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
        "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-tests",
        "DATA_DIR": str(tmp_path),
    }
    with world.context():
        hide_comment(moderator, comment_to_read(moderator, comment.id), reason="Grof: <b>niet</b> doen")
    with running([sys.executable, "-m", "community.cli", "worker"], env=environment):
        wait_until(lambda: mailbox.to("jan@voorbeeld.example"), "the mail")
        wait_until(lambda: world.count(Outbox, Outbox.done_at.is_not(None)) == 1, "the row to be done")
    (mail,) = mailbox.messages
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Je reactie is verborgen"
    plain = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert plain is not None and "Grof: <b>niet</b> doen" in plain.get_content()
    assert html is not None and "&lt;b&gt;niet" in html.get_content()
    assert world.one(Comment).is_hidden
