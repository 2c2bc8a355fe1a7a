"""Documents of a working group: folders, documents with their versions, and uploads that are on their way.

A document is a ContentItem: its title is the name of the file, its lead the description. No folder is for more people
than the one it stands in, so whoever reads a folder reads the names of all above it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

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

from community.content.models import NOTE_LENGTH, Audience, ContentItem
from community.core.clock import now
from community.core.db import Base
from community.core.file_names import LONGEST, split_name, with_ending_of
from community.core.ids import new_id
from community.groups.models import Access

if TYPE_CHECKING:
    from community.accounts.models import Member
    from community.groups.models import Group

# A letter may become several where it is folded.
FOLDED_LENGTH = LONGEST * 2
# Of one file, in bytes, and of one piece of a file that comes in pieces.
FILE_SIZE = 100 * 1024 * 1024
PIECE_SIZE = 4 * 1024 * 1024
# How deep folders stand in each other, and how many a group has.
MOST_DEPTH = 6
MOST_FOLDERS = 500
# An upload waits so long for its next piece.
PATIENCE = timedelta(hours=24)


def shelf_of(group_id: int, folder_id: int | None) -> str:
    """Name the place in which names are unique: a folder, or the top of a group."""
    return f"{group_id}/{folder_id or 0}"


class Folder(Base):
    """A folder of a group; `audience` is who may know it, and at most those read what is in it."""

    __tablename__ = "folder"
    __table_args__ = (
        ForeignKeyConstraint(
            ["group_id", "group_access"], ["working_group.id", "working_group.access"], onupdate="CASCADE"
        ),
        CheckConstraint("group_access = 'open' OR audience = 'group'", name="as_group_allows"),
        UniqueConstraint("shelf", "name_folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    group_id: Mapped[int] = mapped_column(index=True)
    group_access: Mapped[Access]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"), index=True)
    shelf: Mapped[str] = mapped_column(String(48))
    name: Mapped[str] = mapped_column(String(LONGEST))
    name_folded: Mapped[str] = mapped_column(String(FOLDED_LENGTH))
    audience: Mapped[Audience] = mapped_column(default=Audience.GROUP)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # Put away, it waits in the trash under a shelf of its own, so that its name is free.
    is_removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    group: Mapped[Group] = relationship(lazy="raise")
    removed_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[removed_by_id])


class Document(ContentItem):
    """A file that a member shares with a group; what is in it stands in its versions."""

    __tablename__ = "document"
    __table_args__ = (  # type: ignore[assignment]  # the base has other constraints
        Index("ix_document_list", "shelf", "name_folded", "id"),
        # What was removed keeps its name, and lets another have it.
        Index(
            "uq_document_name",
            "shelf",
            "name_folded",
            unique=True,
            sqlite_where=text("is_shelved"),
            postgresql_where=text("is_shelved"),
        ),
    )

    id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), primary_key=True)
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"), index=True)
    shelf: Mapped[str] = mapped_column(String(48))
    is_shelved: Mapped[bool] = mapped_column(default=True)
    name_folded: Mapped[str] = mapped_column(String(FOLDED_LENGTH))

    folder: Mapped[Folder | None] = relationship(lazy="raise")
    current: Mapped[DocumentVersion] = relationship(
        lazy="raise",
        viewonly=True,
        uselist=False,
        primaryjoin="and_(Document.id == DocumentVersion.document_id, DocumentVersion.is_current)",
    )

    __mapper_args__ = {"polymorphic_identity": "document"}

    @property
    def address(self) -> str:
        """The path of this document's page, below its group; the group must be loaded."""
        if self.group is None:
            raise ValueError("a document stands in a group")
        return f"{self.group.address}/documenten/{self.slug}"


class Preview(StrEnum):
    """What became of the pictures of a version."""

    WAITING = "waiting"
    MADE = "made"
    NONE = "none"
    FAILED = "failed"


class DocumentVersion(Base):
    """What was in a document from one moment on: who brought it, why, and where its bytes are."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(
            "uq_document_version_current",
            "document_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
        # What a group stores is added up from here.
        Index("ix_document_version_group", "group_id", "restored_from", "byte_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    number: Mapped[int] = mapped_column(Integer)
    is_current: Mapped[bool] = mapped_column(default=True)
    file_name: Mapped[str] = mapped_column(String(LONGEST))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(200), index=True)
    # The number of the version whose bytes these are; None where they came anew.
    restored_from: Mapped[int | None] = mapped_column(Integer)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    preview: Mapped[Preview] = mapped_column(default=Preview.NONE)
    # The first page small, for lists; and each page that is shown: width, height, key, bytes.
    thumbnail_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    pages: Mapped[list[dict[str, str]]] = mapped_column(default=list)

    document: Mapped[Document] = relationship(lazy="raise")
    made_by: Mapped[Member] = relationship(lazy="raise")

    @property
    def sha256(self) -> str:
        """The digest of what is in it; files are kept under it."""
        return self.storage_key.rpartition("/")[2]

    @property
    def kind_label(self) -> str:
        """What sort of file it is, by the end of its name: PDF, DOCX."""
        return split_name(self.file_name)[1].lstrip(".").upper()

    def name_as(self, title: str) -> str:
        """The name under which it is saved: that of the document, with the ending that this version has."""
        return with_ending_of(title, self.file_name)


class Upload(Base):
    """A file that comes in pieces, for one member and one group; its size is reserved until it is done or given up."""

    __tablename__ = "upload"
    __table_args__ = (
        Index("ix_upload_group", "group_id", "document_id", "byte_count"),
        Index("ix_upload_resume", "member_id", "group_id", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(LONGEST))
    # By which the browser knows the same file again: a digest of its name, size and last change.
    fingerprint: Mapped[str] = mapped_column(String(64))
    byte_count: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(default=lambda: now() + PATIENCE, index=True)
    # What it became; the browser that did not hear so may ask again.
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)

    group: Mapped[Group] = relationship(lazy="raise")
    document: Mapped[Document | None] = relationship(lazy="raise")


class UploadPiece(Base):
    """A piece of a file on its way, kept as a file of its own."""

    __tablename__ = "upload_piece"
    __table_args__ = (UniqueConstraint("upload_id", "start"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"))
    start: Mapped[int]
    byte_count: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(200), index=True)
