"""The decision trail on the page of an item, and the page on which it is changed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.wrappers import Response

from community.content.models import ContentItem
from community.content.queries.items import item_by_id
from community.core.ids import LARGEST_ID, read_id
from community.decisions.models import Decision
from community.policy import Actor, Permission, allows, demand
from community.trail import queries, services
from community.trail.forms import OriginForm
from community.web import current
from community.web.answers import invalid, page, see_other

blueprint = Blueprint("trail", __name__)
PAGE = f"/stukken/<int(max={LARGEST_ID}):item_id>/besluitspoor"

KIND_WORDS = {
    "action": _l("Actiepunt"),
    "announcement": _l("Openbaar besluit"),
    "decision": _l("Voorstel"),
    "discussion": _l("Gesprek"),
    "document": _l("Document"),
    "news": _l("Nieuws"),
    "wiki_page": _l("Wikipagina"),
}


def with_trail(actor: Actor, item: ContentItem) -> Markup:
    """Draw the trail in which an item stands, for its place in the page; empty where it stands alone."""
    parts = queries.trail_of(actor, item)
    may_change = allows(actor, Permission.TRAIL_CHANGE, item)
    if not parts and not may_change:
        return Markup()
    drawn = render_template("trail/line.html", item=item, parts=parts, may_change=may_change, kind_word=kind_word)
    return Markup(drawn)  # made by a template, which escapes


def kind_word(item: ContentItem) -> Any:
    """Say what an item is; a proposal on which was voted is a decision."""
    if isinstance(item, Decision) and not item.is_binding:
        return _("Peiling")
    if isinstance(item, Decision) and item.outcome:
        return _("Besluit")
    return KIND_WORDS.get(item.kind, _l("Stuk"))


def origin_asked(actor: Actor) -> ContentItem | None:
    """Give the item out of which the address says that something new comes, where the actor may go on from it."""
    item_id = read_id(request.args.get("uit"))
    found = queries.item_to_go_on_from(actor, item_id) if item_id else None
    return found if found is not None and allows(actor, Permission.TRAIL_CONTINUE, found) else None


def come_out_of(actor: Actor, item: ContentItem) -> None:
    """Put something new in the trail of what the address says that it comes out of."""
    origin = origin_asked(actor)
    if origin is not None:
        services.lead_on(actor, origin, to=item)


@blueprint.route(PAGE, methods=["GET", "POST"])
def change(item_id: int) -> Response:
    """Say what an item came out of."""
    form = OriginForm()
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    item = item_by_id(actor, item_id)
    demand(actor, Permission.TRAIL_CHANGE, item)
    if request.method == "GET":
        return page("trail/change.html", form=form, **shown(actor, item))
    origin = queries.item_at(actor, form.address.data or "") if form.validate() else None
    if origin is None and not form.errors:
        form.address.errors = [_("Op dat adres staat geen stuk dat jij mag lezen. Kijk het adres na.")]
    elif origin is not None and not allows(actor, Permission.TRAIL_CONTINUE, origin):
        form.address.errors = [_("Vanuit dat stuk mag je niet verder gaan: je zit niet in die werkgroep.")]
    if origin is None or form.errors:
        return invalid("trail/change.html", form, **shown(actor, item))
    services.connect(actor, item, origin=origin)
    flash(_("Het besluitspoor is gewijzigd."), "success")
    return see_other(item.address)


def shown(actor: Actor, item: ContentItem) -> dict[str, Any]:
    """Give what the page shows on which a trail is changed."""
    return {"item": item, "origin": queries.origin_of(actor, item)}


@blueprint.post(f"{PAGE}/los")
def cut(item_id: int) -> Response:
    """Say that an item did not come out of what was said."""
    actor = current.begin_writing()
    item = item_by_id(actor, item_id)
    services.cut(actor, item)
    flash(_("Dit stuk staat los van waar het uit voortkwam."), "success")
    return see_other(item.address)
