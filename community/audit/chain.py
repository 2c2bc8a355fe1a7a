"""The chain over the log: each entry's seal covers the entry and the seal before it, so that no change goes unseen.

The worker seals what was appended, in runs; the order of sealing is the order of the chain. The key is made of the
site's secret, so who can write to the database alone cannot seal. The words of an entry may be erased: the seal covers
their digest only. Cutting off the newest entries is seen by whoever kept a later head (`chain_head`, also logged).
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select, text, update

from community.audit.log import digest
from community.audit.models import AuditDetail, AuditEntry
from community.core.db import begin_writing, db, json_text

log = logging.getLogger(__name__)

RUN = 500
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


def verify(known: Head | None = None) -> Verdict:
    """Check every seal and every detail; `known` is a head that was kept elsewhere."""
    verdict, previous = Verdict(), Head()
    key = _key()
    for row in _rows():
        expected = Head(previous.sequence + 1, _seal(key, previous, row))
        if row["sequence"] != expected.sequence:
            verdict.faults.append(f"an entry is missing before {row['sequence']}")
        elif not hmac.compare_digest(row["seal"] or "", expected.seal):
            verdict.faults.append(f"entry {row['sequence']} was changed")
        _check_words(verdict, row)
        previous = Head(row["sequence"], row["seal"] or "")
        verdict.sealed_count += 1
        if known and known.sequence == previous.sequence and known.seal != previous.seal:
            verdict.faults.append(f"entry {known.sequence} is not the one that was known")
        if len(verdict.faults) >= MOST_FAULTS:
            break
    if known and known.sequence > previous.sequence and len(verdict.faults) < MOST_FAULTS:
        verdict.faults.append(f"entries after {previous.sequence} are missing")
    verdict.unsealed_count = (
        db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.sequence.is_(None))) or 0
    )
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
    rows = [dict(row) for row in db.session.execute(query).mappings()]
    changes = []
    for row in rows:
        row["sequence"] = head.sequence + 1
        head = Head(head.sequence + 1, _seal(key, head, row))
        changes.append({"id": row["id"], "sequence": head.sequence, "seal": head.seal})
    if changes:
        db.session.execute(update(AuditEntry), changes)
    db.session.commit()
    return len(changes)


def _columns() -> list[Any]:
    return list(AuditEntry.__table__.columns)


def _rows() -> Iterator[dict[str, Any]]:
    """Give the sealed rows in order, with their details where they have not been erased."""
    query = (
        select(*_columns(), AuditDetail.salt, AuditDetail.text)
        .outerjoin(AuditDetail, AuditDetail.entry_id == AuditEntry.id)
        .where(AuditEntry.sequence.is_not(None))
        .order_by(AuditEntry.sequence)
        .execution_options(yield_per=1000)
    )
    for row in db.session.execute(query).mappings():
        yield dict(row)


def _check_words(verdict: Verdict, row: dict[str, Any]) -> None:
    if row["salt"] is None:
        verdict.erased_count += bool(row["detail_digest"])
    elif digest(row["salt"], row["text"]) != row["detail_digest"]:
        verdict.faults.append(f"the words of entry {row['sequence']} were changed")


def _key() -> bytes:
    secret: str = current_app.config["SETTINGS"].secret_key
    return hmac.digest(secret.encode(), b"the chain of the log", hashlib.sha256)


def _seal(key: bytes, previous: Head, row: dict[str, Any]) -> str:
    """Seal a row; a kind of id that came into the table later, and that it does not have, changes nothing."""
    ids = {name: value for name, value in sorted(row.items()) if name.endswith("_id") and value is not None}
    whole = [row["sequence"], row["id"], row["at"].isoformat(), row["event"], ids, row["detail_digest"], previous.seal]
    return hmac.new(key, json_text(whole).encode(), hashlib.sha256).hexdigest()
