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
from community.accounts.models import Member
from community.core.db import db
from community.jobs.drain import drain
from community.policy import enforcement
from community.policy.rule import Rule
from community.policy.table import RULES
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.canary.crawl import Crawler, words_in
from tests.canary.guards import GUARDED
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
        self.let_the_employee_comment()
        self.crawler = Crawler(world)

    def let_the_employee_comment(self) -> None:
        """Let somebody whose organisation nobody confirmed write what all may read."""
        row = Member.id == self.things["an_employee"][1]
        browser, post = self.world.client(self.world.one(Member, row)), self.things["public_post"][1]
        words = {"text": "Dat zien wij ook.", "key": "van-een-werknemer"}
        assert submit(browser, f"/reacties/bij/{post}", words, form_at="/mijn/sessies").status_code == 303

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
NEVER_SHOWN = {
    "group_old_address.slug",  # stands in an address only, and leads on
    "old_address.slug",  # stands in an address only, and leads on
    "organisation.slug",  # nothing has its own page yet
    "invitation.message",  # goes out by mail only
}


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


# Who may read the least, and so notices the most.
OTHERS = ("member", "author", "group_member")


class Sabotage:
    """Takes the filter out of one query, by the place in the code that asks for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.places: dict[str, set[tuple[str, str]]] = {}
        self.now: tuple[str, str] = ("", "")
        self.broken: set[str] = set()
        honest = enforcement.readable

        def readable(actor: Any, model: type[Any]) -> Any:
            place = f"{caller()} reads {model.__name__}"
            self.places.setdefault(place, set()).add(self.now)
            return true() if place in self.broken else honest(actor, model)

        monkeypatch.setattr(enforcement, "readable", readable)
        monkeypatch.setattr(policy, "readable", readable)

    def shows(self, stage: Stage, places: list[str], *, to_all: bool = False) -> bool:
        """Whether somebody reads what is not for them once these places forget their filter."""
        self.broken = set(places)
        asked = sorted(set().union(*(self.places[place] for place in places)))
        if to_all:
            asked = [(person, address) for address in sorted({address for _, address in asked}) for person in OTHERS]
        most = MOST_TRIES if len(places) == 1 else 10 * MOST_TRIES
        found = any(leaks(stage, person, address) for person, address in asked[:: 1 + len(asked) // most])
        self.broken = set()
        return found


def caller() -> str:
    """Give the function outside the policy that asks."""
    frame = inspect.currentframe()
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("community.") and not module.startswith("community.policy"):
            return f"{module.removeprefix('community.')}.{frame.f_code.co_name}"
        frame = frame.f_back
    return "?"


class EverybodyMay(Rule):
    """A rule that answers yes to every question about one thing, and filters rows as honestly as before."""

    def __init__(self, honest: Rule) -> None:
        self.honest = honest

    def holds(self, actor: Any, thing: Any) -> bool:
        return True

    def where(self, actor: Any, model: Any) -> Any:
        return self.honest.where(actor, model)


# A filter that is forgotten shows on most pages that use it: some of these are enough.
MOST_TRIES = 24
FOR_ALL = ("Region", "Theme")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
def test_the_crawl_finds_out_each_query_that_forgets_its_filter(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sabotage = Sabotage(monkeypatch)
    # What was kept while the stage was set would not be read again.
    stage.world.app.extensions["kept"].clear()
    for person, client in stage.clients.items():

        def note(address: str, person: str = person) -> None:
            sabotage.now = (person, address)

        for _ in stage.crawler.read(person, client, note=note):
            pass
    places = [place for place in sorted(sabotage.places) if not place.endswith(FOR_ALL)]
    assert set(GUARDED) <= set(places), f"no such query any more: {sorted(set(GUARDED) - set(places))}"
    tried = [place for place in places if place not in GUARDED]
    alone = {place for place in tried if sabotage.shows(stage, [place])}
    # What is left is asked about each thing as well (a page that refuses before it reads): without that it must show.
    for permission, rule in list(RULES.items()):
        monkeypatch.setitem(RULES, permission, EverybodyMay(rule))
    twice = {place for place in tried if place not in alone and sabotage.shows(stage, [place], to_all=True)}
    models = sorted({model_of(place) for place in places})
    whole = {model for model in models if sabotage.shows(stage, reading(model, places), to_all=True)}
    with capsys.disabled():
        print(f"\nqueries tried without their filter: {len(tried)}; models of which all forget it: {len(models)}")
        print("\n".join(f"  {verdict(place, alone, twice)}: {place}" for place in places))
        print(f"  found out where every query forgets it: {', '.join(sorted(whole))}")
    assert len(alone) > 10
    assert alone | twice == set(tried), f"not found out: {sorted(set(tried) - alone - twice)}"
    assert set(models) - whole <= set(WORDLESS), f"not found out: {sorted(set(models) - whole - set(WORDLESS))}"


# Models of which even all queries together show no words: they hold none, or hang on rows that are read as well.
WORDLESS = {
    "GroupMembership": "holds no words",
    "Reaction": "holds no words",
    "OldAddress": "leads to an item, which is read as well",
    "GroupOldAddress": "leads to a group, which is read as well",
    "AuditEntry": "holds no words",
    "AuditDetail": "hangs on entries, which are read as well",
    "Attachment": "hangs on an item, which is read as well",
    "CommentText": "hangs on a comment; its page asks for a moderator",
    "Identity": "is asked for by its own person",
    "Suspension": "is asked for by its own person",
    "Member": "whoever gets in may read all who are admitted, and the pages ask for these only",
}


def reading(model: str, places: list[str]) -> list[str]:
    """Give the places that read a model."""
    return [place for place in places if model_of(place) == model]


def model_of(place: str) -> str:
    """Give the model that a place reads."""
    return place.rpartition(" ")[2]


def verdict(place: str, alone: set[str], twice: set[str]) -> str:
    """Say how a query that forgets its filter came to light."""
    if place in alone:
        return "found out"
    if place in twice:
        return "found out behind a second guard"
    return f"guarded twice ({GUARDED[place]})" if place in GUARDED else "NOT FOUND OUT"


def leaks(stage: Stage, person: str, address: str) -> bool:
    """Whether this person now reads at this address what is not for them."""
    answer = stage.clients[person].get(address)
    return any(not stage.may_read(person, found.word) for found in words_in(person, address, answer))
