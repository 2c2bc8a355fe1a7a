"""What is new for a member in items since they were there. Read for that member alone, never for a common page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community import policy
from community.content.models import Comment, ContentItem, ItemVisit
from community.core.clock import now
from community.core.db import db
from community.core.visits import seen_before
from community.policy import Actor

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class News:
    """Which comments of others a member has not seen, the oldest first (up to one more than is told apart)."""

    ids: Sequence[int] = ()
    since: datetime | None = None


def visit_to(actor: Actor, item_id: int) -> ItemVisit | None:
    """Give when the actor was at an item."""
    query = select(ItemVisit).where(
        ItemVisit.item_id == item_id, ItemVisit.member_id == actor.id, policy.readable(actor, ItemVisit)
    )
    return db.session.scalars(query).one_or_none()


def news_in(actor: Actor, item: ContentItem) -> News:
    """Give what others said under an item since the actor was there; nothing where they never were."""
    visit = visit_to(actor, item.id)
    if visit is None:
        return News()
    since = seen_before(visit.seen_at, visit.before_at, now())
    unseen = (
        select(Comment.id)
        .where(
            Comment.item_id == item.id,
            Comment.created_at > since,
            Comment.author_id != actor.id,
            ~Comment.is_removed,
            ~Comment.is_hidden,
            policy.readable(actor, Comment),
        )
        .order_by(Comment.id)
        .limit(MOST_COUNTED + 1)
    )
    return News(list(db.session.scalars(unseen)), since)
