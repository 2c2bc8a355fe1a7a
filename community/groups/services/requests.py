"""Asking to come into a closed group, and what its coordinators answer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community import audit
from community.accounts.models import Member, MemberState
from community.audit.group_events import (
    GroupRequestAdmitted,
    GroupRequested,
    GroupRequestRefused,
    GroupRequestWithdrawn,
)
from community.core.clock import now
from community.core.db import db
from community.groups.models import Group, GroupRequest, RequestState
from community.groups.services.places import _give_place, hold, place_of
from community.notifications.tell import Event, tell
from community.policy import Actor, Permission, Refused, demand, requires


@requires(Permission.GROUP_REQUEST)
def request_place(actor: Actor, group: Group, *, motivation: str) -> GroupRequest:
    """Ask to come into a closed group; who asks twice has asked once."""
    hold(group)
    demand(actor, Permission.GROUP_REQUEST, group)
    waiting = db.session.scalars(
        select(GroupRequest).where(
            GroupRequest.group_id == group.id,
            GroupRequest.member_id == actor.id,
            GroupRequest.state == RequestState.WAITING,
        )
    ).one_or_none()
    if waiting is not None:
        return waiting
    request = GroupRequest(group_id=group.id, member_id=actor.id, motivation=motivation)
    db.session.add(request)
    db.session.flush()
    audit.record(actor, GroupRequested(group_id=group.id, member_id=actor.id))
    tell(actor, Event.REQUEST_MADE, request_id=request.id)
    return request


@requires(Permission.GROUP_REQUEST_WITHDRAW)
def withdraw_request(actor: Actor, request: GroupRequest) -> None:
    """Take one's own request back."""
    hold_request(request)
    demand(actor, Permission.GROUP_REQUEST_WITHDRAW, request)
    settle(request, RequestState.WITHDRAWN, actor)
    audit.record(actor, GroupRequestWithdrawn(group_id=request.group_id, member_id=actor.id))


@requires(Permission.GROUP_REQUEST_DECIDE)
def admit(actor: Actor, request: GroupRequest) -> None:
    """Let somebody who asked into the group."""
    hold_request(request)
    demand(actor, Permission.GROUP_REQUEST_DECIDE, request)
    demand_member(request.member)
    settle(request, RequestState.ACCEPTED, actor)
    if place_of(request.group, request.member_id) is None:
        _give_place(actor, request.group, request.member_id)
    audit.record(actor, GroupRequestAdmitted(group_id=request.group_id, member_id=request.member_id))
    tell(actor, Event.REQUEST_DECIDED, request_id=request.id)


@requires(Permission.GROUP_REQUEST_DECIDE)
def refuse(actor: Actor, request: GroupRequest, *, reason: str) -> None:
    """Turn a request down, with a reason that the person who asked reads."""
    hold_request(request)
    demand(actor, Permission.GROUP_REQUEST_DECIDE, request)
    settle(request, RequestState.REFUSED, actor)
    request.reason = reason
    event = GroupRequestRefused(group_id=request.group_id, member_id=request.member_id, reason=reason)
    audit.record(actor, event)
    tell(actor, Event.REQUEST_DECIDED, request_id=request.id)


def hold_request(request: GroupRequest) -> None:
    """Hold the group of a request, and read anew where the request stands."""
    hold(request.group)
    db.session.refresh(request, ["state"])


def settle(request: GroupRequest, state: RequestState, actor: Actor) -> None:
    """Write down how a request ended."""
    request.state, request.decided_at, request.decided_by_id = state, now(), actor.id


def demand_member(person: Member) -> None:
    """Refuse where a person is no member of the site any more."""
    if person.state != MemberState.MEMBER:
        raise Refused(Permission.GROUP_REQUEST_DECIDE, _l("Deze persoon is op dit moment geen lid van de site."))
