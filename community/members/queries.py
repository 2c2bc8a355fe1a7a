"""Members as other members see them, and what a member's own page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Identity, Member, MemberState
from community.content.models import Comment, ContentItem
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.groups.models import Group, GroupMembership, GroupRequest, RequestState
from community.organisations.models import Layer, Organisation
from community.policy import Absent, Actor
from community.regions.models import Region

MOST_GROUPS = 50
MOST_COMMENTS = 5


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What somebody looks for among the members."""

    words: str = ""
    region: str = ""
    layer: Layer | None = None


def members_to_read(actor: Actor, wanted: MemberFilter, place: Place) -> Page[Member]:
    """Give the members that fit a filter, by name."""
    query = (
        select(Member)
        .where(policy.readable(actor, Member), Member.state == MemberState.MEMBER)
        .options(joinedload(Member.organisation), joinedload(Member.region))
    )
    for word in fold(wanted.words).split():
        query = query.where(Member.name_folded.contains(word, autoescape=True))
    if wanted.region:
        query = query.where(Member.region.has(Region.slug == wanted.region))
    if wanted.layer is not None:
        known = policy.readable(actor, Organisation)
        query = query.where(Member.organisation.has((Organisation.layer == wanted.layer) & known))
    return keyset_page(query, (Member.name_folded, Member.id), place)


def member_to_read(actor: Actor, slug: str) -> Member:
    """Give one member with their organisation and region, or raise `Absent`."""
    member = policy.get(
        actor, Member, Member.slug == slug, options=(joinedload(Member.organisation), joinedload(Member.region))
    )
    if member.state != MemberState.MEMBER:
        raise Absent
    return member


def own_page(actor: Actor) -> Member:
    """Give the actor's own row with their organisation and region."""
    return policy.get(
        actor, Member, Member.id == actor.id, options=(joinedload(Member.organisation), joinedload(Member.region))
    )


def identities_of(actor: Actor) -> Sequence[Identity]:
    """Give the accounts by which the actor signs in."""
    query = (
        select(Identity)
        .where(Identity.member_id == actor.id, policy.readable(actor, Identity))
        .order_by(Identity.id)
        .limit(MOST_GROUPS)
    )
    return list(db.session.scalars(query))


def groups_of(actor: Actor, member: Member) -> Sequence[GroupMembership]:
    """Give the groups that a member is in, as far as the actor may know."""
    query = (
        select(GroupMembership)
        .join(GroupMembership.group)
        .where(
            GroupMembership.member_id == member.id,
            policy.readable(actor, GroupMembership),
            policy.readable(actor, Group),
            ~Group.is_archived,
        )
        .order_by(Group.name_folded)
        .limit(MOST_GROUPS)
        .options(joinedload(GroupMembership.group).joinedload(Group.region))
    )
    return list(db.session.scalars(query))


def waiting_requests(actor: Actor) -> Sequence[GroupRequest]:
    """Give the actor's own requests to groups that nobody has decided on yet."""
    query = (
        select(GroupRequest)
        .where(
            GroupRequest.member_id == actor.id,
            GroupRequest.state == RequestState.WAITING,
            policy.readable(actor, GroupRequest),
        )
        .order_by(GroupRequest.id)
        .limit(MOST_GROUPS)
        .options(joinedload(GroupRequest.group))
    )
    return list(db.session.scalars(query))


def comments_by(actor: Actor, member: Member) -> Sequence[Comment]:
    """Give a member's newest comments that the actor may read, each with its item."""
    query = (
        select(Comment)
        .where(Comment.author_id == member.id, ~Comment.is_removed, policy.readable(actor, Comment))
        .order_by(Comment.id.desc())
        .limit(MOST_COMMENTS)
        .options(joinedload(Comment.item).joinedload(ContentItem.group))
    )
    return list(db.session.scalars(query))
