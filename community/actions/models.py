"""Action items: what is to be done, by whom, before when, and how far it is."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from community.content.models import ContentItem

if TYPE_CHECKING:
    from community.accounts.models import Member

# By which lists sort what has no date: behind all that has one.
SOME_DAY = date(9999, 12, 31)


class Progress(StrEnum):
    """How far an action item is."""

    TO_DO = "to_do"
    BUSY = "busy"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> Any:
        """What people call it."""
        return PROGRESS_LABELS[self]

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do anything any more."""
        return self in OVER


PROGRESS_LABELS = {
    Progress.TO_DO: _l("Te doen"),
    Progress.BUSY: _l("Bezig"),
    Progress.DONE: _l("Klaar"),
    Progress.DROPPED: _l("Vervallen"),
}
UNDER_WAY = (Progress.TO_DO, Progress.BUSY)
OVER = (Progress.DONE, Progress.DROPPED)


class ActionItem(ContentItem):
    """Something that somebody in a group is going to do; everybody in the group keeps it up to date together."""

    __tablename__ = "action_item"
    __table_args__ = (  # type: ignore[assignment]  # a table of its own
        CheckConstraint("(ended_at IS NULL) = (progress IN ('to_do', 'busy'))", name="over_since"),
        CheckConstraint("due_on IS NULL OR due_on = sort_on", name="sorted_by_date"),
        Index("ix_action_item_owner", "owner_id", "progress", "sort_on"),
        Index("ix_action_item_due", "progress", "sort_on"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), primary_key=True)
    # Nobody yet, where it is empty.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    due_on: Mapped[date | None]
    sort_on: Mapped[date] = mapped_column(default=SOME_DAY)
    progress: Mapped[Progress] = mapped_column(default=Progress.TO_DO)
    ended_at: Mapped[datetime | None]
    # The date about which its owner was reminded, so that each date is told once.
    reminded_of: Mapped[date | None]

    owner: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[owner_id])

    __mapper_args__ = {"polymorphic_identity": "action", "inherit_condition": id == ContentItem.id}

    @validates("due_on")
    def _sort_by_date(self, key: str, value: date | None) -> date | None:
        """Keep the day by which lists sort."""
        self.sort_on = value or SOME_DAY
        return value

    @property
    def address(self) -> str:
        """The path of this item's page, below its group; the group must be loaded."""
        if self.group is None:
            raise ValueError("an action item stands in a group")
        return f"{self.group.address}/acties/{self.slug}"

    def is_late(self, today: date) -> bool:
        """Whether its day went by and it is not done."""
        return self.due_on is not None and self.due_on < today and not self.progress.is_over
