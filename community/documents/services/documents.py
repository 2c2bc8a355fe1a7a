"""What people do with documents: add, renew, go back to an earlier version, describe, move, take away, put back.

Each deed that needs a free name or room holds the group until its transaction ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import IO

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from community import audit, jobs
from community.accounts.models import Member
from community.audit.document_events import (
    DocumentAdded,
    DocumentMoved,
    DocumentVersionAdded,
    DocumentVersionRestored,
)
from community.audit.group_events import AudienceChanged
from community.content.models import NOTE_LENGTH, Audience, ItemCounter, State
from community.content.services import publication
from community.content.services.addresses import free_address
from community.content.services.attachments import KeptFile
from community.content.services.texts import Text, first_text, save_text
from community.core.clock import now
from community.core.db import db
from community.core.file_names import clean_name, with_ending_of
from community.core.ids import new_id
from community.core.media import HEAD, sniff
from community.core.storage import Storage
from community.discussions.models import ALLOWED_AUDIENCES
from community.documents.models import Document, DocumentVersion, Folder, Preview, shelf_of
from community.documents.queries.documents import bytes_kept, others_commented_on
from community.documents.services.folders import Impossible, fits, folded
from community.groups.models import Group
from community.groups.services.places import hold
from community.notifications.tell import follow_by_taking_part
from community.policy import Absent, Actor, Permission, Refused, demand, requires
from community.richtext import CleanHtml

NO_TEXT = CleanHtml("")
# Of these kinds pictures are made.
PREVIEWED = ("application/pdf", "image/jpeg", "image/png", "image/webp", "image/gif")


class OutOfRoom(Exception):
    """A group would keep more than it may; says how much it keeps and how much it may, in bytes."""

    def __init__(self, kept: int, quota: int) -> None:
        super().__init__(f"{kept} of {quota} bytes")
        self.kept, self.quota = kept, quota


class Outcome(Enum):
    """What became of a file that was put in a folder."""

    ADDED = auto()
    RENEWED = auto()
    SAME = auto()


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a file goes, for whom it is, why it comes, and how much the group may keep."""

    folder: Folder | None
    audience: Audience
    quota: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a document (a cleaned name), for whom it is, and in which folder it stands."""

    name: str
    text: str
    audience: Audience
    folder: Folder | None
    seen_number: int


def keep_document(storage: Storage, name: str, content: IO[bytes], size: int) -> KeptFile:
    """Keep a file as it came; what sort it is tells its content. Raises `StorageAway`."""
    content.seek(0)
    media_type = sniff(content.read(HEAD), name)
    return KeptFile(clean_name(name), media_type, size, storage.put(content))


@requires(Permission.DOCUMENT_ADD)
def put_file(
    actor: Actor, group: Group, *, file: KeptFile, placing: Placing, author: Member
) -> tuple[Document, Outcome]:
    """Put a file that is held in a folder: a new document, or a new version of the one that bears its name.

    Raises `OutOfRoom` and `Impossible`.
    """
    hold(group)
    demand(actor, Permission.DOCUMENT_ADD, group)
    demand_folder(placing.folder)
    if not file.byte_count:
        raise Impossible(_l("Dit bestand is leeg."), "files")
    there = _document_called(group, placing.folder, file.name)
    if there is not None:
        return there, _renew(actor, there, file, placing.note, placing.quota)
    demand_audience(group, placing)
    demand_room(group, file.byte_count, placing.quota)
    document = _new_document(actor, group, file.name, placing, author)
    _add_version(actor, document, file, number=1, note=placing.note)
    group.last_activity_at = now()
    db.session.flush()
    follow_by_taking_part(actor.id, item_id=document.id)
    audit.record(actor, DocumentAdded(item_id=document.id, group_id=group.id))
    return document, Outcome.ADDED


@requires(Permission.DOCUMENT_REPLACE)
def add_version(actor: Actor, document: Document, *, file: KeptFile, note: str, quota: int) -> Outcome:
    """Put a file that is held in the place of what a document holds now. Raises `OutOfRoom` and `Impossible`."""
    hold(_group_of(document))
    if not file.byte_count:
        raise Impossible(_l("Dit bestand is leeg."), "file")
    return _renew(actor, document, file, note, quota)


@requires(Permission.DOCUMENT_REPLACE)
def restore_version(actor: Actor, document: Document, *, version: DocumentVersion, note: str) -> bool:
    """Make an earlier version the newest again, as a new one; says whether anything changed."""
    hold(_group_of(document))
    newest = _newest(document)
    if newest.storage_key == version.storage_key:
        return False
    # The bytes of a copy are those of the version that came with them.
    made = _next_version(actor, document, newest.number + 1, note)
    for name in ("file_name", "media_type", "byte_count", "storage_key", "preview", "thumbnail_key", "pages"):
        setattr(made, name, getattr(version, name))
    made.restored_from = version.number
    if made.preview == Preview.WAITING:
        jobs.enqueue("documents.make_preview", version_id=made.id)
    event = DocumentVersionRestored(item_id=document.id, group_id=document.group_id, number=version.number)
    audit.record(actor, event)
    return True


@requires(Permission.ITEM_EDIT)
def describe(actor: Actor, document: Document, *, said: Description, like: str) -> None:
    """Change name, description, audience and place; the name keeps the ending of the file's name `like`.

    Raises `Impossible`, and `Overtaken` where another saved meanwhile.
    """
    group = _group_of(document)
    hold(group)
    demand_folder(said.folder)
    name = with_ending_of(said.name, like)
    if not fits(said.audience, said.folder):
        raise Impossible(_l("Deze map is voor minder mensen dan het document."), "audience")
    _check_free(document, said.folder, name)
    if said.audience != document.audience:
        _change_audience(actor, document, said.audience)
    save_text(actor, document, text=Text(name, said.text, NO_TEXT), seen_number=said.seen_number)
    document.name_folded = folded(name)
    _put_in(actor, document, said.folder)


@requires(Permission.DOCUMENT_MOVE)
def move_document(actor: Actor, document: Document, *, folder: Folder | None) -> None:
    """Put a document in another folder of its group. Raises `Impossible`."""
    hold(_group_of(document))
    demand_folder(folder)
    if not fits(document.audience, folder):
        raise Impossible(_l("Deze map is voor minder mensen dan het document."), "folder")
    _check_free(document, folder, document.title)
    _put_in(actor, document, folder)


@requires(Permission.ITEM_REMOVE)
def remove_document(actor: Actor, document: Document) -> None:
    """Take a document away; its name is free for another from then on."""
    hold(_group_of(document))
    publication.remove(actor, document)
    document.is_shelved = False


@requires(Permission.ITEM_RESTORE)
def restore_document(actor: Actor, document: Document) -> None:
    """Put a removed document back; where another bears its name by now, it is refused."""
    hold(_group_of(document))
    if _is_taken(document.shelf, document.name_folded, document.id):
        raise Refused(
            Permission.ITEM_RESTORE, _l("In de map staat nu een ander document met deze naam. Hernoem dat eerst.")
        )
    publication.restore(actor, document)
    document.is_shelved = True


def demand_folder(folder: Folder | None) -> None:
    """Read a folder of a group that is held as it is now, or raise `Absent` where somebody took it away."""
    if folder is None:
        return
    query = select(Folder).where(Folder.id == folder.id, ~Folder.is_removed).execution_options(populate_existing=True)
    if db.session.scalars(query).one_or_none() is None:
        raise Absent


def demand_room(group: Group, byte_count: int, quota: int) -> None:
    """Raise `OutOfRoom` unless so many bytes more fit in a group that is held."""
    kept = bytes_kept(group)
    if kept + byte_count > quota:
        raise OutOfRoom(kept, quota)


def demand_audience(group: Group, placing: Placing) -> None:
    """Raise `Impossible` for an audience that the group or the folder does not allow."""
    if placing.audience not in ALLOWED_AUDIENCES[group.access]:
        raise Impossible(_l("In deze werkgroep is alles alleen voor wie meedoet."), "audience")
    if not fits(placing.audience, placing.folder):
        raise Impossible(_l("Deze map is voor minder mensen dan het document."), "audience")


def _change_audience(actor: Actor, document: Document, audience: Audience) -> None:
    group = _group_of(document)
    if audience not in ALLOWED_AUDIENCES[group.access]:
        raise Impossible(_l("In deze werkgroep is alles alleen voor wie meedoet."), "audience")
    if audience.is_wider_than(document.audience) and others_commented_on(document):
        sentence = _l("Anderen reageerden al, voor een kleinere kring. Je kunt dit document niet meer breder delen.")
        raise Impossible(sentence, "audience")
    document.audience = audience
    audit.record(actor, AudienceChanged(item_id=document.id, group_id=group.id, audience=audience))


def _new_document(actor: Actor, group: Group, name: str, placing: Placing, author: Member) -> Document:
    document = Document(
        id=new_id(),
        slug=free_address(Document, name, audience=Audience.GROUP),
        author_id=actor.id,
        author_function=author.function,
        author_organisation=author.confirmed_organisation,
        group_id=group.id,
        group_access=group.access,
        region_id=group.region_id,
        audience=placing.audience,
        state=State.PUBLISHED,
        published_at=now(),
        last_activity_at=now(),
        folder_id=placing.folder.id if placing.folder else None,
        shelf=shelf_of(group.id, placing.folder.id if placing.folder else None),
        name_folded=folded(name),
    )
    set_committed_value(document, "group", group)
    document.counter = ItemCounter(comment_count=0)
    db.session.add(document)
    first_text(document, Text(name, "", NO_TEXT))
    return document


def _renew(actor: Actor, document: Document, file: KeptFile, note: str, quota: int) -> Outcome:
    """Give a document of a group that is held a new version; the same bytes as now change nothing."""
    demand(actor, Permission.DOCUMENT_REPLACE, document)
    newest = _newest(document)
    if newest.storage_key == file.key:
        return Outcome.SAME
    demand_room(_group_of(document), file.byte_count, quota)
    version = _add_version(actor, document, file, number=newest.number + 1, note=note)
    event = DocumentVersionAdded(item_id=document.id, group_id=document.group_id, number=version.number)
    audit.record(actor, event)
    return Outcome.RENEWED


def _add_version(actor: Actor, document: Document, file: KeptFile, *, number: int, note: str) -> DocumentVersion:
    version = _next_version(actor, document, number, note)
    version.file_name, version.media_type = file.name, file.media_type
    version.byte_count, version.storage_key = file.byte_count, file.key
    if file.media_type in PREVIEWED:
        version.preview = Preview.WAITING
        jobs.enqueue("documents.make_preview", version_id=version.id)
    return version


def _next_version(actor: Actor, document: Document, number: int, note: str) -> DocumentVersion:
    """Make the row of a new newest version; the one before is so no longer."""
    db.session.flush()
    db.session.execute(
        update(DocumentVersion)
        .where(DocumentVersion.document_id == document.id, DocumentVersion.is_current)
        .values(is_current=False)
    )
    version = DocumentVersion(
        id=new_id(),
        document_id=document.id,
        group_id=_group_of(document).id,
        number=number,
        is_current=True,
        made_by_id=actor.id,
        note=note[:NOTE_LENGTH],
    )
    db.session.add(version)
    document.last_activity_at = document.updated_at = now()
    return version


def _newest(document: Document) -> DocumentVersion:
    query = select(DocumentVersion).where(DocumentVersion.document_id == document.id, DocumentVersion.is_current)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _document_called(group: Group, folder: Folder | None, name: str) -> Document | None:
    """Give the document of a group that is held which bears a name in a folder."""
    query = (
        select(Document)
        .where(
            Document.shelf == shelf_of(group.id, folder.id if folder else None),
            Document.name_folded == folded(name),
            Document.is_shelved,
        )
        .options(joinedload(Document.group))
    )
    return db.session.scalars(query).one_or_none()


def _check_free(document: Document, folder: Folder | None, name: str) -> None:
    shelf = shelf_of(_group_of(document).id, folder.id if folder else None)
    if _is_taken(shelf, folded(name), document.id):
        raise Impossible(_l("In deze map staat al een document met deze naam."), "name")


def _is_taken(shelf: str, name: str, but_for: int) -> bool:
    query = select(Document.id).where(
        Document.shelf == shelf, Document.name_folded == name, Document.is_shelved, Document.id != but_for
    )
    return db.session.scalar(query.limit(1)) is not None


def _put_in(actor: Actor, document: Document, folder: Folder | None) -> None:
    folder_id = folder.id if folder else None
    if document.folder_id == folder_id:
        return
    document.folder_id, document.shelf = folder_id, shelf_of(_group_of(document).id, folder_id)
    audit.record(actor, DocumentMoved(item_id=document.id, group_id=document.group_id))


def _group_of(document: Document) -> Group:
    if document.group is None:
        raise ValueError("a document stands in a group")
    return document.group
