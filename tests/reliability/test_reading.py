"""Reading a page changes nothing: not for whoever reads it, not on any page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from community.core.db import db
from tests.builders.world import World
from tests.canary.crawl import every_address
from tests.policy.things import PERSONS, Cast, make_things

# When somebody was here last may be noted, at most every few minutes.
ALLOWED = ("UPDATE member SET last_seen_at", "UPDATE login_session SET last_seen_at")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Note every statement that is run."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        found.append(statement)

    with app.app_context():
        engine: Engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def content(app: Flask) -> dict[str, Any]:
    """Give every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        tables = [table.name for table in db.metadata.sorted_tables]
        return {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in tables}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
def test_no_page_writes_anything_whoever_reads_it(world: World) -> None:
    cast = Cast(world)
    make_things(world, cast)
    browsers = {name: world.client(cast.rows.get(name)) for name in PERSONS if name != "clock"}
    with world.context():
        addresses = sorted(set(every_address(world.app)))
    # One address of each route is enough for most readers, all for who may most.
    match = world.app.url_map.bind("localhost").match
    first = list({match(address)[0]: address for address in addresses}.values())
    before, count = content(world.app), 0
    with statements(world.app) as run:
        for name, browser in browsers.items():
            for address in addresses if name in ("administrator",) else first:
                run.clear()
                browser.get(address)
                count += 1
                wrote = [each for each in run if each.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
                assert not [each for each in wrote if not each.startswith(ALLOWED)], f"{name} at {address}: {wrote}"
                assert not [each for each in run if "IMMEDIATE" in each], f"{name} at {address} takes the write lock"
    print(f"\n{count} pages read")
    assert content(world.app) == before
