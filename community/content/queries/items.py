"""Items of any kind, by address or id."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from community import policy
from community.content.models import ContentItem, OldAddress
from community.content.queries.comments import ItemFacts, facts_of
from community.core.db import db
from community.policy import Absent, Actor
from community.themes.models import Theme, item_theme

Item = TypeVar("Item", bound=ContentItem)


def item_to_read(actor: Actor, kind: type[Item], slug: str) -> Item:
    """Give an item with its text and all that its page says of it, or raise `Absent`.

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
        )
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise Absent
    return found


def group_of_item(kind: type[ContentItem], slug: str) -> tuple[int, int | None] | None:
    """Give the ids of an item and its group; None where there is no such item.

    Not for showing: it tells which of a reader's rights a page depends on, before the item itself is read.
    """
    found = db.session.execute(select(kind.id, kind.group_id).where(kind.slug == slug)).one_or_none()
    return None if found is None else (found[0], found[1])


def item_by_id(actor: Actor, item_id: int) -> ContentItem:
    """Give any item that may be read, with what its address needs, or raise `Absent`."""
    return policy.get(actor, ContentItem, ContentItem.id == item_id, options=(joinedload(ContentItem.group),))


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
