"""Reads of organisations: those to choose from, the one of a name, and the new ones that wait for a moderator."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from community import policy
from community.accounts.models import Member
from community.core.db import db
from community.core.slugs import fold
from community.organisations.models import Organisation
from community.policy import Actor

MOST_CHOICES = 5000
MOST_WAITING = 100


def organisations_to_choose(actor: Actor) -> Sequence[Organisation]:
    """Give the confirmed organisations by name, for a list to choose from."""
    query = (
        select(Organisation)
        .where(policy.readable(actor, Organisation), Organisation.is_confirmed)
        .order_by(Organisation.name_folded)
        .limit(MOST_CHOICES)
    )
    return list(db.session.scalars(query))


def organisation_by_name(actor: Actor, name: str) -> Organisation | None:
    """Give the organisation that goes by this name, or has it as another name; None where there is none."""
    folded = fold(name)
    query = select(Organisation).where(policy.readable(actor, Organisation), Organisation.name_folded == folded)
    found = db.session.scalars(query).one_or_none()
    if found is not None:
        return found
    every = organisations_to_choose(actor)
    return next((each for each in every if folded in map(fold, each.aliases)), None)


def organisation_by_id(actor: Actor, organisation_id: int) -> Organisation:
    """Give one organisation, or raise `Absent`."""
    return policy.get(actor, Organisation, Organisation.id == organisation_id)


def organisation_called(actor: Actor, slug: str) -> Organisation | None:
    """Give a confirmed organisation by the word that stands for it in addresses; None where there is none."""
    query = select(Organisation).where(
        policy.readable(actor, Organisation), Organisation.is_confirmed, Organisation.slug == slug
    )
    return db.session.scalars(query).one_or_none() if slug else None


def organisations_to_confirm(actor: Actor) -> Sequence[tuple[Organisation, int]]:
    """Give the organisations that were only named so far, each with the number of people who work there."""
    count = select(func.count()).where(Member.organisation_id == Organisation.id, policy.readable(actor, Member))
    query = (
        select(Organisation, count.scalar_subquery())
        .where(policy.readable(actor, Organisation), ~Organisation.is_confirmed)
        .order_by(Organisation.id)
        .limit(MOST_WAITING)
    )
    return [(organisation, people) for organisation, people in db.session.execute(query)]


def unconfirmed_count(actor: Actor) -> Select[int]:
    """Count the organisations that wait for confirmation: a query to be asked together with others."""
    return select(func.count(Organisation.id)).where(policy.readable(actor, Organisation), ~Organisation.is_confirmed)
