"""Inviting an e-mail address into a group, and what whoever holds the link does with it; it opens the door once.

Nothing here tells whether an address is that of a member: every address gets the same mail and the same answer. Who is
no member of the site yet takes the invitation along to the application, and gets the place when they are admitted.
"""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community import audit, jobs
from community.accounts.models import Member
from community.accounts.queries import hash_token
from community.audit.group_events import (
    GroupMailInvitationAccepted,
    GroupMailInvitationClaimed,
    GroupMailInvitationExpired,
    GroupMailInvitationKept,
    GroupMailInvitationWithdrawn,
    GroupMailInvited,
)
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.groups.models import Group, GroupMailInvitation, MailInvitationState
from community.groups.services.places import _give_place, hold, place_of
from community.membership.services.invitations import secret_link
from community.policy import Actor, Permission, Refused, demand, requires

# So many can wait at once in one group.
MOST_WAITING = 200
TOO_MANY = _l("Er staan al heel veel uitnodigingen open. Trek er eerst een paar in.")


@requires(Permission.GROUP_MANAGE)
def invite_address(actor: Actor, group: Group, *, email: str, message: str, days: int, secret_key: str) -> None:
    """Invite an e-mail address into a group; one that was invited already is invited anew, and its old link ends."""
    hold(group)
    demand(actor, Permission.GROUP_MANAGE, group)
    waiting = _waiting_in(group)
    if len(waiting) >= MOST_WAITING:
        raise Refused(Permission.GROUP_MANAGE, TOO_MANY)
    for invitation in waiting:
        if invitation.email == email:
            _settle(invitation, MailInvitationState.WITHDRAWN)
    invitation_id = new_id()
    db.session.add(
        GroupMailInvitation(
            id=invitation_id,
            group_id=group.id,
            email=email,
            token_hash=hash_token(token_of(invitation_id, secret_key)),
            message=message,
            invited_by_id=actor.id,
            expires_at=now() + timedelta(days=days),
        )
    )
    audit.record(actor, GroupMailInvited(group_id=group.id, email=email))
    jobs.enqueue("groups.mail_invitation", invitation_id=invitation_id)


def token_of(invitation_id: int, secret_key: str) -> str:
    """Give the secret part of an invitation's link, made anew from the site's key whenever a mail needs it."""
    return secret_link(invitation_id, f"{secret_key} group")


def is_expired(invitation: GroupMailInvitation) -> bool:
    """Whether the time of an invitation is over, also where the worker did not write that down yet."""
    return invitation.expires_at <= now()


@requires(Permission.GROUP_MAIL_INVITATION_ACCEPT)
def accept_address(actor: Actor, invitation: GroupMailInvitation) -> None:
    """Come into the group by the link that the actor holds; it is used up by that."""
    _hold_invitation(invitation)
    demand(actor, Permission.GROUP_MAIL_INVITATION_ACCEPT, invitation)
    _settle(invitation, MailInvitationState.ACCEPTED, by_id=actor.id)
    if place_of(invitation.group, actor.id) is None:
        _give_place(actor, invitation.group, actor.id)
    audit.record(actor, GroupMailInvitationAccepted(group_id=invitation.group_id, member_id=actor.id))


@requires(Permission.GROUP_MAIL_INVITATION_CLAIM)
def claim_address(actor: Actor, invitation: GroupMailInvitation) -> None:
    """Take an invitation along to the application for membership; nobody else can use it any more."""
    _hold_invitation(invitation)
    demand(actor, Permission.GROUP_MAIL_INVITATION_CLAIM, invitation)
    _settle(invitation, MailInvitationState.CLAIMED, by_id=actor.id)
    audit.record(actor, GroupMailInvitationClaimed(group_id=invitation.group_id))


@requires(Permission.GROUP_MAIL_INVITATION_KEEP)
def keep_promise(actor: Actor, invitation: GroupMailInvitation, *, person: Member) -> None:
    """Give who was admitted to the site the place in the group that they were invited to."""
    _hold_invitation(invitation)
    demand(actor, Permission.GROUP_MAIL_INVITATION_KEEP, invitation)
    if invitation.group.is_archived:
        _settle(invitation, MailInvitationState.WITHDRAWN, by_id=person.id)
        return
    _settle(invitation, MailInvitationState.ACCEPTED, by_id=person.id)
    if place_of(invitation.group, person.id) is None:
        _give_place(actor, invitation.group, person.id)
        jobs.enqueue("groups.tell_of_place", group_id=invitation.group_id, member_id=person.id)
    audit.record(actor, GroupMailInvitationKept(group_id=invitation.group_id, member_id=person.id))


@requires(Permission.GROUP_MAIL_INVITATION_WITHDRAW)
def withdraw_address(actor: Actor, invitation: GroupMailInvitation) -> None:
    """Take an invitation by e-mail back; its link leads nowhere any more."""
    _hold_invitation(invitation)
    demand(actor, Permission.GROUP_MAIL_INVITATION_WITHDRAW, invitation)
    _settle(invitation, MailInvitationState.WITHDRAWN, by_id=invitation.used_by_id)
    audit.record(actor, GroupMailInvitationWithdrawn(group_id=invitation.group_id, email=invitation.email))


@requires(Permission.GROUP_MAIL_INVITATION_EXPIRE)
def expire(actor: Actor, invitation: GroupMailInvitation) -> None:
    """End an invitation whose time is over."""
    _settle(invitation, MailInvitationState.EXPIRED)
    audit.record(actor, GroupMailInvitationExpired(group_id=invitation.group_id))


def _hold_invitation(invitation: GroupMailInvitation) -> None:
    """Hold the group of an invitation, and read anew where it stands; what is over is over to the second."""
    hold(invitation.group)
    db.session.refresh(invitation, ["state", "expires_at", "used_by_id"])
    if invitation.state == MailInvitationState.WAITING and is_expired(invitation):
        invitation.state = MailInvitationState.EXPIRED


def _settle(invitation: GroupMailInvitation, state: MailInvitationState, *, by_id: int | None = None) -> None:
    """Write down how an invitation ended, and by whose hand."""
    invitation.state, invitation.decided_at, invitation.used_by_id = state, now(), by_id


def _waiting_in(group: Group) -> list[GroupMailInvitation]:
    """Give the invitations of a group that nobody used yet."""
    query = select(GroupMailInvitation).where(
        GroupMailInvitation.group_id == group.id, GroupMailInvitation.state == MailInvitationState.WAITING
    )
    return list(db.session.scalars(query))
