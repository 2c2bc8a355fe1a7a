"""What the worker does about documents: draws pictures of them, and clears away uploads that were given up."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import update

from community.content.services.attachments import hold_keys
from community.core.clock import now
from community.core.db import begin_writing, db
from community.core.page_pictures import draw_pages
from community.core.pictures import Picture, PictureRefused, make_picture
from community.core.storage import Storage
from community.documents.models import DocumentVersion, Preview
from community.documents.queries.uploads import expired_uploads
from community.documents.services.uploads import clear_uploads
from community.jobs import every, task

CLEARING_SECONDS = 600
# As wide as a picture stands in a list, and on the page of its document.
SMALL, WIDE = 360, 1280
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of a version, kept in the storage: the small one's key, and the pages."""

    small: str
    pages: list[dict[str, str]]

    @property
    def keys(self) -> list[str]:
        """The keys of all of them."""
        return [self.small, *(each["key"] for each in self.pages)]


@task("documents.make_preview")
def make_preview(version_id: int) -> None:
    """Draw pictures of a version, in a child process with limits; what cannot be drawn is said to be so."""
    version = db.session.get(DocumentVersion, version_id)
    if version is None or version.preview != Preview.WAITING:
        return
    key, media_type = version.storage_key, version.media_type
    db.session.rollback()
    storage: Storage = current_app.extensions["storage"]
    try:
        made = drawn(storage.get(key), media_type)
    except (PictureRefused, FileNotFoundError):
        settle(version_id, preview=Preview.FAILED)
        return
    for _attempt in range(MOST_ATTEMPTS):
        kept = keep(storage, made)
        begin_writing()
        hold_keys(kept.keys)
        if all(storage.holds(each) for each in kept.keys):
            write(version_id, preview=Preview.MADE, thumbnail_key=kept.small, pages=kept.pages)
            return
        db.session.rollback()


def settle(version_id: int, *, preview: Preview) -> None:
    """Write down that there are no pictures of a version."""
    begin_writing()
    write(version_id, preview=preview)


def write(version_id: int, **values: object) -> None:
    """Write what became of the pictures, unless it is written already."""
    mine = (DocumentVersion.id == version_id, DocumentVersion.preview == Preview.WAITING)
    db.session.execute(update(DocumentVersion).where(*mine).values(**values))


def drawn(content: bytes, media_type: str) -> Picture:
    """Draw a PDF or a picture, or raise `PictureRefused`."""
    return draw_pages(content) if media_type == "application/pdf" else make_picture(content)


def keep(storage: Storage, made: Picture) -> Drawn:
    """Put the pictures into the storage: the narrowest as the small one, each other page as it is read."""
    sizes = [*made.variants, made.whole]
    if sizes[0].width < SMALL and made.variants:
        # Of a PDF: the first page small, then all pages.
        small, pages = sizes[0], sizes[1:]
    else:
        # Of a picture: the same in several widths.
        small, pages = sizes[0], [max((each for each in sizes if each.width <= WIDE), key=lambda each: each.width)]
    kept = [
        {
            "width": str(each.width),
            "height": str(each.height),
            "key": storage.put(each.content),
            "bytes": str(len(each.content)),
        }
        for each in pages
    ]
    return Drawn(storage.put(small.content), kept)


@every(seconds=CLEARING_SECONDS)
def clear_expired_uploads() -> None:
    """Take away uploads that were given up, and their pieces; takes the write lock only where there are any."""
    moment = now()
    if not expired_uploads(moment):
        return
    begin_writing()
    clear_uploads(expired_uploads(moment), moment)
