"""Writes the documents of the demo's groups: their folders, who brought which version when, and what was said of it."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from community import jobs
from community.audit.document_events import DocumentAdded, DocumentVersionAdded, FolderMade
from community.audit.log import write
from community.content.models import Audience, Revision, State
from community.content.services.attachments import KeptFile
from community.core.db import db
from community.core.ids import id_at
from community.core.slugs import fold, slugify
from community.core.storage import Storage
from community.demo import shapes
from community.demo.conversations import Conversations
from community.demo.papers import paper
from community.demo.people import People
from community.demo.reader import PICTURES
from community.documents.models import Document, DocumentVersion, Folder, Preview, shelf_of
from community.documents.services.documents import PREVIEWED, keep_document
from community.groups.models import Group
from community.policy import Actor

Kept = dict[tuple[str, int], KeptFile]


def keep_papers(demo: shapes.Demo, storage: Storage) -> Kept:
    """Put every version of every document into the storage, which takes a while and needs no lock."""
    kept: Kept = {}
    for document in (each for shelf in demo.shelves for each in shelf.documents):
        for number, version in enumerate(document.versions, 1):
            content = content_of(document, version)
            kept[document.slug, number] = keep_document(storage, document.name, io.BytesIO(content), len(content))
    return kept


def content_of(document: shapes.Document, version: shapes.Version) -> bytes:
    """Give what is in a version: a drawing, a paper or a text."""
    if version.picture:
        return (PICTURES / version.picture).read_bytes()
    return paper(version.content) if document.name.endswith(".pdf") else f"{version.content}\n".encode()


class Shelves:
    """Writes what stands in the folders of the groups."""

    def __init__(self, kept: Kept, people: People, conversations: Conversations, today: date) -> None:
        self.kept, self.people, self.conversations, self.today = kept, people, conversations, today

    def fill(self, shelf: shapes.Shelf, group: Group) -> None:
        """Write the folders and documents of one group."""
        first = min(version.posted.before(self.today) for each in shelf.documents for version in each.versions)
        folders: dict[str, Folder] = {}
        for folder in shelf.folders:
            folders[folder.key] = self.folder(folder, group, folders.get(folder.above), first)
        for document in shelf.documents:
            self.document(document, group, folders.get(document.folder))

    def folder(self, folder: shapes.Folder, group: Group, above: Folder | None, moment: datetime) -> Folder:
        """Write a folder; it was made with the first document."""
        author = self.people.rows[folder.by]
        row = Folder(
            id=id_at(moment),
            slug=f"{slugify(folder.name)}-d5m7k",
            group_id=group.id,
            group_access=group.access,
            parent_id=above.id if above else None,
            shelf=shelf_of(group.id, above.id if above else None),
            name=folder.name,
            name_folded=fold(folder.name),
            audience=Audience(folder.audience),
            author_id=author.id,
            created_at=moment,
        )
        db.session.add(row)
        db.session.flush()
        write(db.session, Actor(id=author.id), FolderMade(group_id=group.id, title=folder.name), at=moment)
        return row

    def document(self, document: shapes.Document, group: Group, folder: Folder | None) -> None:
        """Write a document with its versions and what was said of it."""
        moments = [version.posted.before(self.today) for version in document.versions]
        row = Document(**self.columns(document, group, folder, moments))
        db.session.add(row)
        db.session.flush()
        db.session.add(
            Revision(
                item_id=row.id,
                number=1,
                title=row.title,
                lead=row.lead,
                body="",
                made_by_id=row.author.id,
                made_at=moments[0],
            )
        )
        for number, (version, moment) in enumerate(zip(document.versions, moments, strict=True), 1):
            self.version(row, document, number, version, moment)
        self.conversations.below(row, document.comments)
        row.last_activity_at = max(row.last_activity_at, moments[-1])

    def columns(
        self, document: shapes.Document, group: Group, folder: Folder | None, moments: list[datetime]
    ) -> dict[str, Any]:
        """Give what the row of a document says."""
        author = self.people.rows[document.by]
        return {
            "id": id_at(moments[0]),
            "slug": document.slug,
            "title": document.name,
            "name_folded": fold(document.name),
            "lead": document.text,
            "body": "",
            "author": author,
            "author_function": author.function,
            "author_organisation": author.confirmed_organisation,
            "group": group,
            "group_access": group.access,
            "region_id": group.region_id,
            "folder_id": folder.id if folder else None,
            "shelf": shelf_of(group.id, folder.id if folder else None),
            "audience": Audience(document.audience),
            "state": State.PUBLISHED,
            "created_at": moments[0],
            "updated_at": moments[-1],
            "published_at": moments[0],
            "revision_number": 1,
        }

    def version(
        self, row: Document, document: shapes.Document, number: int, version: shapes.Version, moment: datetime
    ) -> None:
        """Write a version, and let the worker draw it."""
        kept, author = self.kept[document.slug, number], self.people.rows[version.by]
        is_drawn = kept.media_type in PREVIEWED
        made = DocumentVersion(
            id=id_at(moment),
            document_id=row.id,
            group_id=row.group_id,
            number=number,
            is_current=number == len(document.versions),
            file_name=kept.name,
            media_type=kept.media_type,
            byte_count=kept.byte_count,
            storage_key=kept.key,
            made_by_id=author.id,
            made_at=moment,
            note=version.note,
            preview=Preview.WAITING if is_drawn else Preview.NONE,
        )
        db.session.add(made)
        db.session.flush()
        if is_drawn:
            jobs.enqueue("documents.make_preview", version_id=made.id)
        event = (
            DocumentAdded(item_id=row.id, group_id=row.group_id)
            if number == 1
            else DocumentVersionAdded(item_id=row.id, group_id=row.group_id, number=number)
        )
        write(db.session, Actor(id=author.id), event, at=moment)
