"""The chain over the log: each entry's seal covers the entry and the seal before it, so that no change goes unseen.

The worker seals what was appended, in runs; the order of sealing is the order of the chain. The key is made of the
site's secret, so who can write to the database alone cannot seal. The words of an entry may be erased: the seal covers
their digest only. Cutting off the newest entries is seen by whoever kept a later head (`chain_head`, also logged).
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, String, delete, func, select, text, type_coerce, update

from community.audit.log import digest
from community.audit.models import AuditDetail, AuditEntry
from community.core.db import begin_writing, db, json_text

log = logging.getLogger(__name__)

RUN = 500
BATCH = 2000
MOST_FAULTS = 20
# Any number that nothing else locks by: two workers must not seal at the same time.
LOCK = 7_311_604


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many entries are sealed, and the last seal."""

    sequence: int = 0
    seal: str = ""


@dataclass(slots=True)
class Verdict:
    """What checking the log found; without faults nothing in it was changed."""

    faults: list[str] = field(default_factory=list)
    sealed_count: int = 0
    unsealed_count: int = 0
    erased_count: int = 0
    oldest_unsealed_at: datetime | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing was changed."""
        return not self.faults


def seal_entries() -> int:
    """Seal all entries that are not yet, in transactions of their own, and give how many there were."""
    count = 0
    while sealed := _seal_run():
        count += sealed
    if count:
        head = chain_head()
        log.info("log sealed up to %s: %s", head.sequence, head.seal)
    return count


def chain_head() -> Head:
    """Give the end of the chain."""
    query = select(AuditEntry.sequence, AuditEntry.seal).where(AuditEntry.sequence.is_not(None))
    found = db.session.execute(query.order_by(AuditEntry.sequence.desc()).limit(1)).one_or_none()
    return Head() if found is None else Head(found[0] or 0, found[1] or "")


def verify(*known: Head) -> Verdict:
    """Check every seal and every detail; `known` are heads that were kept elsewhere."""
    verdict, key, kept = Verdict(), _key(), {head.sequence: head.seal for head in known}
    sequence, seal = 0, ""
    for row in _rows():
        _check_row(verdict, row, sequence, row[1] == _seal(key, row[0], seal, row, _sealed_moment(row[3])))
        sequence, seal = row[0], row[1] or ""
        if kept and kept.pop(sequence, seal) != seal:
            verdict.faults.append(f"entry {sequence} is not the one that was known")
        verdict.sealed_count += 1
        if len(verdict.faults) >= MOST_FAULTS:
            return verdict
    if any(each > sequence for each in kept):
        verdict.faults.append(f"entries after {sequence} are missing")
    unsealed = select(func.count(), func.min(AuditEntry.at)).where(AuditEntry.sequence.is_(None))
    verdict.unsealed_count, verdict.oldest_unsealed_at = db.session.execute(unsealed).one()
    return verdict


def erase_words(entry_ids: Iterable[int]) -> None:
    """Erase the words of these entries; that something happened, and when, stays."""
    db.session.execute(delete(AuditDetail).where(AuditDetail.entry_id.in_(list(entry_ids))))


def erase_words_about(member_id: int) -> None:
    """Erase the words of every entry about or by a person."""
    about = select(AuditEntry.id).where((AuditEntry.member_id == member_id) | (AuditEntry.actor_id == member_id))
    db.session.execute(delete(AuditDetail).where(AuditDetail.entry_id.in_(about)))


def _seal_run() -> int:
    begin_writing()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    head, key = chain_head(), _key()
    query = select(*_columns()).where(AuditEntry.sequence.is_(None)).order_by(AuditEntry.id).limit(RUN)
    changes, told = [], []
    for row in db.session.execute(query):
        head = Head(head.sequence + 1, _seal(key, head.sequence + 1, head.seal, row, row[3].isoformat()))
        changes.append({"id": row[2], "sequence": head.sequence, "seal": head.seal})
        told.append({**changes[-1], "at": row[3].isoformat(), "event": row[4], "ids": _ids_of(row)})
    if changes:
        db.session.execute(update(AuditEntry), changes)
    db.session.commit()
    if current_app.config["SETTINGS"].audit_stream:
        for entry in told:
            log.info("audit", extra={"entry": entry})
    return len(changes)


def _ids_of(row: Any) -> dict[str, int]:
    """Give the numbers of whom and what an entry is about."""
    return {column.name: value for column, value in zip(_IDS, row[6:_END], strict=True) if value is not None}


def _columns() -> list[Any]:
    """Give what a seal is made of and stands in, in the order in which `_seal` reads it."""
    return [*(getattr(AuditEntry, name) for name in ("sequence", "seal", "id", "at", "event", "detail_digest")), *_IDS]


def _rows() -> Iterable[Any]:
    """Give the sealed rows in order, each with its salt and words where they have not been erased."""
    columns = _columns()
    columns[3] = _moment_as_text()
    query = (
        select(*columns, AuditDetail.salt, AuditDetail.text)
        .outerjoin(AuditDetail, AuditDetail.entry_id == AuditEntry.id)
        .where(AuditEntry.sequence.is_not(None))
        .order_by(AuditEntry.sequence)
        .execution_options(yield_per=BATCH)
    )
    # Past the session, which would look at each row for things to keep.
    return db.session.connection().execute(query)


def _moment_as_text() -> ColumnElement[str]:
    """Give the column of moments as text: a moment would be read and written again for each row, of a million."""
    if db.session.get_bind().dialect.name == "sqlite":
        return type_coerce(AuditEntry.at, String)
    return func.to_char(func.timezone("UTC", AuditEntry.at), "YYYY-MM-DD HH24:MI:SS.US", type_=String)


def _sealed_moment(text: object) -> str:
    """Give a moment in text (2026-11-27 09:00:00.000000) in the form in which it is sealed."""
    return f"{str(text)[:10]}T{str(text)[11:].removesuffix('.000000')}+00:00"


def _check_row(verdict: Verdict, row: Any, previous: int, is_sealed: bool) -> None:
    if row[0] != previous + 1:
        verdict.faults.append(f"an entry is missing before {row[0]}")
    elif not is_sealed:
        verdict.faults.append(f"entry {row[0]} was changed")
    if row[-2] is None:
        verdict.erased_count += bool(row[5])
    elif digest(row[-2], row[-1]) != row[5]:
        verdict.faults.append(f"the words of entry {row[0]} were changed")


def _key() -> bytes:
    secret: str = current_app.config["SETTINGS"].secret_key
    return hmac.digest(secret.encode(), b"the chain of the log", hashlib.sha256)


def _seal(key: bytes, sequence: int, previous: str, row: Any, moment: str) -> str:
    """Seal a row; a kind of id that came into the table later, and that it does not have, changes nothing.

    What is sealed is JSON: [sequence, id, moment, event, {name of an id: id}, digest of the words, seal before]. It is
    written by hand, since a million rows are verified at once.
    """
    ids = ",".join([f"{name}{value}" for name, value in zip(_ID_NAMES, row[6:_END], strict=True) if value is not None])
    event, words = _quoted_event(row[4]), _quoted(row[5])
    whole = f'[{sequence},{row[2]},"{moment}",{event},{{{ids}}},{words},{_quoted(previous)}]'
    return hmac.digest(key, whole.encode(), "sha256").hex()


def _quoted(word: str) -> str:
    """Write a word as JSON; names of events and digests hold nothing to be escaped, unless somebody forged them."""
    return f'"{word}"' if not word or (word.isalnum() and word.isascii()) else json_text(word)


@lru_cache(maxsize=1000)
def _quoted_event(name: str) -> str:
    return _quoted(name)


_IDS = sorted((column for column in AuditEntry.__table__.columns if column.name.endswith("_id")), key=lambda c: c.name)
_ID_NAMES = tuple(f'"{column.name}":' for column in _IDS)
_END = 6 + len(_IDS)
