"""Folders over HTTP: make, change, take away."""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.content.models import Audience
from community.documents.forms import TOP, FolderForm
from community.documents.models import Folder
from community.documents.queries.folders import Tree, folders_of
from community.documents.services import folders as services
from community.documents.services.folders import FolderPlan, Impossible
from community.documents.views.blueprint import address_of, blueprint, crumbs, folder_asked
from community.groups.views.arrival import arrive, head
from community.policy import Permission, demand
from community.web import current
from community.web.answers import invalid, page, see_other


@blueprint.route("/mappen/nieuw", methods=["GET", "POST"])
def make_folder(slug: str) -> Response:
    """Make a folder."""
    form = FolderForm()
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.DOCUMENT_ADD, group)
    tree = folders_of(actor, group)
    form.offer(group, tree)
    values = head(actor, group) | {"crumbs": crumbs(group, tree, None, with_last=True), "here": address_of(group, None)}
    if request.method == "GET":
        above = folder_asked(tree)
        form.parent.data = str(above.id) if above else TOP
        return page("documents/folder_new.html", form=form, **values)
    if not form.validate():
        return invalid("documents/folder_new.html", form, **values)
    try:
        made = services.make_folder(actor, group, plan=plan_of(form, tree))
    except Impossible as error:
        form[error.field].errors = [error.sentence]
        return invalid("documents/folder_new.html", form, **values)
    flash(_("De map %(name)s is er.", name=made.name), "success")
    return see_other(address_of(group, made))


@blueprint.route("/mappen/<folder_slug>/wijzig", methods=["GET", "POST"])
def change_folder(slug: str, folder_slug: str) -> Response:
    """Rename or move a folder, or choose for whom it is."""
    form = FolderForm()
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    tree = folders_of(actor, group)
    folder = tree.by_slug(folder_slug)
    demand(actor, Permission.FOLDER_EDIT, folder)
    form.offer(group, tree, without=folder)
    values = head(actor, group) | {
        "folder": folder,
        "crumbs": crumbs(group, tree, folder, with_last=True),
        "here": address_of(group, folder),
    }
    if request.method == "GET":
        fill(form, folder)
        return page("documents/folder_edit.html", form=form, **values)
    if not form.validate():
        return invalid("documents/folder_edit.html", form, **values)
    try:
        services.change_folder(actor, folder, plan=plan_of(form, tree))
    except Impossible as error:
        form[error.field].errors = [error.sentence]
        return invalid("documents/folder_edit.html", form, **values)
    flash(_("De map is gewijzigd."), "success")
    return see_other(address_of(group, folder))


def fill(form: FolderForm, folder: Folder) -> None:
    """Show a folder as it is."""
    form.name.data, form.audience.data = folder.name, folder.audience.value
    form.parent.data = str(folder.parent_id or TOP)


def plan_of(form: FolderForm, tree: Tree) -> FolderPlan:
    """Give what a valid form says of a folder."""
    parent = tree.by_id(int(form.parent.data or TOP))
    return FolderPlan(form.name.data or "", parent, Audience(form.audience.data))


@blueprint.post("/mappen/<folder_slug>/verwijder")
def remove_folder(slug: str, folder_slug: str) -> Response:
    """Take an empty folder away."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    tree = folders_of(actor, group)
    folder = tree.by_slug(folder_slug)
    above = tree.by_id(folder.parent_id)
    services.remove_folder(actor, folder)
    flash(_("De map %(name)s is verwijderd.", name=folder.name), "success")
    return see_other(address_of(group, above))
