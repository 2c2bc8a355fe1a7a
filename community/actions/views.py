"""Action items over HTTP: below the address of their group, and one's own of all groups at `/mijn/acties`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community import richtext
from community.accounts.models import Member
from community.accounts.queries import member_of
from community.actions import queries, services
from community.actions.forms import ActionForm, ProgressForm
from community.actions.models import ActionItem, Progress
from community.content.models import Audience, State
from community.content.queries.items import group_of_item, moved_item
from community.content.services import publication
from community.content.services.texts import Overtaken, Text, save_text
from community.content.views.thread import conversation, with_conversation
from community.core.clock import today
from community.groups.models import Group
from community.groups.views.arrival import arrive, head, needs_opening, opening_page, place_in_list
from community.groups.views.holdings import Held, Holding, add_holding
from community.groups.views.rooms import GroupSection, GroupTab, Place, add_section, add_tab
from community.policy import Absent, Actor, Permission, allows, demand
from community.trail.views import come_out_of, origin_asked, with_trail
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import public
from community.web.shared import ItemPage, item_page

blueprint = Blueprint("actions", __name__)
IN_GROUP = "/werkgroepen/<slug>/acties"


def own_actions(group: Group, actions: Sequence[ActionItem]) -> str:
    """Write the part of a group's page with what the reader is to do here."""
    first_due = sorted(actions, key=lambda each: (each.sort_on, each.id))
    return render_template("actions/group_section.html", group=group, actions=first_due, today=today())


def actions_held(actor: Actor, group: Group) -> list[Held]:
    """Give what a coordinator who stops is still to do here."""
    found = queries.mine_in(actor, group, limit=queries.MOST_HANDED_ON)
    return [Held(action.title, action.address, action.progress.label) for action in found]


def hand_on_actions(actor: Actor, group: Group, successor: Member) -> None:
    """Give what a coordinator who stops was to do here to who comes next."""
    for action in queries.mine_in(actor, group, limit=queries.MOST_HANDED_ON):
        services.assign(actor, action, owner=successor)


add_holding(
    Holding(
        "actions",
        _l("Actiepunten van jou"),
        _l("Ze blijven van jou, tenzij je ze meegeeft. Verlaat je de werkgroep, dan kan een ander ze overnemen."),
        10,
        actions_held,
        give=hand_on_actions,
    )
)
add_tab(GroupTab(_l("Acties"), "/acties", 50, things=queries.to_be_counted))
add_section(
    GroupSection("actions", 10, ActionItem, queries.first_of_mine, own_actions, Place.ASIDE, loads=queries.with_owner)
)


def shows_ended() -> bool:
    """Whether the list of what is over is asked for."""
    return request.args.get("toon") == "voorbij"


@blueprint.get(IN_GROUP)
@public
def index(slug: str) -> Response:
    """List what is to be done in a group, the first to be due on top; or what is over."""
    actor, place = current.actor(), place_in_list()
    group = arrive(actor, slug)
    listed = queries.ended_actions if shows_ended() else queries.open_actions
    return page(
        "actions/index.html",
        **head(actor, group),
        actions=listed(actor, group, place),
        is_ended=shows_ended(),
        today=today(),
        may_add=allows(actor, Permission.ACTION_ADD, group),
    )


@blueprint.get("/mijn/acties")
def mine() -> Response:
    """List what the reader is to do, in all groups; or what of it is over."""
    actor, place = current.actor(), place_in_list()
    listed = queries.my_ended_actions if shows_ended() else queries.my_open_actions
    return page("actions/mine.html", actions=listed(actor, place), is_ended=shows_ended(), today=today())


@blueprint.route(f"{IN_GROUP}/nieuw", methods=["GET", "POST"])
def add(slug: str) -> Response:
    """Write down what is to be done."""
    form = ActionForm()
    body = body_in(form) if request.method == "POST" else None
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.ACTION_ADD, group)
    form.offer(group)
    if request.method == "GET":
        return page("actions/new.html", form=form, **writing(actor, group))
    form.people = queries.people_called(actor, group, form.owner.data or "")
    if not form.validate() or body is None:
        return invalid("actions/new.html", form, **writing(actor, group))
    audience = Audience(form.audience.data)
    task = services.Task(form.title.data or "", body, audience, form.chosen_owner(), form.due_on.data)
    action = services.add_action(actor, group, task=task, author=member_of(actor))
    come_out_of(actor, action)
    flash(_("Het actiepunt staat er."), "success")
    return see_other(action.address)


def body_in(form: ActionForm) -> richtext.CleanHtml | None:
    """Give the text of a form as markup, made before the database is held; None where the form is not good anyhow."""
    try:
        return richtext.from_plain(form.text.data or "")
    except richtext.TooLong:
        return None


def writing(actor: Actor, group: Group) -> dict[str, Any]:
    """Give what the page of a form shows beside it: the names to choose from, and what it comes out of."""
    return head(actor, group) | {"names": queries.names_to_offer(actor, group), "origin": origin_asked(actor)}


@blueprint.get(f"{IN_GROUP}/<name>")
@public
def show(slug: str, name: str) -> Response:
    """Show an action item with the comments on it."""
    return item_page(
        ItemPage(
            lambda actor: show_to(actor, slug, name), conversation, group_of=lambda: group_of_item(ActionItem, name)
        )
    )


def show_to(actor: Actor, slug: str, name: str) -> Response:
    """Show an action item to somebody."""
    group = arrive(actor, slug)
    try:
        found = queries.action_to_read(actor, group, name)
    except Absent:
        if needs_opening(actor, group):
            return opening_page(actor, group)
        return redirect(moved_item(actor, ActionItem, name).address, 301)
    return page("actions/show.html", **shown(actor, group, found))


def shown(actor: Actor, group: Group, action: ActionItem) -> dict[str, Any]:
    """Give what the page of an action item shows."""
    return head(actor, group) | {
        "item": action,
        "today": today(),
        "trail": with_trail(actor, action),
        "conversation": with_conversation(actor, action),
        "may_change": allows(actor, Permission.ACTION_CHANGE, action),
        "may_edit": allows(actor, Permission.ITEM_EDIT, action),
        "may_remove": allows(actor, Permission.ITEM_REMOVE, action),
        "steps": list(Progress),
        "is_removed": action.state == State.REMOVED,
    }


@blueprint.route(f"{IN_GROUP}/<name>/wijzig", methods=["GET", "POST"])
def edit(slug: str, name: str) -> Response:
    """Change what is to be done, by whom and before when."""
    form = ActionForm()
    body = body_in(form) if request.method == "POST" else None
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    action = queries.action_to_read(actor, group, name)
    demand(actor, Permission.ACTION_CHANGE, action)
    form.offer(group)
    if request.method == "GET":
        form.fill(action)
        return page("actions/edit.html", form=form, item=action, **writing(actor, group))
    form.people = people_meant(actor, group, action, form)
    if not form.validate() or body is None:
        return invalid("actions/edit.html", form, item=action, **writing(actor, group))
    try:
        text = Text(form.title.data or "", action.lead, body)
        save_text(actor, action, text=text, seen_number=form.revision_number.data or 0)
    except Overtaken:
        form.title.errors = [_("Iemand anders wijzigde dit intussen. Bekijk het eerst, en bewaar je tekst dan.")]
        return invalid("actions/edit.html", form, item=action, **writing(actor, group))
    services.assign(actor, action, owner=form.chosen_owner())
    services.plan(actor, action, due_on=form.due_on.data)
    flash(_("Het actiepunt is gewijzigd."), "success")
    return see_other(action.address)


def people_meant(actor: Actor, group: Group, action: ActionItem, form: ActionForm) -> list[Member]:
    """Give whom the name in a form can mean: who has the action item now, or else those of the group."""
    if action.owner is not None and form.owner.data == action.owner.name:
        return [action.owner]
    return list(queries.people_called(actor, group, form.owner.data or ""))


@blueprint.post(f"{IN_GROUP}/<name>/stand")
def move_on(slug: str, name: str) -> Response:
    """Say how far an action item is."""
    form = ProgressForm()
    actor = current.begin_writing()
    group = arrive(actor, slug)
    action = queries.action_to_read(actor, group, name)
    demand(actor, Permission.ACTION_CHANGE, action)
    if not form.validate():
        return invalid("actions/show.html", form, **shown(actor, group, action))
    progress = Progress(form.progress.data)
    services.move_on(actor, action, progress=progress)
    flash(_("Het actiepunt staat nu op: %(progress)s.", progress=progress.label), "success")
    return see_other(action.address)


@blueprint.post(f"{IN_GROUP}/<name>/neem")
def take(slug: str, name: str) -> Response:
    """Take an action item upon oneself."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    action = queries.action_to_read(actor, group, name)
    services.assign(actor, action, owner=member_of(actor))
    flash(_("Het actiepunt is nu van jou."), "success")
    return see_other(action.address)


@blueprint.post(f"{IN_GROUP}/<name>/<any(verwijder, terugzetten):deed>")
def remove(slug: str, name: str, deed: str) -> Response:
    """Take an action item away, or put it back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    action = queries.action_to_read(actor, group, name)
    if deed == "terugzetten":
        publication.restore(actor, action)
        flash(_("Het actiepunt staat er weer."), "success")
        return see_other(action.address)
    publication.remove(actor, action)
    flash(_("Het actiepunt is verwijderd."), "success")
    return see_other(f"{group.address}/acties")
