"""Objections of refused applicants: those that wait, and the one against a refusal."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.membership.models import Application, Objection
from community.policy import Absent, Actor, Permission

SHOWN = (
    joinedload(Objection.member),
    joinedload(Objection.decided_by),
    joinedload(Objection.application).options(
        joinedload(Application.member),
        joinedload(Application.organisation),
        joinedload(Application.region),
        joinedload(Application.decided_by),
    ),
)


def objections_to_decide(actor: Actor, place: Place) -> Page[Objection]:
    """Give the objections on which this actor may decide, the oldest first."""
    query = select(Objection).where(policy.permitted(actor, Permission.OBJECTION_DECIDE, Objection)).options(*SHOWN)
    return keyset_page(query, (Objection.created_at, Objection.id), place)


def objection_to_read(actor: Actor, objection_id: int, *, lock: bool = False) -> Objection:
    """Give one objection, or raise `Absent`; locked, so that of two decisions at once the second sees the first."""
    query = select(Objection).where(Objection.id == objection_id, policy.readable(actor, Objection)).options(*SHOWN)
    if lock:
        query = query.with_for_update(of=Objection).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def objection_against(actor: Actor, application: Application) -> Objection | None:
    """Give the objection against the refusal of an application, where there is one."""
    query = select(Objection).where(Objection.application_id == application.id, policy.readable(actor, Objection))
    return db.session.scalars(query).one_or_none()


def objection_waits(actor: Actor) -> bool:
    """Whether an objection of this actor waits for a decision."""
    query = select(Objection.id).where(
        Objection.member_id == actor.id, Objection.decided_at.is_(None), policy.readable(actor, Objection)
    )
    return db.session.scalar(query.limit(1)) is not None
