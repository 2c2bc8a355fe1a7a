"""What people follow, and what they were told of. Who may still know of it is asked anew each time: `community.policy`.

Each of the two hangs on things of several kinds, by one key for each kind.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Notify
from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.content.models import Comment, ContentItem
    from community.groups.models import CoordinatorOffer, Group, GroupInvitation, GroupMessage, GroupRequest
    from community.regions.models import Region
    from community.reports.models import Report, ReportCase
    from community.themes.models import Theme

EXACTLY_ONE = (
    "(item_id IS NOT NULL AND group_id IS NULL AND region_id IS NULL AND theme_id IS NULL)"
    " OR (item_id IS NULL AND group_id IS NOT NULL AND region_id IS NULL AND theme_id IS NULL)"
    " OR (item_id IS NULL AND group_id IS NULL AND region_id IS NOT NULL AND theme_id IS NULL)"
    " OR (item_id IS NULL AND group_id IS NULL AND region_id IS NULL AND theme_id IS NOT NULL)"
)
# What a notification can be about; about a comment only with its item.
THINGS = ("item_id", "request_id", "invitation_id", "message_id", "offer_id", "case_id", "report_id")


def about_one_thing() -> str:
    """Say in SQL that a notification is about exactly one thing."""
    ways = []
    for chosen in THINGS:
        known = [f"{key} IS NOT NULL" if key == chosen else f"{key} IS NULL" for key in THINGS]
        ways.append(known if chosen == "item_id" else [*known, "comment_id IS NULL"])
    return " OR ".join(f"({' AND '.join(way)})" for way in ways)


class Follow(Base):
    """That a member hears of an item, a group, a region or a theme, or has put it on mute."""

    __tablename__ = "follow"
    # The thing first: the worker looks for who follows it. A key that is NULL is unlike any other.
    __table_args__ = (
        UniqueConstraint("item_id", "member_id"),
        UniqueConstraint("group_id", "member_id"),
        UniqueConstraint("region_id", "member_id"),
        UniqueConstraint("theme_id", "member_id"),
        CheckConstraint(EXACTLY_ONE, name="exactly_one"),
        Index("ix_follow_mine", "member_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    # Muted, it stays a row: taking part again makes nobody hear of it again.
    is_muted: Mapped[bool] = mapped_column(default=False)
    # Chosen with the button, rather than by taking part.
    is_chosen: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member] = relationship(lazy="raise")
    item: Mapped[ContentItem | None] = relationship(lazy="raise")
    group: Mapped[Group | None] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")
    theme: Mapped[Theme | None] = relationship(lazy="raise")


class Kind(StrEnum):
    """What a notification says; mail is chosen for each of these."""

    MENTION = "mention"
    REPLY = "reply"
    COMMENT = "comment"
    DISCUSSION = "discussion"
    NEWS = "news"
    REQUEST = "request"
    DECIDED = "decided"
    INVITATION = "invitation"
    VOTE = "vote"
    RESULT = "result"
    ACTION = "action"
    DUE = "due"
    ACTION_DONE = "action_done"
    COORDINATE = "coordinate"
    MESSAGE = "message"
    # A case that waits for who decides, what was decided about something of one's own, and about one's report. Each
    # has a mail of its own that nobody can end.
    CASE = "case"
    VERDICT = "verdict"
    ANSWER = "answer"


class Mail(StrEnum):
    """Whether a mail is sent of one kind of notification."""

    AT_ONCE = "at_once"
    OFF = "off"


# What is said to somebody in person. Who did not choose, and asked for a mail a day, gets these at once.
PERSONAL = frozenset(
    (
        Kind.MENTION,
        Kind.REPLY,
        Kind.REQUEST,
        Kind.DECIDED,
        Kind.INVITATION,
        Kind.ACTION,
        Kind.DUE,
        Kind.COORDINATE,
        Kind.MESSAGE,
        Kind.CASE,
        Kind.VERDICT,
        Kind.ANSWER,
    )
)


class Notification(Base):
    """That one member was told of one event, and through which follow, if it was through one."""

    __tablename__ = "notification"
    __table_args__ = (
        # One event tells a person once, however often the worker runs it.
        UniqueConstraint("event_id", "member_id"),
        CheckConstraint(about_one_thing(), name="about_one_thing"),
        Index("ix_notification_list", "member_id", "id"),
        Index("ix_notification_unread", "member_id", "read_at", "id"),
        Index("ix_notification_thing", "member_id", "thing_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    # The row of the outbox that told of it.
    event_id: Mapped[int]
    kind: Mapped[Kind]
    # The item or group under which it stands in the list.
    thing_id: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("group_request.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("group_invitation.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("coordinator_offer.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("group_message.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("report_case.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)
    follow_id: Mapped[int | None] = mapped_column(ForeignKey("follow.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(lazy="raise")
    item: Mapped[ContentItem | None] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    request: Mapped[GroupRequest | None] = relationship(lazy="raise")
    invitation: Mapped[GroupInvitation | None] = relationship(lazy="raise")
    offer: Mapped[CoordinatorOffer | None] = relationship(lazy="raise")
    message: Mapped[GroupMessage | None] = relationship(lazy="raise")
    case: Mapped[ReportCase | None] = relationship(lazy="raise")
    report: Mapped[Report | None] = relationship(lazy="raise")
    follow: Mapped[Follow | None] = relationship(lazy="raise")


def mail_choice(member: Member, kind: Kind) -> Mail:
    """Say whether a member gets a mail of one kind: as chosen for it, else as they said that they want to hear."""
    chosen = member.mail_choices.get(kind.value)
    if chosen in list(Mail):
        return Mail(chosen)
    if member.notify == Notify.OFF or (member.notify == Notify.DAILY and kind not in PERSONAL):
        return Mail.OFF
    return Mail.AT_ONCE
