"""The picture of a group over HTTP: chosen and taken away by who runs it, served to who may know the group."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from community.content.views.attachments import (
    LOCKED,
    FileTooLarge,
    description,
    kept_and_held,
    picture_fault,
    pieces,
)
from community.core.pictures import Fault, PictureRefused
from community.core.storage import StorageAway
from community.groups.forms import GroupPictureForm
from community.groups.models import Access, Group
from community.groups.queries.pictures import drawn, picture_to_read
from community.groups.services import pictures as services
from community.groups.views.arrival import arrive, blueprint, head
from community.policy import Absent, Permission, demand
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import public


@blueprint.route("/<slug>/foto", methods=["GET", "POST"])
def picture(slug: str) -> AnyResponse:
    """Choose the picture of a group."""
    form = GroupPictureForm()
    group = arrive(current.actor(), slug)
    demand(current.actor(), Permission.GROUP_MANAGE, group)
    if request.method == "GET":
        return page("groups/picture.html", form=form, **shown(group))
    if not form.validate():
        return invalid("groups/picture.html", form, **shown(group))
    try:
        actor, kept = kept_and_held(form)
    except PictureRefused as refusal:
        return refused(form, slug, picture_fault(refusal.fault))
    except FileTooLarge:
        return refused(form, slug, picture_fault(Fault.TOO_LARGE))
    except StorageAway:
        sentence = _("Het bestand kan nu niet worden bewaard. Probeer het later nog eens.")
        return refused(form, slug, sentence, status=503)
    group = arrive(actor, slug)
    services.put_picture(actor, group, file=kept, said=description(form))
    flash(_("De werkgroep heeft nu deze foto."), "success")
    return see_other(group.address)


def refused(form: GroupPictureForm, slug: str, fault: Any, *, status: int = 422) -> AnyResponse:
    """Show the form again with what is wrong with the file; a browser keeps no file, so that is chosen again."""
    form.file.errors = [fault]
    answer = invalid("groups/picture.html", form, **shown(arrive(current.take_back(), slug)))
    answer.status_code = status
    return answer


def shown(group: Group) -> dict[str, Any]:
    """Give what the page shows: the group and the picture that it has."""
    return head(current.actor(), group) | {"has": drawn(group)}


@blueprint.post("/<slug>/foto/verwijder")
def remove_picture(slug: str) -> AnyResponse:
    """Take the picture of a group away."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    services.remove_picture(actor, group)
    flash(_("De foto is weg."), "success")
    return see_other(f"{group.address}/beheer")


@blueprint.get("/<slug>/foto/<int(max=9223372036854775807):picture_id>/<name>")
@public
def show_picture(slug: str, picture_id: int, name: str) -> AnyResponse:
    """Serve the picture of a group."""
    actor = current.actor()
    group = arrive(actor, slug)
    found = picture_to_read(actor, group, picture_id)
    if name != found.file_name:
        raise Absent
    return picture_answer(group, found.storage_key, found.byte_count)


@blueprint.get("/<slug>/foto/<int(max=9223372036854775807):picture_id>/<int:width>/<name>.webp")
@public
def show_picture_variant(slug: str, picture_id: int, width: int, name: str) -> AnyResponse:
    """Serve the picture of a group in one of its smaller sizes."""
    actor = current.actor()
    group = arrive(actor, slug)
    found = picture_to_read(actor, group, picture_id)
    size = next((each for each in found.variants if each["width"] == str(width)), None)
    if size is None or name != PurePosixPath(found.file_name).stem:
        raise Absent
    return picture_answer(group, size["key"], int(size["bytes"]))


def picture_answer(group: Group, key: str, size: int) -> Response:
    """Send a picture, or say that the browser has it already; it is asked for again each time."""
    answer = Response(mimetype="image/webp")
    answer.set_etag(key.rpartition("/")[2][:32])
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
    else:
        answer.response = pieces(key)
        answer.content_length = size
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-cache" if group.access != Access.HIDDEN else "private, no-cache"
    return answer
