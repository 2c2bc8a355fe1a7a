"""What the worker does about content: publishes what was planned, tells who should know, clears up files."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import Select, String, cast, or_, select
from sqlalchemy.orm import joinedload

from community.accounts.queries import actor_for
from community.content.models import Attachment, Comment, ContentItem
from community.content.queries.publication import due_items
from community.content.services.attachments import hold_keys
from community.content.services.publication import publish_due
from community.core.clock import now
from community.core.db import begin_writing, db
from community.documents.models import DocumentVersion, UploadPiece
from community.groups.models import GroupPicture
from community.jobs import every, task
from community.mail import compose, deliver
from community.members.models import Portrait
from community.policy import CLOCK, Permission, allows

PUBLISHING_SECONDS = 20


@every(seconds=PUBLISHING_SECONDS)
def publish_due_items() -> None:
    """Publish what was planned for a moment that has come; takes the write lock only where there is something."""
    if not due_items(now()):
        return
    begin_writing()
    for item in due_items(now()):
        publish_due(CLOCK, item)


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


@task("content.forget_file")
def forget_file(key: str) -> None:
    """Take the content of a file that was removed out of the storage, unless another file is the same.

    Looked up and taken away under one lock, or an attachment that is added meanwhile would lose its content.
    """
    begin_writing()
    hold_keys([key])
    if not any(db.session.scalar(query.limit(1)) is not None for query in uses_of(key)):
        current_app.extensions["storage"].delete(key)


def uses_of(key: str) -> list[Select[int]]:
    """Give a query for each kind of thing whose content may stand under a key."""
    in_variants = cast(Attachment.variants, String).contains(key, autoescape=True)
    in_sizes = cast(GroupPicture.variants, String).contains(key, autoescape=True)
    in_portraits = cast(Portrait.variants, String).contains(key, autoescape=True)
    in_pages = cast(DocumentVersion.pages, String).contains(key, autoescape=True)
    whole_or_small = or_(DocumentVersion.storage_key == key, DocumentVersion.thumbnail_key == key)
    return [
        select(Attachment.id).where(or_(Attachment.storage_key == key, in_variants)),
        select(DocumentVersion.id).where(or_(whole_or_small, in_pages)),
        select(UploadPiece.id).where(UploadPiece.storage_key == key),
        select(GroupPicture.id).where(or_(GroupPicture.storage_key == key, in_sizes)),
        select(Portrait.id).where(or_(Portrait.storage_key == key, in_portraits)),
    ]
