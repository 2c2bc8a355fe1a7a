"""The picture of a group: one, with words for who does not see it."""

from __future__ import annotations

from sqlalchemy import select

from community import audit, jobs
from community.audit.group_events import GroupPictureChanged, GroupPictureRemoved
from community.content.services.attachments import Description, KeptFile
from community.core.db import db
from community.groups.models import Group, GroupPicture
from community.groups.services.places import hold
from community.policy import Actor, Permission, demand, requires


@requires(Permission.GROUP_MANAGE)
def put_picture(actor: Actor, group: Group, *, file: KeptFile, said: Description) -> None:
    """Give a group a picture that is held in the storage, in the place of the one it had."""
    hold(group)
    demand(actor, Permission.GROUP_MANAGE, group)
    _take_away(group)
    picture = GroupPicture(
        group_id=group.id,
        file_name=file.name,
        media_type=file.media_type,
        byte_count=file.byte_count,
        storage_key=file.key,
        width=file.width,
        height=file.height,
        variants=list(file.variants),
        alt=said.alt,
        credit=said.credit,
        focal_x=said.focal_x,
        focal_y=said.focal_y,
        uploaded_by_id=actor.id,
    )
    db.session.add(picture)
    audit.record(actor, GroupPictureChanged(group_id=group.id))


@requires(Permission.GROUP_MANAGE)
def remove_picture(actor: Actor, group: Group) -> None:
    """Take the picture of a group away."""
    hold(group)
    demand(actor, Permission.GROUP_MANAGE, group)
    if _take_away(group):
        audit.record(actor, GroupPictureRemoved(group_id=group.id))


def _take_away(group: Group) -> bool:
    """Take away the picture that a group has; says whether it had one."""
    found = db.session.scalars(select(GroupPicture).where(GroupPicture.group_id == group.id)).one_or_none()
    if found is None:
        return False
    for key in (found.storage_key, *(each["key"] for each in found.variants)):
        jobs.enqueue("content.forget_file", key=key)
    db.session.delete(found)
    db.session.flush()
    return True
