"""The log of who did what: rows of ids and event names, and apart from them the details that can be erased.

A row holds the salted digest of its details, so that the chain of rows still verifies when the details are gone. Rows
are appended unsealed; the worker seals runs of them in order.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id

# What somebody is not told though it is about them: what moderators note for each other, and that something of theirs
# was reported and judged, of which they hear only where it has a consequence (`/mijn/signalen`).
UNTOLD = ("NoteWritten", "CaseDecided")
# Of which somebody whom it is about also reads why: they were told so when it was done.
TOLD_WHY = (
    *("MemberSuspended", "ApplicationRefused", "RefusalUpheld", "RoleGiven", "MemberJoined"),
    *("CommentHidden", "GroupMemberRemoved", "GroupMemberMuted", "GroupRequestRefused", "CaseRuled"),
)


class AuditEntry(Base):
    """That something happened. Its ids point to no row, since it must outlive what it speaks of."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_actor", "actor_id", "id"),
        Index("ix_audit_entry_event", "event", "id"),
        Index("ix_audit_entry_group", "group_id", "id"),
        Index("ix_audit_entry_group_event", "group_id", "event", "id"),
        Index("ix_audit_entry_member", "member_id", "id"),
        Index("ix_audit_entry_item", "item_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(default=now)
    event: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int] = mapped_column(default=0)
    member_id: Mapped[int | None]
    item_id: Mapped[int | None]
    comment_id: Mapped[int | None]
    group_id: Mapped[int | None]
    application_id: Mapped[int | None]
    detail_digest: Mapped[str] = mapped_column(String(64), default="")
    # Set by the worker: the place in the chain, and the seal over this row and the one before.
    sequence: Mapped[int | None] = mapped_column(unique=True)
    seal: Mapped[str | None] = mapped_column(String(64))


class AuditDetail(Base):
    """The words that belong to an entry: names, addresses, reasons. May be erased; the entry stays."""

    __tablename__ = "audit_detail"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    text: Mapped[str]

    entry: Mapped[AuditEntry] = relationship(lazy="raise")
