"""What each person can do is what the hand-written table says, asked as a question and as a filter."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from community import policy
from community.core.db import db
from community.policy import Permission
from community.policy.table import RULES
from tests.builders.world import World
from tests.policy.things import PERSONS, Cast, key_of, load, make_things

EXPECTED: dict[str, list[dict[str, str]]] = tomllib.loads(Path(__file__).with_name("expected.toml").read_text())
MEMBERS = {"member", "author", "group_member", "coordinator", "editor", "moderator", "administrator"}
GROUPS = {"members": MEMBERS, "all": set(PERSONS)}


def named(who: str) -> set[str]:
    """Read the list of persons of a row."""
    found: set[str] = set().union(*(GROUPS.get(word, {word}) for word in who.split()))
    return found | {"inspector"} if "moderator" in found else found


@pytest.fixture
def stage(world: World) -> tuple[World, Cast, dict[str, tuple[type[Any], int]]]:
    """Give the world with every person and thing of the table."""
    cast = Cast(world)
    return world, cast, make_things(world, cast)


def test_every_permission_stands_in_the_table_with_a_reason() -> None:
    assert set(EXPECTED) == {permission.value for permission in Permission} == {each.value for each in RULES}
    assert all(len(row["why"]) > 10 for rows in EXPECTED.values() for row in rows)
    assert all(named(row["who"]) <= set(PERSONS) for rows in EXPECTED.values() for row in rows)


def test_each_person_may_do_exactly_what_the_table_says(stage: Any) -> None:
    world, cast, things = stage
    actors = {name: cast.actor(name) for name in PERSONS}
    wrong = []
    with world.context():
        for permission, rows in EXPECTED.items():
            for row in rows:
                thing = None if row["on"] == "nothing" else load(*things[row["on"]])
                allowed = {name for name in PERSONS if policy.allows(actors[name], Permission(permission), thing)}
                if allowed != named(row["who"]):
                    wrong.append(f"{permission} on {row['on']}: {sorted(allowed ^ named(row['who']))} differ")
    assert not wrong, "\n".join(wrong)


def test_the_filter_gives_each_person_exactly_the_rows_that_the_question_allows(stage: Any) -> None:
    world, cast, things = stage
    wrong = []
    actors = {name: cast.actor(name) for name in PERSONS}
    with world.context():
        for permission, rows in EXPECTED.items():
            for row in rows:
                if row["on"] == "nothing":
                    continue
                model, row_id = things[row["on"]]
                for name in PERSONS:
                    query = select(key_of(model)).where(
                        key_of(model) == row_id, policy.permitted(actors[name], Permission(permission), model)
                    )
                    if (db.session.scalar(query) is not None) != (name in named(row["who"])):
                        wrong.append(f"{permission} on {row['on']} for {name}")
    assert not wrong, "\n".join(wrong)


def test_every_refusal_has_a_sentence(stage: Any) -> None:
    world, cast, things = stage
    actors = {name: cast.actor(name) for name in PERSONS}
    with world.context():
        for permission, rows in EXPECTED.items():
            for row in rows:
                thing = None if row["on"] == "nothing" else load(*things[row["on"]])
                for name in PERSONS:
                    if not policy.allows(actors[name], Permission(permission), thing):
                        assert len(str(policy.why_not(actors[name], Permission(permission), thing))) > 10
