"""What ties the texts of the demo together: links from one to another, and what each member has seen of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from community.announcements.models import Announcement
from community.content.models import Comment, ContentItem, ItemLink, ItemVisit
from community.core.db import db
from community.core.own_addresses import paths_in
from community.demo import shapes
from community.groups.models import Group, GroupVisit
from community.trail.models import TrailPlace


def link_items() -> None:
    """Write which texts and comments lead to which other items, as their writers would have left it."""
    db.session.flush()
    query = select(ContentItem).options(undefer(ContentItem.body), joinedload(ContentItem.group))
    items = list(db.session.scalars(query))
    at = {item.address: item.id for item in items}
    written: list[tuple[int, int | None, str]] = [(item.id, None, item.body) for item in items]
    shown = select(Comment).where(~Comment.is_hidden, ~Comment.is_removed)
    written += [(each.item_id, each.id, each.html) for each in db.session.scalars(shown)]
    for item_id, comment_id, html in written:
        for to_item_id in {at[path] for path in paths_in(html) if path in at} - {item_id}:
            db.session.add(ItemLink(from_item_id=item_id, comment_id=comment_id, to_item_id=to_item_id))


def draw_trails(demo: shapes.Demo, told: Mapping[str, Announcement]) -> None:
    """Write what came out of what; what was written of a decision that was made public came out of those words."""
    db.session.flush()
    ids = {slug: item_id for item_id, slug in db.session.execute(select(ContentItem.id, ContentItem.slug))}
    come: list[shapes.Decision | shapes.Action] = [*demo.decisions, *demo.actions]
    origins = {ids[each.slug]: ids[each.comes_from] for each in come if each.comes_from}
    origins |= {row.id: row.decision_id for row in told.values() if row.decision_id}
    for post in demo.posts:
        if post.comes_from:
            origins[ids[post.slug]] = told[post.comes_from].id if post.comes_from in told else ids[post.comes_from]
    for item_id in {*origins, *origins.values()}:
        first = item_id
        while first in origins:
            first = origins[first]
        db.session.add(TrailPlace(item_id=item_id, origin_id=origins.get(item_id), trail_id=first))


def remember_visits(group: Group, seen: Mapping[int, datetime]) -> None:
    """Write when members last looked at a group, and at the discussions that they began or spoke in."""
    db.session.flush()
    begun = select(ContentItem.id, ContentItem.author_id).where(ContentItem.group_id == group.id)
    spoken = (
        select(Comment.item_id, Comment.author_id)
        .join(ContentItem, ContentItem.id == Comment.item_id)
        .where(ContentItem.group_id == group.id)
    )
    took_part = {(item_id, person_id) for item_id, person_id in db.session.execute(begun.union(spoken))}
    for member_id, moment in seen.items():
        db.session.add(GroupVisit(group_id=group.id, member_id=member_id, seen_at=moment, before_at=moment))
        for item_id in (item for item, person in took_part if person == member_id):
            db.session.add(ItemVisit(item_id=item_id, member_id=member_id, seen_at=moment, before_at=moment))
