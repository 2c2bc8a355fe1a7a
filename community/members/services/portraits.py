"""A member's picture of themselves: kept square and without what the camera wrote, put up and taken away."""

from __future__ import annotations

from typing import IO

from sqlalchemy import select

from community import audit, jobs
from community.accounts.models import Member
from community.audit.member_events import PortraitChanged, PortraitRemoved
from community.content.services.attachments import KeptFile
from community.core.db import db
from community.core.pictures import MOST_BYTES, Fault, Picture, PictureRefused, make_portrait
from community.core.storage import Storage
from community.members.models import Portrait
from community.policy import Actor, Permission, requires

FILE_NAME = "foto.webp"


def keep_portrait(storage: Storage, content: IO[bytes], size: int) -> KeptFile:
    """Keep a square picture in several sizes. Raises `PictureRefused` and `StorageAway`."""
    if size > MOST_BYTES:
        raise PictureRefused(Fault.TOO_LARGE)
    content.seek(0)
    made = make_portrait(content.read())
    whole = made.whole
    return KeptFile(
        name=FILE_NAME,
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


@requires(Permission.PROFILE_EDIT)
def put_portrait(actor: Actor, member: Member, *, file: KeptFile) -> None:
    """Give a member a picture that is held in the storage, in the place of the one they had."""
    _take_away(member)
    db.session.add(
        Portrait(
            member_id=member.id,
            storage_key=file.key,
            byte_count=file.byte_count,
            width=file.width,
            variants=list(file.variants),
        )
    )
    audit.record(actor, PortraitChanged(member_id=member.id))


@requires(Permission.PORTRAIT_REMOVE)
def remove_portrait(actor: Actor, member: Member) -> None:
    """Take the picture of a member away: one's own, or as a moderator somebody else's."""
    if _take_away(member):
        audit.record(actor, PortraitRemoved(member_id=member.id))


def _take_away(member: Member) -> bool:
    """Take away the picture that a member has; says whether they had one. Two at once wait for each other."""
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update())
    found = db.session.scalars(select(Portrait).where(Portrait.member_id == member.id)).one_or_none()
    if found is None:
        return False
    for key in (found.storage_key, *(each["key"] for each in found.variants)):
        jobs.enqueue("content.forget_file", key=key)
    db.session.delete(found)
    db.session.flush()
    return True
