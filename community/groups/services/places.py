"""Who is in a group and in which role: join, leave, put out, give a role. A group is never without a coordinator.

Each deed holds the group's row until its transaction ends, so that what it counted is still so when it commits.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from community import audit, jobs
from community.accounts.models import Member, MemberState
from community.audit.group_events import (
    GroupCoordinatorEnded,
    GroupCoordinatorNamed,
    GroupJoined,
    GroupLeft,
    GroupMemberRemoved,
)
from community.core.clock import now
from community.core.db import db
from community.groups.models import (
    Group,
    GroupInvitation,
    GroupMembership,
    GroupRequest,
    GroupRole,
    RequestState,
)
from community.notifications.tell import follow_by_taking_part, hear_no_more_of_group
from community.policy import Actor, Permission, Refused, demand, requires

LAST_COORDINATOR = _l(
    "Een werkgroep heeft altijd een coördinator. Maak eerst iemand anders coördinator, of draag de werkgroep over."
)


@requires(Permission.GROUP_JOIN)
def join(actor: Actor, group: Group) -> None:
    """Come into an open group at once; who is in already stays as they are."""
    hold(group)
    demand(actor, Permission.GROUP_JOIN, group)
    if place_of(group, actor.id) is None:
        _give_place(actor, group, actor.id)
        audit.record(actor, GroupJoined(group_id=group.id, member_id=actor.id))


@requires(Permission.GROUP_LEAVE)
def leave(actor: Actor, group: Group) -> None:
    """Leave a group; its last coordinator must find another first."""
    hold(group)
    place = place_of(group, actor.id)
    if place is not None:
        demand_other_coordinator(Permission.GROUP_LEAVE, group, place)
        take_place(group, place)
        audit.record(actor, GroupLeft(group_id=group.id, member_id=actor.id))


@requires(Permission.GROUP_MANAGE)
def remove_member(actor: Actor, group: Group, *, member: Member, reason: str) -> None:
    """Put a member out of a group, with a reason that they read."""
    hold(group)
    place = place_of(group, member.id)
    if place is not None:
        demand_other_coordinator(Permission.GROUP_MANAGE, group, place)
        take_place(group, place)
        audit.record(actor, GroupMemberRemoved(group_id=group.id, member_id=member.id, reason=reason))
        jobs.enqueue("groups.member_removed", group_id=group.id, member_id=member.id)


@requires(Permission.GROUP_MANAGE)
def change_role(actor: Actor, group: Group, *, member: Member, role: GroupRole) -> None:
    """Make a member of a group coordinator, or coordinator no longer."""
    hold(group)
    place = place_of(group, member.id)
    if place is None or place.role == role:
        return
    if role == GroupRole.MEMBER:
        demand_other_coordinator(Permission.GROUP_MANAGE, group, place)
    elif member.state != MemberState.MEMBER:
        raise Refused(Permission.GROUP_MANAGE, _l("Alleen wie lid is van de site kan coördinator worden."))
    if role == GroupRole.COORDINATOR:
        place.become_coordinator()
    else:
        place.role, place.is_deputy = role, False
    event = GroupCoordinatorNamed if role == GroupRole.COORDINATOR else GroupCoordinatorEnded
    audit.record(actor, event(group_id=group.id, member_id=member.id))


def hold(group: Group) -> None:
    """Keep others from changing a group until this transaction ends, and read anew what they may have changed."""
    db.session.refresh(group, ["access", "is_archived", "member_count"], with_for_update=True)


def place_of(group: Group, member_id: int) -> GroupMembership | None:
    """Give somebody's place in a group as it is now."""
    query = select(GroupMembership).where(GroupMembership.group_id == group.id, GroupMembership.member_id == member_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _give_place(actor: Actor, group: Group, member_id: int, role: GroupRole = GroupRole.MEMBER) -> None:
    """Put somebody in a group that is held, and settle what waited between the two; nobody comes into an archive."""
    if group.is_archived:
        raise Refused(Permission.GROUP_MANAGE, _l("Deze werkgroep is gearchiveerd. Er komt niemand meer bij."))
    db.session.add(GroupMembership(group_id=group.id, member_id=member_id, role=role))
    waiting = {"group_id": group.id, "member_id": member_id, "state": RequestState.WAITING}
    for model, more in ((GroupRequest, {"decided_by_id": actor.id or None}), (GroupInvitation, {})):
        db.session.execute(
            update(model).filter_by(**waiting).values(state=RequestState.ACCEPTED, decided_at=now(), **more)
        )
    count_members(group)
    follow_by_taking_part(member_id, group_id=group.id)


def take_place(group: Group, place: GroupMembership) -> None:
    """Take somebody out of a group that is held."""
    was_coordinator = place.role == GroupRole.COORDINATOR
    db.session.delete(place)
    count_members(group)
    hear_no_more_of_group(place.member_id, group.id)
    if was_coordinator:
        jobs.enqueue("groups.coordinator_gone", group_id=group.id)


def count_members(group: Group) -> None:
    """Write down how many places a group has; counted anew, so that a mistake never stays."""
    db.session.flush()
    count = select(func.count()).where(GroupMembership.group_id == group.id).scalar_subquery()
    db.session.execute(
        update(Group)
        .where(Group.id == group.id)
        .values(member_count=count)
        .execution_options(synchronize_session=False)
    )


def demand_other_coordinator(permission: Permission, group: Group, place: GroupMembership) -> None:
    """Refuse where this place is that of the last coordinator who can act; one who is suspended cannot."""
    if place.role != GroupRole.COORDINATOR:
        return
    others = (
        select(func.count())
        .select_from(GroupMembership)
        .join(Member, Member.id == GroupMembership.member_id)
        .where(
            GroupMembership.group_id == group.id,
            GroupMembership.role == GroupRole.COORDINATOR,
            GroupMembership.id != place.id,
            Member.state == MemberState.MEMBER,
        )
    )
    if not db.session.scalar(others):
        raise Refused(permission, LAST_COORDINATOR)
