"""Who was muted in a group."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db
from community.groups.models import Group, GroupMembership
from community.policy import Actor, Permission

MOST_AT_ONCE = 200


def place_in(actor: Actor, group: Group, slug: str) -> GroupMembership:
    """Give somebody's place in a group by the address of their page, or raise `Absent`."""
    return policy.get(
        actor,
        GroupMembership,
        GroupMembership.group_id == group.id,
        GroupMembership.member.has(Member.slug == slug),
        options=(joinedload(GroupMembership.group), joinedload(GroupMembership.member)),
    )


def muted_among(actor: Actor, group: Group, members: Sequence[Member]) -> dict[int, GroupMembership]:
    """Give the places of those among these members who were muted in the group."""
    query = select(GroupMembership).where(
        GroupMembership.group_id == group.id,
        GroupMembership.is_muted,
        GroupMembership.member_id.in_([member.id for member in members]),
        policy.readable(actor, GroupMembership),
    )
    return {place.member_id: place for place in db.session.scalars(query)}


def due_mutes(actor: Actor) -> Sequence[GroupMembership]:
    """Give some of the places whose mute is over."""
    query = (
        select(GroupMembership)
        .where(
            GroupMembership.is_muted,
            GroupMembership.muted_until <= now(),
            policy.permitted(actor, Permission.GROUP_MEMBERSHIP_UNMUTE_DUE, GroupMembership),
        )
        .order_by(GroupMembership.muted_until)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))
