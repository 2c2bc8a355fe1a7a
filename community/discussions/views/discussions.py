"""Discussions over HTTP, below the address of their group. Moving one to another group stands in `moving`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community import richtext
from community.accounts.queries import member_of
from community.content.models import Audience, State
from community.content.queries.links import group_of_linked_item, links_of
from community.content.services import publication
from community.content.services.texts import Overtaken, Text, save_text
from community.content.views.thread import conversation, with_conversation
from community.discussions import queries, services
from community.discussions.forms import DiscussionForm
from community.discussions.models import Discussion
from community.groups.models import Group
from community.groups.queries.activity import unseen_among
from community.groups.views.arrival import arrive, head, needs_opening, opening_page, place_in_list
from community.groups.views.rooms import GroupTab, add_tab
from community.notifications.queries.mentions import about_to_be, with_people
from community.policy import Absent, Actor, Permission, allows, demand
from community.trail.views import with_trail
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import public
from community.web.limits import count_mentions
from community.web.shared import ItemPage, item_page

blueprint = Blueprint("discussions", __name__, url_prefix="/werkgroepen/<slug>/gesprekken")
WAITS = _l("Je gesprek wacht op een moderator. Tot die tijd ziet niemand anders het.")
add_tab(GroupTab(_l("Gesprekken"), "/gesprekken", 10, things=queries.to_be_counted))


@blueprint.get("")
@public
def index(slug: str) -> Response:
    """List the discussions of a group, those on top first, then the liveliest."""
    actor, place = current.actor(), place_in_list()
    group = arrive(actor, slug)
    pinned = queries.pinned_discussions(actor, group)
    is_first = place.after is None and place.before is None
    found = queries.discussions_to_read(actor, group, place, without=pinned)
    shown = [*(pinned if is_first else []), *found.rows]
    return page(
        "discussions/index.html",
        **head(actor, group),
        pinned=pinned if is_first else [],
        discussions=found,
        answered=queries.answered_among(actor, shown),
        unseen=unseen_among(actor, group, shown),
        may_start=allows(actor, Permission.DISCUSSION_START, group),
    )


@blueprint.route("/nieuw", methods=["GET", "POST"])
def start(slug: str) -> Response:
    """Begin a discussion."""
    form = DiscussionForm()
    body = body_with_people(form, slug) if request.method == "POST" else None
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.DISCUSSION_START, group)
    form.offer(group)
    if request.method == "GET":
        return page("discussions/new.html", form=form, **head(actor, group))
    if not form.validate() or body is None:
        return invalid("discussions/new.html", form, **head(actor, group))
    count_mentions(body)
    opening = services.Opening(form.title.data or "", body, Audience(form.audience.data))
    discussion = services.start_discussion(actor, group, opening=opening, author=member_of(actor))
    flash(WAITS if discussion.state == State.HELD else _("Je gesprek staat er."), "success")
    return see_other(discussion.address)


def body_in(form: DiscussionForm) -> richtext.CleanHtml | None:
    """Give the text of a form as markup, made before the database is held; None where the form is not good anyhow."""
    try:
        return richtext.from_plain(form.text.data) if form.text.data else None
    except richtext.TooLong:
        return None


def body_with_people(form: DiscussionForm, slug: str, talk: str = "") -> richtext.CleanHtml | None:
    """Give the text of a form with links to those whom it mentions, read before the database is held."""
    body = body_in(form)
    if body is None or "@" not in body:
        return body
    actor = current.actor()
    group = arrive(actor, slug)
    known = richtext.mentioned_slugs(queries.discussion_to_read(actor, group, talk).body) if talk else []
    audience = Audience(form.audience.data) if form.audience.data in list(Audience) else Audience.GROUP
    return with_people(actor, about_to_be(actor, group, audience), body, known=known)


@blueprint.get("/<talk>")
@public
def show(slug: str, talk: str) -> Response:
    """Show a discussion with its comments."""
    return item_page(
        ItemPage(
            lambda actor: show_to(actor, slug, talk),
            conversation,
            group_of=lambda: group_of_linked_item(Discussion, talk),
        )
    )


def show_to(actor: Actor, slug: str, talk: str) -> Response:
    """Show a discussion to somebody."""
    try:
        group = arrive(actor, slug)
    except Absent:
        return redirect(queries.talk_elsewhere(actor, talk).address, 302)
    try:
        discussion = queries.discussion_to_read(actor, group, talk)
    except Absent:
        return way_to(actor, group, talk)
    return page("discussions/show.html", **shown(actor, group, discussion))


def way_to(actor: Actor, group: Group, talk: str) -> Response:
    """Lead to a discussion that had this address: it was moved to another group, or its title changed.

    What was moved may come back, so no browser may remember that way for good.
    """
    try:
        return redirect(queries.talk_elsewhere(actor, talk).address, 302)
    except Absent:
        if needs_opening(actor, group):
            return opening_page(actor, group)
        return redirect(queries.moved_discussion(actor, group, talk).address, 301)


def shown(actor: Actor, group: Group, discussion: Discussion) -> dict[str, Any]:
    """Give what the page of a discussion shows."""
    return head(actor, group) | {
        "item": discussion,
        "trail": with_trail(actor, discussion),
        "conversation": with_conversation(actor, discussion),
        "may_go_on": allows(actor, Permission.TRAIL_CONTINUE, discussion),
        "may_propose": allows(actor, Permission.DECISION_PROPOSE, group),
        "may_add_action": allows(actor, Permission.ACTION_ADD, group),
        "may_edit": allows(actor, Permission.ITEM_EDIT, discussion),
        "may_remove": queries.may_remove(actor, discussion),
        "may_moderate": allows(actor, Permission.ITEM_MODERATE, discussion),
        "may_move": allows(actor, Permission.DISCUSSION_MOVE, discussion),
        "links": links_of(actor, discussion),
        "is_removed": discussion.state == State.REMOVED,
        "is_held": discussion.state == State.HELD,
    }


@blueprint.route("/<talk>/wijzig", methods=["GET", "POST"])
def edit(slug: str, talk: str) -> Response:
    """Change what one wrote, and for whom it is."""
    form = DiscussionForm()
    body = body_with_people(form, slug, talk) if request.method == "POST" else None
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    discussion = queries.discussion_to_read(actor, group, talk)
    demand(actor, Permission.ITEM_EDIT, discussion)
    form.offer(group)
    if request.method == "GET":
        fill(form, discussion)
        return page("discussions/edit.html", form=form, item=discussion, **head(actor, group))
    if not form.validate() or body is None:
        return invalid("discussions/edit.html", form, item=discussion, **head(actor, group))
    services.change_audience(actor, discussion, audience=Audience(form.audience.data))
    try:
        text = Text(form.title.data or "", discussion.lead, body)
        save_text(actor, discussion, text=text, seen_number=form.revision_number.data or 0)
    except Overtaken:
        form.text.errors = [_("Iemand anders wijzigde dit gesprek intussen. Bekijk het eerst, en plaats je tekst dan.")]
        return invalid("discussions/edit.html", form, item=discussion, **head(actor, group))
    is_held = services.look_at_change(actor, discussion)
    flash(WAITS if is_held else _("Je gesprek is gewijzigd."), "success")
    return see_other(discussion.address)


def fill(form: DiscussionForm, discussion: Discussion) -> None:
    """Show a discussion as it is."""
    form.title.data, form.text.data = discussion.title, richtext.to_plain(discussion.body)
    form.revision_number.data = discussion.revision_number
    form.audience.data = discussion.audience.value


@blueprint.post("/<talk>/<any(vastzetten, losmaken):deed>")
def pin(slug: str, talk: str, deed: str) -> Response:
    """Put a discussion on top of its list, or no longer."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    discussion = queries.discussion_to_read(actor, group, talk)
    if deed == "vastzetten":
        services.pin(actor, discussion)
        flash(_("Het gesprek staat nu bovenaan."), "success")
    else:
        services.unpin(actor, discussion)
        flash(_("Het gesprek staat niet meer bovenaan."), "success")
    return see_other(discussion.address)


@blueprint.post("/<talk>/<any(verwijder, terugzetten):deed>")
def remove(slug: str, talk: str, deed: str) -> Response:
    """Take a discussion away, or put it back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    discussion = queries.discussion_to_read(actor, group, talk)
    if deed == "terugzetten":
        publication.restore(actor, discussion)
        flash(_("Het gesprek staat er weer."), "success")
        return see_other(discussion.address)
    services.remove_discussion(actor, discussion)
    flash(_("Het gesprek is verwijderd."), "success")
    return see_other(f"{group.address}/gesprekken")
