"""The database's own word for "nothing was committed since": a value that is equal as long as nothing changed.

SQLite counts commits of other connections (`PRAGMA data_version`) on a connection used for nothing else; PostgreSQL
has its snapshot. A version says nothing about order, and None means: unknown, so nothing may be kept. What is done
with it stands in `community.core.kept`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from typing import Any, Protocol

from sqlalchemy.engine import URL, make_url

Version = tuple[Any, ...] | None

# After the database was away it is not asked again at once: each try may take as long as connecting may.
PAUSE_SECONDS = 1.0
CONNECT_SECONDS = 2


class VersionSource(Protocol):
    """Something that knows the version of the database."""

    def ask(self, *, max_age: float = 0.0) -> Version:
        """Give the version; one asked for at most `max_age` seconds ago is good enough."""
        ...


class NoVersion:
    """For a database that cannot be asked: nothing is ever kept."""

    def ask(self, *, max_age: float = 0.0) -> Version:
        """Give nothing."""
        return None


class _Asked:
    """What both kinds share: one connection, a lock, a fresh start after a fork and after a fault."""

    def __init__(self) -> None:
        self._begin_anew()
        # Closing an inherited SQLite connection would drop the parent's locks: it is kept, and never used.
        self._inherited: list[Any] = []
        os.register_at_fork(after_in_child=self._after_fork)

    def _begin_anew(self) -> None:
        self._lock = threading.Lock()
        self._connection: Any = None
        self._generation = 0
        self._process = os.getpid()
        self._last: Version = None
        self._asked_at = self._failed_at = float("-inf")

    def _after_fork(self) -> None:
        self._inherited.append(self._connection)
        self._begin_anew()

    def ask(self, *, max_age: float = 0.0) -> Version:
        """Give the version; None where the database is away."""
        if max_age and time.monotonic() - self._asked_at < max_age:
            return self._last
        with self._lock:
            return self._ask_now()

    def _ask_now(self) -> Version:
        started = time.monotonic()
        if self._connection is None and started - self._failed_at < PAUSE_SECONDS:
            return None
        try:
            answer = self._answer()
        except Exception:  # whatever it is, the site must work without what is kept
            self._close()
            self._last, self._failed_at = None, started
            return None
        # The age counts from before the question, so that it is never younger than what it says.
        self._last, self._asked_at = (self._process, self._generation, *answer), started
        return self._last

    def _answer(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class SqliteVersion(_Asked):
    """Commits to a file, counted by a connection that is used for nothing else."""

    def __init__(self, path: str) -> None:
        """Take the file of the database."""
        super().__init__()
        self._path = path
        self._inode: tuple[int, int] | None = None

    def _answer(self) -> tuple[Any, ...]:
        found = os.stat(self._path)
        inode = (found.st_dev, found.st_ino)
        if self._connection is None or inode != self._inode:
            self._close()
            self._connection = sqlite3.connect(
                f"file:{_quoted(self._path)}?mode=rw",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=1,
            )
            self._generation, self._inode = self._generation + 1, inode
        (counted,) = self._connection.execute("PRAGMA data_version").fetchone()
        return (inode, counted)


class PostgresVersion(_Asked):
    """The snapshot of the server, which every commit changes."""

    def __init__(self, url: URL) -> None:
        """Take the address of the database."""
        super().__init__()
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)

    def _answer(self) -> tuple[Any, ...]:
        if self._connection is None:
            import psycopg

            self._connection = psycopg.connect(self._address, autocommit=True, connect_timeout=CONNECT_SECONDS)
            self._generation += 1
        (snapshot,) = self._connection.execute("select pg_current_snapshot()::text").fetchone()
        return (snapshot,)


def version_source(database_url: str) -> VersionSource:
    """Give what knows the version of this database."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return PostgresVersion(url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return SqliteVersion(url.database)
    return NoVersion()


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
