"""What is kept is never older than the last commit, on both databases, with real other processes that write."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from markupsafe import Markup
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from community.core.clock import now
from community.core.db import engine_options, prepare_engine
from community.core.kept import Kept, next_midnight
from community.core.versions import NoVersion, VersionSource, version_source
from tests.services.databases import FreshDatabase

WRITER = """
import sys
from sqlalchemy import create_engine, text
from community.core.db import engine_options, prepare_engine
engine = create_engine(sys.argv[1], **engine_options(sys.argv[1]))
prepare_engine(engine)
for line in sys.stdin:
    with engine.connect() as connection:
        connection.execute(text("update counter set n = n + 1"))
        found = connection.execute(text("select n from counter")).scalar_one()
        connection.commit() if line.strip() == "commit" else connection.rollback()
    print(found, flush=True)
"""


class Writer:
    """Another process that writes."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, word: str) -> int:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def commit(self) -> int:
        """Count one up in a transaction that is committed, and give the count."""
        return self.tell("commit")

    def end(self) -> None:
        self.process.communicate(timeout=20)


@dataclass(frozen=True)
class House:
    """A database with a counter in it, and what keeps its values."""

    url: str
    engine: Engine
    source: VersionSource
    kept: Kept

    def count(self) -> int:
        """Read the counter through what is kept, as a request does."""
        with Session(self.engine) as session:
            reading = self.kept.reading(session)
            return reading.get("count", lambda: self.read(session))

    @staticmethod
    def read(session: Session) -> int:
        return int(session.execute(text("select n from counter")).scalar_one())


@pytest.fixture
def house(fresh_database: FreshDatabase) -> Iterator[House]:
    url = fresh_database()
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    with engine.begin() as connection:
        connection.execute(text("create table counter (n integer not null)"))
        connection.execute(text("insert into counter values (0)"))
    source = version_source(url)
    yield House(url, engine, source, Kept(source))
    engine.dispose()
    source._close()  # type: ignore[attr-defined]


@pytest.fixture
def writer(house: House) -> Iterator[Writer]:
    made = Writer(house.url)
    yield made
    made.end()


class Steady:
    """A database to which nothing is ever committed."""

    def ask(self, *, max_age: float = 0.0) -> tuple[int]:
        return (1,)


@pytest.fixture
def kept() -> Kept:
    return Kept(Steady())


def answer_of(kept: Kept, key: str, value: Any = "x", **more: Any) -> tuple[Any, bool]:
    """Ask for a key; gives its value, and whether it had to be made."""
    made: list[int] = []

    def make() -> Any:
        made.append(1)
        return value

    return kept.reading().get(key, make, **more), bool(made)


# --- the database's own word ----------------------------------------------------------------------------------------


def test_the_version_stays_while_only_reading_goes_on_and_a_write_is_open(house: House, writer: Writer) -> None:
    before = house.source.ask()
    assert before is not None
    with Session(house.engine) as reader, house.engine.connect() as other:
        House.read(reader)
        other.execute(text("update counter set n = 9"))
        assert house.source.ask() == before
        other.rollback()
    assert house.count() == 0
    assert house.kept.figures.misses == 1


def test_each_commit_of_another_process_changes_the_version(house: House, writer: Writer) -> None:
    seen = {house.source.ask()}
    for _ in range(20):
        writer.commit()
        seen.add(house.source.ask())
    assert len(seen) == 21


def test_a_commit_of_this_process_changes_the_version(house: House) -> None:
    before = house.source.ask()
    with house.engine.begin() as connection:
        connection.execute(text("update counter set n = 5"))
    assert house.source.ask() != before


def test_a_version_may_be_a_little_old_only_where_that_was_allowed(house: House, writer: Writer) -> None:
    before = house.source.ask()
    writer.commit()
    assert house.source.ask(max_age=60) == before
    assert house.source.ask() != before
    before = house.source.ask()
    writer.commit()
    time.sleep(0.03)
    assert house.source.ask(max_age=0.02) != before


def test_a_child_process_asks_on_a_connection_of_its_own(house: House) -> None:
    program = """
import os, sys
from sqlalchemy import create_engine, text
from community.core.kept import Kept
from community.core.versions import version_source
source = version_source(sys.argv[1]); kept = Kept(source)
first = source.ask(); kept.reading().get("x", lambda: "of the parent")
child = os.fork()
if not child:
    mine = source.ask()
    fresh = kept.reading().get("x", lambda: "of the child")
    os._exit(0 if mine and mine != first and fresh == "of the child" and source.ask() == mine else 1)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(code, source.ask() == first, kept.reading().peek("x"))
"""
    done = subprocess.run([sys.executable, "-c", program, house.url], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0 True of the parent"


def test_a_database_that_is_replaced_has_another_version(tmp_path: Path) -> None:
    versions = set()
    for number in (1, 2):
        path = tmp_path / f"{number}.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            connection.execute(text("create table t (n integer)"))
        engine.dispose()
    source = version_source(f"sqlite:///{tmp_path / '1.db'}")
    versions.add(source.ask())
    (tmp_path / "2.db").replace(tmp_path / "1.db")
    versions.add(source.ask())
    assert len(versions) == 2
    assert None not in versions


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@127.0.0.1:9/x", "sqlite://"]
)
def test_where_the_database_is_away_nothing_is_kept_and_everything_works(url: str) -> None:
    kept = Kept(version_source(url))
    assert answer_of(kept, "a") == ("x", True)
    assert answer_of(kept, "a") == ("x", True)
    assert kept.figures.values == 0


def test_a_server_that_comes_back_is_asked_again(house: House, database_kind: str) -> None:
    before = house.source.ask()
    if database_kind == "postgresql":
        with house.engine.connect() as connection:
            others = "select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid()"
            connection.execute(text(f"{others} and datname = current_database()"))
        assert house.source.ask() is None
    else:
        path = Path(house.url.removeprefix("sqlite:///"))
        path.rename(path.with_suffix(".away"))
        assert house.source.ask() is None
        path.with_suffix(".away").rename(path)
    time.sleep(1.05)
    after = house.source.ask()
    assert after is not None
    assert after != before


# --- the rules ------------------------------------------------------------------------------------------------------


def test_a_value_is_made_once_until_somebody_commits(house: House, writer: Writer) -> None:
    assert [house.count(), house.count()] == [0, 0]
    assert (house.kept.figures.hits, house.kept.figures.misses) == (1, 1)
    writer.commit()
    assert [house.count(), house.count()] == [1, 1]


def test_a_commit_while_a_value_is_made_is_seen_by_the_next_request(house: House, writer: Writer) -> None:
    with Session(house.engine) as session:
        reading = house.kept.reading(session)

        def make_slowly() -> int:
            found = House.read(session)
            writer.commit()
            return found

        assert reading.get("count", make_slowly) == 0
    assert house.count() == 1


def test_a_reading_inside_an_older_transaction_keeps_nothing(house: House, writer: Writer) -> None:
    with Session(house.engine) as session:
        House.read(session)
        writer.commit()
        late = house.kept.reading(session)
        assert not late.is_clean
        late.get("count", lambda: House.read(session))
    assert house.kept.figures.values == 0
    assert house.count() == 1


def test_a_reading_that_writes_sees_only_the_database_and_keeps_nothing(house: House) -> None:
    house.count()
    with Session(house.engine) as session:
        reading = house.kept.reading(session)
        reading.soil()
        session.execute(text("update counter set n = 41"))
        assert reading.peek("count") is None
        assert reading.get("count", lambda: House.read(session)) == 41
        session.rollback()
    assert house.count() == 0


def test_a_reading_soiled_while_it_makes_keeps_nothing(kept: Kept) -> None:
    reading = kept.reading()
    assert reading.get("a", lambda: reading.soil() or "x") == "x"
    assert kept.figures.values == 0


class Race:
    """Processes that write as fast as they can while threads read through what is kept."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.acknowledged = 0
        self.stopping = threading.Event()
        self.wrong: list[tuple[int, int]] = []

    def write(self, writer: Writer, times: int) -> None:
        for _ in range(times):
            self.acknowledged = max(writer.commit(), self.acknowledged)
        writer.end()

    def read(self) -> None:
        while not self.stopping.is_set():
            known = self.acknowledged
            found = self.house.count()
            if found < known:
                self.wrong.append((found, known))

    def run(self, *, writers: int, times: int, readers: int) -> None:
        reading = [threading.Thread(target=self.read) for _ in range(readers)]
        writing = [threading.Thread(target=self.write, args=(Writer(self.house.url), times)) for _ in range(writers)]
        for thread in (*reading, *writing):
            thread.start()
        for thread in writing:
            thread.join(120)
        time.sleep(0.1)
        self.stopping.set()
        for thread in reading:
            thread.join(20)


def test_nobody_reads_less_than_was_acknowledged_before_they_asked(house: House) -> None:
    race = Race(house)
    race.run(writers=2, times=75, readers=4)
    assert race.wrong == []
    assert house.count() == 150
    assert house.kept.figures.hits > 0


def test_of_many_who_ask_at_once_one_makes_the_value(kept: Kept) -> None:
    made: list[int] = []
    start = threading.Barrier(8)
    found: list[str] = []

    def make() -> str:
        made.append(1)
        time.sleep(0.2)
        return "x"

    def ask() -> None:
        start.wait()
        found.append(kept.reading().get("a", make))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == ["x"] * 8
    assert len(made) == 1


def test_a_maker_that_fails_leaves_the_key_to_the_next(kept: Kept) -> None:
    def fail() -> str:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        kept.reading().get("a", fail)
    assert answer_of(kept, "a") == ("x", True)


def test_a_maker_may_need_its_own_key_without_waiting_for_itself(kept: Kept) -> None:
    reading = kept.reading()
    started = time.monotonic()
    assert reading.get("a", lambda: reading.get("a", lambda: "inner") + "+") == "inner+"
    assert time.monotonic() - started < 2


# --- time -----------------------------------------------------------------------------------------------------------


def test_nothing_outlives_the_day_in_amsterdam_though_nobody_commits(kept: Kept) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 21, 59, 50, tzinfo=UTC), tick=False) as clock:
        assert answer_of(kept, "a", "vandaag") == ("vandaag", True)
        clock.shift(9)
        assert answer_of(kept, "a", "gisteren") == ("vandaag", False)
        clock.shift(1)
        assert answer_of(kept, "a", "gisteren") == ("gisteren", True)


def test_what_is_made_over_midnight_belongs_to_the_day_on_which_it_was_begun(kept: Kept) -> None:
    with time_machine.travel(datetime(2026, 1, 1, 22, 59, 59, tzinfo=UTC), tick=False) as clock:
        assert kept.reading().get("a", lambda: clock.shift(2) or "vandaag") == "vandaag"
        assert answer_of(kept, "a", "gisteren") == ("gisteren", True)


def test_a_value_ends_at_its_own_moment_also_where_that_stands_in_the_value(kept: Kept) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 8, 0, tzinfo=UTC), tick=False) as clock:
        answer_of(kept, "a", until=now() + timedelta(minutes=5))
        answer_of(kept, "b", now() + timedelta(minutes=5), until=lambda moment: moment)
        answer_of(kept, "c", until=lambda value: None)
        clock.shift(299)
        assert [answer_of(kept, key)[1] for key in "abc"] == [False, False, False]
        clock.shift(1)
        assert [answer_of(kept, key)[1] for key in "abc"] == [True, True, False]


def test_the_next_midnight_knows_summer_time() -> None:
    assert next_midnight(datetime(2026, 3, 28, 23, 30, tzinfo=UTC)).astimezone(UTC).hour == 22
    assert next_midnight(datetime(2026, 10, 25, 10, 0, tzinfo=UTC)).astimezone(UTC).hour == 23


# --- memory ---------------------------------------------------------------------------------------------------------


def test_what_is_kept_stays_within_its_bytes_and_what_was_used_longest_ago_goes_first() -> None:
    kept = Kept(Steady(), most_bytes=100_000)
    for number in range(50):
        answer_of(kept, f"k{number}", bytes(5_000))
        answer_of(kept, "k0", bytes(5_000))
    assert kept.figures.bytes <= 100_000
    assert 10 <= kept.figures.values <= 20
    assert answer_of(kept, "k0")[1] is False
    assert answer_of(kept, "k49")[1] is False
    assert answer_of(kept, "k1")[1] is True


def test_a_value_that_would_push_out_all_others_is_not_kept() -> None:
    kept = Kept(Steady(), most_bytes=100_000)
    answer_of(kept, "small")
    assert answer_of(kept, "large", bytes(50_000)) == (bytes(50_000), True)
    assert answer_of(kept, "large")[1] is True
    assert answer_of(kept, "small")[1] is False


def test_letting_go_gives_the_memory_back(kept: Kept) -> None:
    answer_of(kept, "a")
    kept.forget()
    assert (kept.figures.bytes, kept.figures.values) == (0, 0)
    assert answer_of(kept, "a")[1] is True


@dataclass(frozen=True)
class Frozen:
    id: int
    names: tuple[str, ...]


@dataclass
class Loose:
    id: int


@pytest.mark.parametrize(
    "value", [b"x", Markup("<p>"), None, (1, ("a", 2.0)), Frozen(1, ("a",)), frozenset({1}), now()]
)
def test_plain_values_are_kept(kept: Kept, value: Any) -> None:
    answer_of(kept, "a", (value,))
    assert answer_of(kept, "a") == ((value,), False)


@pytest.mark.parametrize("value", [[1], {"a": 1}, Loose(1), object(), ([1],), Frozen(1, [])])  # type: ignore[arg-type]
def test_what_could_change_under_the_reader_is_not_taken(kept: Kept, value: Any) -> None:
    with pytest.raises(TypeError, match="only plain values"):
        answer_of(kept, "a", value)


def test_a_database_that_cannot_be_asked_keeps_nothing() -> None:
    kept = Kept(NoVersion())
    answer_of(kept, "a")
    assert answer_of(kept, "a")[1] is True
