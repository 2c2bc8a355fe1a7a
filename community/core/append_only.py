"""Triggers that keep the log append-only, whatever program writes to the database.

Of an entry only its place in the chain and its seal may be set, once; the words of an entry may be erased, never
changed or added later. Like the notes of changes they are made anew from the models after each migration. `unlocked`
is the one way round them, for what replaces the whole database; that somebody took them away is found by
`community check`, and what was changed meanwhile by the seals.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, MetaData

log = logging.getLogger(__name__)

REFUSAL = "the log is append-only"
SET_ONCE = ("sequence", "seal")
TRIGGERS = (
    *("append_only_entry_insert", "append_only_entry_update", "append_only_entry_delete"),
    *("append_only_detail_insert", "append_only_detail_update"),
)
# REPLACE takes a row away without telling the trigger of deletes: a key that is in use is refused as well.
SQLITE = """
CREATE TRIGGER append_only_entry_insert BEFORE INSERT ON audit_entry
WHEN NEW.sequence IS NOT NULL OR NEW.seal IS NOT NULL OR EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, '{refusal}'); END;
CREATE TRIGGER append_only_entry_update BEFORE UPDATE ON audit_entry
WHEN OLD.sequence IS NOT NULL OR OLD.seal IS NOT NULL OR NEW.sequence IS NULL OR NEW.seal IS NULL OR {changed}
  OR EXISTS (SELECT 1 FROM audit_entry WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, '{refusal}'); END;
CREATE TRIGGER append_only_entry_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, '{refusal}'); END;
CREATE TRIGGER append_only_detail_insert BEFORE INSERT ON audit_detail
WHEN EXISTS (SELECT 1 FROM audit_detail WHERE entry_id = NEW.entry_id)
  OR EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.entry_id AND sequence IS NOT NULL)
BEGIN SELECT RAISE(ABORT, '{refusal}'); END;
CREATE TRIGGER append_only_detail_update BEFORE UPDATE ON audit_detail
BEGIN SELECT RAISE(ABORT, '{refusal}'); END;
"""
POSTGRES = """
CREATE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION '{refusal}'; END $$;
CREATE FUNCTION append_only_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.entry_id AND sequence IS NOT NULL) THEN
  RAISE EXCEPTION '{refusal}'; END IF; RETURN NEW; END $$;
CREATE TRIGGER append_only_entry_insert BEFORE INSERT ON audit_entry FOR EACH ROW
WHEN (NEW.sequence IS NOT NULL OR NEW.seal IS NOT NULL) EXECUTE FUNCTION append_only_refuse();
CREATE TRIGGER append_only_entry_update BEFORE UPDATE ON audit_entry FOR EACH ROW
WHEN (OLD.sequence IS NOT NULL OR OLD.seal IS NOT NULL OR NEW.sequence IS NULL OR NEW.seal IS NULL OR {changed})
EXECUTE FUNCTION append_only_refuse();
CREATE TRIGGER append_only_entry_delete BEFORE DELETE ON audit_entry FOR EACH ROW
EXECUTE FUNCTION append_only_refuse();
CREATE TRIGGER append_only_entry_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT
EXECUTE FUNCTION append_only_refuse();
CREATE TRIGGER append_only_detail_insert BEFORE INSERT ON audit_detail FOR EACH ROW
EXECUTE FUNCTION append_only_words();
CREATE TRIGGER append_only_detail_update BEFORE UPDATE ON audit_detail FOR EACH ROW
EXECUTE FUNCTION append_only_refuse();
CREATE TRIGGER append_only_detail_truncate BEFORE TRUNCATE ON audit_detail FOR EACH STATEMENT
EXECUTE FUNCTION append_only_refuse();
"""


def lock_log(connection: Connection, metadata: MetaData) -> None:
    """Make the triggers anew, for the columns that the log has now."""
    unlock_log(connection)
    names = [column.name for column in metadata.tables["audit_entry"].columns if column.name not in SET_ONCE]
    on_sqlite = connection.dialect.name == "sqlite"
    differs = "IS NOT" if on_sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)
    text = (SQLITE if on_sqlite else POSTGRES).format(refusal=REFUSAL, changed=changed)
    for statement in text.split("\nCREATE "):
        if statement.strip():
            connection.exec_driver_sql(f"CREATE {statement.strip()}")


def unlock_log(connection: Connection) -> None:
    """Take the triggers away."""
    if connection.dialect.name == "sqlite":
        for name in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        return
    for function in ("append_only_refuse", "append_only_words"):
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}() CASCADE")


@contextmanager
def unlocked(connection: Connection, metadata: MetaData, *, reason: str) -> Iterator[None]:
    """Let the log be replaced in this transaction; the triggers are back before it ends, or it has no effect."""
    log.warning("the log is not locked: %s", reason)
    unlock_log(connection)
    yield
    lock_log(connection, metadata)


def is_locked(connection: Connection) -> bool:
    """Whether all triggers are there and at work."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'append_only_*'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'append\\_only\\_%%' AND tgenabled IN ('O', 'A')"
    return set(TRIGGERS) <= set(connection.exec_driver_sql(query).scalars())
