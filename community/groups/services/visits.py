"""Keeps when a member was in a group, so that they can be told what is new. Only that member is ever told."""

from __future__ import annotations

from datetime import datetime

from community.core.clock import now
from community.core.ids import new_id
from community.core.upsert import put_row
from community.core.visits import seen_before
from community.groups.models import Group, GroupVisit
from community.groups.queries.activity import visit_to_group
from community.policy import Actor, Permission, requires


@requires(Permission.GROUP_VISIT)
def note_group_visit(actor: Actor, group: Group) -> None:
    """Keep that the actor looks at a group now; what was new at the beginning of this visit stays so."""
    found = visit_to_group(actor, group.id)
    _put_visit(actor, group, before=seen_before(found.seen_at, found.before_at, now()) if found else now())


@requires(Permission.GROUP_VISIT)
def mark_group_read(actor: Actor, group: Group) -> None:
    """Keep that the actor has seen everything in a group: only what they opened before can be new."""
    _put_visit(actor, group, before=now())


def _put_visit(actor: Actor, group: Group, *, before: datetime) -> None:
    """Write the mark."""
    seen = {"seen_at": now(), "before_at": before}
    values = {"id": new_id(), "member_id": actor.id, "group_id": group.id, **seen}
    put_row(GroupVisit, values, key=["member_id", "group_id"], changed=seen)
