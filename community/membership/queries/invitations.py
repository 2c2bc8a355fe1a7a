"""Invitations: those that moderators made, and the one that somebody holds the link of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.queries import hash_token
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.groups.models import Group
from community.membership.models import Invitation
from community.policy import Absent, Actor

MOST = 500


def holding(actor: Actor, token: str) -> Actor:
    """Give the actor as the holder of a secret link."""
    return replace(actor, invitation_hash=hash_token(token))


def invitation_in_hand(actor: Actor, *, lock: bool = False) -> Invitation:
    """Give the invitation whose link this actor holds, or raise `Absent`; locked, so that it opens the door once."""
    query = (
        select(Invitation)
        .where(Invitation.token_hash == actor.invitation_hash, policy.readable(actor, Invitation))
        .options(joinedload(Invitation.invited_by))
    )
    if lock:
        query = query.with_for_update(of=Invitation).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def invitations_made(actor: Actor, place: Place) -> Page[Invitation]:
    """Give the invitations that were made, the newest first."""
    query = (
        select(Invitation)
        .where(policy.readable(actor, Invitation))
        .options(joinedload(Invitation.invited_by), joinedload(Invitation.used_by), joinedload(Invitation.group))
    )
    return keyset_page(query, (Invitation.id,), place, descending=True)


def groups_called(actor: Actor, names: Sequence[str]) -> dict[str, Group | None]:
    """Give the groups with these names, by folded name; None where several are called so."""
    wanted = {fold(name) for name in names if name}
    query = (
        select(Group).where(policy.readable(actor, Group), Group.name_folded.in_(wanted)).order_by(Group.id).limit(MOST)
    )
    found: dict[str, Group | None] = {}
    for group in db.session.scalars(query) if wanted else ():
        found[group.name_folded] = None if group.name_folded in found else group
    return found


def invitation_by_id(actor: Actor, invitation_id: int) -> Invitation:
    """Give one invitation, or raise `Absent`."""
    return policy.get(actor, Invitation, Invitation.id == invitation_id)
