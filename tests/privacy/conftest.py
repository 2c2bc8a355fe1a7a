"""The worker of these tests, and looking through everything that a site keeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from community.core.db import db
from community.jobs.drain import drain


@pytest.fixture
def work(app: Flask) -> Callable[..., None]:
    """Give a way to let the worker make rounds, and then do what waits."""

    def run(*rounds: Callable[[], None]) -> None:
        with app.test_request_context(base_url="http://localhost"):
            for each in rounds:
                each()
                db.session.remove()
            drain()
            db.session.remove()

    return run


@pytest.fixture
def mails(app: Flask) -> Path:
    """Give the folder of mails, empty."""
    folder: Path = app.config["SETTINGS"].data_dir / "mail"
    for path in folder.glob("*.eml"):
        path.unlink()
    return folder


@pytest.fixture
def places_with(app: Flask) -> Callable[[str], set[str]]:
    """Give a way to find where a word stands: raw in every column of every table there is, and in every file."""

    def look(word: str) -> set[str]:
        found = set()
        with app.app_context(), db.engine.connect() as connection:
            for table in tables(connection):
                for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                    for name, value in row.items():
                        if word.lower() in readable(value).lower():
                            found.add(f"{table}.{name}")
        folder: Path = app.config["SETTINGS"].data_dir
        storage = app.extensions["storage"].directory
        for path in {*folder.rglob("*"), *storage.rglob("*")}:
            # The database itself was read above: a page of SQLite that was freed may hold anything until it is used.
            if path.is_file() and not path.name.startswith("site.db") and word.encode() in path.read_bytes():
                found.add(str(path.name))
        return found

    return look


def tables(connection: Any) -> list[str]:
    """Give the names of all tables as the database itself knows them."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    else:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return [str(name) for name in connection.execute(text(query)).scalars()]


def readable(value: Any) -> str:
    """Give a value as text, whatever it is."""
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
