"""What people do with folders: make, rename, move, choose for whom, take away.

Each deed holds the group, so that two at once make no two folders of one name and no circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from community import audit
from community.audit.document_events import FolderChanged, FolderMade, FolderRemoved, FolderRestored
from community.content.models import KEPT_FOR, Audience
from community.content.services.publication import TOO_LATE
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.core.slugs import fold, slugify, with_letters
from community.documents.models import FOLDED_LENGTH, MOST_DEPTH, MOST_FOLDERS, Document, Folder, Upload, shelf_of
from community.groups.models import Access, Group
from community.groups.services.places import hold
from community.policy import Actor, Permission, Refused, demand, requires


class Impossible(Exception):
    """A folder or document cannot be as it was asked; the sentence says why, beside the field that it is about."""

    def __init__(self, sentence: Any, field: str) -> None:
        super().__init__(field)
        self.sentence, self.field = sentence, field


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """What a folder is called (a cleaned name), where it stands, and for whom it is."""

    name: str
    parent: Folder | None
    audience: Audience


@requires(Permission.DOCUMENT_ADD)
def make_folder(actor: Actor, group: Group, *, plan: FolderPlan) -> Folder:
    """Make a folder in a group. Raises `Impossible`."""
    hold(group)
    demand(actor, Permission.DOCUMENT_ADD, group)
    folders = _all_of(group)
    if len(folders) >= MOST_FOLDERS:
        raise Impossible(_l("Deze werkgroep heeft al heel veel mappen. Ruim er eerst een op."), "name")
    _check_place(folders, plan, height=1)
    _check_audience(group, folders, plan)
    _check_name(folders, plan, other_than=None)
    folder = Folder(
        id=new_id(),
        slug=with_letters(slugify(plan.name)),
        group_id=group.id,
        group_access=group.access,
        author_id=actor.id,
    )
    folder.group = group
    _put(folder, plan)
    db.session.add(folder)
    audit.record(actor, FolderMade(group_id=group.id, title=plan.name))
    return folder


@requires(Permission.FOLDER_EDIT)
def change_folder(actor: Actor, folder: Folder, *, plan: FolderPlan) -> None:
    """Give a folder another name, place or audience. Raises `Impossible`."""
    group = folder.group
    hold(group)
    folders = _all_of(group)
    below = _below(folders, folder)
    if plan.parent is not None and plan.parent.id in {folder.id, *(each.id for each in below)}:
        raise Impossible(_l("Een map kan niet in zichzelf staan. Kies een andere plek."), "parent")
    _check_place(folders, plan, height=1 + _height(folders, folder))
    _check_audience(group, folders, plan)
    _check_name(folders, plan, other_than=folder)
    if plan.audience != folder.audience:
        _check_content(folder, folders, plan.audience)
    _put(folder, plan)
    audit.record(actor, FolderChanged(group_id=group.id, title=plan.name))


@requires(Permission.FOLDER_EDIT)
def remove_folder(actor: Actor, folder: Folder) -> None:
    """Put an empty folder in the trash; what was removed from it before goes one up."""
    hold(folder.group)
    inside = select(Document.id).where(Document.folder_id == folder.id, Document.is_shelved).limit(1)
    child = select(Folder.id).where(Folder.parent_id == folder.id, ~Folder.is_removed).limit(1)
    if db.session.scalar(inside) is not None or db.session.scalar(child) is not None:
        raise Refused(Permission.FOLDER_EDIT, _l("Deze map is niet leeg. Verplaats of verwijder eerst wat erin staat."))
    up = {"folder_id": folder.parent_id}
    shelf = {"shelf": shelf_of(folder.group_id, folder.parent_id)}
    table = Document.__table__
    db.session.execute(update(table).where(table.c.folder_id == folder.id).values(**up, **shelf))  # type: ignore[arg-type]
    db.session.execute(update(Upload).where(Upload.folder_id == folder.id).values(**up))
    folder.is_removed, folder.removed_at, folder.removed_by_id = True, now(), actor.id
    folder.shelf = shelf_of_removed(folder)
    audit.record(actor, FolderRemoved(group_id=folder.group_id, title=folder.name))


@requires(Permission.FOLDER_RESTORE)
def restore_folder(actor: Actor, folder: Folder) -> None:
    """Put a folder back where it stood, or at the top where that place is gone; for no more people than it allows."""
    if folder.removed_at is None or folder.removed_at <= now() - KEPT_FOR:
        raise Refused(Permission.FOLDER_RESTORE, TOO_LATE)
    hold(folder.group)
    db.session.refresh(folder, ["is_removed"])
    demand(actor, Permission.FOLDER_RESTORE, folder)
    folders = _all_of(folder.group)
    parent = folders.get(folder.parent_id or 0)
    audience = folder.audience if fits(folder.audience, parent) else parent.audience if parent else Audience.GROUP
    plan = FolderPlan(folder.name, parent, audience)
    try:
        _check_place(folders, plan, height=1)
        _check_name(folders, plan, other_than=folder)
    except Impossible as fault:
        raise Refused(Permission.FOLDER_RESTORE, fault.sentence) from fault
    folder.is_removed, folder.removed_at, folder.removed_by_id = False, None, None
    _put(folder, plan)
    audit.record(actor, FolderRestored(group_id=folder.group_id, title=folder.name))


def shelf_of_removed(folder: Folder) -> str:
    """Name a place in which nothing else stands."""
    return f"{folder.group_id}/x{folder.id}"


def fits(audience: Audience, folder: Folder | None) -> bool:
    """Whether what is for these people may stand in a folder: not where fewer know the folder."""
    return folder is None or not audience.is_wider_than(folder.audience)


def folded(name: str) -> str:
    """Fold a name for comparing and sorting."""
    return fold(name)[:FOLDED_LENGTH]


def _put(folder: Folder, plan: FolderPlan) -> None:
    folder.name, folder.name_folded, folder.audience = plan.name, folded(plan.name), plan.audience
    folder.parent_id = plan.parent.id if plan.parent else None
    folder.shelf = shelf_of(folder.group_id, folder.parent_id)


def _all_of(group: Group) -> dict[int, Folder]:
    """Give every folder of a group that is held, as it is now: what is checked must not depend on who asks."""
    query = (
        select(Folder).where(Folder.group_id == group.id, ~Folder.is_removed).execution_options(populate_existing=True)
    )
    return {each.id: each for each in db.session.scalars(query)}


def _below(folders: dict[int, Folder], folder: Folder) -> list[Folder]:
    children = [each for each in folders.values() if each.parent_id == folder.id]
    return [each for child in children for each in (child, *_below(folders, child))]


def _height(folders: dict[int, Folder], folder: Folder) -> int:
    """Give how many folders stand in each other below one."""
    return max((1 + _height(folders, each) for each in folders.values() if each.parent_id == folder.id), default=0)


def _check_place(folders: dict[int, Folder], plan: FolderPlan, *, height: int) -> None:
    depth, above = 0, plan.parent
    while above is not None:
        depth, above = depth + 1, folders.get(above.parent_id or 0)
    if depth + height > MOST_DEPTH:
        sentence = _l("Mappen kunnen hooguit %(depth)d diep in elkaar staan.", depth=MOST_DEPTH)
        raise Impossible(sentence, "parent")


def _check_audience(group: Group, folders: dict[int, Folder], plan: FolderPlan) -> None:
    if group.access != Access.OPEN and plan.audience != Audience.GROUP:
        raise Impossible(_l("In deze werkgroep is alles alleen voor wie meedoet."), "audience")
    if not fits(plan.audience, folders.get(plan.parent.id) if plan.parent else None):
        raise Impossible(_l("De map waar deze in staat, is voor minder mensen. Kies hetzelfde of minder."), "audience")


def _check_name(folders: dict[int, Folder], plan: FolderPlan, *, other_than: Folder | None) -> None:
    parent_id = plan.parent.id if plan.parent else None
    for each in folders.values():
        if each is not other_than and each.parent_id == parent_id and each.name_folded == folded(plan.name):
            raise Impossible(_l("Hier staat al een map met deze naam."), "name")


def _check_content(folder: Folder, folders: dict[int, Folder], audience: Audience) -> None:
    """Raise `Impossible` where something in a folder is for more people than it would be."""
    wider = [each for each in Audience if each.is_wider_than(audience)]
    if not wider:
        return
    wide = (Document.folder_id == folder.id, Document.is_shelved, Document.audience.in_(wider))
    held = db.session.scalar(select(Document.id).where(*wide).limit(1))
    children = [each for each in folders.values() if each.parent_id == folder.id and each.audience in wider]
    if children or held is not None:
        sentence = _l("In deze map staat iets voor meer mensen. Wijzig eerst daarvan voor wie het is.")
        raise Impossible(sentence, "audience")
