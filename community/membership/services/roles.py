"""The roles of members, the first administrator, and leaving. The site is never without an administrator."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from community import audit
from community.accounts.models import Identity, LoginSession, Member, MemberState, Role, SignInEnd
from community.accounts.services import end_sign_ins
from community.audit.member_events import MemberAdmitted, MembershipEnded, RoleGiven
from community.core.clock import now
from community.core.db import db
from community.core.slugs import fold
from community.groups.models import (
    Group,
    GroupInvitation,
    GroupMembership,
    GroupRequest,
    GroupRole,
    RequestState,
)
from community.membership.models import Application, ApplicationState
from community.membership.queries.people import lock_people
from community.notifications.tell import hear_no_more_of_group
from community.policy import Actor, Permission, Refused, requires

LAST_DEMOTED = _l("Dit is de laatste beheerder: geef eerst iemand anders die rol.")
LAST_LEAVES = _l("Je bent de laatste beheerder: geef eerst iemand anders die rol.")
ONLY_COORDINATOR = _l("Je bent de enige coördinator van %(groups)s. Draag die eerst over.")


def keep_an_administrator(*, besides: Member, sentence: object) -> None:
    """Raise `Refused` where nobody else would administer the site; the people concerned have been locked."""
    if besides.role != Role.ADMINISTRATOR:
        return
    others = select(Member.id).where(
        Member.role == Role.ADMINISTRATOR, Member.state == MemberState.MEMBER, Member.id != besides.id
    )
    if db.session.scalar(others.limit(1)) is None:
        raise Refused(Permission.MEMBER_SET_ROLE, sentence)


@requires(Permission.MEMBER_SET_ROLE)
def set_role(actor: Actor, member: Member, *, role: Role) -> None:
    """Give a member another role for the whole site."""
    if member.role == role:
        return
    keep_an_administrator(besides=member, sentence=LAST_DEMOTED)
    member.role = role
    audit.record(actor, RoleGiven(member_id=member.id, role=role.value))


def _end_membership(actor: Actor, member: Member) -> None:
    """End a membership: out of all groups, signed out everywhere."""
    keep_an_administrator(besides=member, sentence=LAST_LEAVES if actor.id == member.id else LAST_DEMOTED)
    leave_groups(member)
    end_membership(member)
    member.confirm_asked_at = member.confirm_reminded_at = None
    audit.record(actor, MembershipEnded(member_id=member.id))


def end_membership(member: Member) -> None:
    """Make somebody a member no longer, who is out of all groups: with no role, and signed in nowhere."""
    member.state, member.role, member.joined_at = MemberState.LEFT, Role.MEMBER, None
    end_sign_ins(LoginSession.member_id == member.id, reason=SignInEnd.MEMBERSHIP)


def leave_groups(member: Member) -> None:
    """Take a member out of all groups; refused where a group would be left without a coordinator."""
    hold_groups_of(member)
    alone = groups_coordinated_alone(member)
    if alone:
        raise Refused(Permission.ERASURE_ASK, ONLY_COORDINATOR % {"groups": ", ".join(alone)})
    take_out_of_groups(member)


def take_out_of_groups(member: Member) -> None:
    """Take a member, whose groups are held, out of all of them."""
    mine = select(GroupMembership.group_id).where(GroupMembership.member_id == member.id)
    db.session.execute(update(Group).where(Group.id.in_(mine)).values(member_count=Group.member_count - 1))
    db.session.execute(delete(GroupMembership).where(GroupMembership.member_id == member.id))
    hear_no_more_of_group(member.id)
    for model in (GroupRequest, GroupInvitation):
        db.session.execute(
            update(model)
            .where(model.member_id == member.id, model.state == RequestState.WAITING)
            .values(state=RequestState.WITHDRAWN, decided_at=now())
        )


def hold_groups_of(member: Member) -> None:
    """Hold the groups that a member coordinates, in one order: of two who leave the site at once the last is seen."""
    coordinated = select(GroupMembership.group_id).where(
        GroupMembership.member_id == member.id, GroupMembership.role == GroupRole.COORDINATOR
    )
    query = select(Group.id).where(Group.id.in_(coordinated)).order_by(Group.id).with_for_update()
    db.session.execute(query).all()


def groups_coordinated_alone(member: Member) -> list[str]:
    """Give the names of the groups that have no other coordinator who can act than this member."""
    coordinates = (GroupMembership.member_id == member.id, GroupMembership.role == GroupRole.COORDINATOR)
    others = (
        select(GroupMembership.group_id)
        .join(Member, Member.id == GroupMembership.member_id)
        .where(
            GroupMembership.member_id != member.id,
            GroupMembership.role == GroupRole.COORDINATOR,
            Member.state == MemberState.MEMBER,
        )
    )
    query = (
        select(Group.name)
        .join(GroupMembership, GroupMembership.group_id == Group.id)
        .where(*coordinates, ~Group.is_archived, Group.id.not_in(others))
        .order_by(Group.name_folded)
        .limit(20)
    )
    return list(db.session.scalars(query))


def appoint(email: str, role: Role, *, unverified: bool = False) -> str:
    """Give the person with this address a role, admitting them; for the operator of the site, who needs no right.

    Anybody may claim an address, so their provider must vouch for it, unless the operator knows better. Gives their
    name. Raises `LookupError`, in one line, where there is not exactly one such person or it cannot be.
    """
    folded = fold(email)
    lock_people(Member.email_folded == folded)
    found = list(db.session.scalars(select(Member).where(Member.email_folded == folded, Member.email_folded != "")))
    if not found:
        raise LookupError(f"nobody with the address {email} has signed in yet")
    if len(found) > 1:
        raise LookupError(f"{len(found)} people have the address {email}: give the role in the site itself")
    member = found[0]
    if member.state == MemberState.SUSPENDED:
        raise LookupError(f"{member.name} is suspended: a moderator ends that first")
    if not unverified and not is_vouched_for(member):
        raise LookupError(f"no provider vouches that {email} is {member.name}'s: give --unverified if you know it is")
    admit_by_operator(member)
    give_role_by_operator(member, role)
    return member.name


def is_vouched_for(member: Member) -> bool:
    """Whether a provider by which this person signs in vouches for their address."""
    query = select(Identity.email).where(Identity.member_id == member.id, Identity.email_verified)
    return any(fold(email) == member.email_folded for email in db.session.scalars(query))


def admit_by_operator(member: Member) -> None:
    """Let a person in without a decision of anybody in the site."""
    if member.state == MemberState.MEMBER:
        return
    db.session.execute(
        update(Application)
        .where(Application.member_id == member.id, Application.state == ApplicationState.WAITING)
        .values(state=ApplicationState.ADMITTED, decided_at=now())
    )
    member.state, member.joined_at = MemberState.MEMBER, now()
    member.confirm_asked_at = member.confirm_reminded_at = None
    audit.record(Actor(), MemberAdmitted(member_id=member.id))


def give_role_by_operator(member: Member, role: Role) -> None:
    """Set a role, unless nobody would administer the site after that."""
    if member.role == role:
        return
    try:
        keep_an_administrator(besides=member, sentence="")
    except Refused as refused:
        raise LookupError(f"{member.name} is the last administrator: appoint another one first") from refused
    member.role = role
    audit.record(Actor(), RoleGiven(member_id=member.id, role=role.value))
