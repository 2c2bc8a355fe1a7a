"""Choosing who may come into a group: first to what, then what that lets others see, and only then the deed."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.content.models import Audience
from community.groups.forms import AccessForm
from community.groups.models import Access, Group
from community.groups.queries.access import WIDENABLE, AccessChoice, AccessPreview, preview
from community.groups.services import access as services
from community.groups.views.arrival import arrive, blueprint, head, needs_opening, opening_page
from community.policy import Absent, Actor, Permission, allows, demand
from community.web import current
from community.web.answers import invalid, page, see_other

# As the address says it.
ACCESS_OF_WORD = {"open": Access.OPEN, "besloten": Access.CLOSED, "verborgen": Access.HIDDEN}
# What people call the kinds of things that stand in a group.
KIND_WORDS = {
    "discussion": _l("Gesprekken"),
    "document": _l("Documenten"),
    "wiki_page": _l("Wikipagina's"),
    "decision": _l("Stemmingen en besluiten"),
    "action": _l("Actiepunten"),
}


@blueprint.get("/<slug>/toegang")
def choose_access(slug: str) -> Response:
    """Show who may come in now, and the way to what a change would let others see."""
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group) and not allows(actor, Permission.GROUP_CHANGE_ACCESS, group):
        return opening_page(actor, group)
    demand(actor, Permission.GROUP_CHANGE_ACCESS, group)
    return page("groups/access.html", **head(actor, group))


@blueprint.route("/<slug>/toegang/<any(open, besloten, verborgen):access>", methods=["GET", "POST"])
def change_access(slug: str, access: str) -> Response:
    """Show what a change would let others see, and do it where that is what was seen."""
    form, chosen = AccessForm(), ACCESS_OF_WORD[access]
    form.offer([(kind, str(KIND_WORDS[kind])) for kind in WIDENABLE])
    if request.method == "POST" and form.validate():
        return carry_out(slug, form, chosen)
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group) and not allows(actor, Permission.GROUP_CHANGE_ACCESS, group):
        return opening_page(actor, group)
    demand(actor, Permission.GROUP_CHANGE_ACCESS, group)
    found = preview(actor, group, AccessChoice(chosen))
    if request.method == "POST":
        return invalid("groups/change_access.html", form, **shown(actor, group, found))
    form.seen.data = found.mark
    return page("groups/change_access.html", form=form, **shown(actor, group, found))


def carry_out(slug: str, form: AccessForm, chosen: Access) -> Response:
    """Change access as the form says; where that lets others see something else than was shown, show that first."""
    audience = Audience(form.audience.data)
    kinds = tuple(form.kinds.data or ()) if audience != Audience.GROUP else ()
    choice = AccessChoice(chosen, audience, kinds)
    actor = current.begin_writing()
    group = arrive(actor, slug)
    try:
        services.change_access(actor, group, choice=choice, seen=form.seen.data or "")
    except services.NotSeen:
        return ask_first(slug, form, choice)
    flash(_("De toegang is gewijzigd."), "success")
    return see_other(f"{group.address}/toegang" if group.access != Access.OPEN else group.address)


def ask_first(slug: str, form: AccessForm, choice: AccessChoice) -> Response:
    """Show what a choice lets others see, and ask for it once more."""
    actor = current.take_back()
    group = arrive(actor, slug)
    found = preview(actor, group, choice)
    form.seen.data = found.mark
    if not choice.is_widening:
        form.audience.errors = [_("Er is iets veranderd sinds je deze pagina opende. Kijk de aantallen nog eens na.")]
    return invalid("groups/change_access.html", form, **shown(actor, group, found))


def shown(actor: Actor, group: Group, found: AccessPreview) -> dict[str, Any]:
    """Give what the page shows of a choice."""
    if found.choice.access == group.access != Access.OPEN:
        raise Absent
    return head(actor, group) | {"found": found, "kind_words": KIND_WORDS}
