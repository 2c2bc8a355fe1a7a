"""Announcements over HTTP: their own pages, the list of a region, and the preview below the address of the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.queries import member_of
from community.announcements import queries, services
from community.announcements.models import Announcement
from community.content.models import State
from community.content.queries.items import group_of_item, moved_item
from community.content.views.thread import conversation, with_conversation
from community.core.pagination import Place
from community.decisions.queries import decision_to_read
from community.groups.views.arrival import arrive, head
from community.policy import Absent, Actor, Permission, allows, demand
from community.regions.queries import region_to_read
from community.trail.views import with_trail
from community.web import current
from community.web.answers import page, see_other
from community.web.gate import public
from community.web.shared import ItemPage, item_page

blueprint = Blueprint("announcements", __name__)
IN_REGION = "/proeftuinen/<slug>/besluiten"
OF_DECISION = "/werkgroepen/<slug>/besluiten/<decision>/publiceren"


@blueprint.get(IN_REGION)
@public
def index(slug: str) -> Response:
    """List what was decided in a region, the last first."""
    actor = current.actor()
    region = region_to_read(actor, slug)
    place = Place(request.args.get("na"), request.args.get("voor"))
    return page("announcements/index.html", region=region, announcements=queries.announcements_in(actor, region, place))


@blueprint.get("/besluiten/<name>")
@public
def show(name: str) -> Response:
    """Show what was decided, with the comments on it."""
    return item_page(
        ItemPage(lambda actor: show_to(actor, name), conversation, group_of=lambda: group_of_item(Announcement, name))
    )


def show_to(actor: Actor, name: str) -> Response:
    """Show an announcement to somebody."""
    try:
        found = queries.announcement_to_read(actor, name)
    except Absent:
        return redirect(moved_item(actor, Announcement, name).address, 301)
    return page("announcements/show.html", **shown(actor, found))


def shown(actor: Actor, found: Announcement) -> dict[str, Any]:
    """Give what the page of an announcement shows."""
    return {
        "item": found,
        "region": found.region,
        "trail": with_trail(actor, found),
        "conversation": with_conversation(actor, found),
        "may_write_news": allows(actor, Permission.NEWS_CREATE) and allows(actor, Permission.TRAIL_CONTINUE, found),
        "may_withdraw": allows(actor, Permission.ANNOUNCEMENT_WITHDRAW, found),
        "is_removed": found.state == State.REMOVED,
    }


@blueprint.post("/besluiten/<name>/intrekken")
def withdraw(name: str) -> Response:
    """Take an announcement away from the public page."""
    actor = current.begin_writing()
    found = queries.announcement_to_read(actor, name)
    services.withdraw_announcement(actor, found)
    flash(_("Het besluit staat niet meer op de openbare pagina van de regio."), "success")
    return see_other(found.region.address if found.region else "/")


@blueprint.route(OF_DECISION, methods=["GET", "POST"])
def announce(slug: str, decision: str) -> Response:
    """Show exactly what becomes public of a decision, and make it public where that is agreed to."""
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    found = decision_to_read(actor, group, decision)
    demand(actor, Permission.DECISION_ANNOUNCE, found)
    values = head(actor, group) | {
        "item": found,
        "wording": services.wording_of(found, group),
        "mark": services.mark_of(found),
        "author": member_of(actor),
        "announcement": queries.announcement_of(actor, found),
    }
    if request.method == "GET":
        return page("announcements/announce.html", **values, has_changed=False)
    try:
        made = services.announce(actor, found, agreed_at=request.form.get("gezien", ""), author=member_of(actor))
    except services.Changed:
        answer = page("announcements/announce.html", **values, has_changed=True)
        answer.status_code = 409
        return answer
    flash(_("Het besluit staat op de openbare pagina van de regio."), "success")
    return see_other(made.address)
