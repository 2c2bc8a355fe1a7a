"""One member over HTTP: their page, what they wrote, and their picture."""

from __future__ import annotations

from flask import Response, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from community.content.views.attachments import LOCKED, pieces
from community.members.queries.profiles import (
    contributions_of,
    groups_to_invite_to,
    member_to_read,
    moved_member,
    portrait_to_read,
    shown_member,
)
from community.members.services.portraits import FILE_NAME, remove_portrait
from community.members.views.blueprint import blueprint
from community.policy import Absent, Permission, allows, demand
from community.web import current
from community.web.answers import page, see_other


@blueprint.get("/leden/<slug>")
def show(slug: str) -> AnyResponse:
    """Show one member."""
    actor = current.actor()
    try:
        member = member_to_read(actor, slug)
    except Absent:
        return redirect(moved_member(actor, slug).address, 301)
    return page(
        "members/show.html",
        member=member,
        shown=shown_member(actor, member),
        inviting=groups_to_invite_to(actor, member),
        is_own=allows(actor, Permission.PROFILE_EDIT, member),
        may_manage=allows(actor, Permission.MEMBER_MANAGE, member),
        may_report=allows(actor, Permission.MEMBER_REPORT, member),
        may_remove_picture=allows(actor, Permission.PORTRAIT_REMOVE, member),
    )


@blueprint.get("/leden/<slug>/bijdragen")
def contributions(slug: str) -> AnyResponse:
    """Show what a member wrote that the reader may read, page by page."""
    actor = current.actor()
    member = member_to_read(actor, slug)
    if not allows(actor, Permission.MEMBER_CONTRIBUTIONS_READ, member):
        raise Absent
    after = request.args.get("na")
    found = contributions_of(actor, member, after)
    return page("members/contributions.html", member=member, page=found, is_first=not after)


@blueprint.post("/leden/<slug>/foto/verwijder")
def remove_picture_of(slug: str) -> AnyResponse:
    """Take the picture of a member away."""
    actor = current.begin_writing()
    member = member_to_read(actor, slug)
    demand(actor, Permission.PORTRAIT_REMOVE, member)
    remove_portrait(actor, member)
    flash(_("De foto is weg."), "success")
    return see_other(member.address)


@blueprint.get("/leden/<slug>/foto/<int(max=9223372036854775807):portrait_id>/<int(max=9999):width>.webp")
def portrait(slug: str, portrait_id: int, width: int) -> AnyResponse:
    """Serve the picture of a member in one of its sizes."""
    actor = current.actor()
    found = portrait_to_read(actor, member_to_read(actor, slug), portrait_id)
    sizes = {found.width: (found.storage_key, found.byte_count)}
    sizes |= {int(each["width"]): (each["key"], int(each["bytes"])) for each in found.variants}
    if width not in sizes:
        raise Absent
    key, length = sizes[width]
    answer = Response(mimetype="image/webp")
    answer.set_etag(key.rpartition("/")[2][:32])
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
    else:
        answer.response = pieces(key)
        answer.content_length = length
    answer.headers["Content-Disposition"] = f"inline; filename={FILE_NAME}"
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Asked for again each time, so that it is gone for others as soon as its owner hides it.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
