"""What goes into the copy of a person's data: their row, the rows of the inventory, and the files they put here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, select

from community.accounts.models import Member
from community.content.models import Attachment
from community.core.db import Base, db
from community.core.file_names import FreeNames
from community.documents.models import DocumentVersion
from community.privacy.inventory import OF_ONESELF, TIES

AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind: the line of the inventory, what people call it, and its columns."""

    name: str
    what: Any
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that somebody put here: its path in the copy, its key, size and moment."""

    path: str
    key: str
    byte_count: int
    made_at: datetime


def sections() -> list[Section]:
    """Give all kinds of rows that go into a copy."""
    return [Section(name, tie.what, tie.copied) for name, tie in TIES.items() if tie.copied]


def about_oneself(member: Member) -> dict[str, Any]:
    """Give what the row of a person says."""
    return {name: plain(getattr(member, name)) for name in OF_ONESELF}


def rows_of(section: Section, member_id: int) -> Iterator[dict[str, Any]]:
    """Give the rows of one kind, some at a time; all of them belong to the person by the inventory."""
    table_name, tie = section.name.split(".")
    table = Base.metadata.tables[table_name]
    key, last = table.c["id"], 0
    shown: list[Column[Any]] = [table.c[name] for name in section.columns]
    while True:
        query = select(key.label("row_id"), *shown).where(table.c[tie] == member_id, key > last)
        rows = db.session.execute(query.order_by(key).limit(AT_A_TIME)).all()
        for row in rows:
            yield {name: plain(value) for name, value in zip(section.columns, row[1:], strict=True)}
        if len(rows) < AT_A_TIME:
            return
        last = rows[-1][0]


def files_of(member_id: int) -> Iterator[OwnFile]:
    """Give the files that a person put here: what hangs on texts, and versions of documents."""
    names = FreeNames()
    for model, owner, moment, folder in (
        (Attachment, Attachment.uploaded_by_id, Attachment.created_at, "bijlagen"),
        (DocumentVersion, DocumentVersion.made_by_id, DocumentVersion.made_at, "documenten"),
    ):
        kind: Any = model
        last = 0
        while True:
            query = select(kind.id, kind.file_name, kind.storage_key, kind.byte_count, moment)
            rows = db.session.execute(
                query.where(owner == member_id, kind.id > last).order_by(kind.id).limit(AT_A_TIME)
            ).all()
            for _row_id, name, key, byte_count, made_at in rows:
                yield OwnFile(f"{folder}/{names.take(name)}", key, byte_count, made_at)
            if len(rows) < AT_A_TIME:
                break
            last = rows[-1][0]


def plain(value: Any) -> Any:
    """Give a value as JSON holds it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value
