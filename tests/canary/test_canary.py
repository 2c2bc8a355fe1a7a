"""No person reads a word that they may not, on any page; and a query without its filter is found out."""

from __future__ import annotations

import inspect
import logging
from email import message_from_bytes
from email import policy as email_policy
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import true

from community import policy
from community.core.db import db
from community.jobs.drain import drain
from community.policy import enforcement
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.canary.crawl import Crawler, words_in
from tests.canary.secrets import PEOPLE, WORD, Secret, spread
from tests.policy.things import Cast, make_things


class Stage:
    """The world with its secrets, and a browser for each person."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cast = Cast(world)
        self.things = make_things(world, self.cast)
        self.clients: dict[str, FlaskClient] = {
            name: world.client(None if name == "visitor" else self.cast.rows[name]) for name in PEOPLE
        }
        self.secrets: dict[str, Secret] = spread(self.cast)
        self.crawler = Crawler(world)

    def may_read(self, person: str, word: str) -> bool:
        return person in self.secrets[word].readers


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def test_nobody_reads_what_is_not_for_them_and_each_word_is_read_by_one_who_may(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    leaks, read = [], set()
    for person, client in stage.clients.items():
        for found in stage.crawler.read(person, client):
            read.add(found.word)
            if not stage.may_read(person, found.word):
                leaks.append(f"{person} reads {stage.secrets[found.word].place} at {found.address}")
    assert not leaks, "\n".join(sorted(leaks)[:40])
    assert not WORD.search(caplog.text), "a log holds words of people"
    print(f"\n{len(stage.crawler.addresses)} addresses as {len(stage.clients)} people, {len(read)} words read")
    unread = {secret.place.split(" of ")[0] for word, secret in stage.secrets.items() if word not in read}
    unseen = {
        place for place in {each.place.split(" of ")[0] for each in stage.secrets.values()} if place in unread
    } - {stage.secrets[word].place.split(" of ")[0] for word in read}
    assert unseen <= NEVER_SHOWN, f"no page shows {sorted(unseen - NEVER_SHOWN)} to anybody"


# Texts that no page shows, each with the reason.
NEVER_SHOWN: set[str] = set()


def test_no_mail_tells_its_reader_what_they_may_not_read(stage: Stage, app: Flask) -> None:
    moderator = stage.clients["moderator"]
    comment = stage.things["public_comment"][1]
    submit(moderator, f"/reacties/{comment}/verberg", {"reason": "Niet zo."}, form_at="/mijn/sessies")
    with app.test_request_context():
        drain()
        db.session.remove()
    mails = list((app.config["SETTINGS"].data_dir / "mail").glob("*.eml"))
    assert mails
    people = {stage.world.one(type(row), type(row).id == row.id).email: name for name, row in stage.cast.rows.items()}
    for path in mails:
        mail = message_from_bytes(path.read_bytes(), policy=email_policy.default)
        person = people[mail["To"].addresses[0].addr_spec]
        text = " ".join(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")
        wrong = [
            stage.secrets[word].place
            for word in WORD.findall(text + mail["Subject"])
            if not stage.may_read(person, word)
        ]
        assert not wrong, f"{person}: {wrong}"
        path.unlink()


class Sabotage:
    """Takes the filter out of one query, by the place in the code that asks for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.places: dict[str, set[tuple[str, str]]] = {}
        self.now: tuple[str, str] = ("", "")
        self.broken = ""
        honest = enforcement.readable

        def readable(actor: Any, model: type[Any]) -> Any:
            place = f"{caller()} reads {model.__name__}"
            self.places.setdefault(place, set()).add(self.now)
            return true() if place == self.broken else honest(actor, model)

        monkeypatch.setattr(enforcement, "readable", readable)
        monkeypatch.setattr(policy, "readable", readable)


def caller() -> str:
    """Give the function outside the policy that asks."""
    frame = inspect.currentframe()
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("community.") and not module.startswith("community.policy"):
            return f"{module.removeprefix('community.')}.{frame.f_code.co_name}"
        frame = frame.f_back
    return "?"


# Queries whose filter cannot leak by itself, each with the reason.
GUARDED_TWICE: dict[str, str] = {}
# A filter that is forgotten shows on most pages that use it: some of these are enough.
MOST_TRIES = 60
FOR_ALL = ("Region", "Theme", "Organisation")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
def test_the_crawl_finds_out_each_query_that_forgets_its_filter(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    sabotage = Sabotage(monkeypatch)
    for person, client in stage.clients.items():

        def note(address: str, person: str = person) -> None:
            sabotage.now = (person, address)

        for _ in stage.crawler.read(person, client, note=note):
            pass
    tried, missed = [], []
    for place in sorted(sabotage.places):
        if place.endswith(FOR_ALL):
            continue
        sabotage.broken = place
        tried.append(place)
        asked = sorted(sabotage.places[place])
        if not any(leaks(stage, person, address) for person, address in asked[:: 1 + len(asked) // MOST_TRIES]):
            missed.append(place)
    print("\nqueries tried without their filter:\n  " + "\n  ".join(tried))
    assert len(tried) > 5
    assert set(missed) <= set(GUARDED_TWICE), f"not found out: {sorted(set(missed) - set(GUARDED_TWICE))}"


def leaks(stage: Stage, person: str, address: str) -> bool:
    """Whether this person now reads at this address what is not for them."""
    answer = stage.clients[person].get(address)
    return any(not stage.may_read(person, found.word) for found in words_in(person, address, answer))
