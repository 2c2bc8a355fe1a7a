"""Reads everything as everybody; then takes the filter out of queries, and looks who gets another answer."""

from __future__ import annotations

import hashlib
import inspect
import io
import logging
import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from sqlalchemy import true

from community import policy
from community.policy import enforcement
from community.policy.rule import Rule
from community.policy.table import RULES
from tests.canary.crawl import Crawler, Found, words_in
from tests.canary.stage import Stage

# What differs between two answers to the same question: tokens and keys of forms, and the time of day.
PASSING = re.compile(r'value="[^"]{40,}"|"X-CSRFToken": "[^"]+"|value="\d{16,}"|\d\d:\d\d(:\d\d)?')
WORD, ANSWER = "by a secret word", "by another answer"
Asked = tuple[str, str]
# Who may read the least, and so notices the most.
OTHERS = ("member", "author", "group_member")


class Readings:
    """What everybody reads everywhere: each word that is found, which queries a page takes, and what it says."""

    def __init__(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, *, some_of_each: int = 0, forgets: bool = True
    ) -> None:
        self.stage = stage
        self.places: dict[str, dict[Asked, None]] = {}
        self.honest: dict[Asked, tuple[Any, ...]] = {}
        self.found: list[Found] = []
        self.now: Asked = ("", "")
        self.broken: frozenset[str] = frozenset()
        honest_readable, honest_permitted = enforcement.readable, enforcement.permitted

        def readable(actor: Any, model: type[Any]) -> Any:
            return true() if self.is_broken(model) else honest_readable(actor, model)

        def permitted(actor: Any, permission: Any, model: type[Any]) -> Any:
            return true() if self.is_broken(model) else honest_permitted(actor, permission, model)

        monkeypatch.setattr(enforcement, "readable", readable)
        monkeypatch.setattr(policy, "readable", readable)
        monkeypatch.setattr(policy, "permitted", permitted)
        with logged() as log:
            self.read_everything(Crawler(stage.world, some_of_each=some_of_each), forgets)
        self.logged = log.getvalue()

    def is_broken(self, model: type[Any]) -> bool:
        """Note which query asks, and say whether it has forgotten its filter."""
        place = f"{caller()} reads {model.__name__}"
        self.places.setdefault(place, {})[self.now] = None
        return place in self.broken

    def read_everything(self, crawler: Crawler, forgets: bool) -> None:
        """Read all pages as everybody, to know which queries they take and what they say in honesty."""
        for person, client in self.stage.clients.items():

            def note(address: str, person: str = person) -> None:
                self.now = (person, address)

            if forgets:
                self.forget()
            for address, answer in crawler.pages(client, note=note):
                self.honest[person, address] = plain(answer)
                self.found.extend(words_in(person, address, answer))

    def forget(self) -> None:
        """Let the site forget what it keeps between requests: each question is then asked of the database."""
        self.stage.world.app.extensions["kept"].clear()


class Sabotage:
    """Takes the filter out of queries, each known by the place in the code that asks for it."""

    def __init__(self, readings: Readings) -> None:
        self.readings, self.stage = readings, readings.stage
        self.honest = dict(readings.honest)

    @property
    def places(self) -> dict[str, dict[Asked, None]]:
        """The queries that were met, each with who met it where."""
        return self.readings.places

    def ask(self, asked: Asked) -> Any:
        """Read one page as one person."""
        self.readings.now = asked
        self.readings.forget()
        return self.stage.clients[asked[0]].get(asked[1])

    def shows(self, places: list[str], *, most: int) -> str:
        """Say by what it comes to light that these places forget their filter; empty where nobody notices."""
        asked = dict.fromkeys(each for place in places for each in self.places[place])
        return next((found for each in self.spread(asked)[:most] if (found := self.differs(each, places))), "")

    def shows_others(self, places: list[str], *, most: int) -> str:
        """Say the same of people who did not come so far as well: to what they never asked, something else said no."""
        before = dict.fromkeys(each for place in places for each in self.places[place])
        addresses = dict.fromkeys(address for _, address in before)
        asked = self.spread([*before, *((person, address) for person in OTHERS for address in addresses)])
        return next((found for each in asked[:most] if (found := self.differs(each, places))), "")

    def spread(self, asked: Collection[Asked]) -> list[Asked]:
        """Put questions in such an order that the first are of all people and all kinds of pages."""
        seen: Counter[Asked] = Counter()
        ranked = []
        for person, address in Random(0).sample(list(asked), len(asked)):
            kind = (person, self.endpoint_of(address))
            ranked.append((seen[kind], len(ranked), (person, address)))
            seen[kind] += 1
        return [each for _, _, each in sorted(ranked)]

    def endpoint_of(self, address: str) -> str:
        """Give the name of the page at an address."""
        return str(self.stage.world.app.url_map.bind("localhost").match(address.partition("?")[0])[0])

    def differs(self, asked: Asked, places: list[str]) -> str:
        """Say what one person notices at one address."""
        self.readings.broken = frozenset(places)
        answer = self.ask(asked)
        self.readings.broken = frozenset()
        if answer.status_code >= 500 or plain(answer) == self.honest_answer(asked):
            return ""
        if any(not self.stage.may_read(asked[0], found.word) for found in words_in(*asked, answer)):
            return WORD
        # Only where the page says the same as before as soon as the filter is back is the filter what made the change.
        return ANSWER if plain(self.ask(asked)) == self.honest[asked] else ""

    def honest_answer(self, asked: Asked) -> tuple[Any, ...]:
        """Give what somebody is told while all filters are in place."""
        if asked not in self.honest:
            self.honest[asked] = plain(self.ask(asked))
        return self.honest[asked]

    def let_everybody_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let each question about one thing be answered with yes from now on; filters stay as they are."""
        for permission, rule in list(RULES.items()):
            monkeypatch.setitem(RULES, permission, EverybodyMay(rule))
        self.honest.clear()


class EverybodyMay(Rule):
    """A rule that answers yes to every question about one thing, and filters rows as honestly as before."""

    def __init__(self, honest: Rule) -> None:
        self.honest = honest

    def holds(self, actor: Any, thing: Any) -> bool:
        """Say yes."""
        return True

    def where(self, actor: Any, model: Any) -> Any:
        """Filter honestly."""
        return self.honest.where(actor, model)


def plain(answer: Any) -> tuple[Any, ...]:
    """Give what tells an answer from any other, without what is new in each."""
    said = PASSING.sub("", answer.get_data().decode("utf-8", "replace"))
    return answer.status_code, answer.location, hashlib.sha256(said.encode()).digest()


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Keep what the programs say meanwhile."""
    log, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(log), root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield log
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def caller() -> str:
    """Give the function outside the policy that asks."""
    frame = inspect.currentframe()
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("community.") and not module.startswith("community.policy"):
            return f"{module.removeprefix('community.')}.{frame.f_code.co_name}"
        frame = frame.f_back
    return "?"


def model_of(place: str) -> str:
    """Give the model that a place reads."""
    return place.rpartition(" ")[2]
