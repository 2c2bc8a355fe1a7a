"""Who may read an item and why, and looking as somebody else: begun and ended by a button, never by a link."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_babel import gettext
from werkzeug.wrappers import Response

from community import policy
from community.access import queries, services
from community.access.forms import ViewAsForm
from community.groups.models import Group
from community.groups.queries.groups import group_to_read
from community.policy import Permission
from community.web import current, viewing
from community.web.answers import local_path, page, see_other
from community.web.viewing import Viewer

blueprint = Blueprint("access", __name__)


@blueprint.get("/stukken/<int:item_id>/lezers")
def readers(item_id: int) -> Response:
    """Say who may read an item, and why, and how many they are."""
    actor = current.actor()
    item = queries.item_to_explain(actor, item_id)
    return page(
        "access/readers.html",
        item=item,
        readers=queries.readers_of(item),
        counts=queries.reader_counts(actor, item.group),
        own_reasons=policy.reasons(actor, Permission.ITEM_READ, item),
        may_view_as=policy.allows(actor, Permission.VIEW_AS),
        may_view_as_member=item.group is not None and policy.allows(actor, Permission.GROUP_VIEW_AS_MEMBER, item.group),
    )


@blueprint.app_template_global()
def readers_in_numbers(group: Group | None = None) -> str:
    """Say how many people there are to read what is for members or for a group, before one chooses for whom it is."""
    counts = queries.reader_counts(current.actor(), group)
    told = []
    if counts.members is not None:
        told.append(gettext("Leden van de site: nu %(count)d.", count=counts.members))
    if counts.in_group is not None:
        told.append(gettext("Leden van deze werkgroep: nu %(count)d.", count=counts.in_group))
    return " ".join(told)


@blueprint.post("/bekijk-als")
def begin() -> Response:
    """Look at the site as somebody else from now on."""
    form = ViewAsForm()
    if not form.validate():
        abort(400)
    actor = current.begin_writing()
    viewer = Viewer(str(form.viewer.data))
    if viewer == Viewer.GROUP_MEMBER:
        group = group_to_read(actor, form.group.data or "")
        services.view_as_member_of(actor, group)
        viewing.begin(viewer, group.id)
    else:
        services.view_as(actor, viewer=viewer)
        viewing.begin(viewer)
    return see_other(local_path(form.next.data))


@blueprint.post("/bekijk-als/stop")
def stop() -> Response:
    """Look at the site as oneself again."""
    form = ViewAsForm()
    viewing.stop()
    return see_other(local_path(form.next.data))
