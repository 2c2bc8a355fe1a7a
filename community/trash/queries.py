"""What waits in the trash of a group, for those who may see that; and, for the worker, what has waited long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from community import policy
from community.content.models import KEPT_FOR, Comment, ContentItem, State
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.documents.models import Folder
from community.groups.models import Group
from community.policy import CLOCK, Actor, Permission


def items_in_trash(actor: Actor, group: Group, place: Place) -> Page[ContentItem]:
    """Give a page of the items that were removed in a group, the last first, with who wrote and who removed them."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.group_id == group.id,
            ContentItem.state == State.REMOVED,
            ContentItem.removed_at.is_not(None),
            policy.permitted(actor, Permission.ITEM_TRASH_READ, ContentItem),
        )
        .options(joinedload(ContentItem.author), joinedload(ContentItem.removed_by), joinedload(ContentItem.group))
    )
    return keyset_page(query, (ContentItem.removed_at, ContentItem.id), place, descending=True)


def comments_in_trash(actor: Actor, group: Group, place: Place) -> Page[Comment]:
    """Give a page of the comments that were removed in a group, the last first; what they said is not shown."""
    query = (
        select(Comment)
        .join(Comment.item)
        .where(
            ContentItem.group_id == group.id,
            Comment.removed_at.is_not(None),
            policy.permitted(actor, Permission.COMMENT_TRASH_READ, Comment),
        )
        .options(
            joinedload(Comment.author),
            joinedload(Comment.removed_by),
            joinedload(Comment.item).joinedload(ContentItem.group),
        )
    )
    return keyset_page(query, (Comment.removed_at, Comment.id), place, descending=True)


def folders_in_trash(actor: Actor, group: Group, place: Place) -> Page[Folder]:
    """Give a page of the folders that were removed in a group, the last first."""
    query = (
        select(Folder)
        .where(
            Folder.group_id == group.id,
            Folder.removed_at.is_not(None),
            policy.permitted(actor, Permission.FOLDER_TRASH_READ, Folder),
        )
        .options(joinedload(Folder.removed_by), joinedload(Folder.group))
    )
    return keyset_page(query, (Folder.removed_at, Folder.id), place, descending=True)


def item_in_trash(actor: Actor, group: Group, item_id: int) -> ContentItem | None:
    """Give one item in the trash of a group; None where it is not there, any more or for this reader."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.id == item_id,
            ContentItem.group_id == group.id,
            policy.permitted(actor, Permission.ITEM_TRASH_READ, ContentItem),
        )
        .options(joinedload(ContentItem.group))
    )
    return db.session.scalars(query).one_or_none()


def comment_in_trash(actor: Actor, group: Group, comment_id: int) -> Comment | None:
    """Give one comment in the trash of a group; None where it is not there, any more or for this reader."""
    query = (
        select(Comment)
        .join(Comment.item)
        .where(
            Comment.id == comment_id,
            ContentItem.group_id == group.id,
            policy.permitted(actor, Permission.COMMENT_TRASH_READ, Comment),
        )
        .options(joinedload(Comment.item).joinedload(ContentItem.group))
    )
    return db.session.scalars(query).one_or_none()


def folder_in_trash(actor: Actor, group: Group, folder_id: int) -> Folder | None:
    """Give one folder in the trash of a group; None where it is not there, any more or for this reader."""
    query = (
        select(Folder)
        .where(
            Folder.id == folder_id,
            Folder.group_id == group.id,
            policy.permitted(actor, Permission.FOLDER_TRASH_READ, Folder),
        )
        .options(joinedload(Folder.group))
    )
    return db.session.scalars(query).one_or_none()


# --- for the worker ---


def due_items(moment: datetime, *, limit: int) -> Sequence[ContentItem]:
    """Give items of groups whose time in the trash is over, the longest waiting first; held until the end."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.group_id.is_not(None),
            ContentItem.removed_at <= moment - KEPT_FOR,
            policy.permitted(CLOCK, Permission.ITEM_PURGE_DUE, ContentItem),
        )
        .order_by(ContentItem.removed_at, ContentItem.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))


def due_comments(moment: datetime, *, limit: int) -> Sequence[Comment]:
    """Give comments in groups whose time in the trash is over, with their items; held until the end."""
    query = (
        select(Comment)
        .join(Comment.item)
        .where(
            Comment.removed_at <= moment - KEPT_FOR,
            ContentItem.group_id.is_not(None),
            policy.permitted(CLOCK, Permission.COMMENT_PURGE_DUE, Comment),
        )
        .options(contains_eager(Comment.item))
        .order_by(Comment.removed_at, Comment.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Comment)
    )
    return list(db.session.scalars(query))


def due_folders(moment: datetime, *, limit: int) -> Sequence[Folder]:
    """Give folders whose time in the trash is over; held until the end."""
    query = (
        select(Folder)
        .where(Folder.removed_at <= moment - KEPT_FOR, policy.permitted(CLOCK, Permission.FOLDER_PURGE_DUE, Folder))
        .order_by(Folder.removed_at, Folder.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))
