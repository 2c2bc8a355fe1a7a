"""A file that comes in pieces: begun with its size, which is reserved; piece after piece; done once, or given up.

A piece comes at the place where the last one ended; who lost count asks where that was, and goes on from there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from community import jobs
from community.accounts.models import Member
from community.content.services.attachments import KeptFile
from community.core.clock import now
from community.core.db import db
from community.core.file_names import clean_name
from community.core.ids import new_id
from community.core.storage import Storage
from community.documents.models import FILE_SIZE, PATIENCE, Document, Upload, UploadPiece
from community.documents.queries.uploads import upload_to_resume
from community.documents.services.documents import (
    Outcome,
    Placing,
    demand_audience,
    demand_folder,
    demand_room,
    put_file,
)
from community.documents.services.folders import Impossible
from community.groups.models import Group
from community.groups.services.places import hold
from community.policy import Actor, Permission, Refused, demand, requires

# So many uploads of one member may wait in a group.
MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Announced:
    """What a browser says of a file before it sends it; `changed` is when it was changed, in the browser's words."""

    name: str
    byte_count: int
    changed: str

    @property
    def fingerprint(self) -> str:
        """By which the same file is known again."""
        return hashlib.sha256(f"{self.name}/{self.byte_count}/{self.changed}".encode()).hexdigest()


class OutOfStep(Exception):
    """A piece does not begin where the last one ended; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(str(received))
        self.received = received


@requires(Permission.DOCUMENT_ADD)
def begin_upload(actor: Actor, group: Group, *, file: Announced, placing: Placing) -> Upload:
    """Reserve room for a file that will come in pieces, or give the upload of it that was broken off.

    Raises `OutOfRoom` and `Impossible`.
    """
    hold(group)
    demand(actor, Permission.DOCUMENT_ADD, group)
    demand_folder(placing.folder)
    demand_audience(group, placing)
    if not 0 < file.byte_count <= FILE_SIZE:
        too_large = _l("Dit bestand is te groot: hooguit 100 MB.")
        raise Impossible(too_large if file.byte_count > 0 else _l("Dit bestand is leeg."), "files")
    folder_id = placing.folder.id if placing.folder else None
    broken_off = upload_to_resume(actor, group, folder_id, file.fingerprint, now())
    if broken_off is not None:
        return broken_off
    _demand_few_waiting(actor, group)
    demand_room(group, file.byte_count, placing.quota)
    upload = Upload(
        id=new_id(),
        group_id=group.id,
        member_id=actor.id,
        folder_id=folder_id,
        file_name=clean_name(file.name),
        fingerprint=file.fingerprint,
        byte_count=file.byte_count,
        received=0,
    )
    db.session.add(upload)
    return upload


@requires(Permission.UPLOAD_USE)
def add_piece(actor: Actor, upload: Upload, *, start: int, piece: KeptFile) -> None:
    """Take a piece that is held. Raises `OutOfStep`."""
    db.session.refresh(upload, ["received", "document_id"], with_for_update=True)
    is_too_long = start + piece.byte_count > upload.byte_count
    if upload.document_id is not None or start != upload.received or is_too_long or not piece.byte_count:
        raise OutOfStep(upload.received)
    db.session.add(UploadPiece(upload_id=upload.id, start=start, byte_count=piece.byte_count, storage_key=piece.key))
    upload.received += piece.byte_count
    upload.expires_at = now() + PATIENCE


@requires(Permission.UPLOAD_USE)
def finish_upload(
    actor: Actor, upload: Upload, *, file: KeptFile, placing: Placing, author: Member
) -> tuple[Document, Outcome]:
    """Make a document of an upload whose file is put together and held. Raises `OutOfRoom` and `Impossible`."""
    hold(upload.group)
    db.session.refresh(upload, ["received", "document_id"], with_for_update=True)
    if upload.document_id is not None and upload.document is not None:
        return upload.document, Outcome.SAME
    # What was reserved becomes what is kept.
    reserved, upload.byte_count = upload.byte_count, 0
    db.session.flush()
    document, outcome = put_file(actor, upload.group, file=file, placing=placing, author=author)
    db.session.flush()
    upload.byte_count, upload.document_id = reserved, document.id
    _forget_pieces([upload.id])
    return document, outcome


def put_together(storage: Storage, pieces: Sequence[UploadPiece]) -> IO[bytes]:
    """Give the whole of a file from its pieces, on the disk rather than in memory. Raises what the storage raises."""
    whole = TemporaryFile()  # noqa: SIM115 (who asks closes it)
    for piece in pieces:
        for part in storage.stream(piece.storage_key):
            whole.write(part)
    return whole


def clear_uploads(uploads: Sequence[Upload], moment: datetime) -> None:
    """Take away uploads that nobody goes on with, and the pieces that they have."""
    expired = [each.id for each in uploads if each.expires_at < moment]
    _forget_pieces(expired)
    db.session.execute(delete(Upload).where(Upload.id.in_(expired)))


def _forget_pieces(upload_ids: Sequence[int]) -> None:
    of_these = UploadPiece.upload_id.in_(upload_ids)
    for key in db.session.scalars(select(UploadPiece.storage_key).where(of_these).distinct()):
        jobs.enqueue("content.forget_file", key=key)
    db.session.execute(delete(UploadPiece).where(of_these))


def _demand_few_waiting(actor: Actor, group: Group) -> None:
    waiting = select(func.count()).where(
        Upload.group_id == group.id, Upload.member_id == actor.id, Upload.document_id.is_(None)
    )
    if (db.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Refused(Permission.DOCUMENT_ADD, _l("Er wachten al veel uploads van je. Maak die eerst af."))
