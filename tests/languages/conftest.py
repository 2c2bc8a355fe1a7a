"""The messages of the code, and a site whose English puts brackets around every one of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from flask.testing import FlaskClient

from community.app import create_app
from community.core.db import db
from community.web.languages import COOKIE
from tests.builders.fixtures import make_settings
from tests.builders.world import World
from tests.languages.catalogues import in_brackets, messages_of_the_code


class BracketedWorld(World):
    """A world whose people all chose English."""

    def client(self, *args: object, **more: object) -> FlaskClient:
        """Give a browser that chose English."""
        client = super().client(*args, **more)  # type: ignore[arg-type]
        client.set_cookie(COOKIE, "en")
        return client


@pytest.fixture(scope="session")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return messages_of_the_code(tmp_path_factory.mktemp("messages"))


@pytest.fixture
def bracketed_app(messages: Catalog, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give an application of its own: translations are read once and kept."""
    place = tmp_path_factory.mktemp("bracketed")
    app = create_app(make_settings(f"sqlite:///{place}/community.db", place))
    app.extensions["babel"].translation_directories = [str(in_brackets(messages, place))]
    with app.app_context():
        db.create_all()
    yield app
    app.extensions["kept"].close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def bracketed_world(bracketed_app: Flask) -> BracketedWorld:
    return BracketedWorld(bracketed_app)
