"""A post's way from draft to gone; on time by the real worker."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.content.models import State
from community.content.queries.publication import due_items
from community.content.services.publication import publish_due
from community.content.tasks import publish_due_items
from community.core.clock import now
from community.core.db import db
from community.news.models import NewsPost
from community.policy import CLOCK, Refused
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.news.forms import press, write
from tests.services.process import running, wait_until

SignIn = Callable[[Member], FlaskClient]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def state_of(world: World) -> State:
    return world.one(NewsPost).state


def events(world: World) -> list[str]:
    return [entry.event for entry in world.all(AuditEntry) if entry.event.startswith("Item")]


def test_a_draft_is_published_and_read_at_once(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    write(client)
    post = world.one(NewsPost)
    assert press(client, post, "publiceer").status_code == 303
    assert visitor.get(post.address).status_code == 200
    assert post.title in visitor.get("/nieuws").text
    assert post.title in visitor.get("/feeds/nieuws.atom").text
    assert events(world) == ["ItemCreated", "ItemPublished"]


def test_a_button_pressed_twice_does_its_deed_once(world: World, sign_in: SignIn) -> None:
    client, post = sign_in(world.editor()), world.post(state=State.DRAFT)
    for word in ("publiceer", "uitlichten", "archiveer", "intrekken"):
        for _ in range(2):
            assert press(client, post, word).status_code == 303
    assert events(world) == ["ItemPublished", "ItemFeatured", "ItemArchived", "ItemUnpublished"]


def test_what_comes_back_from_the_archive_keeps_its_date(world: World, sign_in: SignIn) -> None:
    client, published_at = sign_in(world.editor()), now() - timedelta(days=30)
    post = world.post(published_at=published_at)
    press(client, post, "archiveer")
    assert state_of(world) == State.ARCHIVED
    press(client, post, "publiceer")
    assert world.one(NewsPost).published_at == published_at


def test_what_is_taken_offline_is_gone_for_readers(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    client, post = sign_in(world.editor()), world.post(is_featured=True)
    press(client, post, "intrekken")
    assert visitor.get(post.address).status_code == 404
    assert not world.one(NewsPost).is_featured


def test_an_editor_removes_and_a_moderator_puts_back(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    editor, moderator, post = sign_in(world.editor()), sign_in(world.moderator()), world.post("Weg ermee")
    assert press(editor, post, "verwijder").location == "/nieuws"
    assert visitor.get(post.address).status_code == editor.get(post.address).status_code == 404
    page = moderator.get(post.address)
    assert page.status_code == 200 and "Dit bericht is verwijderd" in page.text
    assert "Weg ermee" in moderator.get("/nieuws/concepten").text
    assert press(moderator, post, "terugzetten").status_code == 303
    assert visitor.get(post.address).status_code == 200


def test_a_draft_that_was_removed_comes_back_as_a_draft(world: World, sign_in: SignIn) -> None:
    moderator, post = sign_in(world.moderator()), world.post(state=State.DRAFT)
    press(moderator, post, "verwijder")
    press(moderator, post, "terugzetten")
    assert state_of(world) == State.DRAFT


def test_an_archived_post_that_was_removed_comes_back_in_the_archive(world: World, sign_in: SignIn) -> None:
    published_at = now() - timedelta(days=30)
    moderator, post = sign_in(world.moderator()), world.post(state=State.ARCHIVED, published_at=published_at)
    press(moderator, post, "verwijder")
    press(moderator, post, "terugzetten")
    back = world.one(NewsPost)
    assert (back.state, back.published_at) == (State.ARCHIVED, published_at)
    assert post.title not in moderator.get("/nieuws").text
    # Out of the archive it stands among the news of its own day.
    press(sign_in(world.editor()), post, "publiceer")
    again = world.one(NewsPost)
    assert (again.state, again.published_at) == (State.PUBLISHED, published_at)


def test_what_was_planned_and_removed_comes_back_as_a_draft(world: World, sign_in: SignIn) -> None:
    soon = now() + timedelta(hours=1)
    moderator, post = sign_in(world.moderator()), world.post(state=State.SCHEDULED, publish_at=soon)
    press(moderator, post, "verwijder")
    press(moderator, post, "terugzetten")
    assert (state_of(world), world.one(NewsPost).publish_at) == (State.DRAFT, None)


def test_what_was_removed_before_its_state_was_kept_comes_back_as_published(world: World, sign_in: SignIn) -> None:
    moderator, post = sign_in(world.moderator()), world.post(state=State.REMOVED, published_at=now())
    press(moderator, post, "terugzetten")
    assert state_of(world) == State.PUBLISHED


def test_a_moderator_who_is_no_editor_cannot_publish(world: World, sign_in: SignIn) -> None:
    post = world.post(state=State.DRAFT)
    assert press(sign_in(world.moderator()), post, "publiceer").status_code == 403
    assert state_of(world) == State.DRAFT


def plan(client: FlaskClient, post: NewsPost, day: str, at: str) -> int:
    data = {"day": day, "at": at}
    return submit(client, f"{post.address}/inplannen", data, form_at=post.edit_address).status_code


def test_a_post_is_planned_in_the_time_of_amsterdam(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    with time_machine.travel("2027-03-01T12:00:00Z", tick=True):
        client, post = sign_in(world.editor()), world.post(state=State.DRAFT)
        # Between these two the clocks go forward: nine o'clock is eight and then seven in UTC.
        for day, hour in (("2027-03-27", 8), ("2027-03-28", 7)):
            assert plan(client, post, day, "09:00") == 303
            planned = world.one(NewsPost).publish_at
            assert planned is not None and (planned.hour, planned.minute) == (hour, 0)
        assert state_of(world) == State.SCHEDULED
        assert visitor.get(post.address).status_code == 404
        assert "28 maart 2027 09:00" in client.get("/nieuws/concepten").text


@pytest.mark.parametrize(
    ("day", "at"),
    [
        ("2020-01-01", "09:00"),
        ("morgen", "09:00"),
        ("2027-13-45", "09:00"),
        ("2027-03-27", ""),
        ("9999-12-31", "23:59"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(world: World, sign_in: SignIn, day: str, at: str) -> None:
    client, post = sign_in(world.editor()), world.post(state=State.DRAFT)
    assert plan(client, post, day, at) == 422
    assert state_of(world) == State.DRAFT


def test_who_may_not_change_a_post_is_not_shown_its_form_for_a_wrong_moment(world: World, sign_in: SignIn) -> None:
    client, post = sign_in(world.member()), world.post()
    for day in ("morgen", "2027-03-27"):
        assert plan(client, post, day, "09:00") == 403


def test_a_plan_can_be_cancelled(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    post = world.post(state=State.SCHEDULED, publish_at=now() + timedelta(days=1))
    press(client, post, "intrekken")
    post = world.one(NewsPost)
    assert (post.state, post.publish_at) == (State.DRAFT, None)


def test_only_what_is_due_is_published(world: World, app: Flask) -> None:
    author = world.editor()
    world.post("Nu", author=author, state=State.SCHEDULED, publish_at=now() - timedelta(seconds=1))
    world.post("Straks", author=author, state=State.SCHEDULED, publish_at=now() + timedelta(minutes=5))
    world.post("Concept", author=author, state=State.DRAFT, publish_at=now() - timedelta(days=1))
    with app.test_request_context():
        publish_due_items()
        db.session.commit()
        db.session.remove()
    assert {post.title: post.state for post in world.all(NewsPost)} == {
        "Nu": State.PUBLISHED,
        "Straks": State.SCHEDULED,
        "Concept": State.DRAFT,
    }


def test_the_clock_publishes_nothing_but_what_was_planned(world: World) -> None:
    world.post(state=State.DRAFT)
    with world.context():
        assert not due_items(now())
        post = db.session.query(NewsPost).one()
        with pytest.raises(Refused):
            publish_due(CLOCK, post)


def test_the_real_worker_publishes_on_time(app: Flask, world: World, visitor: FlaskClient, tmp_path: Path) -> None:
    post = world.post("Op tijd", state=State.SCHEDULED, publish_at=now() + timedelta(seconds=2))
    environment = os.environ | {
        "COMMUNITY_SECRET_KEY": "a-key-for-tests-only-0123456789abcdefghij",
        "COMMUNITY_BASE_URL": "http://localhost",
        "COMMUNITY_DATABASE_URL": app.config["SETTINGS"].database_url,
        "COMMUNITY_OIDC_ISSUER": "http://127.0.0.1:9",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
        "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-tests",
        "DATA_DIR": str(tmp_path),
    }
    assert visitor.get(post.address).status_code == 404
    with running([sys.executable, "-m", "community.cli", "worker"], env=environment):
        wait_until(lambda: visitor.get(post.address).status_code == 200, "the publication", seconds=60)
    published = world.one(NewsPost)
    assert published.published_at is not None and published.publish_at is None
    assert published.published_at >= post.publish_at
    (entry,) = world.all(AuditEntry, AuditEntry.event == "ItemPublished")
    assert entry.actor_id == 0
