"""Who is new here: joined less than a week ago, with fewer than three contributions that stood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.models import Member
from community.content.models import Comment, ContentItem, State
from community.core.clock import now
from community.core.db import db

NEW_FOR = timedelta(days=7)
CONTRIBUTIONS = 3
STANDS = (State.PUBLISHED, State.ARCHIVED)


def is_newcomer(member_id: int) -> bool:
    """Whether a member is new, whoever asks: what follows from it is more care, not something to read."""
    return is_new_since(member_id, db.session.scalar(select(Member.joined_at).where(Member.id == member_id)))


def is_new_since(member_id: int, joined_at: datetime | None) -> bool:
    """Whether a member who joined then is new; looks at what they wrote only where that may matter."""
    if joined_at is None or joined_at <= now() - NEW_FOR:
        return False
    comments = (Comment.author_id == member_id, ~Comment.is_hidden, ~Comment.is_removed)
    said = at_most(Comment.id, comments)
    return said < CONTRIBUTIONS and said + at_most(ContentItem.id, written_by(member_id)) < CONTRIBUTIONS


def written_by(member_id: int) -> Sequence[ColumnElement[bool]]:
    """The items of a member that stand."""
    return ContentItem.author_id == member_id, ContentItem.state.in_(STANDS)


def at_most(column: InstrumentedAttribute[int], conditions: Sequence[ColumnElement[bool]]) -> int:
    """Count rows, no further than matters."""
    rows = select(column).where(*conditions).limit(CONTRIBUTIONS).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0
