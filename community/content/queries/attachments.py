"""Files of items, and pictures as a page draws them; who may read an item may read what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.content.models import Attachment, AttachmentUse, ContentItem
from community.core.db import db
from community.policy import Actor

MOST = 200


def attachment_to_read(actor: Actor, attachment_id: int) -> Attachment:
    """Give one file with its item, or raise `Absent`."""
    options = (joinedload(Attachment.item).joinedload(ContentItem.group),)
    return policy.get(actor, Attachment, Attachment.id == attachment_id, options=options)


def attachment_to_change(actor: Actor, attachment_id: int) -> Attachment:
    """Give one file with its item and the item's text, or raise `Absent`."""
    with_item = joinedload(Attachment.item)
    options = (with_item.joinedload(ContentItem.group), with_item.undefer(ContentItem.body))
    return policy.get(actor, Attachment, Attachment.id == attachment_id, options=options)


def attachments_of(actor: Actor, item: ContentItem) -> Sequence[Attachment]:
    """Give the files and pictures of an item in the order in which they were added."""
    query = (
        select(Attachment)
        .where(Attachment.item_id == item.id, policy.readable(actor, Attachment))
        .order_by(Attachment.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def lead_pictures(actor: Actor, item_ids: Iterable[int]) -> dict[int, Attachment]:
    """Give the lead picture of each of these items that has one, in one query."""
    ids = list(item_ids)
    if not ids:
        return {}
    query = (
        select(Attachment)
        .where(
            Attachment.item_id.in_(ids),
            Attachment.use == AttachmentUse.LEAD_PICTURE,
            policy.readable(actor, Attachment),
        )
        .order_by(Attachment.id)
    )
    return {picture.item_id: picture for picture in db.session.scalars(query)}
