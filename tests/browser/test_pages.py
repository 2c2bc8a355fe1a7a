"""Every kind of page that a person can reach by links: for who cannot see it well, and on the smallest screen.

axe looks at the first page of each kind as a whole, with everything that is folded opened: large in light by all its
rules, small in dark by those that size and colours can change. What no page had before it (an element with its classes)
is looked at in the other two ways as well. Of a further page of the same kind only such new parts are looked at, in all
four ways; a page that has none is not looked at again. How wide it is counts for each page that is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.base import AXE_FILE_PATH
from flask import Flask
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from community.app import create_app
from tests.browser.conftest import Walkers
from tests.browser.crawl import Page, Person
from tests.browser.live import Live
from tests.browser.unlinked import Others, Visit, others, signed_in_by, site_of_two_providers
from tests.browser.walker import SURROUNDINGS, Walker
from tests.builders.fixtures import make_settings

PEOPLE = (
    *("visitor", "beheerder", "redacteur", "trekker", "moderator"),
    *("lid", "buitenstaander", "nieuw", "aanvrager", "geschorst"),
)
AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
LARGE, SMALL = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
ALL: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
# What a colour scheme, and what the size of the window can change.
COLOURS = ALL | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
CHANGING = ALL | {"runOnly": {"type": "rule", "values": ["color-contrast", "scrollable-region-focusable"]}}
WHOLE: tuple[str, ...] = ("html",)

LOOK = """([parts, options]) => {
  const there = parts.filter((part) => document.querySelector(part));
  return there.length ? axe.run({include: there.map((part) => [part])}, options).then((found) => found.violations) : [];
}"""
OPEN_ALL = "document.querySelectorAll('details').forEach((details) => { details.open = true })"
CLOSE_MENUS = "document.querySelectorAll('details[data-menu]').forEach((details) => { details.open = false })"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Give an application whose addresses are looked up; it answers nothing."""
    return create_app(make_settings("sqlite://", tmp_path_factory.mktemp("routes")))


@pytest.fixture(scope="session")
def seen() -> Seen:
    """Remember what was looked at."""
    return Seen()


@pytest.fixture(scope="session")
def crawled() -> dict[str, list[Page]]:
    """Remember what each person found by links."""
    return {}


@pytest.fixture(scope="session")
def unlinked(live: Live) -> Iterator[Others]:
    """Give people who come where no link leads."""
    with others(live) as found:
        yield found


@pytest.fixture
def tab(request: pytest.FixtureRequest, browser: Browser, live: Live) -> Iterator[tuple[Person, Walker]]:
    """Open a browser for a person who is signed in."""
    person = Person(live, request.param).sign_in()
    walker = Walker(browser.new_context(**SURROUNDINGS["desktop"]), live)
    walker.expect_trouble("geschorst|status of 403") if person.key == "geschorst" else None
    walker.context.add_cookies(person.cookies())  # type: ignore[arg-type]
    yield person, walker
    walker.context.close()


@dataclass
class Seen:
    """The parts of pages that were looked at: of each kind of page, and of all together."""

    of_kind: dict[str, set[str]] = field(default_factory=dict)
    anywhere: set[str] = field(default_factory=set)

    def new_in(self, page: Page) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
        """Say whether a kind is met for the first time, and give what its pages, and what no page had before."""
        kind = page.kind.split()[0]
        is_first, before = kind not in self.of_kind, self.of_kind.setdefault(kind, set())
        of_kind, anywhere = page.parts - before, page.parts - self.anywhere
        before |= page.parts
        self.anywhere |= page.parts
        return is_first, selectors(of_kind), selectors(anywhere)


def selectors(parts: Iterable[str]) -> tuple[str, ...]:
    """Give how a style sheet would name elements with these tags and classes."""
    names = (part.partition(".") for part in parts)
    return tuple(sorted(tag + "".join(f".{each}" for each in classes.split()) for tag, _, classes in names))


def violations(tab: Tab, options: dict[str, Any], where: str, parts: tuple[str, ...] = WHOLE) -> list[str]:
    """Let axe look at some parts of a page, and say in a line each what it finds."""
    found = tab.evaluate(LOOK, [list(parts), options])
    return [
        f"{where}: {each['id']}: {node['target']} {(node.get('failureSummary') or '')[:300]}"
        for each in found
        for node in each["nodes"][:3]
    ]


def look(tab: Tab, live: Live, page: Page, seen: Seen) -> list[str]:
    """Look at what is new of one page in every way, and give what is wrong."""
    is_first, of_kind, anywhere = seen.new_in(page)
    if not of_kind:
        return []
    where, part = page.address, WHOLE if is_first else of_kind
    tab.emulate_media(color_scheme="light")
    tab.set_viewport_size(LARGE)  # type: ignore[arg-type]
    tab.goto(live.address + page.address)
    tab.evaluate(AXE)
    tab.evaluate(OPEN_ALL)
    found = violations(tab, ALL, f"{where} 1280 light", part)
    tab.emulate_media(color_scheme="dark")
    found += violations(tab, COLOURS, f"{where} 1280 dark", anywhere if is_first else part)
    tab.set_viewport_size(SMALL)  # type: ignore[arg-type]
    found += violations(tab, CHANGING, f"{where} 360 dark", part)
    tab.emulate_media(color_scheme="light")
    # By all rules: some parts are there on a small page only.
    found += violations(tab, ALL, f"{where} 360 light", anywhere if is_first else part)
    tab.evaluate(CLOSE_MENUS)
    found += too_wide(tab, f"{where} at 360 pixels")
    tab.evaluate(LARGE_TEXT)
    return found + too_wide(tab, f"{where} at 360 pixels with letters at 200%")


def glance(tab: Tab, where: str) -> list[str]:
    """Look at a page that is open, small, in light and in dark, and give what is wrong."""
    tab.set_viewport_size(SMALL)  # type: ignore[arg-type]
    tab.emulate_media(color_scheme="light")
    tab.evaluate(AXE)
    tab.evaluate(OPEN_ALL)
    found = violations(tab, ALL, f"{where} 360 light")
    tab.emulate_media(color_scheme="dark")
    found += violations(tab, COLOURS, f"{where} 360 dark")
    tab.evaluate(CLOSE_MENUS)
    return found + too_wide(tab, f"{where} at 360 pixels")


def too_wide(tab: Tab, where: str) -> list[str]:
    """Say so where a page must be scrolled sideways."""
    wider = tab.evaluate(WIDER)
    return [f"{where} is {wider} pixels too wide"] if wider > 0 else []


@pytest.mark.parametrize("tab", PEOPLE, indirect=True)
def test_every_page_can_be_used_by_everybody(
    tab: tuple[Person, Walker],
    live: Live,
    routes: Flask,
    seen: Seen,
    crawled: dict[str, list[Page]],
) -> None:
    person, walker = tab
    pages = crawled.setdefault(person.key, person.pages(routes))
    assert pages
    found = [fault for page in pages for fault in look(walker.page, live, page, seen)]
    assert not (faults := found + walker.faults()), "\n".join(faults)


def test_pages_to_which_no_link_leads_can_be_used_by_everybody(walkers: Walkers, live: Live, unlinked: Others) -> None:
    tabs: dict[str, Walker] = {}
    found: list[str] = []
    for visit in unlinked.visits():
        if visit.who not in tabs:
            tabs[visit.who] = walkers(live)
            tabs[visit.who].expect_trouble("status of 4..")
            if visit.who != "visitor":
                tabs[visit.who].context.add_cookies([unlinked.cookie(visit.who, live.address)])  # type: ignore[list-item]
        visit.make(tabs[visit.who].page, live.address)
        found += glance(tabs[visit.who].page, visit.what)
    assert not found, "\n".join(found)


def test_who_asks_far_too_much_reads_why_they_wait(walkers: Walkers, live: Live, unlinked: Others) -> None:
    cookie = unlinked.cookie("asker", live.address)
    asker = requests.Session()
    asker.cookies.set("community", cookie["value"])
    statuses = {asker.get(f"{live.address}/leden?q=ja", timeout=30).status_code for _ in range(121)}
    assert statuses == {200, 429}
    walker = walkers(live)
    walker.expect_trouble("status of 429")
    walker.context.add_cookies([cookie])  # type: ignore[list-item]
    Visit("429", "asker", "/leden?q=ja", 429).make(walker.page, live.address)
    assert not (found := glance(walker.page, "429")), "\n".join(found)


def test_choosing_a_provider_and_leaving_it_can_be_done_by_everybody(
    walkers: Walkers, live: Live, unlinked: Others, tmp_path: Path
) -> None:
    with site_of_two_providers(live, tmp_path) as (site, provider):
        walker = walkers(site)
        Visit("the chooser", "visitor", "/inloggen").make(walker.page, site.address)
        found = glance(walker.page, "the chooser")
        walker.context.add_cookies([signed_in_by(unlinked, "member", provider, site.address)])  # type: ignore[list-item]
        Visit("signed out", "member", "/uitloggen", 200, {}).make(walker.page, site.address)
        assert "Ook daar uitloggen" in walker.page.content()
        found += glance(walker.page, "signed out")
    assert not found, "\n".join(found)


# What answers a GET and is no page that people look at.
NO_PAGES = {
    "site.logo",
    *("attachments.show", "attachments.show_variant", "static"),
    *("documents.download", "documents.picture", "documents.progress", "documents.take_along"),
    *("figures.file", "groups.show_picture", "groups.show_picture_variant"),
    *("health.healthz", "health.metrics", "health.readyz"),
    *("news_feeds.all_news", "news_feeds.of_region", "news_feeds.of_theme"),
    *("members.portrait", "security_contact.security_txt", "site.style"),
    "languages.choose",
    "notifications.people_to_mention",
    "privacy.state_of_copies",
    "visits.first_new",
}


def test_every_page_of_the_site_was_looked_at(
    live: Live, routes: Flask, crawled: dict[str, list[Page]], unlinked: Others
) -> None:
    for key in PEOPLE:
        if key not in crawled:
            crawled[key] = Person(live, key).sign_in().pages(routes)
    looked_at = {page.kind.split()[0] for pages in crawled.values() for page in pages}
    looked_at |= {visit.what for visit in unlinked.visits()} | {"accounts.sign_in", "accounts.callback"}
    all_pages = {rule.endpoint for rule in routes.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGES
    assert not all_pages - looked_at, f"nobody looks at {sorted(all_pages - looked_at)}"
