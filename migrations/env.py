"""Runs migrations on the application's database.

On SQLite, foreign keys are off while tables are rebuilt (a rebuild would otherwise empty child tables by cascade) and
checked before the end.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from community.core.db import UtcDateTime, db


def render_type(kind: str, thing: Any, autogen: Any) -> Any:
    """Write our own column types by their plain equivalent, so that a migration does not import the application."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(thing).__name__ == "BigInteger":
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave out tables that a migration makes by hand, such as those of a search index."""
    return not (kind == "table" and reflected and compare_to is None)


def migrate(connection: Connection) -> None:
    """Run what has to be run on one connection."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_type,
        include_object=is_ours,
        compare_type=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def set_foreign_keys(connection: Connection, state: str) -> None:
    """Let SQLite hold foreign keys or not; past SQLAlchemy, whose transaction would make it do nothing."""
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute(f"PRAGMA foreign_keys={state}")


def run() -> None:
    """Run the migrations online; there is no offline way."""
    engine = current_app.extensions["sqlalchemy"].engine
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            set_foreign_keys(connection, "OFF")
        migrate(connection)
        if on_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            connection.rollback()
            set_foreign_keys(connection, "ON")
            if broken:
                raise RuntimeError(f"rows point to nothing: {broken[:5]}")


run()
