"""The site on each database: an application, a world to fill, browsers, and forms as a browser would send them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, event, select, text
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.app import create_app
from community.audit.models import AuditEntry
from community.core.append_only import is_locked, lock_log, unlock_log
from community.core.db import db
from community.groups.models import Access
from config import Settings, read_settings
from tests.builders.world import World

BASE_URL = "http://localhost"
KEY = "a-key-for-tests-only-0123456789abcdefghij"
# How addresses call each access.
WORD_OF = {Access.OPEN: "open", Access.CLOSED: "besloten", Access.HIDDEN: "verborgen"}


def make_settings(database_url: str, data_dir: Path, **more: str) -> Settings:
    """Give settings for a site in a test; more of them as they stand in the environment."""
    environment = {
        "COMMUNITY_SECRET_KEY": KEY,
        "COMMUNITY_BASE_URL": BASE_URL,
        "COMMUNITY_DATABASE_URL": database_url,
        "COMMUNITY_OIDC_ISSUER": "http://127.0.0.1:9",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
        "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-tests",
        # Tests do in a second what people do in an hour; limits are tested in tests/web/test_limits.py.
        "COMMUNITY_LIMIT_FACTOR": "100",
        "DATA_DIR": str(data_dir),
    }
    return read_settings(environment | more)


@pytest.fixture(scope="session")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Keep one application with all tables for the session; tests take `app`, which is empty."""
    app = create_app(make_settings(database_url, tmp_path_factory.mktemp("data")))
    with app.app_context():
        db.create_all()
    yield app
    app.extensions["kept"].close()
    with app.app_context():
        db.engine.dispose()


def empty(app: Flask) -> None:
    """Take all rows away."""
    names = [table.name for table in reversed(db.metadata.sorted_tables)]
    with app.app_context(), db.engine.begin() as connection:
        if connection.execute(select(AuditEntry.id).limit(1)).first():
            unlock_log(connection)
        if connection.dialect.name == "postgresql":
            connection.execute(text("; ".join(f"DELETE FROM {name}" for name in names)))
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for name in names:
                connection.exec_driver_sql(f"DELETE FROM {name}")
        if not is_locked(connection):
            lock_log(connection, db.metadata)


@contextmanager
def emptied_afterwards(site: Flask) -> Iterator[None]:
    """Leave nothing for whoever uses the site next."""
    yield
    empty(site)
    # Another process may be seen a moment late by design; the next test is not another process.
    site.extensions["kept"].clear()
    site.extensions["kept"].look_anew()


@pytest.fixture
def app(site: Flask) -> Iterator[Flask]:
    """Give the application on an empty database."""
    with emptied_afterwards(site):
        yield site


@pytest.fixture
def world(app: Flask) -> World:
    """Give the empty world of the application."""
    return World(app)


@pytest.fixture
def visitor(world: World) -> FlaskClient:
    """Give the browser of somebody who has not signed in."""
    return world.client()


def token_of(response: TestResponse) -> str:
    """Give the token of the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.text)
    assert found, f"no token on the page: {response.status_code} {response.text[:300]}"
    return found.group(1)


def made_token(client: FlaskClient) -> str:
    """Give the token that any form would have in this browser's session, without reading a page for it."""
    with client.session_transaction() as session:
        of_session = session.setdefault("csrf_token", secrets.token_hex(20))
    return str(URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token").dumps(of_session))


def submit(
    client: FlaskClient, path: str, data: dict[str, Any] | None = None, *, form_at: str = "", **more: Any
) -> TestResponse:
    """Post a form with the token of this browser's session, as found on a page where one is named.

    That each form has a token, and that none goes without, is held in tests/security and in the tests with a browser.
    """
    token = token_of(client.get(form_at, follow_redirects=True)) if form_at else made_token(client)
    return client.post(path, data={"csrf_token": token} | (data or {}), **more)


@pytest.fixture
def sign_in(world: World) -> Callable[[Member], FlaskClient]:
    """Give a way to sign a member in at once; the real way through a provider is tested in tests/accounts."""
    return world.client


class QueryCount:
    """Counts and keeps the statements that an engine runs."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def note(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        """Keep a statement that is not about the transaction itself."""
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")):
            self.statements.append(statement)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[Callable[[], Any]], list[str]]:
    """Give a function that runs something and gives back the statements it took."""
    with app.app_context():
        engine: Engine = db.engine

    def run(deed: Callable[[], Any]) -> list[str]:
        # Cold: what was kept of an earlier request would hide what a page asks of the database.
        app.extensions["kept"].clear()
        counted = QueryCount()
        event.listen(engine, "before_cursor_execute", counted.note)
        try:
            deed()
        finally:
            event.remove(engine, "before_cursor_execute", counted.note)
        return counted.statements

    return run


def set_access(client: FlaskClient, group_address: str, access: str) -> TestResponse:
    """Change who may come into a group as its coordinator does: read what it lets others see, then do it."""
    path = f"{group_address}/toegang/{WORD_OF[Access(access)]}"
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', client.get(path).text)
    return submit(client, path, {"seen": seen[1] if seen else "", "audience": "group"})
