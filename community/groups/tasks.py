"""What the worker does about groups: mails to those concerned, each of whom must still be concerned when it is sent.

A row of the outbox is one mail to one person, so that one that fails is the only one tried again.
"""

from __future__ import annotations

import json

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from community import jobs
from community.accounts.models import Member, MemberState, Role
from community.accounts.queries import actor_for
from community.audit.models import AuditDetail, AuditEntry
from community.core.db import begin_writing, db
from community.groups.models import (
    Group,
    GroupInvitation,
    GroupMembership,
    GroupRequest,
    GroupRole,
    RequestState,
)
from community.jobs import task
from community.mail import compose, deliver
from community.notifications.models import Kind, Mail, mail_choice
from community.notifications.unsubscribe import address_that_ends
from community.policy import Permission, allows


def mail(template: str, person: Member | None, kind: Kind | None = None, **values: object) -> None:
    """Mail a member in their language; nothing to who is no member, has no address, or wants no mail of this kind."""
    if person is None or person.state != MemberState.MEMBER or not person.email:
        return
    if kind is not None:
        if mail_choice(person, kind) == Mail.OFF:
            return
        values["unsubscribe"] = address_that_ends(person.id, kind)
    message = compose(template, name=person.name, email=person.email, language=person.language, **values)
    db.session.rollback()
    deliver(message)


def acting_coordinators(group_id: int) -> list[int]:
    """Give the coordinators of a group who are members of the site now."""
    query = (
        select(GroupMembership.member_id)
        .join(GroupMembership.member)
        .where(
            GroupMembership.group_id == group_id,
            GroupMembership.role == GroupRole.COORDINATOR,
            Member.state == MemberState.MEMBER,
        )
    )
    return list(db.session.scalars(query))


def moderators() -> list[int]:
    """Give who watches over all groups."""
    query = select(Member.id).where(
        Member.state == MemberState.MEMBER, Member.role.in_((Role.MODERATOR, Role.ADMINISTRATOR))
    )
    return list(db.session.scalars(query))


@task("groups.tell_of_request")
def tell_of_request(request_id: int, member_id: int) -> None:
    """Tell one person who decides that somebody asks to come in."""
    query = (
        select(GroupRequest)
        .where(GroupRequest.id == request_id)
        .options(joinedload(GroupRequest.group), joinedload(GroupRequest.member))
    )
    request, person = db.session.scalars(query).one_or_none(), db.session.get(Member, member_id)
    if request is None or person is None:
        return
    if allows(actor_for(person), Permission.GROUP_REQUEST_DECIDE, request):
        values = {"group": request.group.name, "address": f"{request.group.address}/beheer"}
        mail("group_request", person, Kind.REQUEST, asker=request.member.name, motivation=request.motivation, **values)


@task("groups.request_decided")
def tell_decision(request_id: int) -> None:
    """Tell a member how their request ended, as long as they may know of the group."""
    query = (
        select(GroupRequest)
        .where(GroupRequest.id == request_id)
        .options(joinedload(GroupRequest.group), joinedload(GroupRequest.member))
    )
    request = db.session.scalars(query).one_or_none()
    if request is None or not allows(actor_for(request.member), Permission.GROUP_READ, request.group):
        return
    values = {"group": request.group.name, "address": request.group.address}
    if request.state == RequestState.ACCEPTED:
        mail("group_admitted", request.member, Kind.DECIDED, **values)
    elif request.state == RequestState.REFUSED:
        mail("group_refused", request.member, Kind.DECIDED, reason=request.reason, **values)


@task("groups.invited")
def tell_invited(invitation_id: int) -> None:
    """Tell a member of an invitation that still waits for an answer."""
    query = (
        select(GroupInvitation)
        .where(GroupInvitation.id == invitation_id, GroupInvitation.state == RequestState.WAITING)
        .options(
            joinedload(GroupInvitation.group),
            joinedload(GroupInvitation.member),
            joinedload(GroupInvitation.invited_by),
        )
    )
    invitation = db.session.scalars(query).one_or_none()
    if invitation is not None:
        mail(
            "group_invitation",
            invitation.member,
            Kind.INVITATION,
            group=invitation.group.name,
            purpose=invitation.group.purpose,
            inviter=invitation.invited_by.name,
            message=invitation.message,
            address=f"/werkgroepen/uitnodigingen/{invitation.id}",
        )


@task("groups.member_removed")
def tell_removed(group_id: int, member_id: int) -> None:
    """Tell somebody that they were put out of a group and why, unless they are in again."""
    group, person = db.session.get(Group, group_id), db.session.get(Member, member_id)
    place = exists().where(GroupMembership.group_id == group_id, GroupMembership.member_id == member_id)
    if group is not None and not db.session.scalar(select(place)):
        mail("group_removed", person, group=group.name, reason=reason_of_removal(group_id, member_id))


def reason_of_removal(group_id: int, member_id: int) -> str:
    """Give the reason that stands in the log; empty where it was erased."""
    query = (
        select(AuditDetail.text)
        .join(AuditEntry, AuditEntry.id == AuditDetail.entry_id)
        .where(
            AuditEntry.event == "GroupMemberRemoved",
            AuditEntry.group_id == group_id,
            AuditEntry.member_id == member_id,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return str(json.loads(db.session.scalar(query) or "{}").get("reason", ""))


@task("groups.made_coordinator")
def tell_coordinator(group_id: int, member_id: int) -> None:
    """Tell somebody that they run a new group, as long as they do."""
    group, person = db.session.get(Group, group_id), db.session.get(Member, member_id)
    if group is not None and member_id in acting_coordinators(group_id):
        mail("group_coordinator", person, group=group.name, address=f"{group.address}/beheer")


@task("groups.person_gone")
def look_after_groups(member_id: int) -> None:
    """Look after the groups of a coordinator who was suspended."""
    query = select(GroupMembership.group_id).where(
        GroupMembership.member_id == member_id, GroupMembership.role == GroupRole.COORDINATOR
    )
    groups = list(db.session.scalars(query))
    begin_writing()
    for group_id in groups:
        jobs.enqueue("groups.coordinator_gone", group_id=group_id)


@task("groups.coordinator_gone")
def look_after_group(group_id: int) -> None:
    """Let each moderator be told of a group that has nobody left to run it."""
    group = db.session.get(Group, group_id)
    if group is None or group.is_archived or acting_coordinators(group_id):
        return
    people = moderators()
    begin_writing()
    for member_id in people:
        jobs.enqueue("groups.tell_of_orphan", group_id=group_id, member_id=member_id)


@task("groups.tell_of_orphan")
def tell_of_orphan(group_id: int, member_id: int) -> None:
    """Tell one moderator that a group has no coordinator, as long as that is so."""
    group, person = db.session.get(Group, group_id), db.session.get(Member, member_id)
    if group is None or person is None or acting_coordinators(group_id):
        return
    if allows(actor_for(person), Permission.GROUP_EDIT, group):
        mail("group_orphan", person, group=group.name, address=group.address)
