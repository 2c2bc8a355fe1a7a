"""The home page, and the pages about the programme and the site, which editors write here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community import richtext
from community.content.forms import AttachmentForm
from community.content.models import State
from community.content.queries.attachments import attachments_of
from community.content.services.publication import NotAsPublic
from community.content.services.texts import Overtaken, Text
from community.content.views.writing import editor_values, html_of, written_html
from community.groups.queries.activity import new_in
from community.groups.queries.groups import liveliest_groups
from community.pages import services
from community.pages.forms import PageForm
from community.pages.models import FOOT_PAGES, Page
from community.pages.queries import front_news, moved_page, page_to_read, pages_to_read
from community.policy import Absent, Actor, Permission, allows, demand
from community.policy.overview import KINDS, rights_in_words
from community.regions.queries import regions_to_read
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import public

blueprint = Blueprint("pages", __name__)

GROUPS_SHOWN = 3
NEW_SHOWN = 5
NAMES = {
    "huisregels": _l("Huisregels"),
    "privacy": _l("Privacy"),
    "toegankelijkheid": _l("Toegankelijkheid"),
    "colofon": _l("Colofon"),
}


@blueprint.get("/")
@public
def home() -> Response:
    """Show what the community is about and what is new; to a member, what is new in the own groups first."""
    actor, blocks = current.actor(), current.site().home
    return page(
        "pages/home.html",
        cards=front_news(actor) if "nieuws" in blocks else [],
        # They stand on the map beside the welcome, too.
        regions=regions_to_read(actor),
        groups=liveliest_groups(actor, limit=GROUPS_SHOWN) if "werkgroepen" in blocks else [],
        news_of_groups=new_in(actor, sorted(actor.group_ids), limit=NEW_SHOWN) if "mijn" in blocks else [],
    )


@blueprint.get("/over")
@public
def index() -> Response:
    """List the pages about the programme and the site; to an editor, those that are not written yet as well."""
    actor = current.actor()
    missing = {slug: NAMES[slug] for slug in FOOT_PAGES if slug not in current.site().pages}
    return page(
        "pages/index.html",
        pages=pages_to_read(actor),
        missing=missing,
        may_create=allows(actor, Permission.PAGE_CREATE),
    )


@blueprint.get("/over/rechten")
@public
def rights() -> Response:
    """Show who may do what, made from the rules themselves."""
    return page("pages/rights.html", kinds=[label for label, _ in KINDS], rights=rights_in_words())


@blueprint.get("/over/<slug>")
@public
def show(slug: str) -> Response:
    """Show one page."""
    actor = current.actor()
    try:
        item = page_to_read(actor, slug)
    except Absent:
        return redirect(moved_page(actor, slug).address, 301)
    return page(
        "pages/show.html",
        item=item,
        pages=pages_to_read(actor),
        is_unpublished=item.state != State.PUBLISHED,
        may_edit=allows(actor, Permission.ITEM_EDIT, item),
    )


@blueprint.route("/over/nieuw", methods=["GET", "POST"])
def create() -> Response:
    """Write a page."""
    demand(current.actor(), Permission.PAGE_CREATE)
    wanted = request.args.get("pagina", "")
    form = PageForm()
    if request.method == "GET":
        form.title.data = str(NAMES.get(wanted, ""))
        return page("pages/new.html", form=form, **editor_values(""))
    text = text_of(form)
    if text is None:
        return invalid("pages/new.html", form, **editor_values(written_html(form)))
    found = services.create_page(current.begin_writing(), text=text, wanted=wanted)
    flash(_("De pagina staat op de site."), "success")
    return see_other(found.address)


@blueprint.route("/over/<slug>/wijzig", methods=["GET", "POST"])
def edit(slug: str) -> Response:
    """Change what a page says."""
    form = PageForm()
    actor = current.actor()
    found = page_to_read(actor, slug)
    demand(actor, Permission.ITEM_EDIT, found)
    if request.method == "GET":
        form.title.data, form.lead.data = found.title, found.lead
        form.body.data, form.revision_number.data = richtext.to_markdown(found.body), found.revision_number
        return page("pages/edit.html", form=form, **edit_values(actor, found, found.body))
    text = text_of(form)
    if text is None:
        return invalid("pages/edit.html", form, **edit_values(actor, found, written_html(form)))
    return save(form, slug, text)


def text_of(form: PageForm) -> Text | None:
    """Give what the form says, cleaned; None where something in it must be corrected first."""
    if not form.validate():
        return None
    try:
        return Text(title=form.title.data or "", lead=form.lead.data or "", body=html_of(form))
    except richtext.TooLong:
        form.body.errors = [_("De tekst is te lang. Haal er iets uit, of verdeel hem over twee pagina’s.")]
        return None


def save(form: PageForm, slug: str, text: Text) -> Response:
    """Save a page, or show its form again where another saved in between."""
    actor = current.begin_writing()
    found = page_to_read(actor, slug)
    seen, note = form.revision_number.data or 0, form.note.data or ""
    try:
        changed = services.edit_page(actor, found, text=text, seen_number=seen, note=note)
    except NotAsPublic as fault:
        form.body.errors = [fault.sentence]
        return again(form, slug)
    except Overtaken:
        return again(form, slug, mine=text)
    flash(_("De pagina is bewaard.") if changed else _("Er was niets gewijzigd."), "success")
    return see_other(found.address)


def again(form: PageForm, slug: str, *, mine: Text | None = None) -> Response:
    """Show the form with what was written; beside it what another saved in between, where that is the fault."""
    actor = current.take_back()
    found = page_to_read(actor, slug)
    values = edit_values(actor, found, written_html(form))
    if mine is not None:
        values |= {"theirs": found, "difference": richtext.compare(found.body, mine.body)}
        form.revision_number.data = found.revision_number
        form.body.errors = [_("Iemand anders wijzigde deze pagina terwijl jij schreef. Jouw tekst staat er nog.")]
    return invalid("pages/edit.html", form, **values)


def edit_values(actor: Actor, found: Page, html: str | None) -> dict[str, Any]:
    """Give what the page on which a page is changed shows."""
    attachments = attachments_of(actor, found)
    return editor_values(html) | {
        "item": found,
        "attachments": attachments,
        "pictures": [each.picture for each in attachments if each.is_picture],
        "attachment_form": AttachmentForm(formdata=None),
    }
