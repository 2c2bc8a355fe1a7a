"""Which items lead to which: found where they are written, and shown in both directions to who may read both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from community import policy
from community.content.models import ContentItem, ItemLink, State
from community.content.queries.items import leads_elsewhere
from community.core.db import db
from community.policy import Actor

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Links:
    """The items to which an item leads, and those that lead to it."""

    to: Sequence[ContentItem] = ()
    back: Sequence[ContentItem] = ()


def items_at(actor: Actor, paths: Sequence[str]) -> Sequence[ContentItem]:
    """Give the items that the actor may read at some paths of this site."""
    slugs = {path.rpartition("/")[2] for path in paths}
    if not slugs:
        return []
    query = (
        select(ContentItem)
        .where(ContentItem.slug.in_(slugs), policy.readable(actor, ContentItem))
        .options(joinedload(ContentItem.group))
        .limit(2 * MOST_SHOWN)
    )
    return [item for item in db.session.scalars(query) if item.address in paths]


def links_of(actor: Actor, item: ContentItem) -> Links:
    """Give what an item leads to and what leads to it, as far as the actor may read it, in one query."""
    query = (
        select(ItemLink)
        .where(
            or_(ItemLink.from_item_id == item.id, ItemLink.to_item_id == item.id),
            policy.readable(actor, ItemLink),
        )
        .options(
            joinedload(ItemLink.from_item).joinedload(ContentItem.group),
            joinedload(ItemLink.to_item).joinedload(ContentItem.group),
        )
        .order_by(ItemLink.id)
        .limit(4 * MOST_SHOWN)
    )
    to, back = dict[int, ContentItem](), dict[int, ContentItem]()
    for link in db.session.scalars(query):
        other, found = (link.to_item, to) if link.from_item_id == item.id else (link.from_item, back)
        if other.state != State.REMOVED:
            found[other.id] = other
    return Links(list(to.values())[:MOST_SHOWN], list(back.values())[:MOST_SHOWN])


def group_of_linked_item(kind: type[ContentItem], slug: str) -> tuple[int, int | None] | None:
    """Give the ids of an item and its group, as `group_of_item` does; None also where links or trail lead out.

    Then people with the same rights in the group do not see the same links, and nothing is made for all of them.
    """
    other = aliased(ContentItem)
    leads_out = exists().where(
        or_(
            and_(ItemLink.from_item_id == kind.id, other.id == ItemLink.to_item_id),
            and_(ItemLink.to_item_id == kind.id, other.id == ItemLink.from_item_id),
        ),
        other.group_id.is_not(None),
        other.group_id.is_distinct_from(kind.group_id),
    )
    found = db.session.execute(
        select(kind.id, kind.group_id).where(kind.slug == slug, ~leads_out, ~leads_elsewhere(kind))
    ).one_or_none()
    return None if found is None else (found[0], found[1])
