"""Has the database changed, and about what? Its own word, asked over a connection that is used for nothing else.

On SQLite the word is `PRAGMA data_version` with the generation of this connection and the file's inode; on PostgreSQL
it is the snapshot (see `postgres_changes`). Both change with every commit of any process. Notes tell further about
which item a change was (see `change_notes`); where they are missing it counts as a change of everything. Not for
keeping anything: that is `community.core.kept`.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import URL


@dataclass(frozen=True, slots=True)
class Change:
    """What happened since the last look: anything at all, something about everything, or only about these items."""

    is_any: bool = False
    is_all: bool = False
    items: frozenset[int] = frozenset()


NOTHING = Change()
EVERYTHING = Change(is_any=True, is_all=True)


class Source(Protocol):
    """Who knows whether the database changed."""

    # For how many seconds the last answer will do for a visitor, where asking costs more than a page.
    patience: float

    def look(self) -> Change | None:
        """Say what changed since the last look; None where the database cannot say."""

    def close(self) -> None:
        """Let go of the connection; the next look opens another."""


class Mute:
    """A database of which nothing can be told, such as one in memory: nothing is kept."""

    patience = 0.0

    def look(self) -> Change | None:
        """Say nothing."""
        return None

    def close(self) -> None:
        """There is nothing to let go of."""


class SqliteSource:
    """Asks SQLite, on a connection of its own that is opened after a fork."""

    patience = 0.0

    def __init__(self, path: str) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self.opened_by = self.seen = 0
        self.inode = (0, 0)
        # Closing a connection that was inherited over a fork would drop the parent's locks: kept, and never used.
        self.inherited: list[sqlite3.Connection] = []
        self.last_note = (0, 0)

    def look(self) -> Change | None:
        """Say what changed since the last look."""
        try:
            found = os.stat(self.path)
            inode = (found.st_dev, found.st_ino)
            if self.connection is None or self.opened_by != os.getpid() or self.inode != inode:
                return self.open(inode)
            version = self.version(self.connection)
            if version == self.seen:
                return NOTHING
            self.seen = version
            return self.read_notes(self.connection)
        except (OSError, sqlite3.Error):
            self.close()
            return None

    def open(self, inode: tuple[int, int]) -> Change:
        """Open a connection; what was seen over another one, or in another file, counts no more."""
        self.close()
        address = f"{Path(self.path).absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=1)
        self.opened_by, self.inode, self.seen = os.getpid(), inode, self.version(connection)
        self.read_notes(connection)
        self.connection = connection
        return EVERYTHING

    def close(self) -> None:
        """Let go of the connection."""
        if self.connection is not None and self.opened_by == os.getpid():
            self.connection.close()
        elif self.connection is not None:
            self.inherited.append(self.connection)
        self.connection = None

    @staticmethod
    def version(connection: sqlite3.Connection) -> int:
        """Give SQLite's word: another number than before where another connection has committed."""
        return int(connection.execute("PRAGMA data_version").fetchone()[0])

    def read_notes(self, connection: sqlite3.Connection) -> Change:
        """Say about what the changes since the last look were."""
        try:
            rows = connection.execute(
                "SELECT seq, stamp, item_id FROM change_note WHERE seq >= ? ORDER BY seq", self.last_note[:1]
            ).fetchall()
        except sqlite3.OperationalError:
            return EVERYTHING
        # The last note of before is read again: where it is gone, others may be gone that nobody read.
        is_whole = bool(rows) and rows[0][:2] == self.last_note
        self.last_note = rows[-1][:2] if rows else (0, 0)
        return change_of({item_id for _, _, item_id in rows[1:]}) if is_whole else EVERYTHING


def change_of(items: set[int]) -> Change:
    """Give the change that these notes tell of; 0 among them means everything."""
    return EVERYTHING if 0 in items else Change(is_any=True, items=frozenset(items))


def source_of(url: URL) -> Source:
    """Give who knows of changes in the database at this address."""
    if url.get_backend_name() == "postgresql":
        # Here alone: a site on SQLite does without the library.
        from community.core.postgres_changes import PostgresSource

        return PostgresSource(url)
    if url.database and url.database != ":memory:":
        return SqliteSource(url.database)
    return Mute()
