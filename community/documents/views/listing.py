"""The documents of a group as a list: a folder, what bears a name, and the form that adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community.accounts.queries import member_of
from community.content.forms import tidy
from community.content.models import Audience
from community.core.storage import StorageAway
from community.documents.forms import AddForm
from community.documents.models import PIECE_SIZE, Document, Folder
from community.documents.queries import documents as queries
from community.documents.queries.folders import Tree, folders_of
from community.documents.services import documents as services
from community.documents.services.documents import Outcome, OutOfRoom, Placing
from community.documents.services.folders import Impossible
from community.documents.views.blueprint import (
    LARGEST_FORM,
    TooLarge,
    address_of,
    blueprint,
    crumbs,
    fault_of,
    folder_asked,
    kept_and_held,
    kept_files,
    room,
)
from community.groups.models import Group
from community.groups.views.arrival import arrive, head, needs_opening, opening_page, place_in_list
from community.groups.views.holdings import Held, Holding, add_holding
from community.groups.views.rooms import GroupSection, GroupTab, Place, add_section, add_tab
from community.policy import Absent, Actor, Permission, allows, demand
from community.web import current
from community.web.answers import page, see_other
from community.web.gate import public, takes_files


def latest(group: Group, documents: Sequence[Document]) -> str:
    """Write the section of a group's page with its latest documents."""
    newest_first = sorted(documents, key=lambda each: (each.last_activity_at, each.id), reverse=True)
    return render_template("documents/group_section.html", group=group, documents=newest_first)


add_tab(GroupTab(_l("Documenten"), "/documenten", 20, things=queries.to_be_counted))
add_section(GroupSection("documents", 20, Document, queries.latest_documents, latest, Place.ASIDE))


def documents_held(actor: Actor, group: Group) -> list[Held]:
    """Give the documents that the actor added."""
    return [Held(each.title, each.address) for each in queries.my_documents(actor, group)]


add_holding(
    Holding(
        "documents",
        _l("Documenten van jou"),
        _l("Ze blijven van de werkgroep, met je naam en je functie van toen. Anderen kunnen ze vernieuwen."),
        60,
        documents_held,
    )
)

# More files than this are not told one by one.
MOST_TOLD = 3


@blueprint.get("")
@public
def index(slug: str) -> Response:
    """List what stands at the top, or the documents whose names hold the words."""
    actor = current.actor()
    group = arrive(actor, slug)
    words = tidy(request.args.get("q") or "")[:100]
    tree = folders_of(actor, group)
    if not words:
        return page("documents/index.html", **shelf(actor, group, tree, None))
    found = queries.documents_called(actor, group, words, place_in_list())
    return page("documents/search.html", **head(actor, group), words=words, documents=found, tree=tree)


@blueprint.get("/mappen/<folder_slug>")
@public
def folder(slug: str, folder_slug: str) -> Response:
    """List what stands in a folder."""
    actor = current.actor()
    group = arrive(actor, slug)
    tree = folders_of(actor, group)
    try:
        found = tree.by_slug(folder_slug)
    except Absent:
        if needs_opening(actor, group):
            return opening_page(actor, group)
        raise
    return page("documents/index.html", **shelf(actor, group, tree, found))


def shelf(actor: Actor, group: Group, tree: Tree, folder: Folder | None, form: AddForm | None = None) -> dict[str, Any]:
    """Give what the page of a folder shows; the form where it was refused."""
    place = place_in_list()
    may_add = allows(actor, Permission.DOCUMENT_ADD, group)
    if may_add and form is None:
        form = AddForm(formdata=None)
        form.offer(group)
    is_first = place.after is None and place.before is None
    return head(actor, group) | {
        "folder": folder,
        "here": address_of(group, folder),
        "crumbs": crumbs(group, tree, folder, with_last=False),
        "folders": tree.below(folder) if is_first else [],
        "documents": queries.documents_in(actor, group, folder, place),
        "may_add": may_add,
        "may_edit_folder": folder is not None and allows(actor, Permission.FOLDER_EDIT, folder),
        "form": form if may_add else None,
        "room": room(actor, group),
        "piece_size": PIECE_SIZE,
    }


@blueprint.post("/toevoegen")
@takes_files(LARGEST_FORM)
def add(slug: str) -> Response:
    """Add the files of a form to a folder: all of them, or none where one cannot be taken."""
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.DOCUMENT_ADD, group)
    form = AddForm()
    form.offer(group)
    if not form.validate():
        return refused(actor, slug, form)
    sent = [each for each in form.files.data if each.filename]
    try:
        actor, kept = kept_and_held(lambda: kept_files(sent))
        group = arrive(actor, slug)
        where = folder_asked(folders_of(actor, group))
        placing = placing_of(form, where)
        author = member_of(actor)
        put = [services.put_file(actor, group, file=each, placing=placing, author=author) for each in kept]
    except (TooLarge, Impossible, OutOfRoom, StorageAway) as error:
        form.files.errors = [fault_of(error)]
        return refused(current.take_back(), slug, form, status=503 if isinstance(error, StorageAway) else 422)
    tell([(document.title, outcome) for document, outcome in put])
    return see_other(address_of(group, where))


def placing_of(form: AddForm, folder: Folder | None) -> Placing:
    """Give what a form says of its files."""
    quota = current.settings().group_quota
    return Placing(folder, Audience(form.audience.data), quota, form.note.data or "")


def refused(actor: Actor, slug: str, form: AddForm, *, status: int = 422) -> Response:
    """Show the folder again with what was wrong; a browser keeps no files, so they are chosen again."""
    group = arrive(actor, slug)
    tree = folders_of(actor, group)
    answer = page("documents/index.html", **shelf(actor, group, tree, folder_asked(tree), form))
    answer.status_code = status
    if status == 503:
        answer.headers["Retry-After"] = "10"
    return answer


def tell(put: list[tuple[str, Outcome]]) -> None:
    """Say what became of each file, or how many there were."""
    if len(put) > MOST_TOLD:
        flash(ngettext("%(num)s bestand is verwerkt.", "%(num)s bestanden zijn verwerkt.", len(put)), "success")
        return
    for name, outcome in put:
        flash(sentence_of(name, outcome), "success")


def sentence_of(name: str, outcome: Outcome) -> str:
    """Say what became of one file."""
    if outcome == Outcome.ADDED:
        return str(_("%(name)s is toegevoegd.", name=name))
    if outcome == Outcome.RENEWED:
        return str(
            _("Er stond al een bestand %(name)s. Dit is nu de nieuwste versie; de vorige blijft bewaard.", name=name)
        )
    return str(_("%(name)s staat er al, met precies dezelfde inhoud. Er is niets veranderd.", name=name))
