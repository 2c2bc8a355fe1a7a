"""Reading a page changes nothing: not for whoever reads it, not on any page.

There is one exception, written in docs/sign-in.md: a sign-in that is refused leaves a line in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from community.audit.models import AuditEntry
from community.core.db import db
from tests.builders.world import World
from tests.canary.crawl import NEVER, every_address
from tests.policy.things import PERSONS, Cast, make_things

LOCK = re.compile(r"IMMEDIATE|EXCLUSIVE|FOR (NO KEY )?UPDATE")
# When somebody was here last may be noted, at most every few minutes.
ALLOWED = ("UPDATE member SET last_seen_at", "UPDATE login_session SET last_seen_at")

# What a crawl leaves out, since it leads away, changes the browser or holds figures: it is read here all the same.
BESIDE_THE_CRAWL = (
    *("/inloggen", "/inloggen?next=/mijn", "/inloggen?via=pleio", "/inloggen?via=onbekend"),
    *("/oidc/pleio/callback", "/oidc/pleio/callback?state=x&code=y&iss=z", "/oidc/onbekend/callback"),
    *("/taal/nl?terug=/nieuws", "/taal/en?terug=/nieuws", "/taal/xx", "/metrics", "/static/dist/geen.css"),
)
# Where signing in is refused (the provider is away, or its answer was not asked for here) the refusal must outlive the
# request, so that a moderator can see that somebody tries. No more than these two rows, in the log alone.
REFUSAL_LINE = ("INSERT INTO audit_entry", "INSERT INTO audit_detail")
MAY_BE_REFUSED = ("/inloggen", "/oidc/pleio/callback")
LOG = ("audit_entry", "audit_detail")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Note every statement that is run; of SQLite also those that go past SQLAlchemy, like the taking of its lock."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        found.append(statement)

    def trace(connection: Any, *rest: Any) -> None:
        connection.set_trace_callback(found.append)

    with app.app_context():
        engine: Engine = db.engine
        engine.dispose()
    name, listener = ("connect", trace) if engine.dialect.name == "sqlite" else ("before_cursor_execute", note)
    event.listen(engine, name, listener)
    try:
        yield found
    finally:
        event.remove(engine, name, listener)
        engine.dispose()


def writes(run: list[str]) -> list[str]:
    """Give those statements that change a row."""
    changes = [each for each in run if each.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    return [each for each in changes if not each.startswith(ALLOWED)]


def content(app: Flask, *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give every row of every table, but of some."""
    with app.app_context(), db.engine.connect() as connection:
        tables = [table.name for table in db.metadata.sorted_tables if table.name not in but]
        return {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in tables}


# What a page writes it writes whatever the database.
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
def test_no_page_writes_anything_whoever_reads_it(world: World) -> None:
    cast = Cast(world)
    make_things(world, cast)
    browsers = {name: world.client(cast.rows.get(name)) for name in PERSONS if name != "clock"}
    with world.context():
        addresses = sorted(set(every_address(world.app)))
    # One address of each route is enough for most readers, all for who may most.
    match = world.app.url_map.bind("localhost").match
    first = list({match(address.partition("?")[0])[0]: address for address in addresses}.values())
    before, count, noted = content(world.app), 0, 0
    with statements(world.app) as run:
        for name, browser in browsers.items():
            for address in addresses if name in ("administrator",) else first:
                run.clear()
                browser.get(address)
                count += 1
                assert not writes(run), f"{name} at {address}: {writes(run)}"
                locking = [each for each in run if LOCK.search(each)]
                assert not locking, f"{name} at {address} takes a lock for writing: {locking}"
                noted += len(run)
    print(f"\n{count} pages read in {noted} statements")
    assert noted > count
    assert content(world.app) == before


def test_what_is_no_page_writes_nothing_either_but_that_a_sign_in_was_refused(world: World) -> None:
    read = [rule.rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    left_out = {rule.partition("<")[0] for rule in read if rule.startswith(NEVER)}
    assert all(any(each.startswith(start) for each in BESIDE_THE_CRAWL) for start in left_out), left_out
    browsers = {"visitor": world.client(), "member": world.client(world.member())}
    before = content(world.app, but=LOG)
    with statements(world.app) as run:
        for name, browser in browsers.items():
            for address in BESIDE_THE_CRAWL:
                run.clear()
                refused = browser.get(address).status_code == 400
                allowed = REFUSAL_LINE if refused and address.startswith(MAY_BE_REFUSED) else ()
                wrote = writes(run)
                assert all(each.startswith(allowed) for each in wrote), f"{name} at {address}: {wrote}"
                # SQLite tells a statement again for the trigger that guards the log.
                assert len(set(wrote)) <= len(allowed), f"{name} at {address}: {wrote}"
    assert content(world.app, but=LOG) == before
    assert {line.event for line in world.all(AuditEntry)} == {"SignInRefused"}
