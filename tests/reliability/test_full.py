"""A full disk: who writes hears it with the text in hand, nothing is half kept, reading goes on, and room is enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.app import create_app
from community.audit.models import AuditEntry
from community.content.models import Comment, ItemCounter
from community.core.db import db
from community.jobs.models import Outbox
from community.news.models import NewsPost
from tests.builders.fixtures import make_settings, submit
from tests.builders.world import World
from tests.services.databases import FreshDatabase

# PostgreSQL's disk is its own server's, which cannot be filled from here; SQLite can be told to grow no further.
pytestmark = [
    pytest.mark.reliability,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session"),
]


@pytest.fixture
def full(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[Flask]:
    """Give a site of its own, whose database file may be kept from growing."""
    app = create_app(make_settings(fresh_database(), tmp_path))
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def set_room(app: Flask, *, is_full: bool) -> None:
    """Let the file grow no further, as on a full disk, or as far as it likes; a connection keeps that to itself."""
    with app.app_context(), db.engine.connect() as connection:
        there = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={there if is_full else 1_000_000_000}")


def write(browser: FlaskClient, post: NewsPost, key: str) -> TestResponse:
    words = {"text": "Een lang verhaal. " * 500, "key": key}
    return submit(browser, f"/reacties/bij/{post.id}", words)


def test_a_full_disk_gives_503_with_the_text_and_keeps_nothing_half(
    full: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(full)
    post, member = world.post("Een bericht"), world.member()
    browser = world.client(member)
    set_room(full, is_full=True)
    refused = None
    for number in range(200):
        answer = write(browser, post, f"k{number}")
        if answer.status_code != 303:
            refused = answer
            break
    assert refused is not None
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert "Een lang verhaal." in refused.text
    assert "full" in caplog.text and "lang verhaal" not in caplog.text
    assert browser.get(post.address).status_code == 200
    kept = world.count(Comment)
    assert kept == number
    assert world.one(ItemCounter, ItemCounter.item_id == post.id).comment_count == kept
    assert world.count(AuditEntry, AuditEntry.event == "CommentAdded") == kept
    rows = world.count(Outbox)
    set_room(full, is_full=False)
    again = write(browser, post, f"k{number}")
    assert again.status_code == 303
    assert world.count(Comment) == kept + 1
    assert world.count(Outbox) >= rows
