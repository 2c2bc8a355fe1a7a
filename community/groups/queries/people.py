"""Who is in a group, who asked or was asked to come in, and whom one may invite."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member, MemberState
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.groups.models import Group, GroupInvitation, GroupMembership, GroupRequest, GroupRole, RequestState
from community.organisations.models import Organisation
from community.policy import Absent, Actor

MOST_WAITING = 100
MOST_ORGANISATIONS = 12
MOST_CANDIDATES = 10
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
        .limit(20)
    )
    return [place.member for place in db.session.scalars(query)]


def members_of(actor: Actor, group: Group, place: Place) -> Page[Member]:
    """Give a page of the members of a group, by name."""
    query = (
        select(Member)
        .join(GroupMembership, GroupMembership.member_id == Member.id)
        .where(
            GroupMembership.group_id == group.id,
            policy.readable(actor, GroupMembership),
            policy.readable(actor, Member),
        )
        .options(joinedload(Member.organisation))
    )
    return keyset_page(query, (Member.name_folded, Member.id), place)


def coordinating(actor: Actor, group: Group, members: Sequence[Member]) -> frozenset[int]:
    """Give the ids of those among these members who coordinate the group."""
    query = select(GroupMembership.member_id).where(
        GroupMembership.group_id == group.id,
        GroupMembership.role == GroupRole.COORDINATOR,
        GroupMembership.member_id.in_([member.id for member in members]),
        policy.readable(actor, GroupMembership),
    )
    return frozenset(db.session.scalars(query))


def organisations_in(actor: Actor, group: Group) -> Sequence[tuple[str, int]]:
    """Give how many members of a group work for each organisation, the most first."""
    count = func.count()
    query = (
        select(Organisation.name, count)
        .select_from(GroupMembership)
        .join(GroupMembership.member)
        .join(Member.organisation)
        .where(
            GroupMembership.group_id == group.id,
            policy.readable(actor, GroupMembership),
            policy.readable(actor, Member),
            policy.readable(actor, Organisation),
        )
        .group_by(Organisation.id, Organisation.name, Organisation.name_folded)
        .order_by(count.desc(), Organisation.name_folded)
        .limit(MOST_ORGANISATIONS)
    )
    return [(name, number) for name, number in db.session.execute(query)]


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
    in_group = select(GroupMembership.member_id).where(
        GroupMembership.group_id == group.id, policy.readable(actor, GroupMembership)
    )
    query = (
        select(Member)
        .where(
            policy.readable(actor, Member),
            Member.state == MemberState.MEMBER,
            Member.name_folded.contains(wanted, autoescape=True),
            Member.id.not_in(in_group),
        )
        .options(joinedload(Member.organisation))
        .order_by(Member.name_folded, Member.id)
        .limit(MOST_CANDIDATES)
    )
    return list(db.session.scalars(query))


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
