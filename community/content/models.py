"""ContentItem, the base of all that is published, and what hangs on it: comments, reactions, revisions, attachments.

Everything by which lists filter and sort stands on the base, since no index spans two tables. A slice adds only what
is its own. Counters live in a row of their own, so that a comment does not touch the item it stands under.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id
from community.groups.models import Access
from community.themes.models import Theme, item_theme

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.groups.models import Group
    from community.regions.models import Region
    from community.trail.models import TrailPlace

TITLE_LENGTH = 200
LEAD_LENGTH = 1000
BODY_LENGTH = 300_000
NOTE_LENGTH = 200
COMMENT_LENGTH = 10_000
ALT_LENGTH = 300
CREDIT_LENGTH = 200
FILE_NAME_LENGTH = 200
# Of one file, in bytes.
FILE_SIZE = 50 * 1024 * 1024


# What is removed in a group can be put back for so long, and then goes for good.
KEPT_FOR = timedelta(days=30)


class Audience(StrEnum):
    """For whom an item is, never wider than its group allows."""

    PUBLIC = "public"
    MEMBERS = "members"
    GROUP = "group"

    def is_wider_than(self, other: Audience) -> bool:
        """Whether people read what is for this audience who do not read what is for the other."""
        return WIDEST_FIRST.index(self) < WIDEST_FIRST.index(other)


WIDEST_FIRST = (Audience.PUBLIC, Audience.MEMBERS, Audience.GROUP)


class State(StrEnum):
    """Where an item stands on its way from draft to gone."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    # Waits until somebody else has looked at it (`community.review`).
    HELD = "held"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    REMOVED = "removed"


class ContentItem(Base):
    """Anything that is written, published and commented on."""

    __tablename__ = "content_item"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        ForeignKeyConstraint(
            ["group_id", "group_access"], ["working_group.id", "working_group.access"], onupdate="CASCADE"
        ),
        CheckConstraint("(group_id IS NULL) = (group_access IS NULL)", name="group_and_access"),
        CheckConstraint("audience != 'group' OR group_id IS NOT NULL", name="group_audience"),
        CheckConstraint(
            "group_access IS NULL OR group_access != 'hidden' OR audience = 'group'", name="hidden_stays_hidden"
        ),
        CheckConstraint(
            "group_access IS NULL OR group_access != 'closed' OR audience = 'group' OR is_shared_beyond_group",
            name="closed_stays_closed",
        ),
        # Lists are read in this order whoever reads; the audience stands last, so that it is judged in the index.
        Index("ix_content_item_list", "kind", "state", "published_at", "id", "audience"),
        Index("ix_content_item_featured", "kind", "is_featured", "published_at"),
        Index("ix_content_item_group", "group_id", "kind", "state", "last_activity_at", "id"),
        Index("ix_content_item_group_latest", "group_id", "state", "last_activity_at", "id"),
        Index("ix_content_item_region", "region_id", "kind", "state", "published_at", "id"),
        Index("ix_content_item_author", "author_id", "published_at", "id"),
        Index("ix_content_item_due", "state", "publish_at"),
        Index(
            "ix_content_item_removed",
            "group_id",
            "removed_at",
            "id",
            sqlite_where=text("removed_at IS NOT NULL"),
            postgresql_where=text("removed_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(24))
    # What sort of its kind it is (a news post: news, interview, publication, report); empty where there are no sorts.
    genre: Mapped[str] = mapped_column(String(24), default="")
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    slug: Mapped[str] = mapped_column(String(160))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    # The author's function and organisation as they were when it was written.
    author_function: Mapped[str] = mapped_column(String(160), default="")
    author_organisation: Mapped[str] = mapped_column(String(160), default="")
    group_id: Mapped[int | None]
    group_access: Mapped[Access | None]
    is_shared_beyond_group: Mapped[bool] = mapped_column(default=False)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    # Where it stood when it was removed, and goes back to when it is restored.
    removed_from: Mapped[State | None]
    # When and by whom; what stands in a group goes for good some time after that (`community.trash`).
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    publish_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime] = mapped_column(default=now)
    is_pinned: Mapped[bool] = mapped_column(default=False)
    is_featured: Mapped[bool] = mapped_column(default=False)
    comments_open: Mapped[bool] = mapped_column(default=True)
    # Whether everybody in its group may change it, as in a wiki.
    is_written_together: Mapped[bool] = mapped_column(default=False)
    # Whether its group is archived, so that it is only read; set only where a group is archived or reopened.
    is_frozen: Mapped[bool] = mapped_column(default=False)
    # Grows with each revision; a form that was opened on an older one is told so.
    revision_number: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    lead: Mapped[str] = mapped_column(default="")
    cleaner_version: Mapped[int] = mapped_column(Integer, default=0)
    body: Mapped[str] = mapped_column(default="", deferred=True, deferred_raiseload=True)

    author: Mapped[Member] = relationship(lazy="raise", foreign_keys=[author_id])
    removed_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[removed_by_id])
    group: Mapped[Group | None] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")
    themes: Mapped[list[Theme]] = relationship(secondary=item_theme, lazy="raise", order_by=Theme.position)
    counter: Mapped[ItemCounter] = relationship(lazy="raise", back_populates="item", cascade="all, delete-orphan")
    # Where it stands in a decision trail; most stand in none.
    trail_place: Mapped[TrailPlace | None] = relationship(
        lazy="raise",
        primaryjoin="ContentItem.id == foreign(TrailPlace.item_id)",
        uselist=False,
        viewonly=True,
    )

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "item"}

    @property
    def address(self) -> str:
        """The path of this item's page; each kind has its own."""
        raise TypeError(f"{type(self).__name__} has no address")

    @property
    def keeps_address(self) -> bool:
        """Whether its address stays when its title changes."""
        return False

    @property
    def edit_address(self) -> str:
        """The path of the page on which it is changed."""
        return f"{self.address}/wijzig"

    @property
    def readers_address(self) -> str:
        """The path of the page that says who may read it, and why; the same for every kind."""
        return f"/stukken/{self.id}/lezers"

    @property
    def revisions_address(self) -> str:
        """The path of the list of what it said before; the same for every kind."""
        return f"/stukken/{self.id}/versies"


class ItemCounter(Base):
    """How many comments an item has, in a row of its own."""

    __tablename__ = "item_counter"

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), primary_key=True)
    comment_count: Mapped[int] = mapped_column(Integer, default=0)

    item: Mapped[ContentItem] = relationship(lazy="raise", back_populates="counter")


class Comment(Base):
    """What a member says about an item, or answers to another comment, one level deep.

    `thread_id` is the id of the comment that began the thread (its own for a beginner), so that one index holds the
    order in which people read: thread by thread, each in time.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_reading", "item_id", "thread_id", "id"),
        Index("ix_comment_author", "author_id", "id"),
        CheckConstraint("is_hidden OR NOT is_held", name="held_is_hidden"),
        Index(
            "ix_comment_removed",
            "removed_at",
            "id",
            sqlite_where=text("removed_at IS NOT NULL"),
            postgresql_where=text("removed_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("comment.id", deferrable=True, initially="DEFERRED"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    author_function: Mapped[str] = mapped_column(String(160), default="")
    author_organisation: Mapped[str] = mapped_column(String(160), default="")
    # Made by the form, so that a doubled submit is recognised.
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    is_removed: Mapped[bool] = mapped_column(default=False)
    # When and by whom; empty again when what it said has gone for good.
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    is_hidden: Mapped[bool] = mapped_column(default=False)
    # Hidden for the time being, until somebody else has looked at it (`community.review`).
    is_held: Mapped[bool] = mapped_column(default=False, server_default=false())
    hidden_reason: Mapped[str] = mapped_column(default="")
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    cleaner_version: Mapped[int] = mapped_column(Integer, default=0)
    html: Mapped[str]

    item: Mapped[ContentItem] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(lazy="raise", foreign_keys=[author_id])
    removed_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[removed_by_id])

    @property
    def is_reply(self) -> bool:
        """Whether it answers another comment."""
        return self.thread_id != self.id


class ItemAnswer(Base):
    """The comment that answers what an item asks, and who said so; an item has one at most."""

    __tablename__ = "item_answer"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), unique=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    marked_at: Mapped[datetime] = mapped_column(default=now)

    item: Mapped[ContentItem] = relationship(lazy="raise")
    comment: Mapped[Comment] = relationship(lazy="raise")


class ItemLink(Base):
    """That the text of an item, or a comment below it, leads to another item. It goes with what it stood in."""

    __tablename__ = "item_link"
    __table_args__ = (
        UniqueConstraint("from_item_id", "comment_id", "to_item_id"),
        CheckConstraint("from_item_id != to_item_id", name="leads_elsewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    from_item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    to_item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), index=True)

    from_item: Mapped[ContentItem] = relationship(lazy="raise", foreign_keys=[from_item_id])
    to_item: Mapped[ContentItem] = relationship(lazy="raise", foreign_keys=[to_item_id])


class ItemVisit(Base):
    """When a member last looked at an item, and when before that visit; kept for that member alone."""

    __tablename__ = "item_visit"
    __table_args__ = (UniqueConstraint("member_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    before_at: Mapped[datetime] = mapped_column(default=now)


class CommentText(Base):
    """A text that a comment had before it was edited or removed."""

    __tablename__ = "comment_text"

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    html: Mapped[str]
    replaced_at: Mapped[datetime] = mapped_column(default=now)

    comment: Mapped[Comment] = relationship(lazy="raise")


class ReactionKind(StrEnum):
    """What a reaction says."""

    AGREE = "agree"
    USEFUL = "useful"
    QUESTION = "question"


class Reaction(Base):
    """A member's one-word answer to a comment."""

    __tablename__ = "reaction"
    __table_args__ = (UniqueConstraint("comment_id", "kind", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[ReactionKind]
    created_at: Mapped[datetime] = mapped_column(default=now)

    comment: Mapped[Comment] = relationship(lazy="raise")


class Revision(Base):
    """What an item said at one moment; the newest equals the item itself."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    lead: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)

    item: Mapped[ContentItem] = relationship(lazy="raise")
    made_by: Mapped[Member] = relationship(lazy="raise")


class AttachmentUse(StrEnum):
    """What a file is to its item."""

    LEAD_PICTURE = "lead_picture"
    PICTURE = "picture"
    FILE = "file"

    @property
    def label(self) -> Any:
        """What people call it."""
        return USE_LABELS[self]


USE_LABELS = {
    AttachmentUse.LEAD_PICTURE: _l("Foto boven de tekst"),
    AttachmentUse.PICTURE: _l("Foto in de tekst"),
    AttachmentUse.FILE: _l("Bijlage om te downloaden"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page draws it: plain values, so that it can be kept; pixels, and a focal point in tenths."""

    id: int
    file_name: str
    address: str
    srcset: str
    width: int
    height: int
    alt: str
    credit: str
    focal_x: int
    focal_y: int
    avif_srcset: str = ""


class Attachment(Base):
    """A file that hangs on an item, readable by those who may read the item. Pictures also have smaller variants."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_item", "item_id", "use"),
        CheckConstraint("use = 'file' OR alt != ''", name="picture_has_alt"),
        CheckConstraint("focal_x BETWEEN 0 AND 10 AND focal_y BETWEEN 0 AND 10", name="focal_point"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"))
    use: Mapped[AttachmentUse] = mapped_column(default=AttachmentUse.FILE)
    file_name: Mapped[str] = mapped_column(String(FILE_NAME_LENGTH))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(200))
    width: Mapped[int] = mapped_column(Integer, default=0)
    height: Mapped[int] = mapped_column(Integer, default=0)
    # Each variant of a picture: width, key, bytes.
    variants: Mapped[list[dict[str, str]]] = mapped_column(default=list)
    alt: Mapped[str] = mapped_column(String(ALT_LENGTH), default="")
    # Who made it.
    credit: Mapped[str] = mapped_column(String(CREDIT_LENGTH), default="")
    # Where the eye should stay when the picture is cropped, in tenths from the left and from the top.
    focal_x: Mapped[int] = mapped_column(Integer, default=5)
    focal_y: Mapped[int] = mapped_column(Integer, default=5)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    item: Mapped[ContentItem] = relationship(lazy="raise")

    @property
    def address(self) -> str:
        """The path under which the file is served to those who may read its item."""
        return f"/bijlagen/{self.id}/{quote(self.file_name)}"

    @property
    def is_picture(self) -> bool:
        """Whether it is shown on a page rather than downloaded."""
        return self.use != AttachmentUse.FILE

    @property
    def type_label(self) -> str:
        """What sort of file it is, by the end of its name: PDF, DOCX."""
        return self.file_name.rpartition(".")[2].upper() if "." in self.file_name else ""

    @property
    def picture(self) -> Picture:
        """What a page needs to draw it."""
        stem = quote(self.file_name.rsplit(".", 1)[0])
        sizes = [(each["width"], f"/bijlagen/{self.id}/{each['width']}/{stem}.webp") for each in self.variants]
        middle = sizes[len(sizes) // 2][1] if sizes else self.address
        if sizes and self.width:
            sizes.append((str(self.width), self.address))
        return Picture(
            id=self.id,
            file_name=self.file_name,
            address=middle,
            srcset=", ".join(f"{address} {width}w" for width, address in sizes),
            width=self.width,
            height=self.height,
            alt=self.alt,
            credit=self.credit,
            focal_x=self.focal_x,
            focal_y=self.focal_y,
        )


class OldAddress(Base):
    """A slug that an item had before its title changed; it redirects to those who may read the item."""

    __tablename__ = "old_address"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(24))
    slug: Mapped[str] = mapped_column(String(160))
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), index=True)

    item: Mapped[ContentItem] = relationship(lazy="raise")
