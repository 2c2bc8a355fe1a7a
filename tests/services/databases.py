"""Which databases tests run on: a test that asks for one runs twice, on SQLite and on PostgreSQL.

This module hands out empty databases by address. What is in them (tables, people) is the business of the fixtures of
the site. `pytest --database=sqlite` runs the half that is quicker.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.postgres import Postgres, postgres

KINDS = ("sqlite", "postgresql")
FreshDatabase = Callable[[], str]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of databases."""
    parser.addoption(
        "--database", default=",".join(KINDS), help="run on these databases only: sqlite, postgresql or both"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches a database once on each of the chosen ones."""
    if "database_kind" not in metafunc.fixturenames or is_chosen(metafunc):
        return
    chosen = metafunc.config.getoption("--database").split(",")
    if unknown := set(chosen) - set(KINDS):
        raise pytest.UsageError(f"--database knows {' and '.join(KINDS)}, not {', '.join(sorted(unknown))}")
    metafunc.parametrize("database_kind", chosen, indirect=True, scope="session")


def is_chosen(metafunc: pytest.Metafunc) -> bool:
    """Whether a test says itself on which database it runs: what it shows does not depend on the database."""
    return any(mark.args[0] == "database_kind" for mark in metafunc.definition.iter_markers("parametrize"))


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """Tell on which database this test runs now: "sqlite" or "postgresql"."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Keep one PostgreSQL for the whole session, started when the first test asks for it."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def fast_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a folder in memory where the machine has one: SQLite waits for the disk at each commit."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path_factory.mktemp("database")
        return
    with tempfile.TemporaryDirectory(prefix="community-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def database_url(database_kind: str, request: pytest.FixtureRequest, fast_folder: Path) -> Iterator[str]:
    """Address of one database that lasts as long as the session, empty at first."""
    if database_kind == "sqlite":
        yield _sqlite_url(fast_folder)
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def fresh_database(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FreshDatabase]:
    """Make empty databases for this test alone; each call gives the address of a new one."""
    if database_kind == "sqlite":
        numbers = iter(range(1, 1000))
        yield lambda: _sqlite_url(tmp_path, f"fresh-{next(numbers)}")
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    made: list[str] = []

    def make() -> str:
        made.append(server.create())
        return server.url(made[-1])

    yield make
    for name in made:
        server.drop(name)


def _sqlite_url(folder: Path, name: str = "community") -> str:
    return f"sqlite:///{folder / name}.sqlite3"
