"""Uploads that are on their way, for who began them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.core.db import db
from community.documents.models import Document, Upload, UploadPiece
from community.groups.models import Group
from community.policy import Actor

BATCH = 100


def upload_to_use(actor: Actor, group: Group, upload_id: int) -> Upload:
    """Give an upload of the actor's own in a group, or raise `Absent`."""
    options = (joinedload(Upload.group), joinedload(Upload.document).joinedload(Document.group))
    return policy.get(actor, Upload, Upload.id == upload_id, Upload.group_id == group.id, options=options)


def upload_to_resume(
    actor: Actor, group: Group, folder_id: int | None, fingerprint: str, moment: datetime
) -> Upload | None:
    """Give the upload of the same file to the same folder that the actor began and did not finish."""
    query = (
        select(Upload)
        .where(
            Upload.group_id == group.id,
            Upload.fingerprint == fingerprint,
            Upload.folder_id.is_(None) if folder_id is None else Upload.folder_id == folder_id,
            Upload.document_id.is_(None),
            Upload.expires_at > moment,
            policy.readable(actor, Upload),
        )
        .order_by(Upload.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def pieces_of(upload: Upload) -> Sequence[UploadPiece]:
    """Give the pieces of an upload in their order."""
    query = select(UploadPiece).where(UploadPiece.upload_id == upload.id).order_by(UploadPiece.start)
    return list(db.session.scalars(query))


def expired_uploads(moment: datetime) -> Sequence[Upload]:
    """Give uploads that nobody goes on with, for the worker that clears them away."""
    query = select(Upload).where(Upload.expires_at < moment).order_by(Upload.expires_at).limit(BATCH)
    return list(db.session.scalars(query.with_for_update(skip_locked=True)))
