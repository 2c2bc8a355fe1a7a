"""Who is signed in, and the sign-ins of one person."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import LoginSession, Member, MemberState, Role
from community.core.clock import now
from community.core.db import db
from community.groups.models import GroupMembership, GroupRole
from community.policy import Actor


def hash_token(token: str) -> str:
    """Give what is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_for_token(token: str) -> Actor | None:
    """Give the person that a live sign-in belongs to; None where it has ended."""
    member = db.session.scalars(
        select(Member)
        .join(LoginSession, LoginSession.member_id == Member.id)
        .where(LoginSession.token_hash == hash_token(token), LoginSession.expires_at > now())
    ).one_or_none()
    return None if member is None else actor_for(member)


def actor_for(member: Member) -> Actor:
    """Give the snapshot of a person by which the rules decide."""
    is_member = member.state == MemberState.MEMBER
    if not is_member:
        return Actor(id=member.id, name=member.name, slug=member.slug, state=member.state)
    rows = db.session.execute(
        select(GroupMembership.group_id, GroupMembership.role).where(GroupMembership.member_id == member.id)
    ).all()
    return Actor(
        id=member.id,
        name=member.name,
        slug=member.slug,
        state=member.state,
        is_member=True,
        is_editor=member.role in (Role.EDITOR, Role.ADMINISTRATOR),
        is_moderator=member.role in (Role.MODERATOR, Role.ADMINISTRATOR),
        is_administrator=member.role == Role.ADMINISTRATOR,
        is_muted=member.is_muted,
        group_ids=frozenset(group_id for group_id, _ in rows),
        coordinated_ids=frozenset(group_id for group_id, role in rows if role == GroupRole.COORDINATOR),
    )


def sign_ins_of(actor: Actor) -> list[LoginSession]:
    """Give the actor's live sign-ins, the newest first."""
    query = (
        select(LoginSession)
        .where(policy.readable(actor, LoginSession), LoginSession.expires_at > now())
        .order_by(LoginSession.last_seen_at.desc())
        .limit(100)
    )
    return list(db.session.scalars(query))


def sign_in_of(actor: Actor, sign_in_id: int) -> LoginSession:
    """Give one of the actor's sign-ins."""
    return policy.get(actor, LoginSession, LoginSession.id == sign_in_id)


def sign_in_of_token(token: str) -> LoginSession | None:
    """Give the sign-in that a token stands for; whoever holds the token is that person."""
    return db.session.scalars(select(LoginSession).where(LoginSession.token_hash == hash_token(token))).one_or_none()


def member_of(actor: Actor) -> Member:
    """Give the actor's own row with their organisation."""
    return policy.get(actor, Member, Member.id == actor.id, options=(joinedload(Member.organisation),))
