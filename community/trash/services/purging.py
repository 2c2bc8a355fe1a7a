"""Takes away for good what was removed: rows, texts, files, and the words about them in the log.

What hangs on an item is read from the tables themselves, along their foreign keys, so a table that comes later is not
forgotten. What only points to something that goes, and lives on without it, stands in `LIVES_ON`. Each call does some,
and may be the last for a while: half a purge leaves an item that nobody can read or put back, and the next call goes on
with it. See docs/decisions/gone-for-good.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, select, update

from community import audit, jobs
from community.audit.document_events import FolderPurged
from community.audit.events import CommentPurged, ItemPurged
from community.audit.models import AuditDetail, AuditEntry
from community.content.models import Comment, ContentItem
from community.core.db import Base, db
from community.documents.models import Folder
from community.policy import Actor, Permission, requires
from community.trail.services import leave_trail

# So many comments of one item go in one transaction, before the item itself.
MOST_COMMENTS = 500
# So many ids stand in one statement.
CHUNK = 500
# What points to something that goes and stays without it.
LIVES_ON = {
    ("announcement", "decision_id"),
    ("wiki_page", "parent_id"),
    ("notification", "follow_id"),
    ("folder", "parent_id"),
    ("document", "folder_id"),
    ("upload", "folder_id"),
}
# Where the keys of files stand: columns with one key, and columns with a list of things that have one.
FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "attachment": (("storage_key",), ("variants",)),
    "document_version": (("storage_key", "thumbnail_key"), ("pages",)),
    "group_picture": (("storage_key",), ("variants",)),
    "member_portrait": (("storage_key",), ("variants",)),
    "upload_piece": (("storage_key",), ()),
    "data_copy": (("storage_key",), ()),
}
FOLDER_EVENTS = ("FolderMade", "FolderChanged", "FolderRemoved", "FolderRestored")


@requires(Permission.ITEM_PURGE_DUE)
def purge_item(actor: Actor, item: ContentItem) -> bool:
    """Take a removed item away with all that hangs on it; says whether it is gone, or has more comments to go first."""
    comments = table_of("comment")
    # Answers before what they answer to.
    some = (
        select(comments.c.id)
        .where(comments.c.item_id == item.id)
        .order_by(comments.c.thread_id == comments.c.id, comments.c.id)
        .limit(MOST_COMMENTS)
    )
    ids = list(db.session.scalars(some))
    take_away(comments, ids)
    if len(ids) == MOST_COMMENTS:
        return False
    forget_words(AuditEntry.item_id == item.id)
    leave_trail(actor, item)
    take_away(table_of("content_item"), [item.id])
    audit.record(actor, ItemPurged(item_id=item.id, group_id=item.group_id))
    return True


@requires(Permission.COMMENT_PURGE_DUE)
def purge_comment(actor: Actor, comment: Comment) -> None:
    """Take away what a removed comment said; where others answered to it, its empty place stays."""
    comments = table_of("comment")
    forget_words((AuditEntry.item_id == comment.item_id) & (AuditEntry.comment_id == comment.id))
    answers = select(comments.c.id).where(comments.c.thread_id == comment.id, comments.c.id != comment.id)
    if db.session.scalar(answers.limit(1)) is None:
        take_away(comments, [comment.id])
    else:
        take_what_hangs_on(comments, [comment.id], but_for=comments)
        nothing = {"html": "", "hidden_reason": "", "author_function": "", "author_organisation": ""}
        gone = update(comments).where(comments.c.id == comment.id)
        db.session.execute(gone.values(**nothing, removed_at=None, removed_by_id=None))
    event = CommentPurged(item_id=comment.item_id, comment_id=comment.id, group_id=comment.item.group_id)
    audit.record(actor, event)


@requires(Permission.FOLDER_PURGE_DUE)
def purge_folder(actor: Actor, folder: Folder) -> None:
    """Take a removed folder away, and its name out of the log."""
    query = (
        select(AuditDetail.entry_id, AuditDetail.text)
        .join(AuditEntry, AuditEntry.id == AuditDetail.entry_id)
        .where(AuditEntry.group_id == folder.group_id, AuditEntry.event.in_(FOLDER_EVENTS))
    )
    named = [entry_id for entry_id, words in db.session.execute(query) if json.loads(words).get("title") == folder.name]
    for some in chunks(named):
        forget_words(AuditEntry.id.in_(some))
    take_away(table_of("folder"), [folder.id])
    audit.record(actor, FolderPurged(group_id=folder.group_id))


def forget_words(which: ColumnElement[bool]) -> None:
    """Erase the words of these lines of the log; that something happened, and when, stays."""
    entries = select(AuditEntry.id).where(which)
    db.session.execute(
        delete(AuditDetail).where(AuditDetail.entry_id.in_(entries)).execution_options(synchronize_session=False)
    )


def take_away(table: Table, ids: Sequence[int]) -> None:
    """Delete rows of a table after all that hangs on them, and let the worker take away their files."""
    for some in chunks(ids):
        take_what_hangs_on(table, some)
        forget_files(table, some)
        db.session.execute(delete(table).where(table.c.id.in_(some)))


def take_what_hangs_on(table: Table, ids: Sequence[int], *, but_for: Table | None = None) -> None:
    """Delete what points to these rows, and let go of them what lives on without them."""
    for column in pointing_at(table):
        child = column.table
        if child is but_for:
            continue
        points = column.in_(ids)
        if (child.name, column.name) in LIVES_ON:
            db.session.execute(update(child).where(points).values({column.name: None}))
        elif not pointing_at(child) and child.name not in FILES:
            db.session.execute(delete(child).where(points))
        else:
            more = points & child.c.id.not_in(ids) if child is table else points
            take_away(child, list(db.session.scalars(select(child.c.id).where(more))))


def forget_files(table: Table, ids: Sequence[int]) -> None:
    """Ask the worker to take away the files of these rows, unless something else has the same."""
    if table.name not in FILES:
        return
    plain, listed = FILES[table.name]
    rows = db.session.execute(select(table).where(table.c.id.in_(ids))).mappings().all()
    keys = {row[name] for row in rows for name in plain}
    keys |= {each["key"] for row in rows for name in listed for each in row[name]}
    for key in sorted(keys - {""}):
        jobs.enqueue("content.forget_file", key=key)


@cache
def pointing_at(table: Table) -> tuple[Column[Any], ...]:
    """Give the columns of all tables that hold the id of a row of this one."""
    if "id" not in table.c:
        return ()
    return tuple(
        column
        for each in Base.metadata.sorted_tables
        for column in each.c
        if any(key.column is table.c.id for key in column.foreign_keys)
    )


def table_of(name: str) -> Table:
    """Give a table by its name."""
    return Base.metadata.tables[name]


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Give ids some at a time."""
    return (ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK))
