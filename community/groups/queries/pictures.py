"""The picture of a group, as a row and as a page draws it."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

from sqlalchemy.orm.attributes import set_committed_value

from community import policy
from community.content.models import Picture
from community.groups.models import Group, GroupPicture
from community.policy import Actor


def picture_to_read(actor: Actor, group: Group, picture_id: int) -> GroupPicture:
    """Give the picture of a group by its number, or raise `Absent`."""
    return policy.get(actor, GroupPicture, GroupPicture.id == picture_id, GroupPicture.group_id == group.id)


def picture_of(group: Group) -> GroupPicture | None:
    """Give the picture that was loaded with a group, and knows it, too; None where it has none."""
    if group.picture is not None:
        set_committed_value(group.picture, "group", group)
    return group.picture


def drawn(group: Group) -> Picture | None:
    """Give the picture of a group that was loaded with it as a page draws it; None where it has none."""
    found = group.picture
    if found is None:
        return None
    here, stem = f"{group.address}/foto/{found.id}", quote(PurePosixPath(found.file_name).stem)
    sizes = [(each["width"], f"{here}/{each['width']}/{stem}.webp") for each in found.variants]
    whole = f"{here}/{quote(found.file_name)}"
    middle = sizes[len(sizes) // 2][1] if sizes else whole
    return Picture(
        id=found.id,
        file_name=found.file_name,
        address=middle,
        srcset=", ".join(f"{address} {width}w" for width, address in (*sizes, (str(found.width), whole))),
        width=found.width,
        height=found.height,
        alt=found.alt,
        credit=found.credit,
        focal_x=found.focal_x,
        focal_y=found.focal_y,
    )
