"""Notices which items lead to which, whenever a text is written; a step of the deeds that write."""

from __future__ import annotations

from sqlalchemy import delete

from community.content.models import Comment, ItemAnswer, ItemLink
from community.content.queries.links import items_at
from community.core.db import db
from community.core.own_addresses import paths_in
from community.policy import Actor


def note_links(item_id: int, html: str, *, by: Actor, comment_id: int | None = None) -> None:
    """Keep to which items a text leads, in place of what was kept of it; what its writer cannot read is no link."""
    db.session.flush()  # a new item is written before what refers to it
    forget_links(item_id, comment_id)
    for found in items_at(by, paths_in(html)):
        if found.id != item_id:
            db.session.add(ItemLink(from_item_id=item_id, comment_id=comment_id, to_item_id=found.id))


def forget_links(item_id: int, comment_id: int | None) -> None:
    """Let go of the links of a text that changed or went."""
    db.session.execute(
        delete(ItemLink).where(ItemLink.from_item_id == item_id, ItemLink.comment_id.is_not_distinct_from(comment_id))
    )


def withdraw(comment: Comment) -> None:
    """Let what a comment was for others go with it: its links, and that it was the answer."""
    forget_links(comment.item_id, comment.id)
    db.session.execute(delete(ItemAnswer).where(ItemAnswer.comment_id == comment.id))
