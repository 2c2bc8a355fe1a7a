"""What people do with trails: say that one item came out of another, or that it did not.

Whoever changes a trail holds all of it until the change is written, so that two at once make no circle.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community import audit
from community.audit.trail_events import TrailContinued, TrailCut
from community.content.models import ContentItem
from community.core.db import db, insert_where_absent
from community.policy import Actor, Permission, Refused, requires
from community.trail.models import MOST_PLACES, TrailPlace

IN_A_CIRCLE = _l("Dat stuk komt zelf uit dit stuk voort.")
TOO_LONG = _l("Dit besluitspoor wordt te lang. Begin een nieuw spoor.")


@requires(Permission.TRAIL_CHANGE)
def connect(actor: Actor, item: ContentItem, *, origin: ContentItem) -> None:
    """Say that an item came out of another, and bring along all that came out of it; it has one origin at most."""
    lead_on(actor, origin, to=item)


@requires(Permission.TRAIL_CONTINUE)
def lead_on(actor: Actor, origin: ContentItem, *, to: ContentItem) -> None:
    """Put something that the actor just made after what it came out of."""
    db.session.flush()  # a new item is written before what refers to it
    for item_id in (origin.id, to.id):
        values = {"item_id": item_id, "origin_id": None, "trail_id": item_id}
        db.session.connection().execute(insert_where_absent(TrailPlace), values)
    places = _held((origin.id, to.id))
    here, there = places[origin.id], places[to.id]
    if there.origin_id == origin.id:
        return
    moved = _below(there, places.values())
    if here in moved:
        raise Refused(Permission.TRAIL_CONTINUE, IN_A_CIRCLE)
    if sum(each.trail_id == here.trail_id for each in places.values()) + len(moved) > MOST_PLACES:
        raise Refused(Permission.TRAIL_CONTINUE, TOO_LONG)
    there.origin_id = origin.id
    for each in moved:
        each.trail_id = here.trail_id
    audit.record(actor, TrailContinued(item_id=to.id, group_id=to.group_id))


@requires(Permission.TRAIL_CHANGE)
def cut(actor: Actor, item: ContentItem) -> None:
    """Say that an item did not come out of what was said; what came out of it goes with it."""
    places = _held((item.id,))
    place = places.get(item.id)
    if place is None or place.origin_id is None:
        return
    moved = _below(place, places.values())
    place.origin_id = None
    for each in moved:
        each.trail_id = item.id
    audit.record(actor, TrailCut(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_PURGE_DUE)
def leave_trail(actor: Actor, item: ContentItem) -> None:
    """Take something that goes for good out of its trail; what came out of it each begins a trail of its own."""
    places = _held((item.id,))
    for place in [each for each in places.values() if each.origin_id == item.id]:
        place.origin_id = None
        for each in _below(place, places.values()):
            each.trail_id = place.item_id
    if item.id in places:
        db.session.delete(places[item.id])
    db.session.flush()


def _held(item_ids: Sequence[int]) -> dict[int, TrailPlace]:
    """Give all places of the trails in which these items stand, held; once more where another just changed one."""
    of_items = select(TrailPlace.trail_id).where(TrailPlace.item_id.in_(item_ids))
    while True:
        wanted = set(db.session.scalars(select(TrailPlace.item_id).where(TrailPlace.item_id.in_(item_ids))))
        query = (
            select(TrailPlace)
            .where(TrailPlace.trail_id.in_(set(db.session.scalars(of_items))))
            .order_by(TrailPlace.item_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found = {place.item_id: place for place in db.session.scalars(query)}
        if wanted <= found.keys():
            return found


def _below(place: TrailPlace, places: Collection[TrailPlace]) -> list[TrailPlace]:
    """Give a place with all that came out of it, directly or not."""
    found, waiting = [place], [place]
    while waiting:
        origin = waiting.pop()
        after = [each for each in places if each.origin_id == origin.item_id]
        found += after
        waiting += after
    return found
