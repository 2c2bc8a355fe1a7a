"""The same bytes twice are one file: it is not taken away from a new attachment while the last old one goes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from threading import Thread
from typing import IO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.content.models import Attachment
from community.core.db import db
from community.core.storage import Storage
from community.jobs.drain import drain
from community.news.models import NewsPost
from tests.builders.fixtures import submit, token_of
from tests.builders.world import World

CONTENT = b"%PDF-1.7\nhet verslag\n%%EOF\n"
KEY = f"{(DIGEST := hashlib.sha256(CONTENT).hexdigest())[:2]}/{DIGEST}"
# For as long as a request that is not held up would take, and more.
PATIENCE = 2


class Meanwhile(Storage):
    """A storage in which something else happens, once, just after a file was put or just before one is taken away."""

    after_put: Callable[[], None] | None = None
    before_delete: Callable[[], None] | None = None

    def put(self, content: bytes | IO[bytes]) -> str:
        key = super().put(content)
        deed, self.after_put = self.after_put, None
        if deed:
            deed()
        return key

    def delete(self, key: str) -> None:
        deed, self.before_delete = self.before_delete, None
        if deed:
            deed()
        super().delete(key)


@pytest.fixture
def storage(app: Flask) -> Iterator[Meanwhile]:
    good = app.extensions["storage"]
    app.extensions["storage"] = Meanwhile(good.address)
    yield app.extensions["storage"]
    app.extensions["storage"] = good


@pytest.fixture
def post(world: World) -> NewsPost:
    return world.post()


@pytest.fixture
def upload(world: World, post: NewsPost) -> Callable[[], None]:
    """Give a way to add the file to the post, in a browser whose form is open."""
    client = world.client(world.editor())
    token = token_of(client.get(post.edit_address))

    def send() -> None:
        data = {"csrf_token": token, "use": "file", "focus": "5-5", "file": (io.BytesIO(CONTENT), "verslag.pdf")}
        assert client.post(f"/stukken/{post.id}/bijlagen", data=data).status_code == 303

    return send


@pytest.fixture
def let_go(world: World, post: NewsPost, upload: Callable[[], None]) -> None:
    """Add the file and remove it again, so that the worker is asked to take its content away."""
    upload()
    client: FlaskClient = world.client(world.editor())
    submit(client, f"/bijlagen/{world.one(Attachment).id}/verwijder", form_at=post.edit_address)
    assert world.count(Attachment) == 0


def work(app: Flask) -> None:
    """Do what the worker does, in a thread of its own as it is a program of its own."""

    def run() -> None:
        with app.test_request_context():
            drain()
            db.session.remove()

    worker = Thread(target=run)
    worker.start()
    worker.join()


@pytest.mark.usefixtures("let_go")
def test_a_file_whose_content_is_taken_away_while_it_is_added_is_put_there_again(
    app: Flask, world: World, visitor: FlaskClient, storage: Meanwhile, upload: Callable[[], None]
) -> None:
    taken: list[bool] = []

    def worker_comes() -> None:
        work(app)
        taken.append(not storage.holds(KEY))

    storage.after_put = worker_comes
    upload()
    assert taken == [True]
    assert visitor.get(world.one(Attachment).address).data == CONTENT


@pytest.mark.usefixtures("let_go")
def test_a_file_that_is_added_while_its_content_is_taken_away_waits_and_keeps_it(
    app: Flask, world: World, visitor: FlaskClient, storage: Meanwhile, upload: Callable[[], None]
) -> None:
    browser = Thread(target=upload)
    waited: list[bool] = []

    def somebody_adds() -> None:
        browser.start()
        browser.join(PATIENCE)
        waited.append(browser.is_alive())

    storage.before_delete = somebody_adds
    work(app)
    browser.join()
    assert waited == [True]
    assert visitor.get(world.one(Attachment).address).data == CONTENT


@pytest.mark.usefixtures("let_go")
def test_a_file_that_was_added_again_before_the_worker_came_stays(
    app: Flask, world: World, visitor: FlaskClient, upload: Callable[[], None]
) -> None:
    upload()
    work(app)
    assert visitor.get(world.one(Attachment).address).data == CONTENT
