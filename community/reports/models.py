"""What members report about things of others, one case for each thing; what was decided; and one objection.

A case points to its thing by one key of several, as a notification does, and goes for good with it. A file that is
taken away leaves its case behind, since taking it away may be what was decided.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.content.models import Attachment, Comment, ContentItem
    from community.groups.models import Group, GroupMessage, GroupPicture

WORDS_LENGTH = 2000
REASON_LENGTH = 1000
OBJECTION_LENGTH = 3000
SNAPSHOT_LENGTH = 20_000

# What a case can be about.
THINGS = ("item_id", "comment_id", "attachment_id", "message_id", "picture_id", "profile_id")


def about_one_thing() -> str:
    """Say in SQL that a case is about one thing at most; a file that was taken away leaves its case about nothing."""
    ways = [" AND ".join(f"{key} IS NULL" for key in THINGS)]
    for chosen in THINGS:
        ways.append(" AND ".join(f"{key} IS NOT NULL" if key == chosen else f"{key} IS NULL" for key in THINGS))
    return " OR ".join(f"({way})" for way in ways)


class ReportReason(StrEnum):
    """What is not right, in the words of the list that people choose from."""

    RUDE = "rude"
    PRIVATE = "private"
    WRONG = "wrong"
    ADVERTISING = "advertising"
    RIGHTS = "rights"
    OTHER = "other"

    @property
    def label(self) -> Any:
        """What people read."""
        return REASON_LABELS[self]


REASON_LABELS: dict[ReportReason, Any] = {
    ReportReason.RUDE: _l("Het is beledigend, bedreigend of discriminerend"),
    ReportReason.PRIVATE: _l("Er staan persoonlijke of vertrouwelijke gegevens in"),
    ReportReason.WRONG: _l("Het is misleidend of klopt niet"),
    ReportReason.ADVERTISING: _l("Het is reclame of spam"),
    ReportReason.RIGHTS: _l("Het is van iemand anders en mag hier niet staan"),
    ReportReason.OTHER: _l("Iets anders"),
}


class CaseState(StrEnum):
    """Where a case stands: waiting, closed without or with a measure, objected to, closed for good."""

    OPEN = "open"
    DISMISSED = "dismissed"
    DECIDED = "decided"
    OBJECTED = "objected"
    SETTLED = "settled"

    @property
    def label(self) -> Any:
        """What people read."""
        return STATE_LABELS[self]


STATE_LABELS: dict[CaseState, Any] = {
    CaseState.OPEN: _l("Wacht op een besluit"),
    CaseState.DISMISSED: _l("Geen maatregel"),
    CaseState.DECIDED: _l("Maatregel genomen"),
    CaseState.OBJECTED: _l("Bezwaar gemaakt"),
    CaseState.SETTLED: _l("Bezwaar behandeld"),
}
# In which its author knows of it: something was done.
TOLD = (CaseState.DECIDED, CaseState.OBJECTED, CaseState.SETTLED)


class Verdict(StrEnum):
    """What is done about a thing, or about who made it."""

    NOTHING = "nothing"
    HIDE = "hide"
    REMOVE = "remove"
    EDIT = "edit"
    WARN = "warn"
    MUTE = "mute"
    SUSPEND = "suspend"

    @property
    def label(self) -> Any:
        """What people read."""
        return VERDICT_LABELS[self]

    @property
    def is_about_person(self) -> bool:
        """Whether it is about who wrote rather than about what was written, and so for moderators."""
        return self in (Verdict.WARN, Verdict.SUSPEND)


VERDICT_LABELS: dict[Verdict, Any] = {
    Verdict.NOTHING: _l("Niets doen: dit mag hier staan"),
    Verdict.HIDE: _l("Verbergen"),
    Verdict.REMOVE: _l("Verwijderen"),
    Verdict.EDIT: _l("Vragen om het aan te passen"),
    Verdict.WARN: _l("Waarschuwen"),
    Verdict.MUTE: _l("Dempen in de werkgroep"),
    Verdict.SUSPEND: _l("Schorsen"),
}


class ReportCase(Base):
    """All that was reported about one thing until it is decided, and what was decided."""

    __tablename__ = "report_case"
    __table_args__ = (
        CheckConstraint(about_one_thing(), name="about_one_thing"),
        CheckConstraint("(state = 'open') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        # Several reports of one thing are one case.
        Index(
            "uq_report_case_open",
            "thing",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_report_case_queue", "state", "id"),
        Index("ix_report_case_group", "group_id", "state", "id"),
        Index("ix_report_case_about", "about_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    # Kind and number of the thing.
    thing: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id", ondelete="SET NULL"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("group_message.id"), index=True)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("group_picture.id", ondelete="SET NULL"), index=True)
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    # In which it stood when it was reported.
    group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id"))
    # Who wrote it, or whose profile it is.
    about_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    # The words of the thing when it was first reported, for who decides only; one sign more than is shown tells that it
    # was cut. Read with the page of one case only.
    snapshot: Mapped[str] = mapped_column(default="", server_default="", deferred=True, deferred_raiseload=True)
    # What the site itself noticed when it opened the case, each with `why` and what goes with it (see `review.models`);
    # empty where a member reported first.
    signs: Mapped[list[dict[str, str]]] = mapped_column(default=list, server_default="[]")
    # Whether nobody reported it: a text that was held and then refused, so that its author can object.
    is_from_review: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)
    verdict: Mapped[Verdict | None]
    # What the author reads.
    reason: Mapped[str] = mapped_column(default="")
    # Until when somebody is muted or suspended.
    until: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    objection: Mapped[str] = mapped_column(default="")
    objected_at: Mapped[datetime | None]
    # Whether the decision stood after the objection, why, and who said so.
    is_upheld: Mapped[bool] = mapped_column(default=True)
    ruling: Mapped[str] = mapped_column(default="")
    ruled_at: Mapped[datetime | None]
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    item: Mapped[ContentItem | None] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    attachment: Mapped[Attachment | None] = relationship(lazy="raise")
    message: Mapped[GroupMessage | None] = relationship(lazy="raise")
    picture: Mapped[GroupPicture | None] = relationship(lazy="raise")
    profile: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[profile_id])
    group: Mapped[Group | None] = relationship(lazy="raise")
    about: Mapped[Member] = relationship(lazy="raise", foreign_keys=[about_id])
    decided_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    ruled_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[ruled_by_id])

    @property
    def address(self) -> str:
        """The path at which who watches over the whole site decides."""
        return f"/beheer/signalen/{self.id}"

    @property
    def own_address(self) -> str:
        """The path at which the author reads what was decided."""
        return f"/mijn/signalen/besluit/{self.id}"


class Report(Base):
    """That one member reported a thing, why, and what they were answered."""

    __tablename__ = "report"
    __table_args__ = (
        # Somebody reports one thing once while it is open.
        UniqueConstraint("case_id", "member_id"),
        Index("ix_report_mine", "member_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[int] = mapped_column(ForeignKey("report_case.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[ReportReason]
    words: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    # What the reporter reads when it is decided.
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    case: Mapped[ReportCase] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")
