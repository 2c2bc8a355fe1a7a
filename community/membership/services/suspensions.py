"""Keeping a member out for a time. Who is suspended is out on the next request; the worker ends it at its term."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l

from community import audit, jobs
from community.accounts.models import Member, MemberState
from community.audit.member_events import MemberSuspended, SuspensionEnded, SuspensionExpired
from community.core.clock import now
from community.core.db import db
from community.membership.models import Suspension
from community.membership.queries.people import due_suspensions, running_suspension
from community.membership.services.roles import keep_an_administrator
from community.policy import Actor, Permission, requires

LAST_SUSPENDED = _l("Dit is de laatste beheerder: die kun je niet schorsen.")


@requires(Permission.MEMBER_SUSPEND)
def suspend(actor: Actor, member: Member, *, reason: str, until: datetime | None, is_mailed: bool = True) -> Suspension:
    """Keep a member out until a moment, or until a moderator ends it; they read the reason."""
    keep_an_administrator(besides=member, sentence=LAST_SUSPENDED)
    suspension = Suspension(member_id=member.id, reason=reason, ends_at=until, suspended_by_id=actor.id)
    db.session.add(suspension)
    db.session.flush()
    member.state, member.suspended_until, member.suspension_reason = MemberState.SUSPENDED, until, reason
    term = until.isoformat(timespec="minutes") if until else ""
    audit.record(actor, MemberSuspended(member_id=member.id, reason=reason, until=term))
    if is_mailed:
        jobs.enqueue("membership.tell_suspended", suspension_id=suspension.id)
    jobs.enqueue("groups.person_gone", member_id=member.id)
    return suspension


@requires(Permission.MEMBER_REINSTATE)
def reinstate(actor: Actor, member: Member) -> None:
    """End a suspension before its term."""
    suspension = running_suspension(actor, member.id)
    if suspension is not None:
        end(suspension, member)
    else:
        readmit(member)
    audit.record(actor, SuspensionEnded(member_id=member.id))


@requires(Permission.SUSPENSION_END_DUE)
def end_due_suspensions(actor: Actor) -> int:
    """End the suspensions whose term is over, and say how many there were."""
    due = due_suspensions(actor)
    for suspension in due:
        end(suspension, suspension.member)
        audit.record(actor, SuspensionExpired(member_id=suspension.member_id))
    return len(due)


def end(suspension: Suspension, member: Member) -> None:
    """Close a suspension, let the member back in, and tell them."""
    suspension.ended_at = now()
    readmit(member)
    jobs.enqueue("membership.tell_reinstated", suspension_id=suspension.id)


def readmit(member: Member) -> None:
    """Make a suspended person a member again; whoever left in the meantime stays away."""
    if member.state == MemberState.SUSPENDED:
        member.state = MemberState.MEMBER
        # They could not answer meanwhile.
        member.confirm_asked_at = member.confirm_reminded_at = None
    member.suspended_until, member.suspension_reason = None, ""
