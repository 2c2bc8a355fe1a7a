"""Discussions of a group: the list, pinned ones first, and one with its text."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from community import policy
from community.content.models import Comment, State
from community.content.queries.items import item_to_read, moved_item
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.discussions.models import Discussion
from community.groups.models import Group
from community.policy import Absent, Actor, Permission, allows

MOST_PINNED = 10
ON_VIEW = (State.PUBLISHED, State.ARCHIVED)


def listed(actor: Actor, group: Group) -> Select[Discussion]:
    """The discussions of a group that the actor may read, with what a list says of them."""
    return (
        select(Discussion)
        .where(Discussion.group_id == group.id, Discussion.state.in_(ON_VIEW), policy.readable(actor, Discussion))
        .options(joinedload(Discussion.author), joinedload(Discussion.group), joinedload(Discussion.counter))
    )


def pinned_discussions(actor: Actor, group: Group) -> Sequence[Discussion]:
    """Give the discussions that stand on top, the liveliest first."""
    query = listed(actor, group).where(Discussion.is_pinned)
    return list(db.session.scalars(query.order_by(Discussion.last_activity_at.desc()).limit(MOST_PINNED)))


def discussions_to_read(
    actor: Actor, group: Group, place: Place, *, without: Sequence[Discussion] = ()
) -> Page[Discussion]:
    """Give a page of the discussions of a group, the liveliest first, without those that stand on top."""
    query = listed(actor, group).where(Discussion.id.not_in([each.id for each in without]))
    return keyset_page(query, (Discussion.last_activity_at, Discussion.id), place, descending=True)


def discussion_to_read(actor: Actor, group: Group, slug: str) -> Discussion:
    """Give one discussion of a group with its text, or raise `Absent`."""
    found = item_to_read(actor, Discussion, slug)
    if found.group_id != group.id:
        raise Absent
    return found


def moved_discussion(actor: Actor, group: Group, slug: str) -> Discussion:
    """Give the discussion that had this address before its title changed, or raise `Absent`."""
    found = moved_item(actor, Discussion, slug)
    if not isinstance(found, Discussion) or found.group_id != group.id:
        raise Absent
    return found


def others_commented(discussion: Discussion) -> bool:
    """Whether anybody but its author has said something in a discussion that still stands."""
    query = select(
        exists().where(Comment.item_id == discussion.id, Comment.author_id != discussion.author_id, ~Comment.is_removed)
    )
    return bool(db.session.scalar(query))


def may_remove(actor: Actor, discussion: Discussion) -> bool:
    """Whether this actor may take a discussion away now."""
    if not allows(actor, Permission.ITEM_REMOVE, discussion):
        return False
    return allows(actor, Permission.ITEM_MODERATE, discussion) or not others_commented(discussion)
