"""What waits for its moment, for the worker that publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from community import policy
from community.content.models import ContentItem
from community.core.db import db
from community.policy import CLOCK, Permission

BATCH = 100


def due_items(moment: datetime) -> Sequence[ContentItem]:
    """Give items whose planned publication lies before a moment, the longest waiting first."""
    query = (
        select(ContentItem)
        .where(policy.permitted(CLOCK, Permission.ITEM_PUBLISH_DUE, ContentItem), ContentItem.publish_at <= moment)
        .order_by(ContentItem.publish_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))
