"""Working groups: who is in, in which role, and who has asked or was asked. What is written in them is content."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id
from community.review.models import HeldFor

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.regions.models import Region
    from community.themes.models import Theme

NAME_LENGTH = 120
PURPOSE_LENGTH = 600
MOTIVATION_LENGTH = 2000
WELCOME_LENGTH = 3000
SUBJECT_LENGTH = 160
MESSAGE_LENGTH = 5000
EMAIL_LENGTH = 254


class Access(StrEnum):
    """Who may come in: open (a member joins at once), closed (on request), hidden (only its members know it)."""

    OPEN = "open"
    CLOSED = "closed"
    HIDDEN = "hidden"


class GroupRole(StrEnum):
    """What a member does in a group."""

    MEMBER = "member"
    COORDINATOR = "coordinator"


class RequestState(StrEnum):
    """Where a request or an invitation stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class OfferState(StrEnum):
    """Where the question stands whether somebody wants to run a group."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    # No answer came in time.
    LAPSED = "lapsed"
    # The group has a coordinator again, or who was asked is out of it.
    WITHDRAWN = "withdrawn"


class MailInvitationState(StrEnum):
    """Where an invitation by e-mail stands; claimed is it by who must become a member of the site first."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Group(Base):
    """A working group, mostly of one region."""

    __tablename__ = "working_group"
    # Content refers to (id, access), so that its audience can be held to what the group allows.
    __table_args__ = (UniqueConstraint("id", "access"), Index(None, "access", "name_folded"))

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_folded: Mapped[str] = mapped_column(String(NAME_LENGTH * 2))
    purpose: Mapped[str] = mapped_column(String(PURPOSE_LENGTH), default="")
    access: Mapped[Access] = mapped_column(default=Access.CLOSED)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    # What is in an archived group is frozen too: `ContentItem.is_frozen`.
    is_archived: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None]
    # Whose texts wait here before others read them, and words that let a text wait, a line each.
    held_for: Mapped[HeldFor] = mapped_column(default=HeldFor.NOBODY, server_default=HeldFor.NOBODY.value)
    held_words: Mapped[str] = mapped_column(default="", server_default="")
    # What who comes in reads first.
    welcome: Mapped[str] = mapped_column(default="")
    member_count: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_activity_at: Mapped[datetime] = mapped_column(default=now)

    region: Mapped[Region | None] = relationship(lazy="raise")
    theme: Mapped[Theme | None] = relationship(lazy="raise")
    picture: Mapped[GroupPicture | None] = relationship(lazy="raise", uselist=False, back_populates="group")

    @property
    def address(self) -> str:
        """The path of this group's page."""
        return f"/werkgroepen/{self.slug}"


class GroupMembership(Base):
    """A member's place in a group."""

    __tablename__ = "group_membership"
    __table_args__ = (
        UniqueConstraint("group_id", "member_id"),
        CheckConstraint("NOT (is_deputy AND role = 'coordinator')", name="deputy_of_another"),
        Index(
            "uq_group_membership_deputy",
            "group_id",
            unique=True,
            sqlite_where=text("is_deputy"),
            postgresql_where=text("is_deputy"),
        ),
        CheckConstraint("NOT is_muted OR role = 'member'", name="coordinators_speak"),
        # The worker finds the mutes that are over.
        Index("ix_group_membership_muted_until", "is_muted", "muted_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    role: Mapped[GroupRole] = mapped_column(default=GroupRole.MEMBER)
    # Who is asked first to run the group when nobody does any more; one at most.
    is_deputy: Mapped[bool] = mapped_column(default=False, server_default=false())
    joined_at: Mapped[datetime] = mapped_column(default=now)
    # Reads and does not write, until a moment or until a coordinator ends it.
    is_muted: Mapped[bool] = mapped_column(default=False)
    muted_until: Mapped[datetime | None]
    mute_reason: Mapped[str] = mapped_column(default="")

    group: Mapped[Group] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")

    def become_coordinator(self) -> None:
        """Let this person run the group; who runs it speaks in it, and is nobody's deputy."""
        self.role, self.is_deputy = GroupRole.COORDINATOR, False
        self.is_muted, self.muted_until, self.mute_reason = False, None, ""


class GroupRequest(Base):
    """A member's request to be let into a closed group."""

    __tablename__ = "group_request"
    __table_args__ = (
        Index(
            "uq_group_request_waiting",
            "group_id",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    motivation: Mapped[str] = mapped_column(default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    group: Mapped[Group] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])


class GroupInvitation(Base):
    """A coordinator's invitation of a member to a group; it is also how a hidden group becomes known to somebody."""

    __tablename__ = "group_invitation"
    __table_args__ = (
        Index(
            "uq_group_invitation_waiting",
            "group_id",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    message: Mapped[str] = mapped_column(default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    invited_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[invited_by_id])


class CoordinatorOffer(Base):
    """The question to one member whether they want to run a group that has no coordinator; one waits at a time."""

    __tablename__ = "coordinator_offer"
    __table_args__ = (
        Index(
            "uq_coordinator_offer_waiting",
            "group_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_coordinator_offer_due", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    state: Mapped[OfferState] = mapped_column(default=OfferState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")


class GroupMailInvitation(Base):
    """A coordinator's invitation of an e-mail address, which may be anybody's: single use, for a limited time.

    Of the secret in its link only the hash is kept. `used_by` claimed or accepted it, whatever address is theirs.
    """

    __tablename__ = "group_mail_invitation"
    __table_args__ = (
        Index("ix_group_mail_invitation_list", "group_id", "id"),
        Index("ix_group_mail_invitation_due", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    message: Mapped[str] = mapped_column(default="")
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    state: Mapped[MailInvitationState] = mapped_column(default=MailInvitationState.WAITING)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    decided_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")
    invited_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[invited_by_id])
    used_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[used_by_id])


class GroupMessage(Base):
    """What a coordinator says to everybody in a group at once."""

    __tablename__ = "group_message"
    __table_args__ = (Index("ix_group_message_list", "group_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))
    text: Mapped[str]
    # Whether it goes by mail too, to who wants such mail.
    is_mailed: Mapped[bool] = mapped_column(default=True)
    # Made by the form, so that a doubled submit is recognised.
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    group: Mapped[Group] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(lazy="raise")

    @property
    def address(self) -> str:
        """The path of this message's page, below its group; the group must be loaded."""
        return f"{self.group.address}/berichten/{self.id}"


class GroupPicture(Base):
    """The picture above a group's pages, for those who may know the group; kept in several sizes."""

    __tablename__ = "group_picture"
    __table_args__ = (
        CheckConstraint("alt != ''", name="has_alt"),
        CheckConstraint("focal_x BETWEEN 0 AND 10 AND focal_y BETWEEN 0 AND 10", name="focal_point"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), unique=True)
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(200))
    width: Mapped[int] = mapped_column(Integer, default=0)
    height: Mapped[int] = mapped_column(Integer, default=0)
    # Each smaller size: width, key, bytes.
    variants: Mapped[list[dict[str, str]]] = mapped_column(default=list)
    alt: Mapped[str] = mapped_column(String(300))
    credit: Mapped[str] = mapped_column(String(200), default="")
    focal_x: Mapped[int] = mapped_column(Integer, default=5)
    focal_y: Mapped[int] = mapped_column(Integer, default=5)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    group: Mapped[Group] = relationship(lazy="raise", back_populates="picture")


class GroupOldAddress(Base):
    """A slug that a group had before it was renamed; it redirects those who may know the group."""

    __tablename__ = "group_old_address"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)

    group: Mapped[Group] = relationship(lazy="raise")


class GroupVisit(Base):
    """When a member last looked at a group, and when before that visit; kept for that member alone."""

    __tablename__ = "group_visit"
    __table_args__ = (UniqueConstraint("member_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    before_at: Mapped[datetime] = mapped_column(default=now)


class GroupInspection(Base):
    """That a moderator opened a group without being in it; holds for one sign-in and goes with it. The log stays."""

    __tablename__ = "group_inspection"
    __table_args__ = (UniqueConstraint("login_session_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    login_session_id: Mapped[int] = mapped_column(ForeignKey("login_session.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
