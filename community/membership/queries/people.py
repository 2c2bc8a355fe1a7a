"""People as moderators see them: everybody who ever signed in, with search, filters and their suspensions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Identity, Member, MemberState, Role
from community.core.clock import now
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.groups.models import GroupMembership
from community.membership.models import Suspension
from community.policy import Absent, Actor, Permission

MOST_ENDED = 200
MOST_PLACES = 1000
MOST_ALIKE = 20


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a moderator looks for among all people."""

    words: str = ""
    state: MemberState | None = MemberState.MEMBER
    role: Role | None = None
    # Only who was asked whether they want to stay.
    is_asked: bool = False


def people_to_manage(actor: Actor, wanted: PeopleFilter, place: Place) -> Page[Member]:
    """Give the people that fit a filter, by name."""
    query = (
        select(Member)
        .where(policy.permitted(actor, Permission.MEMBER_MANAGE, Member))
        .options(joinedload(Member.organisation))
    )
    return keyset_page(filtered(query, wanted), (Member.name_folded, Member.id), place)


def places_of(actor: Actor, people: Sequence[Member]) -> dict[int, list[GroupMembership]]:
    """Give for each of these people the groups in which the actor may know them, by one query."""
    query = (
        select(GroupMembership)
        .where(GroupMembership.member_id.in_([each.id for each in people]), policy.readable(actor, GroupMembership))
        .order_by(GroupMembership.id)
        .limit(MOST_PLACES)
        .options(joinedload(GroupMembership.group))
    )
    found: dict[int, list[GroupMembership]] = defaultdict(list)
    for place in db.session.scalars(query):
        found[place.member_id].append(place)
    return found


def filtered(query: Select[Member], wanted: PeopleFilter) -> Select[Member]:
    """Keep the people that fit."""
    if wanted.state is not None:
        query = query.where(Member.state == wanted.state)
    if wanted.role is not None:
        query = query.where(Member.role == wanted.role)
    if wanted.is_asked:
        query = query.where(Member.confirm_asked_at.is_not(None))
    return query.where(*has_words(wanted.words))


def has_words(words: str) -> list[ColumnElement[bool]]:
    """Give the criteria by which all words stand in a person's name or address."""
    return [
        or_(Member.name_folded.contains(word, autoescape=True), Member.email_folded.contains(word, autoescape=True))
        for word in fold(words).split()
    ]


def person_to_manage(actor: Actor, slug: str, *, lock: bool = False) -> Member:
    """Give one person with their organisation, region and suspensions, or raise `Absent`."""
    query = (
        select(Member)
        .where(Member.slug == slug, policy.permitted(actor, Permission.MEMBER_MANAGE, Member))
        .options(joinedload(Member.organisation), joinedload(Member.region), joinedload(Member.suspensions))
    )
    if lock:
        lock_people(Member.slug == slug)
        query = query.execution_options(populate_existing=True)
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise Absent
    return found


def person_to_leave(actor: Actor) -> Member:
    """Give the actor's own row, locked together with those of the administrators."""
    lock_people(Member.id == actor.id)
    query = (
        select(Member)
        .where(Member.id == actor.id, policy.readable(actor, Member))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def lock_people(chosen: ColumnElement[bool]) -> None:
    """Lock some people and all administrators, always in one order.

    Two deeds at once on the same person then follow each other, and two administrators who take each other's role away
    find that one of them must stay.
    """
    query = (
        select(Member.id).where(or_(chosen, Member.role == Role.ADMINISTRATOR)).order_by(Member.id).with_for_update()
    )
    db.session.execute(query).all()


def members_to_merge_into(actor: Actor, member: Member, words: str) -> list[Member]:
    """Give members who may be the same person: whom these words fit, or else who has the same name or address.

    An address counts where a provider vouches for it, for both: anybody may say that they have it.
    """
    vouched = select(Identity.member_id).where(
        Identity.email_verified,
        func.lower(Identity.email).in_(
            select(func.lower(Identity.email)).where(
                Identity.member_id == member.id, Identity.email_verified, Identity.email != ""
            )
        ),
    )
    query = (
        select(Member)
        .where(
            policy.permitted(actor, Permission.MEMBER_MANAGE, Member),
            Member.state == MemberState.MEMBER,
            Member.role == Role.MEMBER,
            Member.id.not_in([member.id, actor.id]),
            *(has_words(words) or [or_(Member.name_folded == member.name_folded, Member.id.in_(vouched))]),
        )
        .options(joinedload(Member.organisation))
        .order_by(Member.name_folded, Member.id)
        .limit(MOST_ALIKE)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True, slots=True)
class WaysIn:
    """By which providers somebody signs in, and whether one of them vouches for the address that they have here."""

    providers: tuple[str, ...] = ()
    is_vouched_for: bool = False


def ways_in(actor: Actor, people: Sequence[Member]) -> dict[int, WaysIn]:
    """Give for each of these people how they sign in, by one query."""
    query = (
        select(Identity)
        .join(Member, Member.id == Identity.member_id)
        .where(Member.id.in_([each.id for each in people]), policy.permitted(actor, Permission.MEMBER_MANAGE, Member))
        .order_by(Identity.id)
        .limit(MOST_PLACES)
    )
    found: dict[int, list[Identity]] = defaultdict(list)
    for identity in db.session.scalars(query):
        found[identity.member_id].append(identity)
    return {
        each.id: WaysIn(
            tuple(dict.fromkeys(way.provider for way in found[each.id])),
            any(way.email_verified and way.email and fold(way.email) == each.email_folded for way in found[each.id]),
        )
        for each in people
    }


def running_suspension(actor: Actor, member_id: int) -> Suspension | None:
    """Give the suspension that a person is under."""
    query = (
        select(Suspension)
        .where(Suspension.member_id == member_id, Suspension.ended_at.is_(None), policy.readable(actor, Suspension))
        .order_by(Suspension.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def due_suspensions(actor: Actor) -> list[Suspension]:
    """Give the suspensions whose term is over, each with its person, both locked."""
    query = (
        select(Suspension)
        .join(Suspension.member)
        .where(
            policy.permitted(actor, Permission.SUSPENSION_END_DUE, Suspension),
            Suspension.ended_at.is_(None),
            Suspension.ends_at <= now(),
        )
        .order_by(Suspension.ends_at)
        .limit(MOST_ENDED)
        .options(joinedload(Suspension.member))
        .with_for_update(of=Suspension, skip_locked=True)
    )
    return list(db.session.scalars(query))
