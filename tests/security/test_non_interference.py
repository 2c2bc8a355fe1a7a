"""What somebody may not read changes nothing of what they are answered: not a letter, not a number, not an order.

Two worlds are the same but for what is secret to all who ask here: every text in it is another, of another length, and
of whatever is counted there are more. The second is a copy, so each id, moment and sign-in is the same, and the answers
must be equal to the byte once the tokens of forms are taken out. This sees what the canary cannot: a number, a place in
a list, a page that is there or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from community.core.append_only import unlocked
from community.core.db import db
from tests.builders.world import World
from tests.canary.secrets import WORD
from tests.security.scene import Scene, close

OUTSIDERS = ("visitor", "applicant", "suspended", "member")
# Of forms: the token, and the key by which one that is sent twice is known.
TOKEN = re.compile(rb'name="key" value="\d+"|"[\w-]+\.[\w-]+\.[\w-]{20,}"|&#34;[\w-]+\.[\w-]+\.[\w-]{20,}&#34;')
OF_THE_ANSWER = ("Date", "Set-Cookie", "ETag", "Content-Length")


@pytest.fixture(scope="module")
def other_world(scene: Scene) -> Iterator[Flask]:
    """Give the same world, with other secrets and more of them."""
    app = scene.copy("other-world")
    secret = {word for word, each in scene.stage.secrets.items() if not each.readers & set(OUTSIDERS)}
    assert len(secret) > 200
    tell_others(app, secret)
    add_more(scene, World(app))
    yield app
    close(app)


def tell_others(app: Flask, secret: set[str]) -> None:
    """Put another and longer word in the place of each secret one, wherever it stands."""
    reason = "words of another world"
    with app.app_context(), db.engine.begin() as connection, unlocked(connection, db.metadata, reason=reason):
        for table in db.metadata.sorted_tables:
            key = [column.name for column in table.primary_key]
            for row in connection.execute(text(f"SELECT * FROM {table.name}")).mappings().all():
                changed = {name: other(value, secret) for name, value in row.items() if isinstance(value, str)}
                changed = {name: value for name, value in changed.items() if value != row[name]}
                if changed:
                    new = ", ".join(f"{name} = :{name}" for name in changed)
                    where = " AND ".join(f"{name} = :key_{name}" for name in key)
                    keys = {f"key_{name}": row[name] for name in key}
                    connection.execute(text(f"UPDATE {table.name} SET {new} WHERE {where}"), changed | keys)


def other(value: str, secret: set[str]) -> str:
    """Give a text with another word for each of its secret ones."""
    return WORD.sub(lambda found: f"zwaluw{found[0][-6:]}lang" if found[0] in secret else found[0], value)


def add_more(scene: Scene, world: World) -> None:
    """Make more of all that is counted, where none of those who ask may look."""
    cast, author = scene.cast, scene.cast.rows["coordinator"]
    for access in ("closed", "hidden"):
        group = cast.groups[access]  # type: ignore[index]
        talk = world.discussion(group, "Nog een gesprek", author=author)
        world.comments(talk, 7, author=author)
        world.discussion(group, "Concept", author=author, state="draft")
        world.action(group, "Nog een punt", author=author)
        world.wiki_page(group, f"Nog een begrip {access}", author=author)
        world.document(group, "nog-een.txt", author=author)
    world.comments(world.one(type(talk), type(talk).id == scene.stage.things["closed_discussion"][1]), 5, author=author)
    world.post("Nog een concept", author=cast.rows["editor"], state="draft")
    world.applicant("Nog een aanvrager")
    world.applicant("En nog een aanvrager")


def told(answer: TestResponse) -> tuple[Any, ...]:
    """Give all of an answer but the tokens of its forms and what follows from these."""
    kept = sorted((name, value) for name, value in answer.headers if name not in OF_THE_ANSWER)
    return answer.status_code, TOKEN.sub(b"", answer.get_data()), kept


def test_whatever_is_secret_no_outsider_is_answered_otherwise_at_any_address(scene: Scene, other_world: Flask) -> None:
    different, asked = [], 0
    for person in OUTSIDERS:
        here, there = scene.browser(person), scene.browser(person, other_world)
        for address in scene.addresses:
            one, two = here.get(address), there.get(address)
            asked += 1
            # Once more at once: the clock may have gone to another minute in between.
            if told(one) != told(two) and told(here.get(address)) != told(there.get(address)):
                different.append(f"{person} at {address}: {one.status_code} and {two.status_code}{first(one, two)}")
            one.close()
            two.close()
    print(f"\n{asked} answers compared")
    assert not different, f"{len(different)}:\n" + "\n".join(different[:15])
    assert asked > 800


def first(one: TestResponse, two: TestResponse) -> str:
    """Give the first line in which two answers differ."""
    lines = zip(told(one)[1].split(b"\n"), told(two)[1].split(b"\n"), strict=False)
    return next((f"\n  {a[:160]!r}\n  {b[:160]!r}" for a, b in lines if a != b), "")


def test_whoever_may_look_is_told_otherwise(scene: Scene, other_world: Flask) -> None:
    """Else the two worlds would not differ, and the test before would show nothing."""
    differ = 0
    for address in scene.addresses[::6]:
        one, two = (scene.browser("inspector", app).get(address) for app in (scene.app, other_world))
        differ += told(one) != told(two)
        one.close()
        two.close()
    assert differ > 5
