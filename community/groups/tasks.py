"""What the worker does about groups: mails to those concerned, each of whom must still be concerned when it is sent.

A row of the outbox is one mail to one person, so that one that fails is the only one tried again.
"""

from __future__ import annotations

import json

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from community import jobs
from community.accounts.models import Member, MemberState, Role
from community.accounts.queries import actor_for
from community.audit.models import AuditDetail, AuditEntry
from community.core.clock import now
from community.core.db import begin_writing, db
from community.groups.models import (
    CoordinatorOffer,
    Group,
    GroupInvitation,
    GroupMailInvitation,
    GroupMembership,
    GroupMessage,
    GroupRequest,
    GroupRole,
    MailInvitationState,
    OfferState,
    RequestState,
)
from community.groups.queries.continuity import groups_to_look_after
from community.groups.queries.mail_invitations import due_mail_invitations, promised_to
from community.groups.queries.mutes import due_mutes
from community.groups.services import continuity
from community.groups.services.mail_invitations import expire, keep_promise, token_of
from community.groups.services.mutes import end_mute
from community.jobs import every, task
from community.mail import compose, deliver
from community.notifications.models import Follow, Kind, Mail, Notification, mail_choice
from community.notifications.unsubscribe import address_that_ends
from community.policy import CLOCK, Permission, allows

CONTINUITY_SECONDS = 60


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
        mail("group_admitted", request.member, Kind.DECIDED, welcome=request.group.welcome, **values)
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
    """Let somebody be asked to run a group that has nobody left, and each moderator be told of it."""
    begin_writing()
    group = db.session.get(Group, group_id)
    if group is None:
        return
    continuity.look_after(CLOCK, group)
    if group.is_archived or acting_coordinators(group_id):
        return
    for member_id in moderators():
        jobs.enqueue("groups.tell_of_orphan", group_id=group_id, member_id=member_id)


@every(seconds=CONTINUITY_SECONDS)
def look_after_unled_groups() -> None:
    """Go on to the next where an answer did not come in time, whatever way a group lost who ran it.

    Takes the write lock only where there is something. Moderators hear of it where nobody is left to ask.
    """
    if not groups_to_look_after(now()):
        return
    begin_writing()
    for group in groups_to_look_after(now()):
        if continuity.look_after(CLOCK, group):
            for member_id in moderators():
                jobs.enqueue("groups.tell_of_orphan", group_id=group.id, member_id=member_id)


@task("groups.tell_of_offer")
def tell_of_offer(offer_id: int) -> None:
    """Ask a member by mail whether they want to run a group, as long as the question waits for them."""
    query = (
        select(CoordinatorOffer)
        .where(CoordinatorOffer.id == offer_id)
        .options(joinedload(CoordinatorOffer.group), joinedload(CoordinatorOffer.member))
    )
    offer = db.session.scalars(query).one_or_none()
    if offer is None or not allows(actor_for(offer.member), Permission.COORDINATOR_OFFER_ANSWER, offer):
        return
    mail(
        "coordinator_offer",
        offer.member,
        Kind.COORDINATE,
        group=offer.group.name,
        until=offer.expires_at,
        address=f"{offer.group.address}/coordinator-worden",
    )


@task("groups.tell_of_orphan")
def tell_of_orphan(group_id: int, member_id: int) -> None:
    """Tell one moderator that a group has no coordinator and who is asked, as long as that is so."""
    group, person = db.session.get(Group, group_id), db.session.get(Member, member_id)
    if group is None or person is None or acting_coordinators(group_id):
        return
    if allows(actor_for(person), Permission.GROUP_APPOINT, group):
        mail(
            "group_orphan",
            person,
            group=group.name,
            asked=asked_for(group_id),
            address=f"/beheer/werkgroepen/{group.slug}",
        )


def asked_for(group_id: int) -> str:
    """Give the name of who is asked to run a group now; empty where nobody is."""
    query = (
        select(Member.name)
        .join(CoordinatorOffer, CoordinatorOffer.member_id == Member.id)
        .where(CoordinatorOffer.group_id == group_id, CoordinatorOffer.state == OfferState.WAITING)
    )
    return db.session.scalar(query) or ""


# --- invitations by e-mail ---


@task("groups.mail_invitation")
def send_mail_invitation(invitation_id: int) -> None:
    """Send an invitation with its secret link to an address, whoever it belongs to, as long as it can be used."""
    query = (
        select(GroupMailInvitation)
        .where(GroupMailInvitation.id == invitation_id, GroupMailInvitation.state == MailInvitationState.WAITING)
        .options(joinedload(GroupMailInvitation.group), joinedload(GroupMailInvitation.invited_by))
    )
    invitation = db.session.scalars(query).one_or_none()
    if invitation is None or invitation.expires_at <= now() or invitation.group.is_archived:
        return
    # Nobody invites while they are kept out; whoever runs the group may invite again.
    if invitation.invited_by.state != MemberState.MEMBER:
        return
    token = token_of(invitation.id, current_app.config["SETTINGS"].secret_key)
    message = compose(
        "group_mail_invitation",
        name=invitation.email.partition("@")[0],
        email=invitation.email,
        group=invitation.group.name,
        purpose=invitation.group.purpose,
        inviter=invitation.invited_by.name,
        words=invitation.message,
        until=invitation.expires_at,
        address=f"/werkgroepen/uitnodiging/{token}",
    )
    db.session.rollback()
    deliver(message)


@task("groups.person_admitted")
def give_promised_places(member_id: int) -> None:
    """Give who was admitted to the site the places in groups that they were invited to."""
    begin_writing()
    person = db.session.get(Member, member_id)
    if person is None or person.state != MemberState.MEMBER:
        return
    for invitation in promised_to(CLOCK, member_id):
        keep_promise(CLOCK, invitation, person=person)


@task("groups.tell_of_place")
def tell_of_place(group_id: int, member_id: int) -> None:
    """Tell somebody that they are in the group that they were invited to, as long as they are."""
    group, person = db.session.get(Group, group_id), db.session.get(Member, member_id)
    place = exists().where(GroupMembership.group_id == group_id, GroupMembership.member_id == member_id)
    if group is not None and db.session.scalar(select(place)):
        mail("group_place", person, Kind.DECIDED, group=group.name, welcome=group.welcome, address=group.address)


@every(seconds=30)
def expire_mail_invitations() -> None:
    """End the invitations by e-mail whose time is over; takes the write lock only where there is one."""
    if not due_mail_invitations(CLOCK):
        return
    begin_writing()
    for invitation in due_mail_invitations(CLOCK):
        expire(CLOCK, invitation)


# --- what is said to members ---


@task("groups.mail_message")
def mail_message(message_id: int, member_id: int) -> None:
    """Mail one member a message to all, unless they may not read it, read it already, or muted the group."""
    query = select(GroupMessage).where(GroupMessage.id == message_id).options(joinedload(GroupMessage.group))
    message = db.session.scalars(query.options(joinedload(GroupMessage.author))).one_or_none()
    person = db.session.get(Member, member_id)
    if message is None or person is None or not allows(actor_for(person), Permission.GROUP_MESSAGE_READ, message):
        return
    told = select(Notification.id).where(Notification.message_id == message_id, Notification.member_id == member_id)
    if db.session.scalar(told.where(Notification.read_at.is_not(None))) or has_muted(member_id, message.group_id):
        return
    values = {"group": message.group.name, "author": message.author.name, "address": message.address}
    mail("group_message", person, Kind.MESSAGE, subject=message.title, words=message.text, **values)


def has_muted(member_id: int, group_id: int) -> bool:
    """Whether somebody put a group on mute for themselves: no mail of it."""
    query = select(Follow.id).where(Follow.member_id == member_id, Follow.group_id == group_id, Follow.is_muted)
    return db.session.scalar(query) is not None


@task("groups.tell_muted")
def tell_muted(group_id: int, member_id: int) -> None:
    """Tell a member that they can only read in a group for now, until when and why, as long as that is so."""
    place = place_with_both(group_id, member_id)
    if place is not None and place.is_muted:
        group, until = place.group, place.muted_until
        mail(
            "group_muted",
            place.member,
            group=group.name,
            reason=place.mute_reason,
            until=until,
            address=group.address,
        )


@task("groups.tell_unmuted")
def tell_unmuted(group_id: int, member_id: int) -> None:
    """Tell a member that they can write in a group again, as long as they can."""
    place = place_with_both(group_id, member_id)
    if place is not None and not place.is_muted:
        mail("group_unmuted", place.member, group=place.group.name, address=place.group.address)


def place_with_both(group_id: int, member_id: int) -> GroupMembership | None:
    """Give somebody's place in a group, with both."""
    query = (
        select(GroupMembership)
        .where(GroupMembership.group_id == group_id, GroupMembership.member_id == member_id)
        .options(joinedload(GroupMembership.group), joinedload(GroupMembership.member))
    )
    return db.session.scalars(query).one_or_none()


@every(seconds=30)
def end_mutes() -> None:
    """Let those write again whose mute is over; takes the write lock only where there is one."""
    if not due_mutes(CLOCK):
        return
    begin_writing()
    for place in due_mutes(CLOCK):
        end_mute(CLOCK, place)
