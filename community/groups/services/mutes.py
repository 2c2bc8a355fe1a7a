"""Muting a member in a group: they read there and do not write, until a moment or until a coordinator ends it.

They keep their vote: what a group decides is not settled by who keeps order in it.
"""

from __future__ import annotations

from datetime import datetime

from community import audit, jobs
from community.audit.group_events import GroupMemberMuted, GroupMemberUnmuted, GroupMuteEnded
from community.core.db import db
from community.groups.models import GroupMembership
from community.groups.services.places import hold
from community.policy import Actor, Permission, demand, requires


@requires(Permission.GROUP_MEMBERSHIP_MUTE)
def mute(actor: Actor, place: GroupMembership, *, reason: str, until: datetime | None, is_mailed: bool = True) -> None:
    """Let a member only read in a group, with a reason that they read; it counts from their next request on."""
    _hold_place(place)
    demand(actor, Permission.GROUP_MEMBERSHIP_MUTE, place)
    place.is_muted, place.muted_until, place.mute_reason = True, until, reason
    term = until.isoformat(timespec="minutes") if until else ""
    audit.record(actor, GroupMemberMuted(group_id=place.group_id, member_id=place.member_id, reason=reason, until=term))
    if is_mailed:
        jobs.enqueue("groups.tell_muted", group_id=place.group_id, member_id=place.member_id)


@requires(Permission.GROUP_MEMBERSHIP_MUTE)
def unmute(actor: Actor, place: GroupMembership) -> None:
    """Let a member write in a group again."""
    _hold_place(place)
    if place.is_muted:
        speak_again(place)
        audit.record(actor, GroupMemberUnmuted(group_id=place.group_id, member_id=place.member_id))


@requires(Permission.GROUP_MEMBERSHIP_UNMUTE_DUE)
def end_mute(actor: Actor, place: GroupMembership) -> None:
    """Let a member write again whose mute is over."""
    speak_again(place)
    audit.record(actor, GroupMuteEnded(group_id=place.group_id, member_id=place.member_id))


def speak_again(place: GroupMembership) -> None:
    """Write down that a member is muted no longer, and tell them."""
    place.is_muted, place.muted_until, place.mute_reason = False, None, ""
    jobs.enqueue("groups.tell_unmuted", group_id=place.group_id, member_id=place.member_id)


def _hold_place(place: GroupMembership) -> None:
    """Keep others from changing a group, and read anew what somebody's place in it is."""
    hold(place.group)
    db.session.refresh(place, ["role", "is_muted", "muted_until"])
