"""Members who stay away: they are asked whether they want to stay, reminded once, and then their membership ends.

Who signs in has answered (`accounts.services.see`). What they wrote stays. Groups that they ran are looked after like
those of anybody who stops.
"""

from __future__ import annotations

from sqlalchemy import select

from community import audit, jobs
from community.accounts.models import Member
from community.audit.member_events import AbsentAsked, AbsentReminded, MembershipLapsed
from community.core.clock import now
from community.core.db import db
from community.groups.models import GroupMembership, GroupRole
from community.membership.services.roles import end_membership, hold_groups_of, take_out_of_groups
from community.policy import Actor, Permission, requires


@requires(Permission.ABSENCE_ASK_DUE)
def ask(actor: Actor, member: Member) -> None:
    """Ask a member whether they want to stay."""
    member.confirm_asked_at, member.confirm_reminded_at = now(), None
    audit.record(actor, AbsentAsked(member_id=member.id))
    jobs.enqueue("membership.ask_to_stay", member_id=member.id)


@requires(Permission.ABSENCE_ASK_DUE)
def remind(actor: Actor, member: Member) -> None:
    """Ask once more."""
    member.confirm_reminded_at = now()
    audit.record(actor, AbsentReminded(member_id=member.id))
    jobs.enqueue("membership.ask_to_stay", member_id=member.id)


@requires(Permission.ABSENCE_END_DUE)
def end(actor: Actor, member: Member) -> None:
    """End a membership for want of an answer; whoever is next in the groups that they ran is asked to run these."""
    hold_groups_of(member)
    ran = list(
        db.session.scalars(
            select(GroupMembership.group_id).where(
                GroupMembership.member_id == member.id, GroupMembership.role == GroupRole.COORDINATOR
            )
        )
    )
    take_out_of_groups(member)
    end_membership(member)
    audit.record(actor, MembershipLapsed(member_id=member.id))
    jobs.enqueue("membership.tell_lapsed", member_id=member.id)
    for group_id in ran:
        jobs.enqueue("groups.coordinator_gone", group_id=group_id)
