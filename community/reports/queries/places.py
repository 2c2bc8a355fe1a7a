"""The place in a group of the person whom a case is about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.core.db import db
from community.groups.models import GroupMembership
from community.policy import Actor
from community.reports.models import ReportCase


def place_of_author(actor: Actor, case: ReportCase) -> GroupMembership | None:
    """Give it, as far as the actor may know of it; None where there is none."""
    query = (
        select(GroupMembership)
        .where(
            GroupMembership.group_id == case.group_id,
            GroupMembership.member_id == case.about_id,
            policy.readable(actor, GroupMembership),
        )
        .options(joinedload(GroupMembership.group))
    )
    return db.session.scalars(query).one_or_none()
