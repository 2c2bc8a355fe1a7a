"""Backups that do not depend on the database: rows as lines of JSON and files as they are, in one archive.

A backup of SQLite can be restored into PostgreSQL and the other way round. Sign-ins are left out: after a restore
everybody signs in anew. Everything is read in one transaction, so that the rows of a backup fit together.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from flask import current_app
from sqlalchemy import Connection, Table, insert, select, text
from sqlalchemy.orm import Session

from community.audit.heads import forget_heads
from community.audit.log import write
from community.audit.member_events import BackupRestored
from community.core.append_only import unlocked
from community.core.clock import now
from community.core.db import db
from community.core.storage import Storage
from community.policy import VISITOR
from community.site.readiness import newest_revision

FORMAT = 1
LEFT_OUT = {"login_session"}
BATCH = 500
MANIFEST = "manifest.json"


class BackupError(Exception):
    """A backup cannot be made or restored; its text is one clear line."""


def make_backup(path: Path) -> dict[str, int]:
    """Write a backup to a new file, whole or not at all; gives the number of rows per table."""
    half = path.with_name(f"{path.name}.{os.getpid()}.half")
    try:
        with half.open("xb") as target, tarfile.open(fileobj=target, mode="w:gz", compresslevel=6) as archive:
            counts = add_tables(archive)
            add_files(archive)
            manifest = {"format": FORMAT, "revision": newest_revision(), "made_at": now().isoformat(), "rows": counts}
            add(archive, MANIFEST, json.dumps(manifest, indent=2).encode())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return counts


def add_tables(archive: tarfile.TarFile) -> dict[str, int]:
    """Add each table as compressed lines of JSON."""
    counts = {}
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        for table in tables():
            lines = list(rows_of(connection, table))
            counts[table.name] = len(lines)
            add(archive, f"tables/{table.name}.jsonl.gz", gzip.compress(b"".join(lines)))
    return counts


def tables() -> list[Table]:
    """Give the tables of a backup, each after those it points to."""
    return [table for table in db.metadata.sorted_tables if table.name not in LEFT_OUT]


def rows_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Give the rows of a table as lines."""
    order = list(table.primary_key.columns)
    for row in connection.execute(select(table).order_by(*order)).mappings():
        values = {name: plain(value) for name, value in row.items()}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it; moments and bytes are marked."""
    if isinstance(value, datetime):
        return {"$at": value.astimezone(UTC).isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": b64encode(value).decode()}
    return value


def unplain(value: Any) -> Any:
    """Give back what `plain` marked."""
    if isinstance(value, dict) and value.keys() == {"$at"}:
        return datetime.fromisoformat(value["$at"])
    if isinstance(value, dict) and value.keys() == {"$bytes"}:
        return b64decode(value["$bytes"])
    return value


def add_files(archive: tarfile.TarFile) -> None:
    """Add every file that the site keeps."""
    storage = site_storage()
    for key in storage.keys():  # noqa: SIM118 (no dict)
        add(archive, f"files/{key}", storage.get(key))


def site_storage() -> Storage:
    """Give the storage of this deployment."""
    return Storage(current_app.config["SETTINGS"].storage_url)


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    """Add one file to the archive."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(content), int(now().timestamp()), 0o600
    archive.addfile(entry, io.BytesIO(content))


def restore_backup(path: Path, *, force: bool) -> dict[str, int]:
    """Fill an empty, migrated database from a backup; with `force` what is in it is replaced."""
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            manifest = read_manifest(archive)
            counts = restore_tables(archive, manifest, force=force)
            restore_files(archive)
    except (OSError, tarfile.TarError, EOFError, json.JSONDecodeError) as error:
        raise BackupError(f"{path} cannot be read as a backup: {error}") from error
    return counts


def read_manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    """Give what the backup says of itself, or refuse one that does not fit this version."""
    manifest: dict[str, Any] = json.loads(member(archive, MANIFEST).read())
    if manifest.get("format") != FORMAT:
        raise BackupError("this backup was made by another version of the program")
    if manifest["revision"] != newest_revision():
        raise BackupError(f"this backup is of database version {manifest['revision']}, not {newest_revision()}")
    return manifest


def member(archive: tarfile.TarFile, name: str) -> BinaryIO:
    """Give one file of the archive."""
    try:
        found = archive.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise BackupError(f"this backup is not complete: {name} is missing")
    return found  # type: ignore[return-value]


def restore_tables(archive: tarfile.TarFile, manifest: dict[str, Any], *, force: bool) -> dict[str, int]:
    """Write all rows in one transaction."""
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        filled = [table.name for table in tables() if connection.execute(select(table).limit(1)).first()]
        if filled and not force:
            raise BackupError("the database is not empty: give --force to replace what is in it")
        with unlocked(connection, db.metadata, reason="a backup is put back"):
            for table in reversed(db.metadata.sorted_tables):
                connection.execute(table.delete())
            for table in tables():
                write_rows(connection, table, member(archive, f"tables/{table.name}.jsonl.gz"))
        note_restore(connection, manifest)
        forget_heads()
        return {name: int(count) for name, count in manifest["rows"].items()}


def note_restore(connection: Connection, manifest: dict[str, Any]) -> None:
    """Write in the log that came back that it did: what happened after the backup was made is not in it any more."""
    with Session(connection) as session:
        write(session, VISITOR, BackupRestored(made_at=str(manifest["made_at"])))
        # The transaction around it is the restore's, which ends it.
        session.commit()


def write_rows(connection: Connection, table: Table, source: BinaryIO) -> None:
    """Write the rows of one table."""
    batch: list[dict[str, Any]] = []
    with gzip.open(source) as lines:
        for line in lines:
            batch.append({name: unplain(value) for name, value in json.loads(line).items()})
            if len(batch) == BATCH:
                connection.execute(insert(table), batch)
                batch = []
    if batch:
        connection.execute(insert(table), batch)


def restore_files(archive: tarfile.TarFile) -> None:
    """Put back every file, each only where its content is what its key says."""
    storage = site_storage()
    for entry in archive:
        if entry.name.startswith("files/") and entry.isfile():
            content = member(archive, entry.name).read()
            if hashlib.sha256(content).hexdigest() != entry.name.rpartition("/")[2]:
                raise BackupError(f"{entry.name} in this backup is damaged")
            storage.put(content)
