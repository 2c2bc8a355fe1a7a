"""When a device was last used: noted while its person reads, and what ends a sign-in that nobody uses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from community.accounts.models import IDLE_AT_MOST, LoginSession
from community.core.clock import now
from community.core.db import db
from tests.builders.world import World

CountQueries = Callable[[Callable[[], Any]], list[str]]


def last_seen(world: World, ago: timedelta) -> None:
    with world.context():
        db.session.execute(update(LoginSession).values(last_seen_at=now() - ago))


def writes(statements: list[str]) -> list[str]:
    return [each for each in statements if each.startswith(("UPDATE", "INSERT", "DELETE"))]


def test_reading_moves_when_a_device_was_last_used_once_in_five_minutes(
    world: World, count_queries: CountQueries
) -> None:
    browser = world.client(world.member())
    assert not writes(count_queries(lambda: browser.get("/leden")))
    device = world.client(world.member())
    last_seen(world, timedelta(hours=3))
    (moved,) = writes(count_queries(lambda: device.get("/leden")))
    assert moved.startswith("UPDATE login_session SET last_seen_at")
    newest = max(row.last_seen_at for row in world.all(LoginSession))
    assert now() - newest < timedelta(minutes=1)
    assert not writes(count_queries(lambda: device.get("/leden")))


def test_the_list_of_devices_says_when_each_was_used(world: World) -> None:
    member = world.member()
    here = world.client(member)
    last_seen(world, timedelta(days=2))
    there = world.client(member)
    assert "2 dagen geleden" in there.get("/mijn/sessies").text
    here.get("/leden")
    assert "2 dagen geleden" not in there.get("/mijn/sessies").text


def test_a_sign_in_that_nobody_uses_for_a_week_has_ended_on_the_next_request(world: World) -> None:
    browser = world.client(world.member())
    last_seen(world, IDLE_AT_MOST - timedelta(minutes=1))
    assert browser.get("/leden").status_code == 200
    other = world.client(world.member())
    last_seen(world, IDLE_AT_MOST + timedelta(minutes=1))
    assert other.get("/leden").status_code == 303


def test_who_uses_a_device_every_few_days_stays_signed_in_and_a_form_is_no_other_use(world: World) -> None:
    browser = world.client(world.member())
    for _ in range(3):
        last_seen(world, timedelta(days=6))
        # What this process remembers of before is as old as that.
        world.app.extensions["presence"].clear()
        assert browser.get("/leden").status_code == 200
    assert now() - world.one(LoginSession).last_seen_at < timedelta(minutes=1)
