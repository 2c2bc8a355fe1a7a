"""Texts that wait for somebody to look at them, one row for each, and for whom a site or a group lets that be so.

The text itself stands where it would stand: a comment as `is_held`, an item in the state `held`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.content.models import Comment, ContentItem
    from community.groups.models import Group

REASON_LENGTH = 1000
WORDS_LENGTH = 20_000


class HeldFor(StrEnum):
    """Whose texts wait for a look before anybody reads them."""

    NOBODY = "nobody"
    NEWCOMERS = "newcomers"
    EVERYONE = "everyone"

    @property
    def label(self) -> Any:
        """What people read."""
        return HELD_FOR_LABELS[self]


HELD_FOR_LABELS: dict[HeldFor, Any] = {
    HeldFor.NOBODY: _l("Van niemand"),
    HeldFor.NEWCOMERS: _l("Van nieuwe leden"),
    HeldFor.EVERYONE: _l("Van iedereen"),
}


class HeldState(StrEnum):
    """What came of a text that was held."""

    WAITING = "waiting"
    RELEASED = "released"
    REFUSED = "refused"


class Why(StrEnum):
    """Why a text was held; what goes with it (a word, a number, a place) stands beside it."""

    EVERYONE = "everyone"
    NEWCOMER = "newcomer"
    WORD = "word"
    LINKS = "links"
    MENTIONS = "mentions"
    SAME_TEXT = "same_text"


class HeldText(Base):
    """A comment or an item that waits, or waited, for somebody else to look at it."""

    __tablename__ = "held_text"
    __table_args__ = (
        CheckConstraint("(item_id IS NULL) != (comment_id IS NULL)", name="one_text"),
        CheckConstraint("(state = 'waiting') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        Index("ix_held_text_queue", "state", "id"),
        Index("ix_held_text_group", "group_id", "state", "id"),
        Index("ix_held_text_author", "author_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id"), unique=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    # In which it stands.
    group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id"))
    # Each with `why` and what goes with it.
    reasons: Mapped[list[dict[str, str]]]
    # Whether anybody could read it before: what was changed and then held is no news when it is released.
    was_on_view: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The comment that it answers, to tell its author later; a number only, as that may have gone by then.
    reply_to_id: Mapped[int | None]
    state: Mapped[HeldState] = mapped_column(default=HeldState.WAITING)
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    # Why it was refused: what the author reads.
    refusal: Mapped[str] = mapped_column(default="")

    item: Mapped[ContentItem | None] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(lazy="raise", foreign_keys=[author_id])
    group: Mapped[Group | None] = relationship(lazy="raise")
    decided_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
