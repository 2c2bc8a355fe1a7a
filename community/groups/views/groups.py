"""Working groups as people read them: the list, one group, who is in it, and what was done there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.models import Member
from community.audit.forms import asked_in
from community.audit.group_kinds import LOG_KINDS
from community.groups.forms import RequestForm
from community.groups.models import Group, RequestState
from community.groups.queries import activity, continuity, groups, people
from community.groups.queries.groups import GroupFilter
from community.groups.queries.mutes import muted_among
from community.groups.queries.pictures import drawn, picture_of
from community.groups.services import visits
from community.groups.views.arrival import arrive, blueprint, head, needs_opening, opening_page, place_in_list
from community.groups.views.rooms import sections_of
from community.policy import Actor, Permission, allows, demand
from community.regions.queries import regions_to_read
from community.themes.queries import themes_to_read
from community.web import current
from community.web.answers import page, see_other
from community.web.bell import page_has_follow_button
from community.web.gate import public


@blueprint.get("")
@public
def index() -> Response:
    """Show the groups that the reader may know: the own first, then the others by name."""
    actor, place = current.actor(), place_in_list()
    regions, themes = regions_to_read(actor), themes_to_read(actor)
    region = next((each for each in regions if each.slug == request.args.get("regio")), None)
    theme = next((each for each in themes if each.slug == request.args.get("thema")), None)
    is_archive = request.args.get("archief") == "ja"
    chosen = GroupFilter(region.id if region else None, theme.id if theme else None, is_archive)
    is_first = place.after is None and place.before is None
    return page(
        "groups/index.html",
        mine=groups.my_groups(actor, chosen) if is_first else [],
        others=groups.other_groups(actor, chosen, place),
        invitations=people.my_invitations(actor) if actor.is_member and not is_archive else [],
        requests=people.my_requests(actor) if actor.is_member and not is_archive else [],
        regions=regions,
        themes=themes,
        region=region,
        theme=theme,
        is_archive=is_archive,
        may_create=allows(actor, Permission.GROUP_CREATE) and not is_archive,
    )


@blueprint.get("/<slug>")
@public
def show(slug: str) -> Response:
    """Show a group: what is new, who runs it, and how to come in."""
    actor = current.actor()
    group = arrive(actor, slug)
    form = RequestForm(formdata=None) if allows(actor, Permission.GROUP_REQUEST, group) else None
    return page("groups/show.html", **overview(actor, group), request_form=form)


def overview(actor: Actor, group: Group) -> dict[str, Any]:
    """Give what the page of a group shows."""
    is_known_inside = allows(actor, Permission.GROUP_MEMBERS_READ, group)
    may_follow = allows(actor, Permission.GROUP_FOLLOW, group)
    if may_follow:
        page_has_follow_button("werkgroep", group.id)
    items, unseen = activity.new_in_group(actor, group)
    who = people.who_is_in(actor, group)
    return head(actor, group) | {
        "items": items,
        "unseen": unseen,
        "comments": activity.new_comments(actor, items),
        "coordinators": who.coordinators,
        "organisations": who.organisations,
        "member_count": group.member_count if is_known_inside else None,
        "may_join": allows(actor, Permission.GROUP_JOIN, group),
        "may_leave": allows(actor, Permission.GROUP_LEAVE, group),
        "may_follow": may_follow,
        "may_start": allows(actor, Permission.DISCUSSION_START, group),
        "sections": sections_of(actor, group),
        "picture": drawn(group),
        "may_report_picture": (picture := picture_of(group)) is not None
        and allows(actor, Permission.GROUP_PICTURE_REPORT, picture),
        **requests_shown(actor, group),
    }


def requests_shown(actor: Actor, group: Group) -> dict[str, Any]:
    """Give what waits for the reader, and what they asked themselves: what waits, or how the last one was refused."""
    deciding = allows(actor, Permission.GROUP_MANAGE, group)
    asking = allows(actor, Permission.GROUP_REQUEST, group)
    requests = people.requests_on_page(actor, group, deciding=deciding, asking=asking)
    found = next((each for each in reversed(requests) if each.member_id == actor.id), None) if asking else None
    return {
        "waiting": [each for each in requests if deciding and each.state == RequestState.WAITING],
        "asked": found if found and found.state == RequestState.WAITING else None,
        "refused": found if found and found.state == RequestState.REFUSED else None,
    }


@blueprint.post("/<slug>/<any(bezoek, gelezen):deed>")
def visit(slug: str, deed: str) -> Response:
    """Keep that a member was here: told by the page once it is shown, or by a button, after which nothing is new."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    if deed == "bezoek":
        visits.note_group_visit(actor, group)
        return Response(status=204)
    visits.mark_group_read(actor, group)
    flash(_("Alles hier geldt nu als gezien."), "success")
    return see_other(group.address)


@blueprint.get("/<slug>/leden")
def members(slug: str) -> Response:
    """Show who is in a group, by organisation or by name."""
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group) and not allows(actor, Permission.GROUP_MEMBERS_READ, group):
        return opening_page(actor, group)
    demand(actor, Permission.GROUP_MEMBERS_READ, group)
    is_by_name = request.args.get("op") == "naam"
    found = (people.members_of if is_by_name else people.members_by_organisation)(actor, group, place_in_list())
    deputy = continuity.deputy_of(actor, group)
    return page(
        "groups/members.html",
        **head(actor, group),
        members=found,
        by_organisation=[] if is_by_name else under_organisations(found.rows),
        is_by_name=is_by_name,
        coordinating=people.coordinating(actor, group, found.rows),
        deputy_id=deputy.id if deputy else 0,
        muted=muted_among(actor, group, found.rows) if allows(actor, Permission.GROUP_MANAGE, group) else {},
    )


def under_organisations(members: Sequence[Member]) -> list[tuple[str, list[Member]]]:
    """Put members that come in the order of their organisations under these; nobody's has no name."""
    return [(name, list(found)) for name, found in groupby(members, key=lambda each: each.confirmed_organisation)]


@blueprint.get("/<slug>/logboek")
def log(slug: str) -> Response:
    """Show those who run a group what was done in it; who came and went is told as the list of members is."""
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group) and not allows(actor, Permission.GROUP_MEMBERS_READ, group):
        return opening_page(actor, group)
    demand(actor, Permission.GROUP_EDIT, group)
    asked = asked_in(request.args)
    wanted = activity.Asked(request.args.get("soort", ""), asked.done_by, asked.first_moment, asked.last_moment)
    lines = activity.log_of(actor, group, place_in_list(), wanted)
    kinds = {word: label for word, (label, _events) in LOG_KINDS.items()}
    kind = wanted.kind if wanted.kind in kinds else ""
    rest = replace(asked, kind="", group="", about="", person_id=None)
    shown = {"kind": kind, "kinds": kinds, "asked": replace(rest, kind=kind), "rest": rest}
    return page("groups/log.html", **head(actor, group), lines=lines, **shown)
