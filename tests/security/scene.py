"""One world for all tests of this folder, on a database of its own, and what each person was answered in it.

Nothing in it is changed: a test that writes takes a copy of the database. All of it is about what happens before and
above the database, so it runs on SQLite alone; that both databases read a filter alike is held in `tests/policy`.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from community.app import create_app
from community.core.db import db
from tests.builders.fixtures import make_settings
from tests.builders.world import World
from tests.canary.crawl import Crawler
from tests.canary.stage import Stage
from tests.security.places import Place, every_place

# How many addresses of each route are asked for.
OF_EACH = 2
WRITING = ("POST", "PUT", "PATCH", "DELETE")


class Scene:
    """The world of the canary with its secret words, and the addresses of every route in it."""

    def __init__(self, folder: Path, files: Path) -> None:
        self.folder, self.files = folder, files
        self.app = self.application(folder / "scene.sqlite3")
        with self.app.app_context():
            db.create_all()
        self.world = World(self.app)
        self.stage = Stage(self.world)
        self.cast = self.stage.cast
        self.clients = self.stage.clients
        self.cookies = {name: cookie_of(client) for name, client in self.clients.items()}
        self.addresses = Crawler(self.world, some_of_each=OF_EACH).addresses
        self.answers: dict[tuple[str, str], TestResponse] = {}

    def application(self, path: Path) -> Flask:
        """Make the application on one database; all of them know the same files and the same key."""
        app = create_app(make_settings(f"sqlite:///{path}", self.files))
        app.config["SESSION_REFRESH_EACH_REQUEST"] = False
        return app

    def copy(self, name: str) -> Flask:
        """Make the application on a copy of the database, in which every id and every sign-in is the same."""
        path = self.folder / f"{name}.sqlite3"
        with sqlite3.connect(self.folder / "scene.sqlite3") as whole, sqlite3.connect(path) as made:
            whole.backup(made)
        return self.application(path)

    def browser(self, person: str, app: Flask | None = None) -> FlaskClient:
        """Give the browser of a person, with the sign-in that they have in every copy."""
        client = (app or self.app).test_client()
        if self.cookies[person]:
            client.set_cookie("community", self.cookies[person])
        return client

    def answer(self, person: str, address: str) -> TestResponse:
        """Give what a person is answered at an address, asked for once."""
        if (person, address) not in self.answers:
            self.answers[person, address] = self.clients[person].get(address)
        return self.answers[person, address]

    @cached_property
    def writing_rules(self) -> list[Rule]:
        """The routes that may change something."""
        return [rule for rule in self.app.url_map.iter_rules() if set(rule.methods or ()) & set(WRITING)]

    @cached_property
    def places(self) -> list[Place]:
        """Every address of every route, with the rows that it names."""
        with self.world.context():
            return list(every_place(self.app))

    def rule_of(self, address: str) -> str:
        """Give the route of an address that can be read."""
        found: Rule = self.app.url_map.bind("localhost").match(urlsplit(address).path, return_rule=True)[0]
        return found.rule


def cookie_of(client: FlaskClient) -> str:
    """Give the cookie of a sign-in; empty for a visitor."""
    cookie = client.get_cookie("community")
    return cookie.value if cookie else ""


def rows_of(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(text(f"SELECT * FROM {table.name}"))), key=repr
            )
            for table in db.metadata.sorted_tables
        }


def close(app: Flask) -> None:
    """Let go of the database of an application."""
    app.extensions["kept"].close()
    with app.app_context():
        db.engine.dispose()


def make_scene(folder: Path, files: Path) -> Iterator[Scene]:
    """Keep the scene for as long as tests of this folder run."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    scene = Scene(folder, files)
    yield scene
    close(scene.app)
