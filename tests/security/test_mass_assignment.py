"""A form changes what it shows: fields that somebody adds to it, named after columns, are as if they were not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Boolean, DateTime, Enum, Integer, LargeBinary, select

from community.accounts.models import Member
from community.core.db import Base, UtcDateTime, db
from tests.builders.world import World
from tests.policy.things import Cast
from tests.reliability.forms_found import Form, every_form

WORD = "vanbuitenaf"
NUMBER = 7_000_000_000_123
# Their fields prove themselves by a token of their own.
LEAVING = ("accounts.sign_out", "accounts.end_all_sign_ins", "accounts.end_sign_in")
# 401 where an earlier form has put out who sends this one.
FINE = (200, 303, 308, 400, 401, 403, 404, 422)
# What would open a door, whatever the type of the column says.
WANTED = {
    "role": "administrator",
    "is_moderator": "y",
    "is_administrator": "y",
    "is_editor": "y",
    "actor_id": str(NUMBER),
}


def smuggled() -> dict[str, str]:
    """Give a value for a field of the name of every column: a word or a number that nobody else uses."""
    found: dict[str, str] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for name in (column.name, f"{table.name}.{column.name}", f"{table.name}-{column.name}"):
                found[name] = value_for(column.type)
    return found | WANTED


def value_for(kind: Any) -> str:
    if isinstance(kind, Boolean):
        return "y"
    if isinstance(kind, Integer):
        return str(NUMBER)
    if isinstance(kind, DateTime | UtcDateTime):
        return "2031-03-04T05:06"
    return WORD


def where_it_stands(world: World) -> Iterator[str]:
    """Give every column in which something stands that no form shows."""
    with world.context():
        for table in Base.metadata.sorted_tables:
            columns = [each for each in table.columns if not isinstance(each.type, Boolean | Enum | LargeBinary)]
            for row in db.session.execute(select(*columns)).mappings():
                for name, value in row.items():
                    if value == NUMBER or WORD in str(value) or "2031-03-04" in str(value):
                        yield f"{table.name}.{name}: {value}"


def roles(world: World) -> dict[int, tuple[str, str]]:
    with world.context():
        return {each.id: (each.role.value, each.state.value) for each in db.session.scalars(select(Member))}


# What a form does with a field it does not know is Python's; PostgreSQL would only be slower.
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
def test_what_is_added_to_any_form_is_written_nowhere(world: World) -> None:
    forms = [found for found in every_form(world, Cast(world)) if found[1] not in LEAVING]
    # Whoever leaves is signed out; so that comes last.
    forms.sort(key=lambda found: found[1] == "privacy.leave")
    extra, before, answers, more = smuggled(), roles(world), dict[str, int](), 0
    for _person, endpoint, form, browser in forms:
        # The word says by which form it came.
        named = {name: f"{WORD} {endpoint}" if value == WORD else value for name, value in extra.items()}
        added = {name: value for name, value in named.items() if name not in known_to(form)}
        more += len(added)
        # A number is a word as well, so that most forms are right.
        answer = browser.post(form.action, data=dict.fromkeys(form.texts, "3") | form.values | added, buffered=True)
        assert answer.status_code in FINE, f"{endpoint}: {answer.status_code}"
        answers[endpoint] = max(answers.get(endpoint, 0), 303 * (answer.status_code in (303, 308)))
    assert len(forms) > 100 and more > 10_000
    done = [endpoint for endpoint, status in answers.items() if status == 303]
    assert len(done) > 40, "few forms do anything with their own fields alone"
    assert not list(where_it_stands(world))
    after = roles(world)
    raised = {each: after[each] for each in before if after[each][0] != before[each][0]}
    assert not raised
    print(f"\n{len(forms)} forms, {more} fields added, {len(done)} deeds done")


def known_to(form: Form) -> set[str]:
    """Give the names of the fields that a form has."""
    return {*form.values, *form.texts, *form.areas}
