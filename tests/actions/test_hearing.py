"""Who hears of action items: who gets one, who has one whose day is near, and who follows one that is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from community.accounts.models import Member
from community.actions.models import ActionItem
from community.actions.tasks import remind_owners
from community.core.clock import today
from community.core.db import db
from community.groups.models import Access, Group
from community.jobs import drain as draining
from community.notifications.models import Kind, Notification
from tests.actions.test_actions import added
from tests.builders.fixtures import submit
from tests.builders.world import World

# A Tuesday at ten in the morning, by the clock of Amsterdam in winter.
MORNING = datetime(2027, 2, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def people(world: World) -> list[Member]:
    return [world.member(f"Doener {word}") for word in ("Aart", "Bea", "Cor")]


@pytest.fixture
def group(world: World, people: list[Member]) -> Group:
    return world.group(access=Access.CLOSED, coordinator=people[2], members=tuple(people[:2]))


def told(world: World, who: Member) -> list[Kind]:
    """Let the worker tell what waits, and give what somebody was told, in order."""
    with world.app.test_request_context():
        draining.drain()
    return [each.kind for each in world.all(Notification) if each.member_id == who.id]


def the_worker_looks(world: World) -> None:
    with world.app.test_request_context():
        remind_owners()
        db.session.commit()
        db.session.remove()


def test_who_gets_an_action_item_hears_of_it_and_nobody_else(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0], owner="Doener Bea")
    assert told(world, people[1]) == [Kind.ACTION]
    assert told(world, people[0]) == []
    assert told(world, people[2]) == []
    listed = world.client(people[1]).get("/mijn/meldingen").text
    assert "Dit actiepunt is nu van jou" in listed
    assert "omdat dit actiepunt van jou is" in listed
    assert submit(world.client(people[1]), f"{address}/stand", {"progress": "done"}).status_code == 303
    assert told(world, people[0]) == [Kind.ACTION_DONE]
    assert told(world, people[1]) == [Kind.ACTION]


def test_who_wrote_it_down_hears_when_somebody_gives_it_to_them(
    world: World, group: Group, people: list[Member]
) -> None:
    address = added(world, group, people[0])
    changed = {"title": "Vraag drie offertes aan", "owner": "Doener Aart", "revision_number": "1", "audience": "group"}
    assert submit(world.client(people[1]), f"{address}/wijzig", changed).status_code == 303
    assert told(world, people[0]) == [Kind.ACTION]


def test_who_takes_one_is_not_told_so(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0])
    submit(world.client(people[1]), f"{address}/neem")
    assert told(world, people[1]) == []


def test_who_left_the_group_before_the_worker_came_hears_nothing(
    world: World, group: Group, people: list[Member]
) -> None:
    added(world, group, people[0], owner="Doener Bea")
    submit(world.client(people[1]), f"{group.address}/verlaten")
    assert told(world, people[1]) == []


def test_an_owner_is_reminded_once_the_day_before(world: World, group: Group, people: list[Member]) -> None:
    with time_machine.travel(MORNING, tick=True):
        world.action(group, author=people[0], owner_id=people[1].id, due_on=today() + timedelta(days=1))
        world.action(group, author=people[0], owner_id=people[1].id, due_on=today() + timedelta(days=2))
        world.action(group, author=people[0], due_on=today())
        for _ in range(2):
            the_worker_looks(world)
        assert told(world, people[1]) == [Kind.DUE]
        assert told(world, people[0]) == []
    with time_machine.travel(MORNING + timedelta(days=1), tick=True):
        the_worker_looks(world)
        assert told(world, people[1]) == [Kind.DUE, Kind.DUE]


def test_nobody_is_reminded_in_the_night(world: World, group: Group, people: list[Member]) -> None:
    with time_machine.travel(MORNING + timedelta(hours=14), tick=True):
        world.action(group, author=people[0], owner_id=people[1].id, due_on=today())
        the_worker_looks(world)
        assert told(world, people[1]) == []


def test_a_new_date_is_reminded_of_again(world: World, group: Group, people: list[Member]) -> None:
    with time_machine.travel(MORNING, tick=True):
        action = world.action(group, author=people[0], owner_id=people[1].id, due_on=today())
        the_worker_looks(world)
        with world.context():
            found = db.session.get_one(ActionItem, action.id)
            found.due_on = today() + timedelta(days=1)
        the_worker_looks(world)
        assert told(world, people[1]) == [Kind.DUE, Kind.DUE]


def test_of_what_was_done_meanwhile_nobody_is_reminded(world: World, group: Group, people: list[Member]) -> None:
    with time_machine.travel(MORNING, tick=True):
        action = world.action(group, author=people[0], owner_id=people[1].id, due_on=today())
        the_worker_looks(world)
        submit(world.client(people[0]), f"{action.address}/stand", {"progress": "done"})
        assert Kind.DUE not in told(world, people[1])
