"""Action items as people read them: those of a group, one's own in all groups, and who can be given one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from community import policy
from community.accounts.models import Member, MemberState
from community.actions.models import OVER, UNDER_WAY, ActionItem, Progress
from community.content.models import State
from community.content.queries.items import item_to_read
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.groups.models import Group, GroupMembership
from community.policy import CLOCK, Absent, Actor, Permission

IN_SECTION = 5
# So many change hands at once.
MOST_HANDED_ON = 100
# So many names are offered to choose from; in a larger group one types the name.
MOST_OFFERED = 200
BATCH = 20
# It stands in the index of a group; without it all that is in the group is looked through.
KIND = "action"
ON_VIEW = (State.PUBLISHED, State.ARCHIVED)


def listed(actor: Actor, progress: Sequence[Progress], *criteria: ColumnElement[bool]) -> Select[ActionItem]:
    """The action items that are so far and that the actor may read, with what a list says of them."""
    return (
        select(ActionItem)
        .where(*criteria, *on_list(actor, progress))
        .options(
            joinedload(ActionItem.author),
            owner_known_to(actor),
            joinedload(ActionItem.group),
            joinedload(ActionItem.counter),
        )
    )


def on_list(actor: Actor, progress: Sequence[Progress]) -> tuple[ColumnElement[bool], ...]:
    """What holds for the action items that are so far and that the actor may read."""
    return (
        ActionItem.kind == KIND,
        ActionItem.state.in_(ON_VIEW),
        ActionItem.progress.in_(progress),
        policy.readable(actor, ActionItem),
    )


def owner_known_to(actor: Actor, action: Any = ActionItem) -> ORMOption:
    """Load who is to do it, where the actor may know that person: what is public names no member of the group."""
    return joinedload(action.owner.and_(policy.readable(actor, Member)))


def to_be_counted(actor: Actor, group: Group) -> Select[int]:
    """Give the action items of a group that are counted beside its tab: those on which something is to be done."""
    return select(ActionItem.id).where(
        ActionItem.group_id == group.id,
        ActionItem.kind == KIND,
        ActionItem.state.in_(ON_VIEW),
        ActionItem.progress.in_(UNDER_WAY),
        policy.readable(actor, ActionItem),
    )


def open_actions(actor: Actor, group: Group, place: Place) -> Page[ActionItem]:
    """Give a page of what is to be done in a group, what is due first on top, what has no date last."""
    query = listed(actor, UNDER_WAY, ActionItem.group_id == group.id)
    return keyset_page(query, (ActionItem.sort_on, ActionItem.id), place)


def ended_actions(actor: Actor, group: Group, place: Place) -> Page[ActionItem]:
    """Give a page of what was done in a group or is not going to be, the last first."""
    query = listed(actor, OVER, ActionItem.group_id == group.id)
    return keyset_page(query, (ActionItem.ended_at, ActionItem.id), place, descending=True)


def my_open_actions(actor: Actor, place: Place) -> Page[ActionItem]:
    """Give a page of what the actor is to do, in all groups, what is due first on top."""
    query = listed(actor, UNDER_WAY, ActionItem.owner_id == actor.id)
    return keyset_page(query, (ActionItem.sort_on, ActionItem.id), place)


def my_ended_actions(actor: Actor, place: Place) -> Page[ActionItem]:
    """Give a page of what the actor was to do and is over, the last first."""
    query = listed(actor, OVER, ActionItem.owner_id == actor.id)
    return keyset_page(query, (ActionItem.ended_at, ActionItem.id), place, descending=True)


def first_of_mine(actor: Actor, group: Group) -> Select[int]:
    """The ids of the first of what the actor is to do in a group, as long as they are in it."""
    query = select(ActionItem.id).where(
        ActionItem.owner_id == actor.id,
        ActionItem.group_id == group.id,
        ActionItem.group_id.in_(actor.group_ids),
        *on_list(actor, UNDER_WAY),
    )
    return query.order_by(ActionItem.sort_on, ActionItem.id).limit(IN_SECTION)


def with_owner(actor: Actor, action: Any) -> tuple[ORMOption, ...]:
    """Load who is to do it, in a query of items of several kinds."""
    return (owner_known_to(actor, action),)


def mine_in(actor: Actor, group: Group, *, limit: int) -> Sequence[ActionItem]:
    """Give the first of what the actor is to do in a group."""
    if group.id not in actor.group_ids:
        return []
    query = listed(actor, UNDER_WAY, ActionItem.owner_id == actor.id, ActionItem.group_id == group.id)
    return list(db.session.scalars(query.order_by(ActionItem.sort_on, ActionItem.id).limit(limit)))


def action_to_read(actor: Actor, group: Group, slug: str) -> ActionItem:
    """Give one action item of a group with its text and its owner, or raise `Absent`."""
    found = item_to_read(actor, ActionItem, slug, with_more=(owner_known_to(actor),))
    if found.group_id != group.id:
        raise Absent
    return found


def names_to_offer(actor: Actor, group: Group) -> Sequence[str]:
    """Give the names of those who can be given an action item, where they are few enough to choose from."""
    found = list(db.session.scalars(people_in(actor, group).limit(MOST_OFFERED + 1)))
    return [member.name for member in found] if len(found) <= MOST_OFFERED else []


def people_called(actor: Actor, group: Group, words: str) -> Sequence[Member]:
    """Give those in the group who go by a name; two are enough to know that it is not clear whom is meant.

    A namesake is told apart by the last part of the address of their page.
    """
    wanted = fold(words.strip())
    query = people_in(actor, group).where(or_(Member.name_folded == wanted, Member.slug == words.strip()))
    return list(db.session.scalars(query.limit(BATCH)))


def people_in(actor: Actor, group: Group) -> Select[Member]:
    """Those of a group whom the actor may know to be in it, by name."""
    return (
        select(Member)
        .join(GroupMembership, GroupMembership.member_id == Member.id)
        .where(
            GroupMembership.group_id == group.id,
            Member.state == MemberState.MEMBER,
            policy.readable(actor, GroupMembership),
            policy.readable(actor, Member),
        )
        .order_by(Member.name_folded, Member.id)
    )


# --- for the worker ---


def due_to_remind(day: date) -> Sequence[ActionItem]:
    """Give a batch of action items with an owner that are to be done by a day and of which nobody was reminded."""
    query = (
        select(ActionItem)
        .where(
            policy.permitted(CLOCK, Permission.ACTION_REMIND_DUE, ActionItem),
            ActionItem.owner_id.is_not(None),
            ActionItem.sort_on <= day,
            ActionItem.reminded_of.is_distinct_from(ActionItem.due_on),
        )
        .order_by(ActionItem.sort_on)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))
