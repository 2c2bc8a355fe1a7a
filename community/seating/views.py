"""The table of a group and of a region, each below the address of what it is about; the first can invite."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from community.groups.views.arrival import arrive, head, needs_opening, opening_page
from community.organisations.messages import LAYER_WORDS
from community.policy import Permission, allows, demand
from community.regions.queries import region_to_read
from community.seating import messages, queries
from community.web import current
from community.web.answers import page
from community.web.gate import public

blueprint = Blueprint("seating", __name__)


@blueprint.get("/werkgroepen/<slug>/tafel")
@public
def of_group(slug: str) -> Response:
    """Show which organisations take part in a group, are silent or are missing."""
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group) and not allows(actor, Permission.GROUP_TABLE_READ, group):
        return opening_page(actor, group)
    demand(actor, Permission.GROUP_TABLE_READ, group)
    shown = head(actor, group)
    return page(
        "seating/of_group.html",
        **shown,
        table=queries.table_of_group(actor, group),
        words=messages.WORDS_IN_GROUP,
        says=messages,
        layer_words=LAYER_WORDS,
        invited=queries.invited_organisations(actor, group) if shown["may_manage"] else frozenset(),
    )


@blueprint.get("/proeftuinen/<slug>/tafel")
@public
def of_region(slug: str) -> Response:
    """Show which organisations of a region sit in a group that the reader can look into."""
    actor = current.actor()
    region = region_to_read(actor, slug)
    groups = queries.counted_groups(actor, region)
    return page(
        "seating/of_region.html",
        region=region,
        groups=groups,
        table=queries.table_of_region(actor, region, groups),
        words=messages.WORDS_IN_REGION,
        says=messages,
        layer_words=LAYER_WORDS,
        inviting=[
            group for group in groups if group.id in actor.group_ids and allows(actor, Permission.GROUP_MANAGE, group)
        ],
    )
