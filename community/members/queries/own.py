"""What a member's own pages show: their row, their accounts, and the requests that wait."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member
from community.core.db import db
from community.groups.models import GroupRequest, RequestState
from community.policy import Actor

MOST_GROUPS = 50


def own_page(actor: Actor) -> Member:
    """Give the actor's own row with their organisation and region."""
    return policy.get(
        actor,
        Member,
        Member.id == actor.id,
        options=(*map(joinedload, (Member.organisation, Member.region, Member.profile, Member.portrait)),),
    )


def waiting_requests(actor: Actor) -> Sequence[GroupRequest]:
    """Give the actor's own requests to groups that nobody has decided on yet."""
    query = (
        select(GroupRequest)
        .where(
            GroupRequest.member_id == actor.id,
            GroupRequest.state == RequestState.WAITING,
            policy.readable(actor, GroupRequest),
        )
        .order_by(GroupRequest.id)
        .limit(MOST_GROUPS)
        .options(joinedload(GroupRequest.group))
    )
    return list(db.session.scalars(query))
