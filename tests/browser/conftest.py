"""The running site for the tests in a browser, started once, and people who walk through it by clicking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.live import Live, live_site
from tests.browser.walker import PATIENCE, SURROUNDINGS, Walker

Walkers = Callable[..., Walker]


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Run the site on SQLite with its demo for the session."""
    with live_site(tmp_path_factory.mktemp("live")) as site:
        yield site


@pytest.fixture(scope="session")
def live_on_postgresql(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Run the site on PostgreSQL with its demo for the session."""
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    with live_site(tmp_path_factory.mktemp("live-postgresql"), server.url(name)) as site:
        yield site
    server.drop(name)


@pytest.fixture
def live_on_each(database_kind: str, request: pytest.FixtureRequest) -> Live:
    """Give the running site on each of the databases."""
    found: Live = request.getfixturevalue("live" if database_kind == "sqlite" else "live_on_postgresql")
    return found


@pytest.fixture(autouse=True, scope="session")
def patience() -> None:
    """Wait longer for what must appear than Playwright does: tests share the machine with others."""
    expect.set_options(timeout=PATIENCE)


@pytest.fixture
def walkers(browser: Browser, tmp_path: Path) -> Iterator[Walkers]:
    """Give a way to let people in, each with a browser of their own; nothing they met may have gone wrong."""
    made: list[Walker] = []

    def let_in(live: Live, surroundings: str = "desktop") -> Walker:
        made.append(Walker(browser.new_context(**SURROUNDINGS[surroundings]), live))
        return made[-1]

    yield let_in
    for walker in made:
        walker.context.close()
    for walker in made:
        assert walker.faults() == []
