"""What happens between reading and writing: a deed that waits for the lock is judged by what holds when it gets it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.content.models import Comment, ContentItem
from community.core.db import db
from tests.builders.fixtures import token_of
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
# PostgreSQL has no lock that a deed waits for: there both orders can happen, and both are right.
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")


@contextmanager
def writing(app: Flask) -> Iterator[sqlite3.Connection]:
    """Write as another program does, with the lock held until the block ends."""
    with app.app_context():
        path = db.engine.url.database
    assert path
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def post_soon(pool: ThreadPoolExecutor, client: FlaskClient, item: ContentItem, **more: str) -> Future[TestResponse]:
    """Begin to post a comment, and give it time to read and to wait for the lock."""
    data = {"csrf_token": token_of(client.get(item.address)), "text": "Net te laat"} | more
    answer = pool.submit(client.post, f"/reacties/bij/{item.id}", data=data)
    time.sleep(0.3)
    assert not answer.done()
    return answer


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_who_is_suspended_while_waiting_for_the_lock_writes_nothing(
    app: Flask, world: World, sign_in: SignIn, pool: ThreadPoolExecutor
) -> None:
    member, post = world.member(), world.post()
    client = sign_in(member)
    with writing(app) as other:
        answer = post_soon(pool, client, post)
        other.execute("UPDATE member SET state = 'suspended' WHERE id = ?", (member.id,))
    assert answer.result().status_code == 403
    assert world.count(Comment) == 0


def test_a_conversation_that_closes_while_one_waits_for_the_lock_takes_nothing_more(
    app: Flask, world: World, sign_in: SignIn, pool: ThreadPoolExecutor
) -> None:
    post, client = world.post(), sign_in(world.member())
    with writing(app) as other:
        answer = post_soon(pool, client, post)
        other.execute("UPDATE content_item SET comments_open = 0 WHERE id = ?", (post.id,))
    assert answer.result().status_code == 403
    assert "Reageren is hier gesloten." in answer.result().text and "Net te laat" in answer.result().text
    assert world.count(Comment) == 0


def test_a_comment_that_is_hidden_while_one_waits_for_the_lock_gets_no_answer(
    app: Flask, world: World, sign_in: SignIn, pool: ThreadPoolExecutor
) -> None:
    post = world.post()
    comment, client = world.comment(post), sign_in(world.member())
    with writing(app) as other:
        answer = post_soon(pool, client, post, reply_to=str(comment.id))
        other.execute("UPDATE comment SET is_hidden = 1, hidden_reason = 'Grof' WHERE id = ?", (comment.id,))
    assert answer.result().status_code == 404
    assert world.count(Comment) == 1


def test_a_comment_on_another_item_keeps_nobody_from_writing(
    app: Flask, world: World, sign_in: SignIn, pool: ThreadPoolExecutor
) -> None:
    post, other_post = world.post(), world.post()
    comment, client = world.comment(other_post), sign_in(world.member())
    with writing(app) as other:
        answer = post_soon(pool, client, post)
        other.execute("UPDATE comment SET html = '<p>Anders</p>' WHERE id = ?", (comment.id,))
    assert answer.result().status_code == 303
    assert world.count(Comment) == 2


def test_eight_who_wait_for_the_lock_are_all_served_soon_after_it_is_free(
    app: Flask, world: World, sign_in: SignIn, pool: ThreadPoolExecutor
) -> None:
    post = world.post()
    clients = [sign_in(world.member()) for _ in range(8)]
    tokens = [token_of(client.get(post.address)) for client in clients]
    together = threading.Barrier(9)

    def send(number: int) -> tuple[int, float]:
        together.wait(10)
        data = {"csrf_token": tokens[number], "text": f"Reactie {number}"}
        status = clients[number].post(f"/reacties/bij/{post.id}", data=data).status_code
        return status, time.monotonic()

    answers = [pool.submit(send, number) for number in range(8)]
    with writing(app):
        together.wait(10)
        time.sleep(1)
    freed_at = time.monotonic()
    statuses, ends = zip(*(answer.result() for answer in answers), strict=True)
    assert set(statuses) == {303} and world.count(Comment) == 8
    # SQLite's own waiting would by then sleep a tenth of a second at a time, each of them on its own.
    assert max(ends) - freed_at < 2
