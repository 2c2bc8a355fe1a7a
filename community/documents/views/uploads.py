"""Files that come in pieces, for browsers with scripts: begin, send, ask how far it is, finish. Answers are JSON."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response

from community.accounts.queries import member_of
from community.content.forms import tidy
from community.content.models import NOTE_LENGTH, Audience
from community.content.services.attachments import KeptFile
from community.core.ids import read_id
from community.core.storage import StorageAway
from community.documents.models import Folder, Upload
from community.documents.queries.folders import folders_of
from community.documents.queries.uploads import pieces_of, upload_to_use
from community.documents.services import uploads as services
from community.documents.services.documents import Outcome, OutOfRoom, Placing, keep_document
from community.documents.services.folders import Impossible
from community.documents.services.uploads import Announced, OutOfStep
from community.documents.views.blueprint import blueprint, fault_of, folder_asked, home_of, kept_and_held
from community.documents.views.listing import sentence_of
from community.groups.models import Group
from community.groups.views.arrival import arrive
from community.policy import Permission, demand
from community.web import current

LONGEST_NAME = 1000


@blueprint.post("/uploads")
def begin(slug: str) -> Response:
    """Announce a file; the answer says where its pieces go, and where to go on with one that was broken off."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    demand(actor, Permission.DOCUMENT_ADD, group)
    folder = folder_asked(folders_of(actor, group))
    file = Announced(
        tidy(request.form.get("name") or "")[:LONGEST_NAME],
        read_id(request.form.get("size")) or 0,
        (request.form.get("changed") or "")[:40],
    )
    try:
        upload = services.begin_upload(actor, group, file=file, placing=placing(folder))
    except (Impossible, OutOfRoom) as error:
        return said(422, message=fault_of(error))
    return said(201, address=f"{home_of(group)}/uploads/{upload.id}", offset=upload.received)


def placing(folder: Folder | None) -> Placing:
    """Give what the request says of its file."""
    chosen = request.form.get("audience")
    audience = Audience(chosen) if chosen in list(Audience) else Audience.GROUP
    return Placing(folder, audience, current.settings().group_quota, tidy(request.form.get("note") or "")[:NOTE_LENGTH])


def said(status: int, **values: Any) -> Response:
    """Answer with JSON."""
    answer = jsonify(values)
    answer.status_code = status
    return answer


@blueprint.get("/uploads/<int:upload_id>")
def progress(slug: str, upload_id: int) -> Response:
    """Say how much of a file is here."""
    actor = current.actor()
    upload = upload_to_use(actor, arrive(actor, slug), upload_id)
    return said(200, offset=upload.received)


@blueprint.post("/uploads/<int:upload_id>")
def piece(slug: str, upload_id: int) -> Response:
    """Take the next piece, which begins at `vanaf`."""
    actor = current.actor()
    upload_to_use(actor, arrive(actor, slug), upload_id)
    content = request.get_data()
    try:
        actor, (kept,) = kept_and_held(lambda: [kept_piece(content)])
        upload = upload_to_use(actor, arrive(actor, slug), upload_id)
        services.add_piece(actor, upload, start=read_id(request.args.get("vanaf")) or 0, piece=kept)
    except OutOfStep as error:
        return said(409, offset=error.received)
    except StorageAway as error:
        return said(503, message=fault_of(error))
    return said(200, offset=upload.received)


def kept_piece(content: bytes) -> KeptFile:
    """Put a piece into the storage."""
    return KeptFile("", "", len(content), current.storage().put(content))


@blueprint.post("/uploads/<int:upload_id>/klaar")
def finish(slug: str, upload_id: int) -> Response:
    """Make a document of a file whose pieces are all here; asked twice, it says the same."""
    actor = current.actor()
    group = arrive(actor, slug)
    upload = upload_to_use(actor, group, upload_id)
    if upload.document is not None:
        return done(upload.document.title, upload.document.address, Outcome.SAME)
    if upload.received != upload.byte_count:
        return said(409, offset=upload.received)
    try:
        actor, (kept,) = kept_and_held(lambda: [kept_whole(upload)])
        group = arrive(actor, slug)
        upload = upload_to_use(actor, group, upload_id)
        document, outcome = services.finish_upload(
            actor, upload, file=kept, placing=placing(folder_of(actor, group, upload)), author=member_of(actor)
        )
    except (Impossible, OutOfRoom, StorageAway, FileNotFoundError) as error:
        return said(503 if isinstance(error, StorageAway | FileNotFoundError) else 422, message=fault_of(error))
    return done(document.title, document.address, outcome)


def folder_of(actor: Any, group: Group, upload: Upload) -> Folder | None:
    """Give the folder for which an upload was begun."""
    return folders_of(actor, group).by_id(upload.folder_id)


def kept_whole(upload: Upload) -> KeptFile:
    """Put the whole of an upload into the storage."""
    storage = current.storage()
    with services.put_together(storage, pieces_of(upload)) as whole:
        return keep_document(storage, upload.file_name, whole, upload.byte_count)


def done(title: str, address: str, outcome: Any) -> Response:
    """Say what became of the file."""
    return said(200, address=address, message=sentence_of(title, outcome))
