"""Whose turn it is to run a group that has nobody left to do so, who was asked, and which groups are in that state.

First comes the deputy, then who did something in the group lately, the longest member first, then the others in the
same order. Something done is a text written or changed, a comment, a version of a document, or a vote by name; what
somebody only read is kept for them alone and counts for nothing. See docs/decisions/who-runs-a-group-next.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member, MemberState
from community.content.models import Comment, ContentItem, Revision
from community.core.clock import now
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.decisions.models import Ballot
from community.documents.models import DocumentVersion
from community.groups.models import CoordinatorOffer, Group, GroupMembership, GroupRole, OfferState
from community.policy import CLOCK, Absent, Actor, Permission

# Who did something within this time is active.
ACTIVE_WITHIN = timedelta(days=90)
# Who said no, or did not answer, is not asked again within this time.
ASK_AGAIN_AFTER = timedelta(days=180)
SAID_NO = (OfferState.DECLINED, OfferState.LAPSED)
MOST_SUCCESSORS = 100
MOST_OFFERS = 500
MOST_ALONE = 20
BATCH = 50


def is_led() -> ColumnElement[bool]:
    """Whether a group of the query around it has a coordinator who is a member of the site now."""
    return exists().where(
        GroupMembership.group_id == Group.id,
        GroupMembership.role == GroupRole.COORDINATOR,
        GroupMembership.member_id == Member.id,
        Member.state == MemberState.MEMBER,
    )


def may_be_asked(moment: datetime) -> ColumnElement[bool]:
    """Whether a place, with its member, is of somebody who can be asked to run the group."""
    said_no = exists().where(
        CoordinatorOffer.group_id == GroupMembership.group_id,
        CoordinatorOffer.member_id == GroupMembership.member_id,
        CoordinatorOffer.state.in_(SAID_NO),
        CoordinatorOffer.asked_at > moment - ASK_AGAIN_AFTER,
    )
    return and_(
        GroupMembership.role == GroupRole.MEMBER, Member.state == MemberState.MEMBER, ~Member.is_muted, ~said_no
    )


def is_active(group_id: int, moment: datetime) -> ColumnElement[bool]:
    """Whether the member of a place did something in its group lately."""
    since, who = moment - ACTIVE_WITHIN, GroupMembership.member_id
    in_group = ContentItem.group_id == group_id
    return or_(
        exists().where(ContentItem.author_id == who, in_group, ContentItem.created_at > since),
        exists().where(
            Revision.made_by_id == who, Revision.made_at > since, Revision.item_id == ContentItem.id, in_group
        ),
        exists().where(
            Comment.author_id == who, Comment.created_at > since, Comment.item_id == ContentItem.id, in_group
        ),
        exists().where(
            DocumentVersion.made_by_id == who, DocumentVersion.group_id == group_id, DocumentVersion.made_at > since
        ),
        exists().where(Ballot.member_id == who, Ballot.cast_at > since, Ballot.decision_id == ContentItem.id, in_group),
    )


def by_turn(group_id: int) -> Select[Member]:
    """Give the statement of who can run a group, whose turn it is first; whoever shows it adds who may see them."""
    moment = now()
    return (
        select(Member)
        .join(GroupMembership, GroupMembership.member_id == Member.id)
        .where(GroupMembership.group_id == group_id, may_be_asked(moment))
        .order_by(
            GroupMembership.is_deputy.desc(),
            is_active(group_id, moment).desc(),
            GroupMembership.joined_at,
            GroupMembership.id,
        )
    )


def successors(actor: Actor, group: Group) -> Sequence[Member]:
    """Give to whom a coordinator can hand a group over, whose turn it is first."""
    seen = (policy.readable(actor, GroupMembership), policy.readable(actor, Member))
    query = by_turn(group.id).where(*seen).options(joinedload(Member.organisation)).limit(MOST_SUCCESSORS)
    return list(db.session.scalars(query))


def deputy_of(actor: Actor, group: Group) -> Member | None:
    """Give who is asked first when nobody runs the group any more."""
    query = (
        select(Member)
        .join(GroupMembership, GroupMembership.member_id == Member.id)
        .where(GroupMembership.group_id == group.id, GroupMembership.is_deputy, policy.readable(actor, GroupMembership))
    )
    return db.session.scalars(query).one_or_none()


def groups_run_alone(actor: Actor) -> Sequence[Group]:
    """Give the groups that the actor runs and nobody else does."""
    others = exists().where(
        GroupMembership.group_id == Group.id,
        GroupMembership.role == GroupRole.COORDINATOR,
        GroupMembership.member_id == Member.id,
        Member.id != actor.id,
        Member.state == MemberState.MEMBER,
    )
    query = select(Group).where(
        Group.id.in_(actor.coordinated_ids), ~Group.is_archived, ~others, policy.readable(actor, Group)
    )
    return list(db.session.scalars(query.order_by(Group.name_folded, Group.id).limit(MOST_ALONE)))


def my_offer(actor: Actor, group: Group) -> CoordinatorOffer:
    """Give the question to the actor whether they want to run a group, or raise `Absent`."""
    return policy.get(
        actor,
        CoordinatorOffer,
        CoordinatorOffer.group_id == group.id,
        CoordinatorOffer.member_id == actor.id,
        CoordinatorOffer.state == OfferState.WAITING,
        options=(joinedload(CoordinatorOffer.group),),
    )


# --- for moderators ---


def unled(actor: Actor) -> Select[Group]:
    """The groups without a coordinator for which the actor can appoint one."""
    return select(Group).where(policy.permitted(actor, Permission.GROUP_APPOINT, Group), ~Group.is_archived, ~is_led())


def groups_without_coordinator(actor: Actor, place: Place) -> Page[Group]:
    """Give a page of the groups that nobody runs, by name."""
    return keyset_page(unled(actor), (Group.name_folded, Group.id), place)


def unled_count(actor: Actor) -> Select[int]:
    """Count the groups that nobody runs, up to a hundred: a query to be asked together with others."""
    some = unled(actor).with_only_columns(Group.id).limit(100).subquery()
    return select(func.count()).select_from(some)


def group_without_coordinator(actor: Actor, slug: str) -> Group:
    """Give one group that nobody runs, or raise `Absent`."""
    found = db.session.scalars(unled(actor).where(Group.slug == slug)).one_or_none()
    if found is None:
        raise Absent
    return found


def offers_of(actor: Actor, groups: Sequence[Group]) -> Mapping[int, list[CoordinatorOffer]]:
    """Give who was asked lately to run each of these groups, the last first."""
    query = (
        select(CoordinatorOffer)
        .where(
            CoordinatorOffer.group_id.in_([group.id for group in groups]),
            CoordinatorOffer.asked_at > now() - ASK_AGAIN_AFTER,
            policy.readable(actor, CoordinatorOffer),
        )
        .options(joinedload(CoordinatorOffer.member))
        .order_by(CoordinatorOffer.id.desc())
        .limit(MOST_OFFERS)
    )
    found: dict[int, list[CoordinatorOffer]] = {group.id: [] for group in groups}
    for offer in db.session.scalars(query):
        found[offer.group_id].append(offer)
    return found


# --- for the worker ---


def groups_to_look_after(moment: datetime) -> Sequence[Group]:
    """Give groups for which somebody must be asked, or in which a question must end, some at a time."""
    waits = and_(CoordinatorOffer.group_id == Group.id, CoordinatorOffer.state == OfferState.WAITING)
    somebody = exists().where(
        GroupMembership.group_id == Group.id, GroupMembership.member_id == Member.id, may_be_asked(moment)
    )
    still_there = exists().where(
        GroupMembership.group_id == Group.id,
        GroupMembership.member_id == CoordinatorOffer.member_id,
        GroupMembership.member_id == Member.id,
        Member.state == MemberState.MEMBER,
    )
    is_over = or_(CoordinatorOffer.expires_at <= moment, ~still_there)
    to_ask = and_(~Group.is_archived, ~is_led(), ~exists().where(waits), somebody)
    to_end = or_(and_(exists().where(waits), or_(Group.is_archived, is_led())), exists().where(waits, is_over))
    query = select(Group).where(policy.permitted(CLOCK, Permission.GROUP_ASK_DUE, Group), or_(to_ask, to_end))
    return list(db.session.scalars(query.order_by(Group.id).limit(BATCH)))
