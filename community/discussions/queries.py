"""Discussions of a group: the list, pinned ones first, and one with its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member, MemberState
from community.content.models import Audience, Comment, ItemAnswer, State
from community.content.queries.items import item_to_read, moved_item
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.discussions.models import Discussion
from community.groups.models import Group, GroupMembership
from community.policy import Absent, Actor, Permission, allows

MOST_PINNED = 10
MOST_TARGETS = 100
ON_VIEW = (State.PUBLISHED, State.ARCHIVED)


@dataclass(frozen=True, slots=True)
class ChangeOfReaders:
    """How many members come to read a discussion, how many no longer do, and whether visitors no longer do."""

    gained: int
    lost: int
    is_closed_to_visitors: bool


def listed(actor: Actor, group: Group) -> Select[Discussion]:
    """The discussions of a group that the actor may read, with what a list says of them."""
    return (
        select(Discussion)
        .where(Discussion.group_id == group.id, Discussion.state.in_(ON_VIEW), policy.readable(actor, Discussion))
        .options(joinedload(Discussion.author), joinedload(Discussion.group), joinedload(Discussion.counter))
    )


def to_be_counted(actor: Actor, group: Group) -> Select[int]:
    """The discussions that the list of a group shows this reader, to be counted."""
    return select(Discussion.id).where(
        Discussion.group_id == group.id, Discussion.state.in_(ON_VIEW), policy.readable(actor, Discussion)
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


def talk_elsewhere(actor: Actor, slug: str) -> Discussion:
    """Give a discussion that stands in whatever group it was moved to, or raise `Absent`."""
    return policy.get(actor, Discussion, Discussion.slug == slug, options=(joinedload(Discussion.group),))


def groups_to_move_to(actor: Actor, discussion: Discussion) -> Sequence[Group]:
    """Give the groups into which the actor may put a discussion, by name."""
    query = (
        select(Group)
        .where(
            policy.readable(actor, Group),
            policy.permitted(actor, Permission.DISCUSSION_RECEIVE, Group),
            Group.id != discussion.group_id,
        )
        .order_by(Group.name_folded, Group.id)
        .limit(MOST_TARGETS)
    )
    return list(db.session.scalars(query))


def change_of_readers(discussion: Discussion, target: Group, audience: Audience) -> ChangeOfReaders:
    """Count the members who would come to read a discussion, and those who would no longer; for who may move it."""
    members = select(func.count()).select_from(Member).where(Member.state == MemberState.MEMBER)
    before = reading(discussion.audience, discussion.group_id or 0)
    after = reading(audience, target.id)
    gained, lost = db.session.execute(
        select(members.where(after, ~before).scalar_subquery(), members.where(before, ~after).scalar_subquery())
    ).one()
    closed_to_visitors = discussion.audience == Audience.PUBLIC and audience != Audience.PUBLIC
    return ChangeOfReaders(gained, lost, closed_to_visitors)


def reading(audience: Audience, group_id: int) -> ColumnElement[bool]:
    """Which members read what is for an audience, moderators who look in aside."""
    if audience != Audience.GROUP:
        return true()
    return exists().where(GroupMembership.group_id == group_id, GroupMembership.member_id == Member.id)


def answered_among(actor: Actor, discussions: Sequence[Discussion]) -> frozenset[int]:
    """Give the ids of those discussions of which the actor sees the answer."""
    query = select(ItemAnswer.item_id).where(
        ItemAnswer.item_id.in_([each.id for each in discussions]), policy.readable(actor, ItemAnswer)
    )
    return frozenset(db.session.scalars(query)) if discussions else frozenset()


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
