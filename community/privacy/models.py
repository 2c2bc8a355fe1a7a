"""Copies of one's own data, and erasures: asked for, waiting and done. Neither holds a word about anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id


class DataCopy(Base):
    """A copy of all that the site keeps of a person: asked for, made by the worker, and gone after some days."""

    __tablename__ = "data_copy"
    __table_args__ = (
        # One at a time for each person.
        Index(
            "uq_data_copy_waiting",
            "member_id",
            unique=True,
            sqlite_where=text("made_at IS NULL"),
            postgresql_where=text("made_at IS NULL"),
        ),
        Index("ix_data_copy_member", "member_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    storage_key: Mapped[str] = mapped_column(String(200), default="")
    byte_count: Mapped[int] = mapped_column(default=0)

    member: Mapped[Member] = relationship(lazy="raise")

    @property
    def address(self) -> str:
        """The path under which its owner fetches it."""
        return f"/mijn/gegevens/{self.id}"


class Erasure(Base):
    """That a person is to be erased, from when on, and that it was done; the row outlives what it speaks of."""

    __tablename__ = "erasure"
    __table_args__ = (
        Index(
            "uq_erasure_waiting",
            "member_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_erasure_due", "done_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    # Whether the person was a member until then, and becomes one again by coming back.
    was_member: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime]
    # When the worker was last asked to do it.
    begun_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    # How many rows of each table went or were blanked.
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
