"""Files and pictures that hang on an item: kept first, outside any transaction, then hung on, described or taken away.

A picture is decoded in a child process and kept as WebP without what the camera wrote; any other file as it came.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from flask_babel import lazy_gettext as _l
from sqlalchemy import text, update

from community import audit, jobs
from community.audit.events import AttachmentAdded, AttachmentChanged, AttachmentRemoved
from community.content.models import FILE_NAME_LENGTH, Attachment, AttachmentUse, ContentItem
from community.core.db import db
from community.core.media import HEAD, sniff
from community.core.pictures import MOST_BYTES, Fault, Picture, PictureRefused, make_picture
from community.core.storage import Storage
from community.policy import Actor, Permission, Refused, requires
from community.richtext import attachment_ids

UNNAMED = "bestand"
# These words stand at the place of a name in addresses of our own.
RESERVED = frozenset({"wijzig", "verwijder"})
LONGEST_ENDING = 12
# Any number that nothing else locks by.
KIND_OF_LOCK = 7_311_605


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is in the storage; nothing points to it yet. Sizes in bytes and pixels."""

    name: str
    media_type: str
    byte_count: int
    key: str
    width: int = 0
    height: int = 0
    variants: tuple[dict[str, str], ...] = ()

    @property
    def keys(self) -> list[str]:
        """The keys of all that is kept of it."""
        return [self.key, *(each["key"] for each in self.variants)]


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a file: what it is, what it shows, who made it, and where the eye should stay."""

    use: AttachmentUse
    alt: str = ""
    credit: str = ""
    focal_x: int = 5
    focal_y: int = 5


def keep_file(storage: Storage, name: str, content: IO[bytes], size: int) -> KeptFile:
    """Keep a file as it came; what sort it is tells its content. Raises `StorageAway`."""
    content.seek(0)
    media_type = sniff(content.read(HEAD), name)
    return KeptFile(safe_name(name), media_type, size, storage.put(content))


def keep_picture(storage: Storage, name: str, content: IO[bytes], size: int) -> KeptFile:
    """Keep a picture in several sizes. Raises `PictureRefused` and `StorageAway`."""
    if size > MOST_BYTES:
        raise PictureRefused(Fault.TOO_LARGE)
    content.seek(0)
    made = make_picture(content.read())
    whole = made.whole
    return KeptFile(
        name=f"{PurePosixPath(safe_name(name)).stem}.webp",
        media_type=Picture.media_type,
        byte_count=len(whole.content),
        key=storage.put(whole.content),
        width=whole.width,
        height=whole.height,
        variants=tuple(
            {"width": str(each.width), "key": storage.put(each.content), "bytes": str(len(each.content))}
            for each in made.variants
        ),
    )


def safe_name(name: str) -> str:
    """Give a file's name without path, unseen characters or marks that any system reads as more than a letter."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = re.sub(r"[\s_]+", "-", re.sub(r'[<>:"|?*%#;\']+', "-", seen)).strip("-. ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or not ending.isalnum() or len(ending) > LONGEST_ENDING:
        stem, ending = plain, ""
    stem = stem[: FILE_NAME_LENGTH - LONGEST_ENDING - 1].strip("-. ")
    if not stem or stem.lower() in RESERVED:
        stem = f"{UNNAMED}-{stem}".rstrip("-")
    return f"{stem}.{ending.lower()}" if ending else stem


def hold_file(storage: Storage, file: KeptFile) -> bool:
    """Keep the worker from taking the content of a file away until this transaction ends; says whether it is there.

    The same content may have been there for another attachment, and have gone with that one since this file was kept.
    """
    hold_keys(file.keys)
    return all(storage.holds(key) for key in file.keys)


def hold_keys(keys: list[str]) -> None:
    """Let nobody else add or take away files with these keys until this transaction ends.

    On SQLite whoever writes is alone already. In one order, so that two never wait for each other.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        lock = text("select pg_advisory_xact_lock(:kind, hashtext(:key))")
        for key in sorted(set(keys)):
            db.session.execute(lock, {"kind": KIND_OF_LOCK, "key": key})


@requires(Permission.ITEM_EDIT)
def add_attachment(actor: Actor, item: ContentItem, *, file: KeptFile, said: Description) -> Attachment:
    """Hang a file that is held (`hold_file`) on an item; a new lead picture makes an ordinary one of the old."""
    if said.use == AttachmentUse.LEAD_PICTURE:
        demote_lead_picture(item.id)
    attachment = Attachment(
        item_id=item.id,
        file_name=file.name,
        media_type=file.media_type,
        byte_count=file.byte_count,
        storage_key=file.key,
        width=file.width,
        height=file.height,
        variants=list(file.variants),
        uploaded_by_id=actor.id,
    )
    describe(attachment, said)
    db.session.add(attachment)
    audit.record(actor, AttachmentAdded(item_id=item.id, group_id=item.group_id, file_name=file.name))
    return attachment


@requires(Permission.ATTACHMENT_EDIT)
def change_attachment(actor: Actor, attachment: Attachment, *, said: Description) -> None:
    """Change what is said of a picture."""
    if said.use == AttachmentUse.LEAD_PICTURE and attachment.use != AttachmentUse.LEAD_PICTURE:
        demote_lead_picture(attachment.item_id)
    describe(attachment, said)
    item = attachment.item
    audit.record(actor, AttachmentChanged(item_id=item.id, group_id=item.group_id, file_name=attachment.file_name))


@requires(Permission.ATTACHMENT_REMOVE)
def remove_attachment(actor: Actor, attachment: Attachment) -> None:
    """Take a file away, and its content with it where nothing else is the same; not while the text shows it."""
    item = attachment.item
    if attachment.id in attachment_ids(item.body):
        raise Refused(Permission.ATTACHMENT_REMOVE, _l("Deze foto staat nog in de tekst. Haal hem daar eerst weg."))
    for key in (attachment.storage_key, *(each["key"] for each in attachment.variants)):
        jobs.enqueue("content.forget_file", key=key)
    db.session.delete(attachment)
    audit.record(actor, AttachmentRemoved(item_id=item.id, group_id=item.group_id, file_name=attachment.file_name))


def describe(attachment: Attachment, said: Description) -> None:
    """Set what is said of a file."""
    attachment.use, attachment.alt, attachment.credit = said.use, said.alt, said.credit
    attachment.focal_x, attachment.focal_y = said.focal_x, said.focal_y


def demote_lead_picture(item_id: int) -> None:
    """Make an ordinary picture of the lead picture that an item has."""
    db.session.execute(
        update(Attachment)
        .where(Attachment.item_id == item_id, Attachment.use == AttachmentUse.LEAD_PICTURE)
        .values(use=AttachmentUse.PICTURE)
    )
