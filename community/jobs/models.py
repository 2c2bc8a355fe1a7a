"""The outbox: what has to happen after a deed, kept in the deed's own transaction until the worker has done it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id


class Outbox(Base):
    """One thing to do: the name of a task and the ids it is about."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "done_at", "is_dead", "available_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    task: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    available_at: Mapped[datetime] = mapped_column(default=now)
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None]
    is_dead: Mapped[bool] = mapped_column(default=False)
    last_error: Mapped[str] = mapped_column(default="")
