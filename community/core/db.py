"""The database: one engine per application, typed base class, and how a transaction begins.

Works the same on SQLite and PostgreSQL. On SQLite a writing transaction begins with `BEGIN IMMEDIATE`
(see `begin_writing`), since a reading one that starts to write may lose its place. Not for queries of any slice.
"""

import json
import sqlite3
import threading
import time
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Connection, DateTime, Engine, Enum, Integer, MetaData, Table, event
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from community.core.append_only import lock_log
from community.core.change_notes import install_notes

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# How long a writer waits for another on SQLite. Writes take milliseconds; who holds the lock longer is stuck, and
# people should then read soon that it did not work, with their text in hand.
BUSY_SECONDS = 5
POLL_SECONDS = 0.0005
IMMEDIATE = "IMMEDIATE"
# The writers of this process, one after the other.
_writers = threading.Lock()
# SQLite keeps rows by INTEGER PRIMARY KEY without a second index, and only under that very name.
IdType = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused when it is written."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Say what a value is; by itself a decorated type calls everything an object."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database stores."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware moment."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


PYTHON_TYPES: dict[Any, Any] = {
    datetime: UtcDateTime(),
    int: IdType,
    StrEnum: Enum(StrEnum, native_enum=False, length=24, values_callable=lambda kind: [each.value for each in kind]),
    dict[str, Any]: JSON,
    list[str]: JSON,
    list[dict[str, str]]: JSON,
}


class Base(DeclarativeBase):
    """The base of every model: ids are 63-bit integers, moments are aware UTC."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map=PYTHON_TYPES)


@event.listens_for(Base.metadata, "after_create")
def _make_triggers(metadata: MetaData, connection: Connection, **rest: Any) -> None:
    install_notes(connection, metadata)
    lock_log(connection, metadata)


db = SQLAlchemy(
    model_class=Base, disable_autonaming=True, session_options={"autoflush": False, "expire_on_commit": False}
)


def json_text(value: Any) -> str:
    """Write JSON the way it is stored: no escapes for letters beyond ASCII, so that it can be searched."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def engine_options(url: str) -> dict[str, Any]:
    """Give the engine's options for a database URL."""
    options: dict[str, Any] = {"json_serializer": json_text, "pool_pre_ping": not url.startswith("sqlite")}
    # An error of the database goes to the log, where nothing that people wrote has a place.
    options["hide_parameters"] = True
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False}
    return options


def prepare_engine(engine: Engine) -> None:
    """Give each SQLite connection its settings, and let SQLAlchemy say when a transaction begins."""
    event.listen(engine, "handle_error", _say_no_rows)
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _sqlite_settings)
    event.listen(engine, "begin", _sqlite_begin)


def insert_where_absent(model: type[Base]) -> Any:
    """Give an INSERT that leaves a row alone where the table already has one with the same key."""
    return _insert_where_absent(model, db.session.connection().dialect.name)


@cache
def _insert_where_absent(model: type[Base], dialect: str) -> Any:
    table = cast(Table, model.__table__)
    # Here alone: a site knows one database only.
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_sqlite

        return insert_sqlite(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.postgresql import insert as insert_postgresql

    return insert_postgresql(table).on_conflict_do_nothing()


def begin_writing() -> None:
    """Begin the transaction in which a request writes, taking SQLite's write lock first.

    What was read before is forgotten, since another may have changed it in the meantime.
    """
    db.session.rollback()
    take_write_lock()


def begin_writing_after_reading() -> None:
    """Begin to write like `begin_writing`, with the rows that were read before still in hand.

    They may be older than the lock: who calls must know that nothing has changed, or read them again.
    """
    db.session.commit()
    take_write_lock()


def take_write_lock() -> None:
    """Take SQLite's write lock; PostgreSQL has none."""
    db.session.connection(execution_options={"sqlite_begin": IMMEDIATE})


def _say_no_rows(context: ExceptionContext) -> None:
    """Leave the first line of an error only: PostgreSQL shows the row that it refuses below it."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def _sqlite_settings(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "")
    if mode != IMMEDIATE:
        connection.exec_driver_sql(f"BEGIN {mode}".strip())
        return
    raw = cast(sqlite3.Connection, connection.connection.driver_connection)
    raw.execute("PRAGMA busy_timeout=0")
    try:
        if not has_write_lock(raw):
            # Says why not, in the words of SQLAlchemy.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def has_write_lock(connection: sqlite3.Connection) -> bool:
    """Begin a writing transaction as soon as no other writes; False where that took too long, or is not possible.

    SQLite's own waiting sleeps longer each time, so that who came first is served last. Here the writers of a process
    queue, and only the first of them asks, twice in a millisecond.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    if not _writers.acquire(timeout=BUSY_SECONDS):
        return False
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return True
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    return False
            time.sleep(POLL_SECONDS)
    finally:
        _writers.release()
