"""A trail as somebody sees it: the items that they may read, and that there is a decision where that is public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, with_polymorphic

from community import policy
from community.actions.models import ActionItem
from community.announcements.models import Announcement
from community.content.models import ContentItem, State
from community.content.queries.items import item_by_id
from community.content.queries.links import items_at
from community.core.db import db
from community.core.own_addresses import path_of
from community.decisions.models import Decision
from community.policy import Absent, Actor, Permission, allows
from community.trail.models import MOST_PLACES, TrailPlace


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a trail; without the item where the reader may know only that there is one."""

    item: ContentItem | None
    is_here: bool = False


def trail_of(actor: Actor, item: ContentItem) -> Sequence[Part]:
    """Give the trail in which an item stands, from its beginning, in one query; nothing where it stands alone."""
    if item.trail_place is None:
        return []
    kinds = with_polymorphic(ContentItem, [ActionItem, Announcement, Decision], aliased=True)
    thing = joinedload(TrailPlace.item.of_type(kinds))
    query = (
        select(TrailPlace)
        .where(TrailPlace.trail_id == item.trail_place.trail_id, policy.readable(actor, TrailPlace))
        .options(thing.joinedload(kinds.group))
        .order_by(TrailPlace.item_id)
        .limit(2 * MOST_PLACES)
    )
    places = [each for each in db.session.scalars(query) if each.item.state != State.REMOVED]
    return [part_for(actor, place, item) for place in in_line(places)] if len(places) > 1 else []


def part_for(actor: Actor, place: TrailPlace, here: ContentItem) -> Part:
    """Give a part of a trail as its reader may know it."""
    return Part(place.item if allows(actor, Permission.ITEM_READ, place.item) else None, place.item_id == here.id)


def in_line(places: Sequence[TrailPlace]) -> list[TrailPlace]:
    """Put places in a line: each after what it came out of, the oldest first."""
    known = {place.item_id for place in places}
    waiting = [place for place in reversed(places) if place.origin_id not in known]
    found: list[TrailPlace] = []
    while waiting:
        place = waiting.pop()
        found.append(place)
        waiting += [each for each in reversed(places) if each.origin_id == place.item_id]
    return found


def origin_of(actor: Actor, item: ContentItem) -> ContentItem | None:
    """Give the item that an item came out of, where the actor may read it."""
    origin_id = item.trail_place.origin_id if item.trail_place else None
    return item_to_go_on_from(actor, origin_id) if origin_id else None


def item_to_go_on_from(actor: Actor, item_id: int) -> ContentItem | None:
    """Give an item that the actor may read, by its id; None where there is none."""
    try:
        return item_by_id(actor, item_id)
    except Absent:
        return None


def item_at(actor: Actor, address: str) -> ContentItem | None:
    """Give the item that the actor may read at an address of this site, as somebody copies it from the browser."""
    path = path_of(address)
    found = items_at(actor, [path]) if path else []
    return found[0] if len(found) == 1 else None
