"""Items of any kind, by address or id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, undefer

from community import policy
from community.content.models import ContentItem, OldAddress
from community.content.queries.comments import ItemFacts, facts_of
from community.core.db import db
from community.policy import Absent, Actor
from community.themes.models import Theme, item_theme
from community.trail.models import TrailPlace

Item = TypeVar("Item", bound=ContentItem)
# What the address of an item needs, and its decision trail.
WITH_PLACE = (joinedload(ContentItem.group), joinedload(ContentItem.trail_place))


def item_to_read(actor: Actor, kind: type[Item], slug: str, *, with_more: Sequence[Any] = ()) -> Item:
    """Give an item with its text and all that its page says of it, or raise `Absent`; `with_more` is what a kind adds.

    The themes are joined one table after the other: SQLite would read all themes of all items for a nested join.
    """
    query = (
        select(kind)
        .outerjoin(item_theme, item_theme.c.item_id == kind.id)
        .outerjoin(Theme, Theme.id == item_theme.c.theme_id)
        .where(kind.slug == slug, policy.readable(actor, kind))
        .order_by(Theme.position)
        .options(
            undefer(kind.body),
            contains_eager(kind.themes),
            joinedload(kind.author),
            joinedload(kind.group),
            joinedload(kind.region),
            joinedload(kind.trail_place),
            *with_more,
        )
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise Absent
    return found


def group_of_item(kind: type[ContentItem], slug: str) -> tuple[int, int | None] | None:
    """Give the ids of an item and its group; None where there is no such item, or its trail leads out of it.

    Not for showing: it tells which of a reader's rights a page depends on, before the item itself is read. Of a trail
    that leads elsewhere people with the same rights in the group do not see the same: nothing is made for all of them.
    """
    query = select(kind.id, kind.group_id).where(kind.slug == slug, ~leads_elsewhere(kind))
    found = db.session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def leads_elsewhere(kind: type[ContentItem]) -> ColumnElement[bool]:
    """Whether an item stands in a trail with one of another group, or of none."""
    own, place, other = aliased(TrailPlace), aliased(TrailPlace), aliased(ContentItem)
    return (
        exists()
        .where(own.item_id == kind.id, place.trail_id == own.trail_id, other.id == place.item_id)
        .where(other.group_id.is_distinct_from(kind.group_id))
    )


def item_by_id(actor: Actor, item_id: int) -> ContentItem:
    """Give any item that may be read, with what its address needs, or raise `Absent`."""
    return policy.get(actor, ContentItem, ContentItem.id == item_id, options=WITH_PLACE)


def facts_by_id(item_id: int) -> ItemFacts | None:
    """Give what the rules judge of an item, whoever asks; not for showing to anybody whom they do not let read it."""
    query = select(ContentItem).where(ContentItem.id == item_id).options(joinedload(ContentItem.group))
    item = db.session.scalars(query).one_or_none()
    return None if item is None else facts_of(item)


def moved_item(actor: Actor, kind: type[ContentItem], slug: str) -> ContentItem:
    """Give the item that had this address before its title changed, or raise `Absent`."""
    old = policy.get(
        actor,
        OldAddress,
        OldAddress.kind == kind.__mapper_args__["polymorphic_identity"],
        OldAddress.slug == slug,
        options=(joinedload(OldAddress.item).joinedload(ContentItem.group),),
    )
    if old.item.slug == slug:
        raise Absent
    return old.item
