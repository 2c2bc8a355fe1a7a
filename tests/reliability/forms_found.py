"""Finds every form that the site shows to somebody, by reading pages as a browser does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from tests.builders.world import World
from tests.canary.crawl import every_address
from tests.policy.things import Cast, make_things

READERS = ("administrator", "coordinator", "author", "applicant", "member")
TEXTS = ("text", "search", "email", "url", "date", "time", "datetime-local", "number", "tel")


@dataclass
class Form:
    """A form: where it leads, what stands in its fields, and in which of them a person writes."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.select = address, [], ""
        self.form: Form | None = None
        self.templates = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        # What stands in a template is no part of the page until a script puts it there.
        self.templates += tag == "template"
        if self.templates:
            return
        if tag == "form":
            self.form = Form(given.get("action") or self.address, given.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.form.values):
            self.form.values[self.select] = given.get("value", "")
        elif name and tag == "textarea":
            self.form.texts.add(name)
            self.form.areas.add(name)
        elif name and tag in ("input", "button"):
            self.take(self.form, name, kind if tag == "input" else "submit", given)

    def take(self, form: Form, name: str, kind: str, given: dict[str, str]) -> None:
        if kind == "file":
            form.files.add(name)
        elif kind in TEXTS:
            form.texts.add(name)
        elif kind not in ("radio", "checkbox", "submit") or "checked" in given or name not in form.values:
            form.values[name] = given.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template"
        if self.templates:
            return
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""


def forms_of(page: str, address: str) -> list[Form]:
    """Give the forms of a page."""
    reader = Reader(address)
    reader.feed(page)
    return reader.forms


# Of one kind of page a person reads no more than so many that have no new form, or that lead elsewhere.
NOTHING_NEW, LED_AWAY = 6, 3


def every_form(world: World, cast: Cast) -> Iterator[tuple[str, str, Form, FlaskClient]]:
    """Give each form that posts, once per route: the person, the route, the form, and the person's browser."""
    make_things(world, cast)
    with world.context():
        addresses = sorted(set(every_address(world.app)))
    match = world.app.url_map.bind("localhost").match
    done: set[tuple[str, frozenset[str]]] = set()
    for person in READERS:
        browser, in_a_row = world.client(cast.rows[person]), Counter[tuple[str, int]]()
        for address in addresses:
            page = match(urlsplit(address).path)[0]
            if in_a_row[page, NOTHING_NEW] >= NOTHING_NEW or in_a_row[page, LED_AWAY] >= LED_AWAY:
                continue
            answer = browser.get(address)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                in_a_row[page, LED_AWAY] += answer.location is not None
                continue
            found = [form for form in forms_of(answer.text, address) if form.method == "post"]
            forms = [form for form in found if form.action.startswith("/")]
            in_a_row[page, NOTHING_NEW] += 1 if forms else NOTHING_NEW
            for form in forms:
                endpoint = match(urlsplit(form.action).path, method="POST")[0]
                key = (endpoint, frozenset(form.texts | form.files | set(form.values)))
                if key not in done:
                    done.add(key)
                    in_a_row[page, NOTHING_NEW] = 0
                    yield person, endpoint, form, browser
