"""Inviting a member into a group, and what the invited answer. An invitation is all that makes a hidden group known."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community import audit
from community.accounts.models import Member, MemberState
from community.audit.group_events import (
    GroupInvitationAccepted,
    GroupInvitationDeclined,
    GroupInvitationWithdrawn,
    GroupInvited,
)
from community.core.clock import now
from community.core.db import db
from community.groups.models import Group, GroupInvitation, RequestState
from community.groups.services.places import _give_place, hold, place_of
from community.notifications.tell import Event, tell
from community.policy import Actor, Permission, Refused, demand, requires


@requires(Permission.GROUP_MANAGE)
def invite(actor: Actor, group: Group, *, member: Member, message: str) -> None:
    """Invite a member of the site into a group; who is invited twice has been invited once."""
    hold(group)
    demand(actor, Permission.GROUP_MANAGE, group)
    if member.state != MemberState.MEMBER:
        raise Refused(Permission.GROUP_MANAGE, _l("Je kunt alleen leden van de site uitnodigen."))
    if place_of(group, member.id) is not None or waiting_invitation(group, member) is not None:
        return
    invitation = GroupInvitation(group_id=group.id, member_id=member.id, invited_by_id=actor.id, message=message)
    db.session.add(invitation)
    db.session.flush()
    audit.record(actor, GroupInvited(group_id=group.id, member_id=member.id))
    tell(actor, Event.MEMBER_INVITED, invitation_id=invitation.id)


@requires(Permission.GROUP_INVITATION_ANSWER)
def accept(actor: Actor, invitation: GroupInvitation) -> None:
    """Come into the group to which the actor was invited."""
    hold_invitation(invitation)
    demand(actor, Permission.GROUP_INVITATION_ANSWER, invitation)
    settle(invitation, RequestState.ACCEPTED)
    if place_of(invitation.group, actor.id) is None:
        _give_place(actor, invitation.group, actor.id)
    audit.record(actor, GroupInvitationAccepted(group_id=invitation.group_id, member_id=actor.id))


@requires(Permission.GROUP_INVITATION_ANSWER)
def decline(actor: Actor, invitation: GroupInvitation) -> None:
    """Decline an invitation; a hidden group is unknown to the actor again."""
    hold_invitation(invitation)
    demand(actor, Permission.GROUP_INVITATION_ANSWER, invitation)
    settle(invitation, RequestState.REFUSED)
    audit.record(actor, GroupInvitationDeclined(group_id=invitation.group_id, member_id=actor.id))


@requires(Permission.GROUP_INVITATION_WITHDRAW)
def withdraw_invitation(actor: Actor, invitation: GroupInvitation) -> None:
    """Take an invitation back."""
    hold_invitation(invitation)
    demand(actor, Permission.GROUP_INVITATION_WITHDRAW, invitation)
    settle(invitation, RequestState.WITHDRAWN)
    audit.record(actor, GroupInvitationWithdrawn(group_id=invitation.group_id, member_id=invitation.member_id))


def hold_invitation(invitation: GroupInvitation) -> None:
    """Hold the group of an invitation, and read anew where the invitation stands."""
    hold(invitation.group)
    db.session.refresh(invitation, ["state"])


def settle(invitation: GroupInvitation, state: RequestState) -> None:
    """Write down how an invitation ended."""
    invitation.state, invitation.decided_at = state, now()


def waiting_invitation(group: Group, member: Member) -> GroupInvitation | None:
    """Give the invitation of a member that waits for an answer."""
    query = select(GroupInvitation).where(
        GroupInvitation.group_id == group.id,
        GroupInvitation.member_id == member.id,
        GroupInvitation.state == RequestState.WAITING,
    )
    return db.session.scalars(query).one_or_none()
