"""The queue of what waits, for the whole site and for one group: look, let through, refuse, and set what waits."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community.core.ids import read_id
from community.core.pagination import PAGE_SIZE, Place
from community.groups.models import Group
from community.groups.views.arrival import arrive, head
from community.policy import Absent, Actor, Permission, Refused, allows, demand
from community.review.forms import RefuseForm, ReviewForm, SiteReviewForm
from community.review.models import HeldFor, HeldText
from community.review.queries.held import held_text, histories, items_called, texts_that_wait
from community.review.queries.shown import places_in, shown_text
from community.review.services import deciding, setting
from community.site.queries import site_settings
from community.site.services import change_settings
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import invalid, page, see_other

blueprint = Blueprint("review", __name__)
QUEUE = "/beheer/wachtrij"
OF_GROUP = "/werkgroepen/<slug>/wachtrij"
FIELD = "tekst"


def queue_values(actor: Actor, here: str, group: Group | None = None) -> dict[str, Any]:
    """Give what a list of texts that wait shows."""
    found = texts_that_wait(actor, Place(request.args.get("na"), request.args.get("voor")), group=group)
    known = items_called(actor, places_in(found.rows))
    return {
        "page": found,
        "texts": [shown_text(actor, held, known) for held in found.rows],
        "histories": histories(actor, {held.author_id for held in found.rows}),
        "here": here,
        "may_set": allows(actor, Permission.GROUP_MANAGE, group) if group else allows(actor, Permission.SITE_CONFIGURE),
    }


def release_chosen(here: str, slug: str = "") -> Response:
    """Let through what was chosen, each by the same deed as one; what was decided meanwhile stops no other."""
    chosen = sorted({each for each in map(read_id, request.form.getlist(FIELD)) if each})[:PAGE_SIZE]
    if not chosen:
        flash(_("Kies eerst welke teksten je wilt plaatsen."), "error")
        return see_other(here)
    actor = current.begin_writing()
    group = arrive(actor, slug) if slug else None
    released = 0
    for held_id in chosen:
        with suppress(Absent, Refused):
            deciding.release(actor, held_text(actor, held_id, group=group))
            released += 1
    if released:
        flash(ngettext("%(num)s tekst staat er nu.", "%(num)s teksten staan er nu.", released), "success")
    late = len(chosen) - released
    if late:
        told = ngettext("%(num)s tekst kon je niet plaatsen.", "%(num)s teksten kon je niet plaatsen.", late)
        flash(f"{told} {_('Er is al over beslist, of de schrijver haalde het weg.')}", "warning")
    return see_other(here)


def refuse_one(actor: Actor, held: HeldText, form: RefuseForm, here: str) -> Response:
    """Do what the form says."""
    deciding.refuse(actor, held, reason=form.reason.data or "")
    flash(_("De tekst is geweigerd. De schrijver leest jouw reden."), "success")
    return see_other(here)


def refusal_values(actor: Actor, held: HeldText, here: str) -> dict[str, Any]:
    """Give what the page of a refusal shows, to who may refuse."""
    demand(actor, Permission.HELD_TEXT_DECIDE, held)
    return {"text": shown_text(actor, held, items_called(actor, places_in([held]))), "here": here}


@blueprint.get(QUEUE)
def queue() -> Response:
    """Show what waits on the whole site."""
    actor = administrator_of()
    return admin_page("review/queue.html", **queue_values(actor, QUEUE))


@blueprint.post(f"{QUEUE}/plaatsen")
def release() -> Response:
    """Let through what a moderator chose."""
    administrator_of()
    return release_chosen(QUEUE)


@blueprint.route(f"{QUEUE}/<int(max=9223372036854775807):held_id>/weigeren", methods=["GET", "POST"])
def refuse(held_id: int) -> Response:
    """Refuse a text, with a reason."""
    administrator_of()
    form = RefuseForm()
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        return refuse_one(actor, held_text(actor, held_id), form, QUEUE)
    actor = current.actor()
    values = refusal_values(actor, held_text(actor, held_id), QUEUE)
    if request.method == "POST":
        return admin_invalid("review/refuse.html", form, **values)
    return admin_page("review/refuse.html", form=form, **values)


@blueprint.route(f"{QUEUE}/instellingen", methods=["GET", "POST"])
def settings() -> Response:
    """Let an administrator set what waits on the whole site."""
    administrator_of(Permission.SITE_CONFIGURE)
    form = SiteReviewForm()
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        change_settings(actor, changes=form.changes())
        flash(_("De instellingen zijn bewaard."))
        return see_other(f"{QUEUE}/instellingen")
    if request.method == "POST":
        return admin_invalid("review/settings.html", form, here=QUEUE)
    form.show_site(site_settings())
    return admin_page("review/settings.html", form=form, here=QUEUE)


def address_of(group: Group) -> str:
    """Give the path of the queue of a group."""
    return f"{group.address}/wachtrij"


@blueprint.get(OF_GROUP)
def group_queue(slug: str) -> Response:
    """Show who runs a group what waits in it."""
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_EDIT, group)
    return page("review/group_queue.html", **head(actor, group), **queue_values(actor, address_of(group), group))


@blueprint.post(f"{OF_GROUP}/plaatsen")
def group_release(slug: str) -> Response:
    """Let through what a coordinator chose."""
    group = arrive(current.actor(), slug)
    demand(current.actor(), Permission.GROUP_EDIT, group)
    return release_chosen(address_of(group), slug)


@blueprint.route(f"{OF_GROUP}/<int(max=9223372036854775807):held_id>/weigeren", methods=["GET", "POST"])
def group_refuse(slug: str, held_id: int) -> Response:
    """Refuse a text in a group, with a reason."""
    form = RefuseForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_EDIT, group)
    held = held_text(actor, held_id, group=group)
    if is_good:
        return refuse_one(actor, held, form, address_of(group))
    values = refusal_values(actor, held, address_of(group)) | head(actor, group)
    if request.method == "POST":
        return invalid("review/group_refuse.html", form, **values)
    return page("review/group_refuse.html", form=form, **values)


@blueprint.route(f"{OF_GROUP}/instellingen", methods=["GET", "POST"])
def group_settings(slug: str) -> Response:
    """Let who runs a group set what waits in it."""
    form = ReviewForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_MANAGE, group)
    if is_good:
        words = "\n".join(form.words())
        setting.set_review(actor, group, held_for=HeldFor(form.held_for.data), held_words=words)
        flash(_("De instellingen zijn bewaard."), "success")
        return see_other(f"{address_of(group)}/instellingen")
    values = head(actor, group) | {"here": address_of(group)}
    if request.method == "POST":
        return invalid("review/group_settings.html", form, **values)
    form.show(group)
    return page("review/group_settings.html", form=form, **values)
