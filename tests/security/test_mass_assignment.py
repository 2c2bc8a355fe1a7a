"""A form changes what stands in it and nothing more: fields called as every column of every table do nothing.

Each form that pages show is sent in two copies of one world: as it is, and with fields more. Afterwards both worlds
must be equal, but for what is new in each (ids, moments, tokens).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import Boolean, Column, Enum, Integer

from community.core.db import db
from tests.reliability.forms_found import Form, forms_of
from tests.security.scene import Scene, close, cookie_of, rows_of

PERSONS = ("administrator", "coordinator", "applicant")
# What a form needs to be one of ours, and what ends the sign-in by which the next is sent.
NEEDED = {"csrf_token", "key"}
LEAVING = ("/uitloggen", "/mijn/sessies", "/mijn/lidmaatschap")
NAME = re.compile(r'name="([^"]+)"')
NEW_IN_A_TEXT = re.compile(r"\d{15,}|\d{4}-\d\d-\d\d[ T][\d:.+]+|[0-9a-f]{32,}|[\w-]{40,}")


def every_column() -> Iterator[Column[Any]]:
    """Give every column of every table."""
    for table in db.metadata.sorted_tables:
        yield from table.columns


def smuggled(scene: Scene) -> dict[str, str]:
    """Give a field for every column, with a value that its kind would take: the most that one could wish for."""
    someone = str(scene.cast.rows["administrator"].id)
    values = {}
    for column in every_column():
        kind = column.type
        if isinstance(kind, Boolean):
            value = "y"
        elif isinstance(kind, Enum):
            value = str(kind.enums[-1])
        elif column.name.endswith("_id") or column.name == "id":
            value = someone
        else:
            value = "9" if isinstance(kind, Integer) else "binnengesmokkeld"
        values.setdefault(column.name, value)
    return values | {
        "role": "administrator",
        "state": "member",
        "access": "open",
        "is_admin": "y",
        "audience": "public",
    }


def forms(scene: Scene) -> Iterator[tuple[str, Form, set[str]]]:
    """Give each form that posts, once for each route and set of fields, with its reader and the fields of the page."""
    match = scene.app.url_map.bind("localhost").match
    done = set()
    for person in PERSONS:
        for address in scene.addresses:
            answer = scene.answer(person, address)
            for form in forms_of(answer.text, address) if answer.mimetype == "text/html" else ():
                path = urlsplit(form.action).path
                if form.method != "post" or not path.startswith("/") or path.startswith(LEAVING):
                    continue
                key = (match(path, method="POST")[0], *sorted({*form.values, *form.texts}))
                if key not in done:
                    done.add(key)
                    yield person, form, set(NAME.findall(answer.text))


def filled(form: Form) -> dict[str, str]:
    """Give a form with something in each field."""
    texts = {name: "3" if "number" in name or "days" in name else "Woorden" for name in form.texts}
    texts |= {name: "iemand@elders.example" for name in form.texts if "mail" in name}
    texts |= {name: "" for name in form.texts if any(part in name for part in ("_at", "_on", "until", "date", "slug"))}
    return texts | form.values


@pytest.fixture(scope="module")
def worlds(scene: Scene) -> Iterator[tuple[Flask, Flask]]:
    """Give two copies of the world."""
    apps = scene.copy("as-it-is"), scene.copy("with-more")
    yield apps
    for app in apps:
        close(app)


def told(rows: dict[str, list[tuple[Any, ...]]], known: set[Any]) -> dict[str, list[str]]:
    """Give the rows with what is new in them taken out."""

    def plain(value: Any) -> Any:
        if value in known or not isinstance(value, int | str):
            return value
        return "new" if isinstance(value, int) and value > 2**40 else NEW_IN_A_TEXT.sub("new", str(value))

    return {name: sorted(repr(tuple(map(plain, row))) for row in table) for name, table in rows.items()}


def test_fields_that_are_not_in_a_form_change_nothing_whatever_they_are_called(
    scene: Scene, worlds: tuple[Flask, Flask]
) -> None:
    known = {value for table in rows_of(scene.app).values() for row in table for value in row if value is not None}
    more, sent, done, answers = smuggled(scene), 0, 0, []
    for person, form, shown in list(forms(scene)):
        data, cookie = filled(form), cookie_of(scene.clients[person])
        fields = {name: value for name, value in more.items() if name not in {*data, *shown, *NEEDED}}
        statuses = []
        for app, extra in zip(worlds, ({}, fields), strict=True):
            browser = app.test_client()
            browser.set_cookie("community", cookie)
            statuses.append(browser.post(form.action, data=extra | data).status_code)
        sent, done = sent + 1, done + (statuses[0] == 303)
        if statuses[0] != statuses[1]:
            answers.append(f"{form.action}: {statuses}")
    print(f"\n{sent} forms with {len(more)} fields more, {done} of them done")
    assert not answers, "\n".join(answers)
    assert sent > 60 and done > 30
    one, two = (told(rows_of(app), known) for app in worlds)
    different = {
        name: [*sorted(set(one[name]) - set(two[name]))[:3], "---", *sorted(set(two[name]) - set(one[name]))[:3]]
        for name in one
        if one[name] != two[name]
    }
    assert not different, different
