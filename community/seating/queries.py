"""Who is at the table of a group or a region, in a few queries however many there are.

Of groups that the reader may not look into nothing is counted, so that no number tells of them. An organisation is
called silent only to who reads everything in all groups in which it is seen to sit. Votes count for nothing: some are
secret. Only the last ninety days are looked at, so that an old group is as fast as a young one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, false, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from community import policy
from community.accounts.models import Member, MemberState
from community.content.models import Comment, ContentItem, Revision, State
from community.core.clock import now
from community.core.db import db
from community.documents.models import DocumentVersion
from community.groups.models import Group, GroupInvitation, GroupMembership, GroupRole, RequestState
from community.organisations.models import Organisation
from community.policy import Actor, Permission
from community.regions.models import Region
from community.seating.seats import SILENT_AFTER, Place, Seat, Standing, Table, laid, standing_of

MOST_ORGANISATIONS = 500
MOST_GROUPS = 200
ON_VIEW = (State.PUBLISHED, State.ARCHIVED)


@dataclass(slots=True)
class People:
    """Those who sit for one organisation, taken together."""

    count: int = 0
    coordinator_count: int = 0
    functions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sitting:
    """Where an organisation sits, and when somebody of it last came in."""

    places: list[Place] = field(default_factory=list)
    joined_at: datetime | None = None


def table_of_group(actor: Actor, group: Group) -> Table:
    """Give who is at the table of a group that the actor may know this of."""
    found = [group] if policy.allows(actor, Permission.GROUP_TABLE_READ, group) else []
    return table_of(actor, found, group.region_id)


def table_of_region(actor: Actor, region: Region, groups: Sequence[Group]) -> Table:
    """Give who is at the table in these groups of a region."""
    return table_of(actor, groups, region.id)


def counted_groups(actor: Actor, region: Region) -> Sequence[Group]:
    """Give the groups of a region of which the actor may know who is at the table, by name."""
    query = select(Group).where(in_region(actor, region.id)).order_by(Group.name_folded, Group.id).limit(MOST_GROUPS)
    return list(db.session.scalars(query))


def in_region(actor: Actor, region_id: int) -> ColumnElement[bool]:
    """The groups that count for a region and this actor."""
    here = Group.region_id == region_id
    return here & ~Group.is_archived & policy.permitted(actor, Permission.GROUP_TABLE_READ, Group)


def glance_at_region(actor: Actor, region: Region) -> Table:
    """Give which organisations of a region sit in a group at all, in one query, for a page that is about more."""
    counted = in_region(actor, region.id)
    sits = (
        exists()
        .where(
            Member.organisation_id == Organisation.id,
            Member.state == MemberState.MEMBER,
            GroupMembership.member_id == Member.id,
            GroupMembership.group_id == Group.id,
            counted,
        )
        .correlate(Organisation)
    )
    query = organisations(actor, Organisation.regions.any(Region.id == region.id)).add_columns(
        sits, exists().where(counted)
    )
    rows = db.session.execute(query).all()
    seats = [
        Seat(each.id, each.slug, each.name, each.layer, Standing.SEATED if is_seated else Standing.MISSING)
        for each, is_seated, _ in rows
    ]
    return Table(laid(seats), is_known=any(is_known for *_, is_known in rows))


def organisations(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Organisation]:
    """The confirmed organisations that fit, by name."""
    return (
        select(Organisation)
        .where(policy.readable(actor, Organisation), Organisation.is_confirmed, *conditions)
        .order_by(Organisation.name_folded, Organisation.id)
        .limit(MOST_ORGANISATIONS)
    )


def table_of(actor: Actor, groups: Sequence[Group], region_id: int | None) -> Table:
    """Give who is at the table in these groups, and who of a region is missing there."""
    named = [group for group in groups if policy.allows(actor, Permission.GROUP_MEMBERS_READ, group)]
    read = [group for group in groups if policy.allows(actor, Permission.GROUP_SILENCE_READ, group)]
    sitting, people, active = sitting_in(groups), people_in(named), active_in(actor, read)
    all_read, moment = {group.id for group in read}, now()
    seats = []
    for organisation, is_of_region in of_region_or_in(actor, region_id, groups):
        at, who = sitting.pop(organisation.id, Sitting()), people.pop(organisation.id, People())
        last_active_at = active.get(organisation.id)
        seats.append(
            Seat(
                organisation_id=organisation.id,
                slug=organisation.slug,
                name=organisation.name,
                layer=organisation.layer,
                standing=standing_of(
                    sits=bool(at.places),
                    is_all_read=all(place.id in all_read for place in at.places),
                    last_sign_at=max((each for each in (last_active_at, at.joined_at) if each), default=None),
                    moment=moment,
                ),
                is_of_region=is_of_region,
                people_count=who.count,
                coordinator_count=who.coordinator_count,
                functions=tuple(who.functions),
                last_active_at=last_active_at,
                places=tuple(at.places),
            )
        )
    return Table(
        laid(seats),
        is_known=bool(groups),
        tells_people=bool(named),
        tells_silence=bool(read),
        without_organisation_count=sum(rest.count for rest in people.values()),
    )


def of_region_or_in(
    actor: Actor, region_id: int | None, groups: Sequence[Group]
) -> Sequence[tuple[Organisation, bool]]:
    """Give the organisations of a region and those that sit in these groups, and which of them are of the region."""
    of_region = Organisation.regions.any(Region.id == region_id) if region_id else false()
    seated = Organisation.id.in_(seats_in(groups, Member.organisation_id))
    query = organisations(actor, or_(of_region, seated)).add_columns(of_region)
    return [(organisation, bool(is_of_region)) for organisation, is_of_region in db.session.execute(query)]


def seats_in(groups: Sequence[Group], *columns: InstrumentedAttribute[Any]) -> Select[Any]:
    """What is asked of the admitted members of groups; the groups must have been judged."""
    return (
        select(*columns)
        .select_from(GroupMembership)
        .join(GroupMembership.member)
        .where(GroupMembership.group_id.in_([group.id for group in groups]), Member.state == MemberState.MEMBER)
    )


def sitting_in(groups: Sequence[Group]) -> dict[int | None, Sitting]:
    """Give for each organisation in which of these groups it sits, and when somebody of it last came in."""
    if not groups:
        return {}
    places = {group.id: Place(group.id, group.name, group.address) for group in groups}
    query = (
        seats_in(groups, Member.organisation_id, GroupMembership.group_id)
        .add_columns(func.max(GroupMembership.joined_at))
        .group_by(Member.organisation_id, GroupMembership.group_id)
    )
    found: dict[int | None, Sitting] = defaultdict(Sitting)
    for organisation_id, group_id, joined_at in db.session.execute(query):
        sitting = found[organisation_id]
        sitting.places.append(places[group_id])
        sitting.joined_at = max(joined_at, sitting.joined_at or joined_at)
    for sitting in found.values():
        sitting.places.sort(key=lambda place: (place.name, place.id))
    return found


def people_in(groups: Sequence[Group]) -> dict[int | None, People]:
    """Give for each organisation how many people sit in these groups, how many run one, and their functions."""
    if not groups:
        return {}
    runs_one = case((GroupMembership.role == GroupRole.COORDINATOR, Member.id))
    count = func.count(Member.id.distinct())
    query = (
        seats_in(groups, Member.organisation_id, Member.function)
        .add_columns(count, func.count(runs_one.distinct()))
        .group_by(Member.organisation_id, Member.function)
        .order_by(count.desc(), Member.function)
    )
    found: dict[int | None, People] = defaultdict(People)
    for organisation_id, function, number, coordinators in db.session.execute(query):
        people = found[organisation_id]
        people.count += number
        people.coordinator_count += coordinators
        if function:
            people.functions.append(function)
    return found


def active_in(actor: Actor, groups: Sequence[Group]) -> dict[int | None, datetime]:
    """Give for each organisation when somebody of it last did something in a group in which they still are.

    Who wrote an item, a comment, a page of the wiki or a version of a document took part; of the text nothing is told.
    """
    if not groups:
        return {}
    since = now() - SILENT_AFTER
    here = (
        ContentItem.group_id.in_([group.id for group in groups]),
        ContentItem.state.in_(ON_VIEW),
        policy.readable(actor, ContentItem),
    )
    comments_on_view = (~Comment.is_removed, ~Comment.is_hidden)
    written = did(ContentItem.author_id, ContentItem.published_at).where(*here, ContentItem.published_at >= since)
    said = did(Comment.author_id, Comment.created_at).join(Comment.item).where(*here, *comments_on_view)
    kept = did(Revision.made_by_id, Revision.made_at).join(Revision.item).where(*here)
    filed = did(DocumentVersion.made_by_id, DocumentVersion.made_at).join(
        ContentItem, ContentItem.id == DocumentVersion.document_id
    )
    deeds = union_all(
        written,
        said.where(Comment.created_at >= since),
        kept.where(Revision.made_at >= since),
        filed.where(*here, DocumentVersion.made_at >= since),
    ).subquery()
    query = (
        select(Member.organisation_id, func.max(deeds.c.at))
        .join(deeds, deeds.c.member_id == Member.id)
        .join(
            GroupMembership,
            (GroupMembership.member_id == Member.id) & (GroupMembership.group_id == deeds.c.group_id),
        )
        .where(Member.state == MemberState.MEMBER)
        .group_by(Member.organisation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def did(who: InstrumentedAttribute[int], at: InstrumentedAttribute[Any]) -> Select[int, int | None, Any]:
    """Who did something in which group, and when last."""
    group_id = ContentItem.group_id
    columns = (who.label("member_id"), group_id.label("group_id"), func.max(at).label("at"))
    return select(*columns).group_by(who, group_id)


def invited_organisations(actor: Actor, group: Group) -> frozenset[int]:
    """Give the organisations of whom somebody was invited to a group and has not answered."""
    query = (
        select(Member.organisation_id)
        .join(GroupInvitation, GroupInvitation.member_id == Member.id)
        .where(
            GroupInvitation.group_id == group.id,
            GroupInvitation.state == RequestState.WAITING,
            policy.readable(actor, GroupInvitation),
            Member.organisation_id.is_not(None),
        )
    )
    return frozenset(db.session.scalars(query))
