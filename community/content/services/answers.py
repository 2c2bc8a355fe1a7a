"""Saying which comment answers what a discussion asks, and taking that back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from community import audit
from community.audit.group_events import AnswerMarked, AnswerUnmarked
from community.content.models import Comment, ContentItem, ItemAnswer
from community.content.services.comments import hold
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.core.upsert import put_row
from community.policy import Actor, Permission, Refused, requires


@requires(Permission.ITEM_ANSWER)
def mark_answer(actor: Actor, item: ContentItem, *, comment: Comment) -> None:
    """Call a comment the answer, in place of another where there was one. Done twice it is done once."""
    hold(comment)
    if comment.item_id != item.id or comment.is_hidden or comment.is_removed:
        raise Refused(Permission.ITEM_ANSWER, _l("Deze reactie staat er niet meer. Ze kan niet het antwoord zijn."))
    if answer_id(item) == comment.id:
        return
    values = {"comment_id": comment.id, "marked_by_id": actor.id, "marked_at": now()}
    put_row(ItemAnswer, {"id": new_id(), "item_id": item.id, **values}, key=["item_id"], changed=values)
    audit.record(actor, AnswerMarked(item_id=item.id, comment_id=comment.id, group_id=item.group_id))


@requires(Permission.ITEM_ANSWER)
def unmark_answer(actor: Actor, item: ContentItem) -> None:
    """Call no comment the answer any more."""
    if answer_id(item) is None:
        return
    db.session.execute(delete(ItemAnswer).where(ItemAnswer.item_id == item.id))
    audit.record(actor, AnswerUnmarked(item_id=item.id, group_id=item.group_id))


def answer_id(item: ContentItem) -> int | None:
    """Give the id of the comment that is the answer now."""
    found: int | None = db.session.scalar(select(ItemAnswer.comment_id).where(ItemAnswer.item_id == item.id))
    return found
