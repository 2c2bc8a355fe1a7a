"""The trash of a group: what was removed, by whom, how long it can still be put back, and putting it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.content.models import KEPT_FOR, Comment, ContentItem
from community.content.services.comments import restore_comment
from community.core.clock import now
from community.core.pagination import Page, Place
from community.documents.models import Folder
from community.documents.services.folders import restore_folder
from community.groups.models import Group
from community.groups.views.arrival import arrive, head, needs_opening, opening_page, place_in_list
from community.groups.views.rooms import GroupTab, add_tab
from community.policy import Absent, Actor, Permission, allows, demand
from community.trash import queries
from community.trash.messages import kind_word
from community.trash.services.restoring import restore_item
from community.web import current
from community.web.answers import page, see_other

blueprint = Blueprint("trash", __name__, url_prefix="/werkgroepen/<slug>/prullenbak")


@dataclass(frozen=True, slots=True)
class Row:
    """Something in the trash as the page shows it."""

    id: int
    title: Any
    kind: Any
    author_name: str
    removed_by_name: str
    removed_at: datetime
    days_left: int
    may_restore: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """A kind of things that are removed: what it is called, how they are listed, found, shown and put back."""

    label: Any
    listed: Callable[[Actor, Group, Place], Page[Any]]
    found: Callable[[Actor, Group, int], Any]
    row: Callable[[Actor, Any], Row]
    restore: Callable[[Actor, Any], None]


def may_look(actor: Actor, group: Group) -> bool:
    """Whether somebody takes part in a group, or opened it as a moderator."""
    return allows(actor, Permission.TRASH_OPEN, group)


add_tab(GroupTab(_l("Prullenbak"), "/prullenbak", 90, may_look))


def item_row(actor: Actor, item: ContentItem) -> Row:
    """Show an item."""
    may = allows(actor, Permission.ITEM_RESTORE, item)
    return row_of(item, item.title, kind_word(item.kind), item.author.name, may)


def comment_row(actor: Actor, comment: Comment) -> Row:
    """Show that there was a comment; what it said is not shown."""
    may = allows(actor, Permission.COMMENT_RESTORE, comment)
    title = _("Reactie bij “%(title)s”", title=comment.item.title)
    return row_of(comment, title, _("Reactie"), comment.author.name, may)


def folder_row(actor: Actor, folder: Folder) -> Row:
    """Show a folder."""
    return row_of(folder, folder.name, _("Map"), "", allows(actor, Permission.FOLDER_RESTORE, folder))


def row_of(thing: Any, title: Any, kind: Any, author_name: str, may_restore: bool) -> Row:
    """Show a thing with when it was removed, and how many days are left, the last one whole."""
    left = thing.removed_at + KEPT_FOR - now()
    is_over = left.total_seconds() <= 0
    by = thing.removed_by.name if thing.removed_by else ""
    days = 0 if is_over else left.days + 1
    return Row(thing.id, title, kind, author_name, by, thing.removed_at, days, may_restore and not is_over)


BINS: dict[str, Bin] = {
    "stukken": Bin(_l("Stukken"), queries.items_in_trash, queries.item_in_trash, item_row, restore_item),
    "reacties": Bin(_l("Reacties"), queries.comments_in_trash, queries.comment_in_trash, comment_row, restore_comment),
    "mappen": Bin(_l("Mappen"), queries.folders_in_trash, queries.folder_in_trash, folder_row, restore_folder),
}
FIRST = "stukken"


@blueprint.get("")
def index(slug: str) -> Response:
    """List what was removed, as far as the reader may see it."""
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group):
        return opening_page(actor, group)
    demand(actor, Permission.TRASH_OPEN, group)
    asked = request.args.get("soort", FIRST)
    name = asked if asked in BINS else FIRST
    found = BINS[name].listed(actor, group, place_in_list())
    return page(
        "trash/index.html",
        **head(actor, group),
        name=name,
        rows=[BINS[name].row(actor, each) for each in found.rows],
        found=found,
        kinds=kinds(group, name),
        runs=allows(actor, Permission.GROUP_EDIT, group),
        kept_days=KEPT_FOR.days,
    )


def kinds(group: Group, chosen: str) -> Sequence[dict[str, Any]]:
    """Give the links to each kind."""
    return [
        {
            "label": each.label,
            "address": f"{group.address}/prullenbak?soort={name}",
            "is_current": name == chosen,
            "count": None,
        }
        for name, each in BINS.items()
    ]


@blueprint.post("/<any(stukken, reacties, mappen):kind>/<int:thing_id>/terugzetten")
def restore(slug: str, kind: str, thing_id: int) -> Response:
    """Put something back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    list_address = f"{group.address}/prullenbak?soort={kind}"
    thing = BINS[kind].found(actor, group, thing_id)
    try:
        if thing is None:
            raise Absent
        BINS[kind].restore(actor, thing)
    except Absent:
        flash(_("Dit staat niet meer in de prullenbak."))
        return see_other(list_address)
    flash(_("Het staat er weer."), "success")
    return see_other(list_address)
