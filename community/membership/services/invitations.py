"""Inviting people by e-mail. The secret of the link is known to nobody here: only its hash is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community import audit, jobs
from community.accounts.models import Member, MemberState, Role
from community.accounts.queries import actor_for, hash_token
from community.audit.member_events import InvitationRevoked, MemberInvited, MemberJoined, RoleGiven
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.core.slugs import fold
from community.groups.models import Group, GroupMailInvitation, MailInvitationState
from community.membership.models import ApplicationState, Invitation
from community.membership.queries.applications import Way, last_application
from community.membership.services.applications import Answers, _keep_application, _let_in, settle
from community.policy import Actor, Permission, Refused, allows, demand, requires

INVITATION_LASTS = timedelta(days=14)
EXPIRED = _l("Deze uitnodiging is verlopen. Vraag wie je uitnodigde om een nieuwe.")


def is_expired(invitation: Invitation) -> bool:
    """Whether the time of an invitation is over."""
    return invitation.expires_at <= now()


def secret_link(invitation_id: int, secret_key: str) -> str:
    """Give the secret part of an invitation's link, made anew from the site's key whenever a mail needs it."""
    mark = hmac.digest(secret_key.encode(), f"invitation {invitation_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What an invitation gives besides membership, and the name by which its mail speaks to who is invited."""

    name: str = ""
    role: Role = Role.MEMBER
    group: Group | None = None


NO_PROMISE = Promise()


@requires(Permission.INVITATION_MAKE)
def invite(
    actor: Actor, *, email: str, message: str, secret_key: str, promise: Promise = NO_PROMISE
) -> Invitation | None:
    """Invite an address to become a member; None where it is a member's, or an invitation to it still waits.

    A role and a place in a group are promised only by who may give them, and given when the invitation is used.
    """
    if promise.role != Role.MEMBER:
        demand(actor, Permission.INVITATION_WITH_ROLE)
    if promise.group is not None:
        demand(actor, Permission.GROUP_MANAGE, promise.group)
    if is_known(email):
        return None
    invitation_id = new_id()
    invitation = Invitation(
        id=invitation_id,
        email=email,
        name=promise.name,
        role=promise.role,
        group_id=promise.group.id if promise.group else None,
        message=message,
        token_hash=hash_token(secret_link(invitation_id, secret_key)),
        invited_by_id=actor.id,
        expires_at=now() + INVITATION_LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record(actor, MemberInvited(email=email))
    jobs.enqueue("membership.invite", invitation_id=invitation_id)
    return invitation


def is_known(email: str) -> bool:
    """Whether a member has this address, or an invitation to it waits."""
    member = select(Member.id).where(Member.email_folded == fold(email), Member.state == MemberState.MEMBER)
    waiting = select(Invitation.id).where(
        Invitation.email == email, Invitation.used_at.is_(None), Invitation.expires_at > now()
    )
    return db.session.scalar(member.limit(1)) is not None or db.session.scalar(waiting.limit(1)) is not None


@requires(Permission.INVITATION_ACCEPT)
def accept_invitation(actor: Actor, invitation: Invitation, *, person: Member, answers: Answers) -> None:
    """Become a member by an invitation, which is then used up; an application that waited is settled by it."""
    if is_expired(invitation):
        raise Refused(Permission.INVITATION_ACCEPT, EXPIRED)
    waiting = last_application(actor)
    if waiting is not None and waiting.state == ApplicationState.WAITING:
        settle(waiting, ApplicationState.WITHDRAWN)
        db.session.flush()
    application = _keep_application(actor, person, answers)
    settle(application, ApplicationState.ADMITTED, by=invitation.invited_by_id)
    _let_in(actor, person, application)
    invitation.used_at, invitation.used_by_id = now(), person.id
    _keep_promise(invitation, person)
    way = Way.INVITATION.value
    audit.record(actor, MemberJoined(member_id=person.id, application_id=application.id, way=way))
    jobs.enqueue("membership.tell_admitted", application_id=application.id)


def _keep_promise(invitation: Invitation, person: Member) -> None:
    """Give what an invitation promised, as far as who invited may still give it now; the worker gives the place."""
    if invitation.role == Role.MEMBER and invitation.group_id is None:
        return
    inviter = actor_for(invitation.invited_by)
    if invitation.role != Role.MEMBER and allows(inviter, Permission.INVITATION_WITH_ROLE):
        person.role = invitation.role
        audit.record(inviter, RoleGiven(member_id=person.id, role=invitation.role.value))
    group = db.session.get(Group, invitation.group_id) if invitation.group_id else None
    if group is not None and allows(inviter, Permission.GROUP_MANAGE, group):
        place = GroupMailInvitation(
            group_id=group.id,
            email=invitation.email,
            token_hash=hash_token(f"place of invitation {invitation.id}"),
            invited_by_id=invitation.invited_by_id,
            expires_at=invitation.expires_at,
            state=MailInvitationState.CLAIMED,
            used_by_id=person.id,
        )
        db.session.add(place)


@requires(Permission.INVITATION_MAKE)
def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """End an invitation before its time."""
    if invitation.used_at is None and not is_expired(invitation):
        invitation.expires_at = now()
        audit.record(actor, InvitationRevoked(email=invitation.email))
