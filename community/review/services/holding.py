"""Letting a text wait: a step of the deeds that write. Nobody is told of it, and nobody counts it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select, update

from community import audit
from community.audit.review_events import TextHeld
from community.content.models import Comment, ContentItem
from community.core.clock import now
from community.core.db import db
from community.policy import CLOCK
from community.review.models import HeldState, HeldText


def hold_comment_row(
    comment: Comment, reasons: Sequence[dict[str, str]], *, group_id: int | None, **more: object
) -> None:
    """Keep why a comment waits; the comment itself says that it does."""
    comment.is_held = comment.is_hidden = True
    keep(row_of(HeldText.comment_id == comment.id), comment.author_id, group_id, reasons, comment_id=comment.id, **more)


def hold_item_row(item: ContentItem, reasons: Sequence[dict[str, str]], **more: object) -> None:
    """Keep why an item waits; its state says that it does."""
    keep(row_of(HeldText.item_id == item.id), item.author_id, item.group_id, reasons, item_id=item.id, **more)


def row_of(criterion: object) -> HeldText | None:
    """Give the row of a text that waited before."""
    return db.session.scalars(select(HeldText).where(criterion)).one_or_none()  # type: ignore[arg-type]


def keep(
    found: HeldText | None,
    author_id: int,
    group_id: int | None,
    reasons: Sequence[dict[str, str]],
    **values: object,
) -> None:
    """Write the row, or let one that was decided wait anew."""
    fresh = values | {"reasons": list(reasons), "group_id": group_id, "state": HeldState.WAITING}
    fresh |= {"decided_at": None, "decided_by_id": None, "refusal": "", "created_at": now()}
    if found is None:
        db.session.add(HeldText(author_id=author_id, **fresh))
    else:
        for name, value in fresh.items():
            setattr(found, name, value)
    kinds = ", ".join(dict.fromkeys(reason["why"] for reason in reasons))
    audit.record(CLOCK, TextHeld(member_id=author_id, group_id=group_id, reasons=kinds))


def take_held_along(item: ContentItem) -> None:
    """Let what waits below an item, and the item itself, wait in the group in which it stands now."""
    comments = select(Comment.id).where(Comment.item_id == item.id)
    of_item = or_(HeldText.item_id == item.id, HeldText.comment_id.in_(comments))
    moved = update(HeldText).where(of_item).values(group_id=item.group_id)
    db.session.execute(moved.execution_options(synchronize_session=False))
