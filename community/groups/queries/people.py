"""Who is in a group, who asked or was asked to come in, and whom one may invite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from community import policy
from community.accounts.models import Member, MemberState
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.groups.models import Group, GroupInvitation, GroupMembership, GroupRequest, GroupRole, RequestState
from community.organisations.models import Organisation
from community.policy import Absent, Actor, Permission

MOST_WAITING = 100
MOST_ORGANISATIONS = 12
MOST_COORDINATORS = 20
MOST_CANDIDATES = 10
MOST_OF_ORGANISATION = 50
SHORTEST_SEARCH = 2


def coordinators_of(actor: Actor, group: Group) -> Sequence[Member]:
    """Give who runs a group: known to all who know the group."""
    query = (
        select(GroupMembership)
        .join(GroupMembership.member)
        .where(
            GroupMembership.group_id == group.id,
            GroupMembership.role == GroupRole.COORDINATOR,
            Member.state == MemberState.MEMBER,
            policy.readable(actor, GroupMembership),
        )
        .options(joinedload(GroupMembership.member).joinedload(Member.organisation))
        .order_by(Member.name_folded, Member.id)
        .limit(MOST_COORDINATORS)
    )
    return [place.member for place in db.session.scalars(query)]


def members_of(actor: Actor, group: Group, place: Place) -> Page[Member]:
    """Give a page of the members of a group, by name."""
    return keyset_page(known_members(actor, group), (Member.name_folded, Member.id), place)


def members_by_organisation(actor: Actor, group: Group, place: Place) -> Page[Member]:
    """Give a page of the members of a group, by their organisation, then by name; those without one come last."""
    columns = (
        case((Organisation.is_confirmed, 0), else_=1),
        case((Organisation.is_confirmed, Organisation.name_folded), else_=""),
        Member.name_folded,
        Member.id,
    )
    return keyset_page(known_members(actor, group), columns, place, values_of=place_by_organisation)


def place_by_organisation(member: Member) -> tuple[int, str, str, int]:
    """Give where a member stands among others, by organisation; one that is not confirmed is nobody's to read."""
    known = member.organisation if member.organisation and member.organisation.is_confirmed else None
    return (0 if known else 1, known.name_folded if known else "", member.name_folded, member.id)


def known_members(actor: Actor, group: Group) -> Select[Member]:
    """The members of a group whom the actor may see, with their organisations."""
    return (
        select(Member)
        .join(GroupMembership, GroupMembership.member_id == Member.id)
        .outerjoin(Member.organisation)
        .where(
            GroupMembership.group_id == group.id,
            policy.readable(actor, GroupMembership),
            policy.readable(actor, Member),
        )
        .options(contains_eager(Member.organisation))
    )


def coordinating(actor: Actor, group: Group, members: Sequence[Member]) -> frozenset[int]:
    """Give the ids of those among these members who coordinate the group."""
    query = select(GroupMembership.member_id).where(
        GroupMembership.group_id == group.id,
        GroupMembership.role == GroupRole.COORDINATOR,
        GroupMembership.member_id.in_([member.id for member in members]),
        policy.readable(actor, GroupMembership),
    )
    return frozenset(db.session.scalars(query))


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who runs a group, as its page shows them."""

    name: str
    address: str
    confirmed_organisation: str


@dataclass(frozen=True, slots=True)
class WhoIsIn:
    """Who runs a group, and how many work for each organisation, the most first."""

    coordinators: Sequence[Coordinator]
    organisations: Sequence[tuple[str, int]]


def who_is_in(actor: Actor, group: Group) -> WhoIsIn:
    """Give who runs a group and, to who may know its members, of which organisations these are; in one query."""
    rows = db.session.execute(union_all(names_of_coordinators(actor, group), counts_of_organisations(actor, group)))
    found = sorted(rows.all(), key=lambda row: (-row.people, row.folded))
    return WhoIsIn(
        [Coordinator(row.name, f"/leden/{row.slug}", row.organisation) for row in found if row.slug],
        [(row.organisation, row.people) for row in found if not row.slug],
    )


def names_of_coordinators(actor: Actor, group: Group) -> Select[Any]:
    """Who runs a group, as a part of `who_is_in`: people have a name and an address."""
    query = (
        select(
            Member.name.label("name"),
            Member.slug.label("slug"),
            case((Organisation.is_confirmed, Organisation.name), else_="").label("organisation"),
            literal(0).label("people"),
            Member.name_folded.label("folded"),
        )
        .select_from(GroupMembership)
        .join(GroupMembership.member)
        .outerjoin(Member.organisation)
        .where(
            GroupMembership.group_id == group.id,
            GroupMembership.role == GroupRole.COORDINATOR,
            Member.state == MemberState.MEMBER,
            policy.readable(actor, GroupMembership),
        )
        .order_by(Member.name_folded, Member.id)
        .limit(MOST_COORDINATORS)
    )
    return select(query.subquery())


def counts_of_organisations(actor: Actor, group: Group) -> Select[Any]:
    """For how many members of a group each organisation counts, as a part of `who_is_in`."""
    count = func.count()
    query = (
        select(
            literal("").label("name"),
            literal("").label("slug"),
            Organisation.name.label("organisation"),
            count.label("people"),
            Organisation.name_folded.label("folded"),
        )
        .select_from(GroupMembership)
        .join(GroupMembership.member)
        .join(GroupMembership.group)
        .join(Member.organisation)
        .where(
            GroupMembership.group_id == group.id,
            policy.permitted(actor, Permission.GROUP_MEMBERS_READ, Group),
            policy.readable(actor, GroupMembership),
            policy.readable(actor, Member),
            policy.readable(actor, Organisation),
        )
        .group_by(Organisation.id, Organisation.name, Organisation.name_folded)
        .order_by(count.desc(), Organisation.name_folded)
        .limit(MOST_ORGANISATIONS)
    )
    return select(query.subquery())


def member_in(actor: Actor, group: Group, slug: str) -> Member:
    """Give a member of a group by the address of their page, or raise `Absent`."""
    in_group = select(GroupMembership.member_id).where(
        GroupMembership.group_id == group.id, policy.readable(actor, GroupMembership)
    )
    return policy.get(actor, Member, Member.slug == slug, Member.id.in_(in_group))


def candidates(actor: Actor, group: Group, words: str) -> Sequence[Member]:
    """Give members of the site whose name holds these words and who are not known to be in the group."""
    wanted = fold(words.strip())
    if len(wanted) < SHORTEST_SEARCH:
        return []
    query = to_invite(actor, group).where(Member.name_folded.contains(wanted, autoescape=True))
    return list(db.session.scalars(query.limit(MOST_CANDIDATES)))


def candidates_from(actor: Actor, group: Group, organisation: Organisation) -> Sequence[Member]:
    """Give members of the site who work for an organisation and are not known to be in the group."""
    query = to_invite(actor, group).where(Member.organisation_id == organisation.id)
    return list(db.session.scalars(query.limit(MOST_OF_ORGANISATION)))


def to_invite(actor: Actor, group: Group) -> Select[Member]:
    """The members of the site who are not known to be in a group, by name."""
    in_group = select(GroupMembership.member_id).where(
        GroupMembership.group_id == group.id, policy.readable(actor, GroupMembership)
    )
    return (
        select(Member)
        .where(policy.readable(actor, Member), Member.state == MemberState.MEMBER, Member.id.not_in(in_group))
        .options(joinedload(Member.organisation))
        .order_by(Member.name_folded, Member.id)
    )


def candidate(actor: Actor, slug: str) -> Member:
    """Give a member of the site whom the actor may see, or raise `Absent`."""
    return policy.get(actor, Member, Member.slug == slug, Member.state == MemberState.MEMBER)


def members_called(actor: Actor, words: str) -> Sequence[Member]:
    """Give the members of the site with exactly this name or e-mail address; two are enough to know it is unclear."""
    wanted = fold(words.strip())
    query = (
        select(Member)
        .where(
            policy.readable(actor, Member),
            Member.state == MemberState.MEMBER,
            (Member.name_folded == wanted) | (Member.email_folded == wanted),
        )
        .limit(2)
    )
    return list(db.session.scalars(query))


# --- requests and invitations ---


def waiting_requests(actor: Actor, group: Group) -> Sequence[GroupRequest]:
    """Give the requests that wait for an answer of this group's coordinators, the oldest first."""
    query = (
        select(GroupRequest)
        .where(
            GroupRequest.group_id == group.id,
            GroupRequest.state == RequestState.WAITING,
            policy.readable(actor, GroupRequest),
        )
        .options(joinedload(GroupRequest.member).joinedload(Member.organisation))
        .order_by(GroupRequest.id)
        .limit(MOST_WAITING)
    )
    return list(db.session.scalars(query))


def waiting_invitations(actor: Actor, group: Group) -> Sequence[GroupInvitation]:
    """Give the invitations of a group that wait for an answer, the oldest first."""
    query = (
        select(GroupInvitation)
        .where(
            GroupInvitation.group_id == group.id,
            GroupInvitation.state == RequestState.WAITING,
            policy.readable(actor, GroupInvitation),
        )
        .options(joinedload(GroupInvitation.member).joinedload(Member.organisation))
        .order_by(GroupInvitation.id)
        .limit(MOST_WAITING)
    )
    return list(db.session.scalars(query))


def request_to_read(actor: Actor, group: Group, request_id: int) -> GroupRequest:
    """Give one request to a group, or raise `Absent`."""
    return policy.get(
        actor,
        GroupRequest,
        GroupRequest.id == request_id,
        GroupRequest.group_id == group.id,
        options=(joinedload(GroupRequest.group), joinedload(GroupRequest.member)),
    )


def requests_on_page(actor: Actor, group: Group, *, deciding: bool, asking: bool) -> Sequence[GroupRequest]:
    """Give what waits for who decides, and what who may ask asked last, the oldest first; in one query."""
    if not deciding and not asking:
        return []
    last_of_mine = select(func.max(GroupRequest.id)).where(
        GroupRequest.group_id == group.id, GroupRequest.member_id == actor.id
    )
    waits = (GroupRequest.state == RequestState.WAITING) & literal(deciding)
    is_mine = (GroupRequest.id == last_of_mine.scalar_subquery()) & literal(asking)
    query = (
        select(GroupRequest)
        .where(GroupRequest.group_id == group.id, waits | is_mine, policy.readable(actor, GroupRequest))
        .options(joinedload(GroupRequest.member).joinedload(Member.organisation), joinedload(GroupRequest.group))
        .order_by(GroupRequest.id)
        .limit(MOST_WAITING + 1)
    )
    return list(db.session.scalars(query))


def my_last_request(actor: Actor, group: Group) -> GroupRequest | None:
    """Give what the actor last asked of a group."""
    query = (
        select(GroupRequest)
        .where(
            GroupRequest.group_id == group.id,
            GroupRequest.member_id == actor.id,
            policy.readable(actor, GroupRequest),
        )
        .options(joinedload(GroupRequest.group))
        .order_by(GroupRequest.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def my_waiting_request(actor: Actor, group: Group) -> GroupRequest:
    """Give the actor's request that waits for an answer, or raise `Absent`."""
    found = my_last_request(actor, group)
    if found is None or found.state != RequestState.WAITING:
        raise Absent
    return found


def my_requests(actor: Actor) -> Sequence[GroupRequest]:
    """Give the actor's requests that wait for an answer, with their groups."""
    query = (
        select(GroupRequest)
        .where(
            GroupRequest.member_id == actor.id,
            GroupRequest.state == RequestState.WAITING,
            policy.readable(actor, GroupRequest),
        )
        .options(joinedload(GroupRequest.group))
        .order_by(GroupRequest.id)
        .limit(MOST_WAITING)
    )
    return list(db.session.scalars(query))


def my_invitations(actor: Actor) -> Sequence[GroupInvitation]:
    """Give the invitations that wait for the actor's answer, with their groups."""
    query = (
        select(GroupInvitation)
        .where(
            GroupInvitation.member_id == actor.id,
            GroupInvitation.state == RequestState.WAITING,
            policy.readable(actor, GroupInvitation),
        )
        .options(joinedload(GroupInvitation.group), joinedload(GroupInvitation.invited_by))
        .order_by(GroupInvitation.id)
        .limit(MOST_WAITING)
    )
    return list(db.session.scalars(query))


def my_invitation(actor: Actor, invitation_id: int) -> GroupInvitation:
    """Give an invitation of the actor with its group, or raise `Absent`; it waits for an answer, or is settled."""
    return policy.get(
        actor,
        GroupInvitation,
        GroupInvitation.id == invitation_id,
        GroupInvitation.member_id == actor.id,
        options=(
            joinedload(GroupInvitation.group).joinedload(Group.region),
            joinedload(GroupInvitation.invited_by),
        ),
    )


def invitation_of(actor: Actor, group: Group, invitation_id: int) -> GroupInvitation:
    """Give an invitation that a group sent, or raise `Absent`."""
    return policy.get(
        actor,
        GroupInvitation,
        GroupInvitation.id == invitation_id,
        GroupInvitation.group_id == group.id,
        options=(joinedload(GroupInvitation.group), joinedload(GroupInvitation.member)),
    )
