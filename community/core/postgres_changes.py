"""Asks PostgreSQL whether anything was committed, and about what. For SQLite see `community.core.changes`."""

from __future__ import annotations

import os
import time
import weakref

import psycopg
from sqlalchemy.engine import URL

from community.core.change_notes import NOTES_KEPT
from community.core.changes import EVERYTHING, NOTHING, Change, change_of

PAUSE_SECONDS = 1.0
CONNECT_SECONDS = 2


class PostgresSource:
    """Asks PostgreSQL, on a connection of its own that commits each statement."""

    patience = 0.02

    def __init__(self, url: URL) -> None:
        self.url = url
        self.connection: psycopg.Connection | None = None
        self.opened_by = 0
        self.seen = ""
        self.failed_at = float("-inf")

    def look(self) -> Change | None:
        """Say what changed since the last look."""
        try:
            if self.connection is None or self.opened_by != os.getpid():
                # A database that is away is not asked by every request: each try takes as long as connecting may.
                return self.open() if time.monotonic() - self.failed_at > PAUSE_SECONDS else None
            snapshot = self.snapshot(self.connection)
            if snapshot == self.seen:
                return NOTHING
            before, self.seen = self.seen, snapshot
            return self.read_notes(self.connection, before, snapshot)
        except psycopg.Error:
            self.close()
            self.failed_at = time.monotonic()
            return None

    def open(self) -> Change:
        """Open a connection; what was seen over another one counts no more."""
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(address, autocommit=True, connect_timeout=CONNECT_SECONDS)
        # An application that is let go takes its connection with it.
        weakref.finalize(self, close_own, connection, os.getpid())
        self.opened_by, self.seen = os.getpid(), self.snapshot(connection)
        self.connection = connection
        return EVERYTHING

    def close(self) -> None:
        """Let go of the connection; one that was inherited over a fork is its parent's."""
        if self.connection is not None:
            close_own(self.connection, self.opened_by)
        self.connection = None

    @staticmethod
    def snapshot(connection: psycopg.Connection) -> str:
        """Give PostgreSQL's word: which transactions have ended."""
        row = connection.execute("SELECT pg_current_snapshot()::text").fetchone()
        assert row is not None
        return str(row[0])

    @staticmethod
    def read_notes(connection: psycopg.Connection, before: str, after: str) -> Change:
        """Say about what the transactions were that have ended since a snapshot."""
        if oldest_running(before) < oldest_running(after) - NOTES_KEPT:
            return EVERYTHING
        try:
            rows = connection.execute(
                "SELECT DISTINCT item_id FROM change_note WHERE xid >= pg_snapshot_xmin(%(before)s::pg_snapshot)"
                " AND NOT pg_visible_in_snapshot(xid, %(before)s::pg_snapshot)",
                {"before": before},
            ).fetchall()
        except psycopg.errors.UndefinedTable:
            return EVERYTHING
        return change_of({item_id for (item_id,) in rows})


def close_own(connection: psycopg.Connection, opened_by: int) -> None:
    """Close a connection in the process that opened it; another one only inherited it."""
    if opened_by == os.getpid():
        connection.close()


def oldest_running(snapshot: str) -> int:
    """Give the oldest transaction that a snapshot, `xmin:xmax:running`, does not know to have ended."""
    return int(snapshot.partition(":")[0])
