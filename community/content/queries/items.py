"""Items of any kind, by address or id."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import joinedload, undefer

from community import policy
from community.content.models import ContentItem, OldAddress
from community.policy import Absent, Actor

Item = TypeVar("Item", bound=ContentItem)


def item_to_read(actor: Actor, kind: type[Item], slug: str) -> Item:
    """Give an item with its text and all that its page says of it, or raise `Absent`."""
    return policy.get(
        actor,
        kind,
        kind.slug == slug,
        options=(
            undefer(kind.body),
            joinedload(kind.author),
            joinedload(kind.group),
            joinedload(kind.region),
            joinedload(kind.counter),
            joinedload(kind.themes),
        ),
    )


def item_by_id(actor: Actor, item_id: int) -> ContentItem:
    """Give any item that may be read, with what its address needs, or raise `Absent`."""
    return policy.get(actor, ContentItem, ContentItem.id == item_id, options=(joinedload(ContentItem.group),))


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
