"""Working groups as lists show them, and one group by its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import joinedload

from community import policy
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.groups.models import Group, GroupOldAddress
from community.policy import Actor, Permission

PAGE_SIZE = 24
MOST_OF_MINE = 100


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """What a reader narrows the list of groups to."""

    region_id: int | None = None
    theme_id: int | None = None
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group as a list shows it; how many are in and how lively it is, is said only to who may read its members."""

    id: int
    name: str
    address: str
    purpose: str
    access: str
    is_mine: bool
    is_archived: bool
    region_name: str
    member_count: int | None
    last_activity_at: datetime | None


def group_to_read(actor: Actor, slug: str) -> Group:
    """Give one group with its region, theme and picture, or raise `Absent`."""
    options = (joinedload(Group.region), joinedload(Group.theme), joinedload(Group.picture))
    return policy.get(actor, Group, Group.slug == slug, options=options)


def moved_group(actor: Actor, slug: str) -> Group:
    """Give the group that had this address before it was renamed, or raise `Absent`."""
    old = policy.get(actor, GroupOldAddress, GroupOldAddress.slug == slug, options=(joinedload(GroupOldAddress.group),))
    return old.group


def listed(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Group]:
    """The groups that the actor may know and that fit, with what a list says of them."""
    return select(Group).where(policy.readable(actor, Group), *conditions).options(joinedload(Group.region))


def narrowed(chosen: GroupFilter) -> list[ColumnElement[bool]]:
    """Give the conditions of a filter: the groups that go on, or those that are archived."""
    conditions: list[ColumnElement[bool]] = [Group.is_archived.is_(chosen.is_archived)]
    if chosen.region_id:
        conditions.append(Group.region_id == chosen.region_id)
    if chosen.theme_id:
        conditions.append(Group.theme_id == chosen.theme_id)
    return conditions


def my_groups(actor: Actor, chosen: GroupFilter | None = None) -> list[GroupCard]:
    """Give the groups that the actor is in, the liveliest first."""
    if not actor.group_ids:
        return []
    query = listed(actor, Group.id.in_(actor.group_ids), *narrowed(chosen or GroupFilter()))
    query = query.order_by(Group.last_activity_at.desc(), Group.id.desc()).limit(MOST_OF_MINE)
    return cards_of(actor, list(db.session.scalars(query)))


def other_groups(actor: Actor, chosen: GroupFilter, place: Place) -> Page[GroupCard]:
    """Give a page of the groups that the actor may know and is not in, by name."""
    query = listed(actor, Group.id.not_in(actor.group_ids), *narrowed(chosen))
    found = keyset_page(query, (Group.name_folded, Group.id), place, size=PAGE_SIZE)
    return Page(cards_of(actor, found.rows), found.previous, found.next)


def liveliest_groups(actor: Actor, chosen: GroupFilter | None = None, *, limit: int = 4) -> list[GroupCard]:
    """Give a few groups that the actor may know, the own first, for a page that is about more than groups.

    The liveliest stand first as far as the actor may see inside; by their order the others would tell what happens in
    them, so they come by name.
    """
    seen_inside = policy.permitted(actor, Permission.GROUP_MEMBERS_READ, Group)
    query = listed(actor, *narrowed(chosen or GroupFilter())).order_by(
        Group.id.in_(actor.group_ids).desc(),
        case((seen_inside, Group.last_activity_at)).desc().nulls_last(),
        Group.name_folded,
        Group.id,
    )
    return cards_of(actor, list(db.session.scalars(query.limit(limit))))


def cards_of(actor: Actor, groups: Sequence[Group]) -> list[GroupCard]:
    """Give groups as a list shows them to this actor."""
    return [card_of(actor, group) for group in groups]


def card_of(actor: Actor, group: Group) -> GroupCard:
    """Give one group as a list shows it to this actor."""
    is_known_inside = policy.allows(actor, Permission.GROUP_MEMBERS_READ, group)
    return GroupCard(
        id=group.id,
        name=group.name,
        address=group.address,
        purpose=group.purpose,
        access=group.access.value,
        is_mine=group.id in actor.group_ids,
        is_archived=group.is_archived,
        region_name=group.region.name if group.region else "",
        member_count=group.member_count if is_known_inside else None,
        last_activity_at=group.last_activity_at if is_known_inside else None,
    )
