"""What an item said before: the list, one revision, and a pair to compare; only for those who may change it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from community import policy
from community.content.models import ContentItem, Revision
from community.core.db import db
from community.policy import Actor

PAGE_SIZE = 50


def item_with_revisions(actor: Actor, item_id: int) -> ContentItem:
    """Give an item, with its text, of which the actor may read revisions, or raise `Absent`."""
    some = select(Revision.id).where(Revision.item_id == ContentItem.id, policy.readable(actor, Revision))
    return policy.get(
        actor,
        ContentItem,
        ContentItem.id == item_id,
        some.exists(),
        options=(undefer(ContentItem.body), joinedload(ContentItem.author), joinedload(ContentItem.group)),
    )


def revisions_to_read(actor: Actor, item: ContentItem, *, below: int | None = None) -> Sequence[Revision]:
    """Give the newest revisions of an item, or those below a number; one more than a page holds."""
    query = (
        select(Revision)
        .where(Revision.item_id == item.id, policy.readable(actor, Revision))
        .options(joinedload(Revision.made_by))
        .order_by(Revision.number.desc())
        .limit(PAGE_SIZE + 1)
    )
    if below is not None:
        query = query.where(Revision.number < below)
    return list(db.session.scalars(query))


def revision_to_read(actor: Actor, item: ContentItem, number: int) -> Revision:
    """Give one revision, or raise `Absent`."""
    return policy.get(
        actor,
        Revision,
        Revision.item_id == item.id,
        Revision.number == number,
        options=(joinedload(Revision.made_by), joinedload(Revision.item)),
    )
