"""One document over HTTP: its page with versions and conversation, and what can be done with it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.content.models import Audience, State
from community.content.queries.items import group_of_item
from community.content.services.texts import Overtaken
from community.content.views.thread import conversation, with_conversation
from community.core.storage import StorageAway
from community.documents.forms import TOP, DocumentForm, MoveForm, VersionForm
from community.documents.models import Document
from community.documents.queries import documents as queries
from community.documents.queries.folders import Tree, folders_of
from community.documents.services import documents as services
from community.documents.services.documents import Description, Outcome, OutOfRoom
from community.documents.services.folders import Impossible
from community.documents.views.blueprint import (
    LARGEST_FORM,
    TooLarge,
    address_of,
    blueprint,
    crumbs,
    fault_of,
    kept_and_held,
    kept_files,
)
from community.groups.models import Group
from community.groups.views.arrival import arrive, head, needs_opening, opening_page
from community.policy import Absent, Actor, Permission, allows, demand
from community.trail.views import with_trail
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import public, takes_files
from community.web.shared import ItemPage, item_page


@blueprint.get("/<document_slug>")
@public
def show(slug: str, document_slug: str) -> Response:
    """Show a document with its comments."""
    return item_page(
        ItemPage(
            lambda actor: show_to(actor, slug, document_slug),
            conversation,
            group_of=lambda: group_of_item(Document, document_slug),
        )
    )


def show_to(actor: Actor, slug: str, document_slug: str) -> Response:
    """Show a document to somebody."""
    group = arrive(actor, slug)
    try:
        document = queries.document_to_read(actor, group, document_slug)
    except Absent:
        if needs_opening(actor, group):
            return opening_page(actor, group)
        return redirect(queries.moved_document(actor, group, document_slug).address, 301)
    return page("documents/show.html", **shown(actor, group, document, VersionForm(formdata=None)))


def shown(actor: Actor, group: Group, document: Document, form: VersionForm) -> dict[str, Any]:
    """Give what the page of a document shows."""
    tree = folders_of(actor, group)
    versions = queries.versions_of(actor, document)
    return head(actor, group) | {
        "item": document,
        "crumbs": crumbs(group, tree, tree.by_id(document.folder_id), with_last=True),
        "versions": versions,
        "newest": versions[0],
        "form": form,
        "trail": with_trail(actor, document),
        "conversation": with_conversation(actor, document),
        "may_edit": allows(actor, Permission.ITEM_EDIT, document),
        "may_move": allows(actor, Permission.DOCUMENT_MOVE, document),
        "may_replace": allows(actor, Permission.DOCUMENT_REPLACE, document),
        "may_remove": allows(actor, Permission.ITEM_REMOVE, document),
        "is_removed": document.state == State.REMOVED,
    }


@blueprint.post("/<document_slug>/versies")
@takes_files(LARGEST_FORM)
def renew(slug: str, document_slug: str) -> Response:
    """Put a file in the place of what a document holds now."""
    actor = current.actor()
    group = arrive(actor, slug)
    document = queries.document_to_read(actor, group, document_slug)
    demand(actor, Permission.DOCUMENT_REPLACE, document)
    form = VersionForm()
    if not form.validate():
        return invalid("documents/show.html", **shown(actor, group, document, form))
    try:
        actor, kept = kept_and_held(lambda: kept_files([form.file.data]))
        document = queries.document_to_read(actor, arrive(actor, slug), document_slug)
        quota = current.settings().group_quota
        outcome = services.add_version(actor, document, file=kept[0], note=form.note.data or "", quota=quota)
    except (TooLarge, Impossible, OutOfRoom, StorageAway) as error:
        form.file.errors = [fault_of(error)]
        actor = current.take_back()
        group = arrive(actor, slug)
        document = queries.document_to_read(actor, group, document_slug)
        return invalid("documents/show.html", **shown(actor, group, document, form))
    if outcome == Outcome.SAME:
        flash(_("Dit is precies de inhoud die er al stond. Er is niets veranderd."))
    else:
        flash(_("De nieuwe versie staat er. De vorige blijft bewaard."), "success")
    return see_other(document.address)


@blueprint.post("/<document_slug>/versies/<int(max=2147483647):number>/terugzetten")
def restore_version(slug: str, document_slug: str, number: int) -> Response:
    """Make an earlier version the newest again."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    document = queries.document_to_read(actor, group, document_slug)
    version = queries.version_to_read(actor, group, document_slug, number)
    note = _("Versie %(number)d teruggezet", number=number)
    if services.restore_version(actor, document, version=version, note=note):
        flash(_("Versie %(number)d is teruggezet, als nieuwe versie.", number=number), "success")
    else:
        flash(_("Het document is al gelijk aan versie %(number)d.", number=number))
    return see_other(document.address)


@blueprint.route("/<document_slug>/wijzig", methods=["GET", "POST"])
def edit(slug: str, document_slug: str) -> Response:
    """Rename a document, describe it, move it, or choose for whom it is."""
    form = DocumentForm()
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    document = queries.document_to_read(actor, group, document_slug)
    demand(actor, Permission.ITEM_EDIT, document)
    tree = folders_of(actor, group)
    form.offer(group, tree)
    values = head(actor, group) | {"item": document}
    if request.method == "GET":
        fill(form, document)
        return page("documents/edit.html", form=form, **values)
    if not form.validate():
        return invalid("documents/edit.html", form, **values)
    newest = queries.versions_of(actor, document)[0]
    try:
        services.describe(actor, document, said=description_in(form, tree), like=newest.file_name)
    except Impossible as error:
        form[error.field].errors = [error.sentence]
    except Overtaken:
        form.text.errors = [_("Iemand anders wijzigde dit document intussen. Bekijk het eerst, en bewaar dan opnieuw.")]
    if form.errors:
        current.take_back()
        return edited_again(slug, document_slug, form)
    flash(_("Het document is gewijzigd."), "success")
    return see_other(document.address)


def edited_again(slug: str, document_slug: str, form: DocumentForm) -> Response:
    """Show the form again after nothing of it was kept."""
    actor = current.actor()
    group = arrive(actor, slug)
    document = queries.document_to_read(actor, group, document_slug)
    return invalid("documents/edit.html", form, item=document, **head(actor, group))


def fill(form: DocumentForm, document: Document) -> None:
    """Show a document as it is."""
    form.name.data, form.text.data = document.title, document.lead
    form.folder.data, form.audience.data = str(document.folder_id or TOP), document.audience.value
    form.revision_number.data = document.revision_number


def description_in(form: DocumentForm, tree: Tree) -> Description:
    """Give what a valid form says of a document."""
    folder = tree.by_id(int(form.folder.data or TOP))
    seen = form.revision_number.data or 0
    return Description(form.name.data or "", form.text.data or "", Audience(form.audience.data), folder, seen)


@blueprint.route("/<document_slug>/verplaats", methods=["GET", "POST"])
def move(slug: str, document_slug: str) -> Response:
    """Put a document in another folder."""
    form = MoveForm()
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    document = queries.document_to_read(actor, group, document_slug)
    demand(actor, Permission.DOCUMENT_MOVE, document)
    tree = folders_of(actor, group)
    form.offer(tree)
    if request.method == "GET":
        form.folder.data = str(document.folder_id or TOP)
        return page("documents/move.html", form=form, item=document, **head(actor, group))
    if form.validate():
        try:
            services.move_document(actor, document, folder=tree.by_id(int(form.folder.data)))
        except Impossible as error:
            form.folder.errors = [error.sentence]
    if form.errors:
        return invalid("documents/move.html", form, item=document, **head(actor, group))
    flash(_("Het document is verplaatst."), "success")
    return see_other(document.address)


@blueprint.post("/<document_slug>/<any(verwijder, terugzetten):deed>")
def remove(slug: str, document_slug: str, deed: str) -> Response:
    """Take a document away, or put it back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    document = queries.document_to_read(actor, group, document_slug)
    if deed == "terugzetten":
        services.restore_document(actor, document)
        flash(_("Het document staat er weer."), "success")
        return see_other(document.address)
    tree = folders_of(actor, group)
    services.remove_document(actor, document)
    flash(_("%(name)s is verwijderd.", name=document.title), "success")
    return see_other(address_of(group, tree.by_id(document.folder_id)))
