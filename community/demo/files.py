"""Keeps the pictures and files of the demo's posts, and hangs them on what was written.

Keeping is slow, since each picture is decoded by a child process, so it is done before the database is written to.
"""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from community.content.models import Attachment, AttachmentUse, ContentItem
from community.content.services.attachments import KeptFile, keep_file, keep_picture
from community.core.db import db
from community.core.ids import id_at
from community.core.storage import Storage
from community.demo import shapes
from community.demo.reader import PICTURES
from community.groups.models import Group, GroupPicture
from community.members.services.portraits import keep_portrait

AT_ONCE = 2


class Files:
    """What the posts of the demo show and offer, kept in the storage."""

    def __init__(self, demo: shapes.Demo, storage: Storage) -> None:
        self.storage = storage
        shown: list[shapes.Post | shapes.Group] = [*demo.posts, *demo.groups]
        names = sorted({each.picture.file for each in shown if each.picture})
        with ThreadPoolExecutor(AT_ONCE) as keepers:
            self.pictures = dict(zip(names, keepers.map(self.picture, names), strict=True))
            faces = sorted({each.picture for each in demo.profiles if each.picture})
            self.portraits = dict(zip(faces, keepers.map(self.portrait, faces), strict=True))
        self.texts = {file.name: self.text(file) for post in demo.posts for file in post.files}

    def picture(self, name: str) -> KeptFile:
        """Keep a picture in all its sizes."""
        content = Path(PICTURES / name).read_bytes()
        return keep_picture(self.storage, name, io.BytesIO(content), len(content))

    def portrait(self, name: str) -> KeptFile:
        """Keep a picture square, as somebody chose it for themselves."""
        content = Path(PICTURES / name).read_bytes()
        return keep_portrait(self.storage, io.BytesIO(content), len(content))

    def text(self, file: shapes.File) -> KeptFile:
        """Keep a file that stands as text in the content."""
        content = f"{file.text}\n".encode()
        return keep_file(self.storage, file.name, io.BytesIO(content), len(content))

    def hang(self, row: ContentItem, post: shapes.Post) -> None:
        """Hang on a post what belongs to it."""
        if post.picture:
            lead = self.attachment(row, self.pictures[post.picture.file], AttachmentUse.LEAD_PICTURE)
            lead.alt, lead.credit = post.picture.alt, post.picture.credit
            lead.focal_x, lead.focal_y = post.picture.focal
            db.session.add(lead)
        db.session.add_all(self.attachment(row, self.texts[file.name], AttachmentUse.FILE) for file in post.files)

    def hang_above(self, group: Group, picture: shapes.Picture, *, by_id: int) -> None:
        """Hang a picture above the pages of a group."""
        kept = self.pictures[picture.file]
        db.session.add(
            GroupPicture(
                group_id=group.id,
                file_name=kept.name,
                media_type=kept.media_type,
                byte_count=kept.byte_count,
                storage_key=kept.key,
                width=kept.width,
                height=kept.height,
                variants=list(kept.variants),
                alt=picture.alt,
                credit=picture.credit,
                focal_x=picture.focal[0],
                focal_y=picture.focal[1],
                uploaded_by_id=by_id,
                created_at=group.created_at,
            )
        )

    def attachment(self, row: ContentItem, kept: KeptFile, use: AttachmentUse) -> Attachment:
        """Make the row of a kept file."""
        return Attachment(
            id=id_at(row.created_at),
            item_id=row.id,
            use=use,
            file_name=kept.name,
            media_type=kept.media_type,
            byte_count=kept.byte_count,
            storage_key=kept.key,
            width=kept.width,
            height=kept.height,
            variants=list(kept.variants),
            uploaded_by_id=row.author.id,
            created_at=row.created_at,
        )
