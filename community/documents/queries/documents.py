"""Documents of a group: what is in a folder, what bears a name, one document, and what a reader may take along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from community import policy
from community.content.models import Comment, State
from community.content.queries.items import item_to_read, moved_item
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.documents.models import Document, DocumentVersion, Folder, Upload, shelf_of
from community.groups.models import Group
from community.policy import Absent, Actor

PAGE_SIZE = 50
LATEST = 5
MOST_VERSIONS = 100
MOST_HELD = 20
# So much is packed into one zip.
MOST_PACKED = 2000
MOST_PACKED_BYTES = 2_000_000_000
# It stands in the index of a group; without it all that is in the group is looked through.
KIND = "document"
ON_VIEW = (State.PUBLISHED, State.ARCHIVED)


def listed(actor: Actor, group: Group) -> Select[Document]:
    """The documents of a group that the actor may read, with what a list says of them."""
    return (
        select(Document)
        .where(
            Document.kind == KIND,
            Document.group_id == group.id,
            Document.state.in_(ON_VIEW),
            policy.readable(actor, Document),
        )
        .options(
            joinedload(Document.group),
            joinedload(Document.current).joinedload(DocumentVersion.made_by),
        )
    )


def to_be_counted(actor: Actor, group: Group) -> Select[Any]:
    """The ids of the documents of a group that the actor may read, to be counted."""
    return select(Document.id).where(
        Document.kind == KIND,
        Document.group_id == group.id,
        Document.state.in_(ON_VIEW),
        policy.readable(actor, Document),
    )


def documents_in(actor: Actor, group: Group, folder: Folder | None, place: Place) -> Page[Document]:
    """Give a page of the documents in a folder, or at the top, by name."""
    query = listed(actor, group).where(Document.shelf == shelf_of(group.id, folder.id if folder else None))
    return keyset_page(query, (Document.name_folded, Document.id), place, size=PAGE_SIZE)


def documents_called(actor: Actor, group: Group, words: str, place: Place) -> Page[Document]:
    """Give a page of the documents of a group whose names hold these words, each with its folder."""
    query = listed(actor, group).options(joinedload(Document.folder))
    for word in fold(words).split():
        query = query.where(Document.name_folded.contains(word, autoescape=True))
    return keyset_page(query, (Document.name_folded, Document.id), place, size=PAGE_SIZE)


def latest_documents(actor: Actor, group: Group) -> Select[Any]:
    """The ids of the documents of a group in which something happened last."""
    newest_first = (Document.last_activity_at.desc(), Document.id.desc())
    return to_be_counted(actor, group).order_by(*newest_first).limit(LATEST)


def my_documents(actor: Actor, group: Group) -> Sequence[Document]:
    """Give the documents that the actor added to a group, the last first."""
    query = listed(actor, group).where(Document.author_id == actor.id)
    return list(db.session.scalars(query.order_by(Document.id.desc()).limit(MOST_HELD)))


def document_to_read(actor: Actor, group: Group, slug: str) -> Document:
    """Give one document of a group, or raise `Absent`."""
    found = item_to_read(actor, Document, slug)
    if found.group_id != group.id:
        raise Absent
    return found


def moved_document(actor: Actor, group: Group, slug: str) -> Document:
    """Give the document that had this address before its name changed, or raise `Absent`."""
    found = moved_item(actor, Document, slug)
    if not isinstance(found, Document) or found.group_id != group.id:
        raise Absent
    return found


def versions_of(actor: Actor, document: Document) -> Sequence[DocumentVersion]:
    """Give the versions of a document that the actor may open, the newest first."""
    query = (
        select(DocumentVersion)
        .where(DocumentVersion.document_id == document.id, policy.readable(actor, DocumentVersion))
        .options(joinedload(DocumentVersion.made_by))
        .order_by(DocumentVersion.number.desc())
        .limit(MOST_VERSIONS)
    )
    return list(db.session.scalars(query))


def version_to_read(actor: Actor, group: Group, slug: str, number: int) -> DocumentVersion:
    """Give one version of a document, at the document's address, or raise `Absent`."""
    found = policy.get(
        actor,
        DocumentVersion,
        DocumentVersion.group_id == group.id,
        DocumentVersion.number == number,
        DocumentVersion.document.has(Document.slug == slug),
        options=(joinedload(DocumentVersion.document).joinedload(Document.group),),
    )
    return found


def documents_to_pack(actor: Actor, group: Group, folders: Sequence[Folder | None]) -> Sequence[Document]:
    """Give the documents in these folders that the actor may read, one more than is packed at most."""
    shelves = [shelf_of(group.id, each.id if each else None) for each in folders]
    query = listed(actor, group).where(Document.shelf.in_(shelves)).order_by(Document.name_folded, Document.id)
    return list(db.session.scalars(query.limit(MOST_PACKED + 1)))


def others_commented_on(document: Document) -> bool:
    """Whether anybody but who added it has said something about a document that still stands."""
    query = select(Comment.id).where(
        Comment.item_id == document.id, Comment.author_id != document.author_id, ~Comment.is_removed
    )
    return db.session.scalar(query.limit(1)) is not None


def bytes_kept(group: Group) -> int:
    """Give what a group keeps, in bytes: each version that came anew, what was removed too, and what is on its way.

    For those who add documents: it tells of documents that not everybody may read.
    """
    kept = select(func.coalesce(func.sum(DocumentVersion.byte_count), 0)).where(
        DocumentVersion.group_id == group.id, DocumentVersion.restored_from.is_(None)
    )
    coming = select(func.coalesce(func.sum(Upload.byte_count), 0)).where(
        Upload.group_id == group.id, Upload.document_id.is_(None)
    )
    return int(db.session.scalar(select(kept.scalar_subquery() + coming.scalar_subquery())) or 0)
