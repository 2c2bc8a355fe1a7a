"""What the worker does about content: tells the author of a comment that was hidden."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.queries import actor_for
from community.content.models import Comment, ContentItem
from community.core.db import db
from community.jobs import task
from community.mail import compose, deliver
from community.policy import Permission, allows


@task("content.comment_hidden")
def tell_author(comment_id: int) -> None:
    """Tell the author of a comment why it was hidden, unless it was shown again or may not be read any more."""
    query = (
        select(Comment)
        .where(Comment.id == comment_id, Comment.is_hidden)
        .options(joinedload(Comment.author), joinedload(Comment.item).joinedload(ContentItem.group))
    )
    comment = db.session.scalars(query).one_or_none()
    if comment is None or not comment.author.email:
        return
    if not allows(actor_for(comment.author), Permission.COMMENT_READ, comment):
        return
    author = comment.author
    message = compose(
        "comment_hidden",
        name=author.name,
        email=author.email,
        language=author.language,
        title=comment.item.title,
        reason=comment.hidden_reason,
        address=f"{comment.item.address}?reactie={comment.id}#reactie-{comment.id}",
    )
    db.session.rollback()
    deliver(message)
