"""A group's wiki over HTTP, below the address of the group."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community import richtext
from community.accounts.queries import member_of
from community.content.forms import AttachmentForm, identifier
from community.content.models import Audience, State
from community.content.queries.attachments import attachments_of
from community.content.queries.items import group_of_item
from community.content.services.publication import NotAsPublic
from community.content.services.texts import Overtaken, Text
from community.content.views.thread import conversation, with_conversation
from community.content.views.writing import editor_values, html_of, written_html
from community.groups.models import Group
from community.groups.views.arrival import arrive, head, needs_opening, opening_page
from community.groups.views.rooms import GroupTab, add_tab
from community.policy import Absent, Actor, Permission, allows, demand
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import public
from community.web.shared import ItemPage, item_page
from community.wiki import services
from community.wiki.forms import PageForm
from community.wiki.models import WikiPage
from community.wiki.queries import pages
from community.wiki.queries.tree import Tree

blueprint = Blueprint("wiki", __name__, url_prefix="/werkgroepen/<slug>/wiki")
add_tab(GroupTab(_l("Wiki"), "/wiki", 30, things=pages.counted_pages))


@blueprint.get("")
@public
def index(slug: str) -> Response:
    """Show all pages of a wiki as a tree."""
    actor = current.actor()
    group = arrive(actor, slug)
    return page(
        "wiki/index.html",
        **head(actor, group),
        tree=pages.tree_to_read(actor, group),
        may_create=allows(actor, Permission.WIKI_CREATE, group),
    )


@blueprint.route("/nieuw", methods=["GET", "POST"])
def create(slug: str) -> Response:
    """Begin a page, with the title and the place that the address names."""
    form = PageForm()
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.WIKI_CREATE, group)
    form.offer(group, pages.tree_to_read(actor, group))
    if request.method == "GET":
        form.title.data, form.parent_id.data = request.args.get("titel"), identifier(request.args.get("onder"))
        return page("wiki/new.html", form=form, **editor_values(""), **head(actor, group))
    text = text_of(form)
    if text is None:
        return invalid("wiki/new.html", form, **editor_values(written_html(form)), **head(actor, group))
    actor = current.begin_writing()
    group = arrive(actor, slug)
    place = services.Place(Audience(form.audience.data), form.parent_id.data or None)
    try:
        made = services.create_page(actor, group, text=text, place=place, author=member_of(actor))
    except services.TitleTaken as fault:
        actor = current.take_back()
        form.title.errors = [_("Er is al een pagina met deze titel.")]
        values = editor_values(written_html(form)) | head(actor, arrive(actor, slug))
        return invalid("wiki/new.html", form, **values, taken_address=fault.address)
    flash(_("De pagina staat in de wiki."), "success")
    return see_other(made.address)


def text_of(form: PageForm) -> Text | None:
    """Give what the form says, cleaned; None where something in it must be corrected first."""
    if not form.validate():
        return None
    try:
        return Text(title=form.title.data or "", lead="", body=html_of(form))
    except richtext.TooLong:
        form.body.errors = [_("De tekst is te lang. Haal er iets uit, of verdeel hem over twee pagina’s.")]
        return None


@blueprint.get("/<name>")
@public
def show(slug: str, name: str) -> Response:
    """Show a page with its place in the wiki and the comments on it."""
    return item_page(
        ItemPage(lambda actor: show_to(actor, slug, name), conversation, group_of=lambda: group_of_item(WikiPage, name))
    )


def show_to(actor: Actor, slug: str, name: str) -> Response:
    """Show a page to somebody."""
    group = arrive(actor, slug)
    try:
        found = pages.page_to_read(actor, group, name)
    except Absent:
        if needs_opening(actor, group):
            return opening_page(actor, group)
        return redirect(pages.moved_page(actor, group, name).address, 301)
    return page("wiki/show.html", **shown(actor, group, found))


def shown(actor: Actor, group: Group, found: WikiPage) -> dict[str, Any]:
    """Give what the page of a page shows: its text with links, its headings, and what stands around it."""
    tree = pages.tree_to_read(actor, group)
    names = pages.names_for(actor, group, tree, found.body)
    anchored, headings = richtext.with_anchors(found.body)
    text = richtext.with_named_links(anchored, names.link, missing=_("bestaat nog niet"))
    return head(actor, group) | {
        "item": found,
        "text": text,
        "headings": headings,
        "above": tree.above(found.id),
        "below": tree.below(found.id),
        "conversation": with_conversation(actor, found),
        "may_create": allows(actor, Permission.WIKI_CREATE, group),
        "may_edit": allows(actor, Permission.ITEM_EDIT, found),
        "may_remove": pages.may_remove(actor, found),
        "is_removed": found.state == State.REMOVED,
    }


@blueprint.route("/<name>/wijzig", methods=["GET", "POST"])
def edit(slug: str, name: str) -> Response:
    """Change what a page says and where it stands."""
    form = PageForm()
    actor = current.actor()
    group = arrive(actor, slug)
    found = pages.page_to_read(actor, group, name)
    demand(actor, Permission.ITEM_EDIT, found)
    tree = pages.tree_to_read(actor, group)
    form.offer(group, tree, page_id=found.id)
    if request.method == "GET":
        fill(form, found, tree)
        return page("wiki/edit.html", form=form, **edit_values(actor, group, found, html=found.body))
    form.audience.data = found.audience.value
    text = text_of(form)
    if text is None:
        return invalid("wiki/edit.html", form, **edit_values(actor, group, found, html=written_html(form)))
    return save(form, slug, name, text)


def save(form: PageForm, slug: str, name: str, text: Text) -> Response:
    """Save a page, or show its form again where another saved in between, or the title is taken."""
    actor = current.begin_writing()
    found = pages.page_to_read(actor, arrive(actor, slug), name)
    seen, note = form.revision_number.data or 0, form.note.data or ""
    try:
        changed = services.edit_page(
            actor, found, text=text, parent_id=form.parent_id.data or None, seen_number=seen, note=note
        )
    except NotAsPublic as fault:
        form.body.errors = [fault.sentence]
        return again(form, slug, name)
    except services.TitleTaken as fault:
        form.title.errors = [_("Er is al een pagina met deze titel.")]
        return again(form, slug, name, taken_address=fault.address)
    except Overtaken:
        return again(form, slug, name, mine=text)
    flash(_("De pagina is bewaard.") if changed else _("Er was niets gewijzigd."), "success")
    return see_other(found.address)


def again(
    form: PageForm, slug: str, name: str, *, mine: Text | None = None, taken_address: str | None = None
) -> Response:
    """Show the form with what was written; beside it what another saved in between, where that is the fault."""
    actor = current.take_back()
    group = arrive(actor, slug)
    found = pages.page_to_read(actor, group, name)
    values = edit_values(actor, group, found, html=written_html(form)) | {"taken_address": taken_address}
    if mine is not None:
        values["theirs"] = found
        values["difference"] = richtext.compare(found.body, mine.body)
        form.revision_number.data = found.revision_number
        form.body.errors = [_("Iemand anders wijzigde deze pagina terwijl jij schreef. Jouw tekst staat er nog.")]
    return invalid("wiki/edit.html", form, **values)


def fill(form: PageForm, found: WikiPage, tree: Tree) -> None:
    """Put into the form what the page says; its text as Markdown, for who has no JavaScript."""
    form.title.data, form.body.data = found.title, richtext.to_markdown(found.body)
    form.parent_id.data = found.parent_id if found.parent_id in tree.nodes else 0
    form.revision_number.data = found.revision_number


def edit_values(actor: Actor, group: Group, found: WikiPage, *, html: str | None) -> dict[str, Any]:
    """Give what the page on which a page is changed shows."""
    attachments = attachments_of(actor, found)
    own = {
        "item": found,
        "attachments": attachments,
        "pictures": [each.picture for each in attachments if each.is_picture],
        "attachment_form": AttachmentForm(formdata=None),
    }
    return head(actor, group) | editor_values(html) | own


@blueprint.post("/<name>/<any(verwijder, terugzetten):deed>")
def remove(slug: str, name: str, deed: str) -> Response:
    """Take a page away, or put it back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    found = pages.page_to_read(actor, group, name)
    address = found.address
    if deed == "verwijder":
        services.remove_page(actor, found)
        flash(_("De pagina is verwijderd."), "success")
        return see_other(f"{group.address}/wiki")
    try:
        services.restore_page(actor, found)
    except services.TitleTaken:
        current.take_back()
        flash(_("Er is intussen een andere pagina met deze titel. Geef die eerst een andere titel."), "warning")
        return see_other(address)
    flash(_("De pagina staat er weer."), "success")
    return see_other(address)
