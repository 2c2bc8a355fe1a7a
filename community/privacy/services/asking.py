"""Asking to be erased, which ends a membership first, and coming back within the days in which one can."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from community import audit, jobs
from community.accounts.models import LoginSession, Member, MemberState, SignInEnd
from community.accounts.services import end_sign_ins
from community.audit.privacy_events import ErasureAsked, ErasureWithdrawn
from community.core.clock import now
from community.core.db import db
from community.membership.models import Application, ApplicationState, Suspension
from community.membership.services.roles import _end_membership
from community.policy import Actor, Permission, requires
from community.privacy.models import Erasure
from community.site.queries import site_settings


@requires(Permission.ERASURE_ASK)
def leave_for_good(actor: Actor, member: Member, *, at_once: bool) -> Erasure:
    """End one's own membership, and be erased when the days to come back are over, or at once."""
    return _ask(actor, member, at_once=at_once)


@requires(Permission.ERASURE_ASK_FOR)
def erase_on_request(actor: Actor, member: Member, *, at_once: bool) -> Erasure:
    """Do the same for somebody who asked a moderator to."""
    return _ask(actor, member, at_once=at_once)


@requires(Permission.ERASURE_WITHDRAW)
def come_back(actor: Actor, erasure: Erasure) -> None:
    """Take it back in time: who was a member is one again, without the groups and roles of before."""
    if erasure.was_member and erasure.member.state == MemberState.LEFT:
        erasure.member.state, erasure.member.joined_at = MemberState.MEMBER, now()
    member_id = erasure.member_id
    merged = select(Member.id).where(Member.merged_into_id == member_id)
    db.session.execute(delete(Erasure).where(Erasure.member_id.in_(merged), Erasure.done_at.is_(None)))
    db.session.delete(erasure)
    audit.record(actor, ErasureWithdrawn(member_id=member_id))


def _ask(actor: Actor, member: Member, *, at_once: bool) -> Erasure:
    was_member = member.state == MemberState.MEMBER
    if was_member:
        _end_membership(actor, member)
    else:
        _stay_outside(member)
    waiting = db.session.scalars(
        select(Erasure).where(Erasure.member_id == member.id, Erasure.done_at.is_(None))
    ).one_or_none()
    due_at = now() if at_once else now() + timedelta(days=site_settings().days_to_come_back)
    if waiting is None:
        waiting = Erasure(member_id=member.id, asked_by_id=actor.id, was_member=was_member, due_at=due_at)
        db.session.add(waiting)
        db.session.flush()
        audit.record(actor, ErasureAsked(member_id=member.id))
    waiting.due_at = min(waiting.due_at, due_at)
    if at_once:
        _begin(waiting)
    else:
        jobs.enqueue("privacy.tell_of_erasure", erasure_id=waiting.id)
    # What is left of other accounts of the same person goes on the same day.
    for other in db.session.scalars(select(Member).where(Member.merged_into_id == member.id)):
        _ask(actor, other, at_once=at_once)
    return waiting


@requires(Permission.ERASURE_DUE)
def begin_erasing(actor: Actor, erasure: Erasure) -> None:
    """Let the worker erase somebody whose day has come."""
    _begin(erasure)


def _begin(erasure: Erasure) -> None:
    erasure.begun_at = now()
    jobs.enqueue("privacy.erase", erasure_id=erasure.id)


def _stay_outside(member: Member) -> None:
    """Let somebody who was no member wait for nothing any more."""
    db.session.execute(
        update(Application)
        .where(Application.member_id == member.id, Application.state == ApplicationState.WAITING)
        .values(state=ApplicationState.WITHDRAWN, decided_at=now())
    )
    # Or its end would let them in.
    db.session.execute(
        update(Suspension)
        .where(Suspension.member_id == member.id, Suspension.ended_at.is_(None))
        .values(ended_at=now())
    )
    member.state = MemberState.LEFT
    end_sign_ins(LoginSession.member_id == member.id, reason=SignInEnd.MEMBERSHIP)
