"""What is kept holds until the database changes in what it depends on, whoever changes it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from community.core.change_notes import NOT_SHOWN, OF_ONE_ITEM
from community.core.changes import EVERYTHING, NOTHING, Source, source_of
from community.core.db import db
from community.core.kept import ANYTHING, ENTRY_BYTES, NO_ITEM, Kept, Made
from tests.builders.world import World


def url_of(app: Flask) -> str:
    return str(app.config["SETTINGS"].database_url)


@pytest.fixture
def source(app: Flask) -> Iterator[Source]:
    """A source that has looked once, so that it tells of what comes."""
    with closing(source_of(make_url(url_of(app)))) as source:
        assert source.look() == EVERYTHING
        assert source.look() == NOTHING
        yield source


@pytest.fixture
def other(app: Flask) -> Iterator[Engine]:
    """A second way to the database, with connections of its own."""
    engine = create_engine(url_of(app))
    yield engine
    engine.dispose()


def write(engine: Engine, statement: str, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


SETTING = "INSERT INTO site_setting (key, value) VALUES ('tagline', '{}')"


def test_a_commit_over_another_connection_is_seen(source: Source, other: Engine) -> None:
    write(other, SETTING)
    assert source.look() == EVERYTHING
    assert source.look() == NOTHING


def test_a_commit_of_another_process_is_seen(app: Flask, source: Source) -> None:
    program = (
        "import sys; from sqlalchemy import create_engine, text\n"
        "with create_engine(sys.argv[1]).begin() as connection: connection.execute(text(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", program, url_of(app), SETTING], check=True)
    assert source.look() == EVERYTHING


def test_what_is_read_or_not_committed_is_no_change(source: Source, other: Engine) -> None:
    with other.connect() as connection:
        connection.execute(text("SELECT count(*) FROM site_setting")).scalar()
        assert source.look() == NOTHING
        connection.execute(text("DELETE FROM site_setting WHERE key = 'x'"))
        connection.execute(text(SETTING))
        assert source.look() == NOTHING
        connection.rollback()


def test_a_comment_and_a_reaction_are_changes_of_their_item_alone(world: World, source: Source) -> None:
    post, author = world.post(), world.member()
    source.look()
    comment = world.comment(post, author=author)
    change = source.look()
    assert change is not None and change.items == {post.id} and not change.is_all
    with world.context():
        db.session.execute(
            text("INSERT INTO reaction (id, comment_id, member_id, kind, created_at) VALUES (1, :c, :m, 'agree', :t)"),
            {"c": comment.id, "m": author.id, "t": "2026-01-01 00:00:00"},
        )
    change = source.look()
    assert change is not None and change.items == {post.id} and not change.is_all
    with world.context():
        db.session.execute(text("DELETE FROM reaction"))
    change = source.look()
    assert change is not None and change.items == {post.id} and not change.is_all


def test_a_transaction_that_ends_late_is_not_passed_over(
    world: World, source: Source, other: Engine, database_kind: str
) -> None:
    """On PostgreSQL a transaction that began first may commit last; SQLite has one writer at a time."""
    first, second = world.post(), world.post()
    source.look()
    statement = text("UPDATE item_counter SET comment_count = 9 WHERE item_id = :id")
    if database_kind == "sqlite":
        write(other, str(statement), id=first.id)
    with other.connect() as slow:
        slow.execute(statement, {"id": first.id})
        if database_kind == "postgresql":
            write(other, str(statement), id=second.id)
            assert source.look().items == {second.id}  # type: ignore[union-attr]
        slow.commit()
    assert first.id in source.look().items  # type: ignore[union-attr]


def test_a_change_of_anything_else_is_a_change_of_everything(world: World, source: Source) -> None:
    member = world.member()
    source.look()
    with world.context():
        db.session.execute(text("UPDATE member SET state = 'suspended' WHERE id = :id"), {"id": member.id})
    assert source.look() == EVERYTHING


def test_without_notes_every_change_is_one_of_everything(fresh_database: Any) -> None:
    engine = create_engine(fresh_database())
    write(engine, "CREATE TABLE site_setting (key varchar(60), value varchar(60))")
    with closing(source_of(engine.url)) as source:
        source.look()
        write(engine, "INSERT INTO site_setting VALUES ('a', 'b')")
        assert source.look() == EVERYTHING
    engine.dispose()


def test_a_file_that_was_put_in_the_place_of_another_is_another_database(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    engine = create_engine(f"sqlite:///{path}")
    write(engine, "CREATE TABLE thing (id integer)")
    engine.dispose()
    source = source_of(engine.url)
    source.look()
    shutil.copy(path, tmp_path / "b.db")
    (tmp_path / "b.db").replace(path)
    assert source.look() == EVERYTHING


def test_a_database_that_is_away_keeps_nothing() -> None:
    source = source_of(make_url("sqlite:////nowhere/at-all.db"))
    assert source.look() is None
    assert source_of(make_url("postgresql+psycopg://nobody@127.0.0.1:9/none")).look() is None
    kept = Kept(source)
    numbers = iter((1, 2))
    assert [kept.give("key", kept.look(), lambda: Made(next(numbers), 1)) for _ in range(2)] == [1, 2]


def test_every_table_has_its_triggers(app: Flask) -> None:
    tables = {table.name for table in db.metadata.sorted_tables} - set(NOT_SHOWN)
    assert set(OF_ONE_ITEM) <= tables
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.execute(text("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"))
        else:
            rows = connection.execute(text("SELECT event_object_table FROM information_schema.triggers"))
        found = list(rows.scalars())
    assert {name for name in tables if found.count(name) < (2 if name == "login_session" else 3)} == set()


# --- the store --------------------------------------------------------------------------------------------------------


def kept_on(source: Source) -> Kept:
    kept = Kept(source)
    kept.look()
    return kept


def test_a_value_is_made_once_until_the_database_changes(source: Source, other: Engine) -> None:
    kept, numbers = kept_on(source), iter(range(9))

    def give() -> int:
        return int(kept.give("key", kept.look(), lambda: Made(next(numbers), 10)))

    assert [give(), give()] == [0, 0]
    write(other, SETTING)
    assert [give(), give()] == [1, 1]


def test_a_value_about_one_item_outlives_a_comment_on_another(world: World, source: Source) -> None:
    one, two, author = world.post(), world.post(), world.member()
    kept = kept_on(source)
    for key, about in (("one", one.id), ("two", two.id), ("list", ANYTHING), ("site", NO_ITEM)):
        kept.give(key, kept.look(), lambda about=about: Made("old", 10, about))  # type: ignore[misc]
    world.comment(one, author=author)
    kept.look()
    assert [key for key in ("one", "two", "list", "site") if kept.find(key)] == ["two", "site"]
    world.setting(tagline="Anders")
    kept.look()
    assert [key for key in ("one", "two", "list", "site") if kept.find(key)] == []


def test_what_was_read_before_a_change_is_not_kept_after_it(source: Source, other: Engine) -> None:
    kept = kept_on(source)
    moment = kept.look()
    assert moment is not None

    def make() -> Made:
        write(other, SETTING)
        kept.look()
        return Made("old", 10)

    assert kept.give("key", moment, make) == "old"
    assert kept.find("key") is None


def test_a_value_ends_with_its_time_though_nothing_was_committed(source: Source) -> None:
    kept, start = kept_on(source), datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        kept.give("key", kept.look(), lambda: Made("vandaag", 10, valid_until=start.timestamp() + 1))
        assert kept.find("key") is not None
        clock.shift(timedelta(seconds=1))
        assert kept.find("key") is None


def test_one_maker_at_a_time_makes_a_value_for_all(source: Source) -> None:
    kept, made, answers = kept_on(source), [], []

    def make() -> Made:
        made.append(1)
        time.sleep(0.05)
        return Made("value", 10)

    def ask() -> None:
        answers.append(kept.give("key", kept.look(), make))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1 and answers == ["value"] * 8 and kept.making == {}


def test_a_maker_that_fails_lets_the_next_one_try(source: Source) -> None:
    kept = kept_on(source)

    def fail() -> Made:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.give("key", kept.look(), fail)
    assert kept.give("key", kept.look(), lambda: Made("yes", 1)) == "yes"


def test_the_store_is_bounded_in_bytes_and_lets_the_least_used_go(source: Source) -> None:
    kept = Kept(source, most_bytes=10 * (1000 + ENTRY_BYTES))
    kept.look()
    for number in range(12):
        kept.give(number, kept.look(), lambda: Made("value", 1000))
        kept.find(0)
    assert kept.find(0) is not None and kept.find(1) is None and kept.find(11) is not None
    assert kept.size == sum(entry.size for entry in kept.entries.values()) <= kept.most_bytes
    kept.give("huge", kept.look(), lambda: Made("value", 10_000))
    assert kept.find("huge") is None
