"""Who is signed in, and the sign-ins of one person."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, literal, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import (
    IDLE_AT_MOST,
    EndedSignIn,
    Identity,
    LoginSession,
    Member,
    MemberState,
    Role,
    SignInEnd,
)
from community.core.clock import now
from community.core.db import db
from community.groups.models import GroupInspection, GroupMembership, GroupRole
from community.policy import Actor

MODERATORS = (Role.MODERATOR, Role.ADMINISTRATOR)
MOST_IDENTITIES = 20
OPENED, QUIET = "opened", "quiet"

# The role in a group, or that somebody was muted there: only who is no coordinator can be.
TIE = case((GroupMembership.is_muted, QUIET), else_=cast(GroupMembership.role, String))


def hash_token(token: str) -> str:
    """Give what is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_for_token(token: str) -> Actor | None:
    """Give the person that a live sign-in belongs to; None where it has ended."""
    found = sign_in_for_token(token)
    return None if found is None else found.person


@dataclass(frozen=True, slots=True)
class LiveSignIn:
    """A sign-in that has not ended: whose it is, when it was last seen, and when it ends if it is not seen again."""

    person: Actor
    seen_at: datetime
    ends_at: datetime


def is_live() -> ColumnElement[bool]:
    """The WHERE by which a sign-in has neither run out nor lain unused too long."""
    return and_(LoginSession.expires_at > now(), LoginSession.last_seen_at > now() - IDLE_AT_MOST)


def sign_in_for_token(token: str) -> LiveSignIn | None:
    """Give the live sign-in that a token stands for; None where it has ended."""
    moments = (LoginSession.expires_at, LoginSession.last_seen_at)
    found: Sequence[Any] = db.session.execute(
        select(Member, *moments, GroupMembership, GroupInspection.group_id)
        .join(LoginSession, LoginSession.member_id == Member.id)
        .outerjoin(GroupMembership, GroupMembership.member_id == Member.id)
        # Nobody but moderators has any; with several of both, each place comes with each of them.
        .outerjoin(GroupInspection, GroupInspection.login_session_id == LoginSession.id)
        .where(LoginSession.token_hash == hash_token(token), is_live())
    ).all()
    if not found:
        return None
    member, expires_at, seen_at = found[0][:3]
    ends_at = min(expires_at, seen_at + IDLE_AT_MOST)
    if member.state != MemberState.MEMBER:
        return LiveSignIn(actor_for(member), seen_at, ends_at)
    places = [place for *_, place, _ in found if place is not None]
    ties = [(place.group_id, QUIET if place.is_muted else place.role) for place in places]
    if member.role in MODERATORS:
        ties += [(opened_id, OPENED) for *_, opened_id in found if opened_id is not None]
    return LiveSignIn(_actor_with(member, ties), seen_at, ends_at)


def why_ended(token: str) -> SignInEnd | None:
    """Give why the sign-in that a token stood for was ended; None where it ran out, or was never there."""
    return db.session.scalar(select(EndedSignIn.reason).where(EndedSignIn.token_hash == hash_token(token)))


def actor_for(member: Member, *, login_session_id: int = 0) -> Actor:
    """Give the snapshot of a person by which the rules decide, with what a moderator opened in this sign-in."""
    is_member = member.state == MemberState.MEMBER
    if not is_member:
        return Actor(id=member.id, name=member.name, slug=member.slug, state=member.state)
    return _actor_with(member, group_ties(member, login_session_id))


def _actor_with(member: Member, rows: list[tuple[int, str]]) -> Actor:
    """Give the snapshot of a member with these ties to groups."""
    return Actor(
        id=member.id,
        name=member.name,
        slug=member.slug,
        state=member.state,
        is_member=True,
        is_editor=member.role in (Role.EDITOR, Role.ADMINISTRATOR),
        is_moderator=member.role in MODERATORS,
        is_administrator=member.role == Role.ADMINISTRATOR,
        is_muted=member.is_muted,
        group_ids=frozenset(group_id for group_id, tie in rows if tie != OPENED),
        coordinated_ids=frozenset(group_id for group_id, tie in rows if tie == GroupRole.COORDINATOR),
        opened_ids=frozenset(group_id for group_id, tie in rows if tie == OPENED),
        quiet_ids=frozenset(group_id for group_id, tie in rows if tie == QUIET),
    )


def people_as_now(member_ids: Collection[int]) -> list[tuple[Member, Actor]]:
    """Give people with the snapshots by which the rules see each of them now, in two queries; only members."""
    members = db.session.scalars(select(Member).where(Member.id.in_(member_ids), Member.state == MemberState.MEMBER))
    found = {member.id: member for member in members}
    ties: dict[int, list[tuple[int, str]]] = {}
    places = select(GroupMembership.member_id, GroupMembership.group_id, TIE)
    for member_id, group_id, role in db.session.execute(places.where(GroupMembership.member_id.in_(found))):
        ties.setdefault(member_id, []).append((group_id, role))
    return [(member, _actor_with(member, ties.get(member.id, []))) for member in found.values()]


def group_ties(member: Member, login_session_id: int) -> list[tuple[int, str]]:
    """Give the groups that a person is in with their role, and those that a moderator opened; in one query."""
    places = select(GroupMembership.group_id, TIE).where(GroupMembership.member_id == member.id)
    if member.role not in MODERATORS:
        return [(group_id, role) for group_id, role in db.session.execute(places)]
    opened = select(GroupInspection.group_id, literal(OPENED, String)).where(
        GroupInspection.login_session_id == login_session_id
    )
    return [(group_id, tie) for group_id, tie in db.session.execute(places.union_all(opened))]


def sign_ins_of(actor: Actor) -> list[LoginSession]:
    """Give the actor's live sign-ins, the newest first."""
    query = (
        select(LoginSession)
        .where(policy.readable(actor, LoginSession), is_live())
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


def identities_of(actor: Actor) -> list[Identity]:
    """Give the accounts by which the actor signs in, the oldest first."""
    query = (
        select(Identity)
        .where(Identity.member_id == actor.id, policy.readable(actor, Identity))
        .order_by(Identity.id)
        .limit(MOST_IDENTITIES)
    )
    return list(db.session.scalars(query))


def identity_of(actor: Actor, identity_id: int) -> Identity:
    """Give one of the accounts by which the actor signs in."""
    return policy.get(actor, Identity, Identity.id == identity_id, Identity.member_id == actor.id)


def member_of(actor: Actor) -> Member:
    """Give the actor's own row with their organisation."""
    return policy.get(actor, Member, Member.id == actor.id, options=(joinedload(Member.organisation),))


@dataclass(frozen=True, slots=True)
class Byline:
    """What stands beside a person's name under what they write now."""

    function: str
    organisation: str


def byline_of(actor: Actor) -> Byline:
    """Give the function and organisation of the actor, as plain values that can be kept."""
    member = member_of(actor)
    return Byline(member.function, member.confirmed_organisation)
