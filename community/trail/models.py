"""Which item came out of which. All that hang together in this way are one trail, drawn on each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from community.announcements.models import Announcement
from community.core.db import Base

if TYPE_CHECKING:
    from community.content.models import ContentItem

# More stands in no trail: nobody would see through it.
MOST_PLACES = 60


class TrailPlace(Base):
    """The place of one item in a trail: after the item that it came out of, or at its beginning."""

    __tablename__ = "trail_place"
    __table_args__ = (CheckConstraint("(origin_id IS NULL) = (item_id = trail_id)", name="begins_or_follows"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), primary_key=True)
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id"), index=True)
    # The item at the beginning, so that a whole trail is found at once.
    trail_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), index=True)

    item: Mapped[ContentItem] = relationship(lazy="raise", foreign_keys=[item_id])
    # What told the public that there is such a decision.
    announcement: Mapped[Announcement | None] = relationship(
        lazy="raise",
        primaryjoin=lambda: foreign(TrailPlace.item_id) == Announcement.decision_id,
        uselist=False,
        viewonly=True,
    )
