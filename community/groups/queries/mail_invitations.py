"""Invitations by e-mail: those that a group sent, and the one that somebody holds the link of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.queries import hash_token
from community.core.clock import now
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.groups.models import Group, GroupMailInvitation, MailInvitationState
from community.policy import Absent, Actor, Permission

MOST_AT_ONCE = 200


def holding_link(actor: Actor, token: str) -> Actor:
    """Give the actor as the holder of a secret link."""
    return replace(actor, invitation_hash=hash_token(token))


def mail_invitation_in_hand(actor: Actor) -> GroupMailInvitation:
    """Give the invitation whose link this actor holds with its group, or raise `Absent`."""
    query = (
        select(GroupMailInvitation)
        .where(GroupMailInvitation.token_hash == actor.invitation_hash, policy.readable(actor, GroupMailInvitation))
        .options(
            joinedload(GroupMailInvitation.group).joinedload(Group.region), joinedload(GroupMailInvitation.invited_by)
        )
    )
    found = db.session.scalars(query).one_or_none()
    if found is None or not actor.invitation_hash:
        raise Absent
    return found


def mail_invitations_of(actor: Actor, group: Group, place: Place) -> Page[GroupMailInvitation]:
    """Give a page of the addresses that a group invited, the newest first, with who came of it."""
    query = (
        select(GroupMailInvitation)
        .where(GroupMailInvitation.group_id == group.id, policy.readable(actor, GroupMailInvitation))
        .options(joinedload(GroupMailInvitation.used_by), joinedload(GroupMailInvitation.invited_by))
    )
    return keyset_page(query, (GroupMailInvitation.id,), place, descending=True)


def mail_invitation_of(actor: Actor, group: Group, invitation_id: int) -> GroupMailInvitation:
    """Give one address that a group invited, or raise `Absent`."""
    return policy.get(
        actor,
        GroupMailInvitation,
        GroupMailInvitation.id == invitation_id,
        GroupMailInvitation.group_id == group.id,
        options=(joinedload(GroupMailInvitation.group),),
    )


def due_mail_invitations(actor: Actor) -> Sequence[GroupMailInvitation]:
    """Give some of the invitations whose time is over."""
    query = (
        select(GroupMailInvitation)
        .where(
            GroupMailInvitation.state == MailInvitationState.WAITING,
            GroupMailInvitation.expires_at <= now(),
            policy.permitted(actor, Permission.GROUP_MAIL_INVITATION_EXPIRE, GroupMailInvitation),
        )
        .order_by(GroupMailInvitation.expires_at)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))


def promised_to(actor: Actor, member_id: int) -> Sequence[GroupMailInvitation]:
    """Give the invitations that somebody took along before they were a member of the site."""
    query = (
        select(GroupMailInvitation)
        .where(
            GroupMailInvitation.used_by_id == member_id,
            policy.permitted(actor, Permission.GROUP_MAIL_INVITATION_KEEP, GroupMailInvitation),
        )
        .options(joinedload(GroupMailInvitation.group))
        .order_by(GroupMailInvitation.id)
        .limit(MOST_AT_ONCE)
    )
    return list(db.session.scalars(query))
