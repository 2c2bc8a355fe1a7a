"""Archiving a group after a question, taking it up again, and founding another after its example."""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.groups.forms import NewGroupForm
from community.groups.queries.copying import folders_to_copy, pages_to_copy
from community.groups.services import archiving
from community.groups.services.copying import copy_group
from community.groups.views.arrival import arrive, blueprint, head, needs_opening, opening_page
from community.groups.views.managing import chosen_coordinator, chosen_in, offered
from community.policy import Permission, demand
from community.web import current
from community.web.answers import invalid, page, see_other


@blueprint.route("/<slug>/archiveren", methods=["GET", "POST"])
def archive(slug: str) -> Response:
    """Archive a group, after a question."""
    if request.method == "POST":
        actor = current.begin_writing()
        group = arrive(actor, slug)
        archiving.archive(actor, group)
        flash(_("De werkgroep is gearchiveerd. Alles blijft te lezen."), "success")
        return see_other(group.address)
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_ARCHIVE, group)
    return page("groups/archive.html", **head(actor, group))


@blueprint.post("/<slug>/heropenen")
def reopen(slug: str) -> Response:
    """Take an archived group up again."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    archiving.reopen(actor, group)
    flash(_("De werkgroep is weer open voor wie meedoet."), "success")
    return see_other(group.address)


@blueprint.route("/<slug>/kopieren", methods=["GET", "POST"])
def copy(slug: str) -> Response:
    """Found a group after the example of another."""
    form = offered(NewGroupForm())
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    example = arrive(actor, slug)
    if not is_good and needs_opening(actor, example):
        return opening_page(actor, example)
    demand(actor, Permission.GROUP_COPY, example)
    coordinator = chosen_coordinator(actor, form) if is_good else None
    if coordinator is not None:
        made = copy_group(actor, example, chosen=chosen_in(form), coordinator=coordinator)
        flash(_("De werkgroep is er. Nodig nu de eerste leden uit."), "success")
        return see_other(f"{made.address}/beheer")
    values = head(actor, example) | {
        "folder_count": len(folders_to_copy(actor, example)),
        "page_count": len(pages_to_copy(actor, example)),
    }
    if request.method == "POST":
        return invalid("groups/copy.html", form, **values)
    form.fill(example)
    form.name.data, form.access.data = "", example.access.value
    return page("groups/copy.html", form=form, **values)
