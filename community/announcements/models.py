"""Announcements (bekendmakingen): the public words of a decision, an item of their own that stands in no group."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.content.models import ContentItem
from community.decisions.models import Decision
from community.groups.models import NAME_LENGTH


class Announcement(ContentItem):
    """What everybody reads of a decision: what was decided, by which group and when, and nothing else of it."""

    __tablename__ = "announcement"
    __table_args__ = (CheckConstraint("group_name != ''", name="says_who"),)  # type: ignore[assignment]  # its own

    id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), primary_key=True)
    # Empty once the decision went for good: what was public stays.
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    # The name of the group as it was.
    group_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    decided_on: Mapped[date]

    decision: Mapped[Decision | None] = relationship(lazy="raise", foreign_keys=[decision_id])

    __mapper_args__ = {"polymorphic_identity": "announcement", "inherit_condition": id == ContentItem.id}

    @property
    def address(self) -> str:
        """The path of this announcement's page; that of its region lists it."""
        return f"/besluiten/{self.slug}"
