"""Files and pictures over HTTP: adding, describing, taking away, and serving them to those who may read their item."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from community.content.forms import AttachmentForm, PictureForm
from community.content.models import FILE_SIZE, Attachment, AttachmentUse, Audience, ContentItem, State
from community.content.queries.attachments import attachment_to_change, attachment_to_read
from community.content.queries.items import item_by_id
from community.content.services import attachments as services
from community.content.services.attachments import Description, KeptFile
from community.core.media import UNKNOWN, is_picture, may_show
from community.core.pictures import Fault, PictureRefused
from community.core.storage import StorageAway
from community.policy import Absent, Actor, Permission, demand
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import public

blueprint = Blueprint("attachments", __name__)

RETRY_SECONDS = 10
MOST_ATTEMPTS = 3
# What a file may do in a browser: nothing. A browser's own reader of PDF does not work inside a sandbox.
LOCKED = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
LOCKED_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
# Kinds under which nothing is sent, since a browser might run it.
RUNNABLE = ("html", "xml", "svg", "script")


@blueprint.post("/stukken/<int:item_id>/bijlagen")
def add(item_id: int) -> AnyResponse:
    """Hang a file on an item."""
    actor = current.actor()
    item = item_by_id(actor, item_id)
    demand(actor, Permission.ITEM_EDIT, item)
    form = AttachmentForm()
    if not form.validate():
        return refused(form, item)
    try:
        actor, kept = kept_and_held(form)
    except PictureRefused as refusal:
        return refused(form, item, fault=picture_fault(refusal.fault))
    except FileTooLarge:
        return refused(form, item, fault=_("Dit bestand is te groot: hooguit 50 MB."), status=413)
    except StorageAway:
        sentence = _("Het bestand kan nu niet worden bewaard. Probeer het later nog eens.")
        return refused(form, item_by_id(current.take_back(), item_id), fault=sentence, status=503)
    item = item_by_id(actor, item_id)
    services.add_attachment(actor, item, file=kept, said=description(form))
    flash(_("%(name)s is toegevoegd.", name=kept.name), "success")
    return see_other(f"{item.edit_address}#bijlagen")


def refused(form: AttachmentForm, item: ContentItem, *, fault: Any = None, status: int = 422) -> AnyResponse:
    """Show the form again with what was said of the file; a browser keeps no file, so that is chosen again."""
    if fault is not None:
        form.file.errors = [fault]
    answer = invalid("content/attachment_invalid.html", form, item=item)
    answer.status_code = status
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


class FileTooLarge(Exception):
    """A file has more bytes than one may have."""


def kept_and_held(form: AttachmentForm) -> tuple[Actor, KeptFile]:
    """Put the file that was sent into the storage and begin writing, with the file held where it is.

    Raises what `kept_file` raises. The file is put there before the transaction, since that is slow; where the worker
    took the same content away in between it is put there once more.
    """
    for _attempt in range(MOST_ATTEMPTS):
        kept = kept_file(form)
        actor = current.begin_writing()
        if services.hold_file(current.storage(), kept):
            return actor, kept
        current.take_back()
    raise StorageAway("the file is taken away again and again")


def kept_file(form: AttachmentForm) -> KeptFile:
    """Put the file that was sent into the storage. Raises `FileTooLarge`, `PictureRefused` and `StorageAway`."""
    sent = form.file.data
    size = sent.stream.seek(0, os.SEEK_END)
    if size > FILE_SIZE:
        raise FileTooLarge
    keep = services.keep_file if form.use.data == AttachmentUse.FILE else services.keep_picture
    return keep(current.storage(), sent.filename or "", sent.stream, size)


def picture_fault(fault: Fault) -> Any:
    """Say why something cannot be used as a picture, and what to do."""
    if fault == Fault.WRONG_KIND:
        return _("Dit is geen foto die we kunnen tonen. Kies een JPEG, PNG, WebP of GIF, of voeg het toe als bijlage.")
    if fault == Fault.BROKEN:
        return _("Deze foto is beschadigd. Open hem op je computer, bewaar hem opnieuw en probeer het nog eens.")
    if fault == Fault.TOO_MUCH_WORK:
        return _("Deze foto kost te veel geheugen of tijd om te verwerken. Maak hem kleiner, of bewaar hem als JPEG.")
    return _("Deze foto is te groot. Maak hem kleiner: hooguit 20 MB en 50 miljoen beeldpunten.")


def description(form: PictureForm) -> Description:
    """Give what the form says of a file."""
    x, y = form.focal_point()
    use = AttachmentUse(form.use.data)
    return Description(use, form.alt.data or "", form.credit.data or "", x, y)


@blueprint.route("/bijlagen/<int:attachment_id>/wijzig", methods=["GET", "POST"])
def edit(attachment_id: int) -> AnyResponse:
    """Change what is said of a picture."""
    actor = current.actor()
    attachment = attachment_to_change(actor, attachment_id)
    demand(actor, Permission.ATTACHMENT_EDIT, attachment)
    if not attachment.width:
        raise Absent
    form = PictureForm(obj=attachment if request.method == "GET" else None)
    form.offer_focus(attachment.focal_x, attachment.focal_y)
    if request.method == "GET":
        form.use.data = attachment.use.value
        return page("content/attachment_edit.html", form=form, attachment=attachment)
    if not form.validate():
        return invalid("content/attachment_edit.html", form, attachment=attachment)
    actor = current.begin_writing()
    attachment = attachment_to_change(actor, attachment_id)
    services.change_attachment(actor, attachment, said=description(form))
    flash(_("De gegevens van de foto zijn bewaard."), "success")
    return see_other(f"{attachment.item.edit_address}#bijlagen")


@blueprint.post("/bijlagen/<int:attachment_id>/verwijder")
def remove(attachment_id: int) -> AnyResponse:
    """Take a file away."""
    actor = current.begin_writing()
    attachment = attachment_to_change(actor, attachment_id)
    services.remove_attachment(actor, attachment)
    flash(_("%(name)s is verwijderd.", name=attachment.file_name), "success")
    return see_other(f"{attachment.item.edit_address}#bijlagen")


@blueprint.get("/bijlagen/<int:attachment_id>/<name>")
@public
def show(attachment_id: int, name: str) -> AnyResponse:
    """Serve a file."""
    attachment = attachment_to_read(current.actor(), attachment_id)
    if name != attachment.file_name:
        raise Absent
    return file_answer(attachment, attachment.storage_key, attachment.media_type, attachment.byte_count)


@blueprint.get("/bijlagen/<int:attachment_id>/<int:width>/<name>.webp")
@public
def show_variant(attachment_id: int, width: int, name: str) -> AnyResponse:
    """Serve a picture in one of its smaller sizes."""
    attachment = attachment_to_read(current.actor(), attachment_id)
    found = next((each for each in attachment.variants if each["width"] == str(width)), None)
    if found is None or name != PurePosixPath(attachment.file_name).stem:
        raise Absent
    return file_answer(attachment, found["key"], "image/webp", int(found["bytes"]))


def file_answer(attachment: Attachment, key: str, media_type: str, size: int) -> Response:
    """Send a file piece by piece, or say that the browser has it already; it is asked for again each time."""
    answer = Response(mimetype=media_type)
    answer.set_etag(key.rpartition("/")[2][:32])
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
    else:
        answer.response = pieces(key)
        answer.content_length = size
    guard(answer, attachment, media_type)
    item = attachment.item
    is_open = item.audience == Audience.PUBLIC and item.state in (State.PUBLISHED, State.ARCHIVED)
    answer.headers["Cache-Control"] = "no-cache" if is_open else "private, no-cache"
    return answer


def pieces(key: str) -> Any:
    """Give the content of a file; absent where it is lost, 503 where the storage does not answer."""
    try:
        return current.storage().stream(key)
    except FileNotFoundError as error:
        raise Absent from error
    except StorageAway as error:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS) from error


def guard(answer: Response, attachment: Attachment, media_type: str) -> None:
    """See to it that a browser runs nothing of a file: all but pictures and PDF are downloads."""
    if any(word in media_type for word in RUNNABLE):
        answer.mimetype = UNKNOWN
    shown = may_show(media_type) and (is_picture(media_type) or media_type == "application/pdf")
    answer.headers.set("Content-Disposition", "inline" if shown else "attachment", filename=attachment.file_name)
    answer.headers["Content-Security-Policy"] = LOCKED_PDF if media_type == "application/pdf" else LOCKED
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
