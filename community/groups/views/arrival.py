"""Coming to a group by its address, and what the head of each of its pages shows; also for what stands in a group."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from community.core.pagination import Place
from community.groups.models import Group
from community.groups.queries.groups import group_to_read, moved_group
from community.groups.views.rooms import GroupTab, add_tab, tabs_of
from community.policy import Absent, Actor, Permission, allows
from community.web.answers import page

blueprint = Blueprint("groups", __name__, url_prefix="/werkgroepen")


def arrive(actor: Actor, slug: str) -> Group:
    """Give the group at this address; one that was renamed sends the browser on, and what is not there is `Absent`."""
    try:
        return group_to_read(actor, slug)
    except Absent:
        new = moved_group(actor, slug)
    here = request.full_path.rstrip("?")
    raise RequestRedirect(here.replace(f"/werkgroepen/{slug}", new.address, 1))


def needs_opening(actor: Actor, group: Group) -> bool:
    """Whether this is a moderator who must open the group before reading in it."""
    return allows(actor, Permission.GROUP_INSPECT, group) and group.id not in actor.opened_ids


def opening_page(actor: Actor, group: Group, status: int = 403) -> Response:
    """Ask a moderator to open the group first; the same for every address in it, whether anything is there or not."""
    answer = page("groups/opening.html", next_path=request.path, **head(actor, group))
    answer.status_code = status
    return answer


def head(actor: Actor, group: Group) -> dict[str, Any]:
    """Give what every page of a group shows above its content."""
    return {
        "group": group,
        "tabs_of_group": tabs_of(actor, group),
        "is_in_group": group.id in actor.group_ids,
        "may_manage": allows(actor, Permission.GROUP_MANAGE, group),
        "needs_opening": needs_opening(actor, group),
        "is_quiet": group.id in actor.quiet_ids,
    }


def first_page(group: Group) -> str:
    """Give the path at which who just came in begins: the welcome, where there is one."""
    return f"{group.address}/welkom" if group.welcome else group.address


def place_in_list() -> Place:
    """Read from the address where in a list the reader is."""
    return Place(request.args.get("na"), request.args.get("voor"))


def sees_members(actor: Actor, group: Group) -> bool:
    """Whether this reader may know who is in the group."""
    return allows(actor, Permission.GROUP_MEMBERS_READ, group)


def runs_group(actor: Actor, group: Group) -> bool:
    """Whether this reader runs the group."""
    return allows(actor, Permission.GROUP_EDIT, group)


add_tab(GroupTab(_l("Overzicht"), "", 0))
add_tab(GroupTab(_l("Leden"), "/leden", 60, sees_members))
add_tab(GroupTab(_l("Logboek"), "/logboek", 70, runs_group))
add_tab(GroupTab(_l("Beheer"), "/beheer", 80, runs_group))
