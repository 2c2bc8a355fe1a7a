"""Who does far more than people do has to wait; nobody else notices, and reading is never counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from community.app import create_app
from community.content.models import Comment
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.site.models import SiteSetting
from tests.builders.fixtures import make_settings, token_of
from tests.builders.world import World
from tests.services.databases import FreshDatabase

# Counted is in memory or in Redis, never in the database: which of the two that is makes no difference here.
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")


def make_app(url: str, folder: Path, **more: str) -> Flask:
    app = create_app(make_settings(url, folder, **({"COMMUNITY_LIMIT_FACTOR": "1"} | more)))
    with app.app_context():
        db.create_all()
    return app


def close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def limited(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[World]:
    """Give a world whose limits nobody has used yet."""
    app = make_app(fresh_database(), tmp_path)
    yield World(app)
    close(app)


def post_comments(browser: FlaskClient, path: str, count: int) -> list[int]:
    token = token_of(browser.get("/mijn/sessies"))
    return [
        browser.post(path, data={"csrf_token": token, "text": f"Woord {number}", "key": str(new_id())}).status_code
        for number in range(count)
    ]


def test_who_comments_without_pause_waits_with_the_text_in_hand_and_others_do_not(limited: World) -> None:
    post, hasty = limited.post(), limited.client(limited.member())
    path = f"/reacties/bij/{post.id}"
    answers = post_comments(hasty, path, 31)
    assert answers == [303] * 30 + [429]
    data = {"csrf_token": token_of(hasty.get("/mijn/sessies")), "text": "Mijn laatste woord"}
    refused = hasty.post(path, data=data)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Even rustig aan" in refused.text
    assert "Mijn laatste woord" in refused.text
    assert limited.count(Comment) == 30
    assert hasty.get(post.address).status_code == 200
    assert post_comments(limited.client(limited.member()), path, 1) == [303]


def test_reading_is_not_counted_and_searching_people_is(limited: World) -> None:
    browser = limited.client(limited.member())
    assert {browser.get("/leden").status_code for _ in range(125)} == {200}
    answers = [browser.get("/leden?q=ja").status_code for _ in range(121)]
    assert answers == [200] * 120 + [429]


def test_a_visitor_is_counted_by_the_address_that_a_trusted_proxy_names(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    app = make_app(fresh_database(), tmp_path, COMMUNITY_TRUSTED_PROXIES="1")
    browser = app.test_client()
    # What a visitor writes there first, the proxy does not take back; only what the proxy adds counts.
    crowd = [browser.get("/inloggen", headers={"X-Forwarded-For": f"9.9.9.{n}, 1.1.1.1"}) for n in range(301)]
    assert [answer.status_code for answer in crowd].count(429) == 1
    assert browser.get("/inloggen", headers={"X-Forwarded-For": "1.1.1.2"}).status_code != 429
    close(app)


def test_without_a_trusted_proxy_nobody_chooses_their_address(limited: World) -> None:
    browser = limited.client()
    crowd = [browser.get("/inloggen", headers={"X-Forwarded-For": f"1.1.1.{n % 250}"}) for n in range(301)]
    assert [answer.status_code for answer in crowd].count(429) == 1


def test_two_processes_count_together_in_redis_and_each_for_itself_without_it(
    fresh_database: FreshDatabase, tmp_path: Path, redis_url: str
) -> None:
    url = fresh_database()
    apps = [make_app(url, tmp_path, COMMUNITY_REDIS_URL=redis_url) for _ in range(2)]
    world = World(apps[0])
    post, member = world.post(), world.member()
    path = f"/reacties/bij/{post.id}"
    assert post_comments(world.client(member), path, 30) == [303] * 30
    second = World(apps[1]).client(member)
    assert post_comments(second, path, 1) == [429]
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    assert post_comments(second, path, 1) == [303]
    for app in apps:
        close(app)


def test_a_redis_that_is_away_locks_nobody_out(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    app = make_app(fresh_database(), tmp_path, COMMUNITY_REDIS_URL="redis://127.0.0.1:9/0")
    world = World(app)
    assert post_comments(world.client(world.member()), f"/reacties/bij/{world.post().id}", 31) == [303] * 30 + [429]
    close(app)


def test_a_new_member_waits_sooner_until_something_of_theirs_stands(limited: World) -> None:
    limited.keep(SiteSetting(key="held_for", value={"value": "everyone"}))
    post = limited.post()
    answers = post_comments(limited.client(limited.member()), f"/reacties/bij/{post.id}", 12)
    assert answers == [303] * 10 + [429] * 2
    old_hand = limited.client(limited.member(joined_at=now() - timedelta(days=30)))
    assert post_comments(old_hand, f"/reacties/bij/{post.id}", 12) == [303] * 12


def test_each_person_that_a_text_mentions_counts(limited: World) -> None:
    people = [limited.member(f"Genoemd {letter * 3}") for letter in "abcdefghij"]
    text = " en ".join(f"@{each.name}" for each in people)
    browser = limited.client(limited.member())
    path, token = f"/reacties/bij/{limited.post().id}", token_of(browser.get("/mijn/sessies"))
    answers = [browser.post(path, data={"csrf_token": token, "text": f"{n} {text}"}) for n in range(2)]
    assert [answer.status_code for answer in answers] == [303, 429]
    assert "Genoemd ccc" in answers[1].text
    assert int(answers[1].headers["Retry-After"]) >= 1


def test_a_visitor_with_a_whole_network_is_one_visitor(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    app = make_app(fresh_database(), tmp_path, COMMUNITY_TRUSTED_PROXIES="1")
    browser = app.test_client()
    crowd = [browser.get("/inloggen", headers={"X-Forwarded-For": f"2001:db8::{n:x}"}) for n in range(301)]
    assert [answer.status_code for answer in crowd].count(429) == 1
    assert browser.get("/inloggen", headers={"X-Forwarded-For": "2001:db8:0:1::1"}).status_code != 429
    close(app)
