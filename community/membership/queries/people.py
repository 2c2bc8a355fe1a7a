"""People as moderators see them: everybody who ever signed in, with search, filters and their suspensions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member, MemberState, Role
from community.core.clock import now
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.membership.models import Suspension
from community.policy import Absent, Actor, Permission

MOST_ENDED = 200


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a moderator looks for among all people."""

    words: str = ""
    state: MemberState | None = MemberState.MEMBER
    role: Role | None = None


def people_to_manage(actor: Actor, wanted: PeopleFilter, place: Place) -> Page[Member]:
    """Give the people that fit a filter, by name."""
    query = (
        select(Member)
        .where(policy.permitted(actor, Permission.MEMBER_MANAGE, Member))
        .options(joinedload(Member.organisation))
    )
    return keyset_page(filtered(query, wanted), (Member.name_folded, Member.id), place)


def filtered(query: Select[Member], wanted: PeopleFilter) -> Select[Member]:
    """Keep the people that fit."""
    if wanted.state is not None:
        query = query.where(Member.state == wanted.state)
    if wanted.role is not None:
        query = query.where(Member.role == wanted.role)
    for word in fold(wanted.words).split():
        query = query.where(
            or_(Member.name_folded.contains(word, autoescape=True), Member.email_folded.contains(word, autoescape=True))
        )
    return query


def person_to_manage(actor: Actor, slug: str, *, lock: bool = False) -> Member:
    """Give one person with their organisation and region, or raise `Absent`."""
    query = (
        select(Member)
        .where(Member.slug == slug, policy.permitted(actor, Permission.MEMBER_MANAGE, Member))
        .options(joinedload(Member.organisation), joinedload(Member.region))
    )
    if lock:
        lock_people(Member.slug == slug)
        query = query.execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
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


def running_suspension(actor: Actor, member_id: int) -> Suspension | None:
    """Give the suspension that a person is under."""
    query = (
        select(Suspension)
        .where(Suspension.member_id == member_id, Suspension.ended_at.is_(None), policy.readable(actor, Suspension))
        .order_by(Suspension.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def suspensions_of(actor: Actor, member: Member) -> list[Suspension]:
    """Give the suspensions of one person, the newest first."""
    query = (
        select(Suspension)
        .where(Suspension.member_id == member.id, policy.readable(actor, Suspension))
        .order_by(Suspension.id.desc())
        .limit(20)
    )
    return list(db.session.scalars(query))


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
