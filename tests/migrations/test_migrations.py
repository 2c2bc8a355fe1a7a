"""The migrations make, on an empty and on a filled database, exactly the tables that the models describe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import Migrate, downgrade, upgrade

from community.app import create_app
from community.content.models import State
from community.core.db import db
from community.site.readiness import MIGRATIONS
from tests.builders.fixtures import make_settings
from tests.builders.world import World

FreshDatabase = Callable[[], str]


def migrated(address: str, folder: Path) -> Flask:
    app = create_app(make_settings(address, folder))
    Migrate(app, db)
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
    return app


def test_the_migrations_make_what_the_models_describe(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    app = migrated(fresh_database(), tmp_path)
    with app.app_context(), db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
    with app.app_context():
        db.engine.dispose()
    assert not differences, "\n".join(map(str, differences))


def test_migrating_again_keeps_what_was_written(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    app = migrated(fresh_database(), tmp_path)
    world = World(app)
    comment = world.comment(world.post("Blijft"))
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
    assert world.one(type(comment)).html == comment.html
    with app.app_context():
        db.engine.dispose()


def test_a_filled_database_goes_back_to_its_first_shape_and_forward_again(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    app = migrated(fresh_database(), tmp_path)
    world = World(app)
    post = world.post("Blijft", state=State.REMOVED, removed_from=State.ARCHIVED)
    comment = world.comment(post)
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0001")
        upgrade(directory=str(MIGRATIONS))
    kept = world.one(type(post))
    assert (kept.title, kept.state, kept.removed_from) == ("Blijft", State.REMOVED, None)
    assert world.one(type(comment)).html == comment.html
    with app.app_context():
        db.engine.dispose()


def test_the_first_migration_can_be_taken_back(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    app = migrated(fresh_database(), tmp_path)
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="base")
        with db.engine.connect() as connection:
            left = set(db.inspect(connection).get_table_names()) - {"alembic_version"}
        db.engine.dispose()
    assert not left
