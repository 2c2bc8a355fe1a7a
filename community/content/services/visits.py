"""Keeps when a member saw an item, so that they can be told what is new. Only that member is ever told."""

from __future__ import annotations

from community.content.models import ContentItem, ItemVisit
from community.content.queries.comments import ItemFacts
from community.content.queries.visits import visit_to
from community.core.clock import now
from community.core.ids import new_id
from community.core.upsert import put_row
from community.core.visits import seen_before
from community.policy import Actor, Permission, requires


@requires(Permission.ITEM_VISIT)
def note_visit(actor: Actor, item: ContentItem) -> None:
    """Keep that the actor looks at an item now; what was new at the beginning of this visit stays so."""
    found = visit_to(actor, item.id)
    before = seen_before(found.seen_at, found.before_at, now()) if found else now()
    put_visit(actor.id, item.id, before=before)


@requires(Permission.ITEM_VISIT)
def mark_read(actor: Actor, item: ContentItem | ItemFacts) -> None:
    """Keep that the actor has read everything below an item: nothing is new any more."""
    put_visit(actor.id, item.id, before=now())


def put_visit(member_id: int, item_id: int, *, before: object) -> None:
    """Write the mark."""
    seen = {"seen_at": now(), "before_at": before}
    values = {"id": new_id(), "member_id": member_id, "item_id": item_id, **seen}
    put_row(ItemVisit, values, key=["member_id", "item_id"], changed=seen)
