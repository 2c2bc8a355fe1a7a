"""Texts that wait: the queue of the site and of a group, one of them, how many there are, and what each writer did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from community import policy
from community.content.models import Comment, ContentItem, State
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.groups.models import Group
from community.policy import Actor
from community.review.models import HeldState, HeldText

# Beyond, a count says "99+".
MOST_COUNTED = 100
WITH_TEXT = (
    joinedload(HeldText.comment).joinedload(Comment.item).joinedload(ContentItem.group),
    joinedload(HeldText.item).joinedload(ContentItem.group),
    joinedload(HeldText.item).undefer(ContentItem.body),
    joinedload(HeldText.author),
    joinedload(HeldText.group),
)


@dataclass(frozen=True, slots=True)
class History:
    """What came of the texts of one writer that waited before, as far as the reader watches over them."""

    released: int = 0
    refused: int = 0


def waits() -> ColumnElement[bool]:
    """The texts that wait where they would stand: their author may have taken them away."""
    comment = select(Comment.id).where(Comment.is_held, ~Comment.is_removed)
    item = select(ContentItem.id).where(ContentItem.state == State.HELD)
    return and_(HeldText.state == HeldState.WAITING, or_(HeldText.comment_id.in_(comment), HeldText.item_id.in_(item)))


def texts_that_wait(actor: Actor, place: Place, *, group: Group | None = None) -> Page[HeldText]:
    """Give a page of the texts that wait, the oldest first."""
    query = select(HeldText).where(policy.readable(actor, HeldText), waits()).options(*WITH_TEXT)
    if group is not None:
        query = query.where(HeldText.group_id == group.id)
    return keyset_page(query, (HeldText.id,), place)


def waiting_text_count(actor: Actor, group: Group | None = None) -> Select[int]:
    """The texts that wait for the actor, to be counted up to a hundred."""
    query = select(HeldText.id).where(policy.readable(actor, HeldText), waits())
    if group is not None:
        query = query.where(HeldText.group_id == group.id)
    return select(func.count()).select_from(query.limit(MOST_COUNTED).subquery())


def held_text(actor: Actor, held_id: int, *, group: Group | None = None) -> HeldText:
    """Give one text that waits or waited, or raise `Absent`."""
    criteria = [HeldText.id == held_id]
    if group is not None:
        criteria.append(HeldText.group_id == group.id)
    return policy.get(actor, HeldText, *criteria, options=WITH_TEXT)


def histories(actor: Actor, author_ids: Collection[int]) -> dict[int, History]:
    """Give what came of earlier texts of these writers, in one query."""
    query = (
        select(HeldText.author_id, HeldText.state, func.count())
        .where(HeldText.author_id.in_(author_ids), policy.readable(actor, HeldText))
        .group_by(HeldText.author_id, HeldText.state)
    )
    counted: dict[int, dict[HeldState, int]] = {}
    for author_id, state, count in db.session.execute(query):
        counted.setdefault(author_id, {})[state] = count
    return {
        author_id: History(found.get(HeldState.RELEASED, 0), found.get(HeldState.REFUSED, 0))
        for author_id, found in counted.items()
    }


def items_called(actor: Actor, item_ids: Collection[int]) -> dict[int, ContentItem]:
    """Give those of some items that the actor may read."""
    query = select(ContentItem).where(ContentItem.id.in_(item_ids), policy.readable(actor, ContentItem))
    found: Sequence[ContentItem] = list(db.session.scalars(query.options(joinedload(ContentItem.group))))
    return {item.id: item for item in found}
