"""The folders of a group as a tree, read at once: a group has no more than `MOST_FOLDERS`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.core.db import db
from community.documents.models import MOST_FOLDERS, Folder
from community.groups.models import Group
from community.policy import Absent, Actor


@dataclass(frozen=True, slots=True)
class Tree:
    """The folders of a group that a reader may know, by name."""

    folders: Sequence[Folder]

    def below(self, folder: Folder | None) -> list[Folder]:
        """Give the folders that stand in a folder, or at the top."""
        parent_id = folder.id if folder else None
        return [each for each in self.folders if each.parent_id == parent_id]

    def by_slug(self, slug: str) -> Folder:
        """Give the folder at an address, or raise `Absent`."""
        found = next((each for each in self.folders if each.slug == slug), None)
        if found is None:
            raise Absent
        return found

    def by_id(self, folder_id: int | None) -> Folder | None:
        """Give a folder, where it may be known."""
        return next((each for each in self.folders if each.id == folder_id), None)

    def way_to(self, folder: Folder | None) -> list[Folder]:
        """Give the folders from the top down to one, that one included."""
        way: list[Folder] = []
        while folder is not None and folder not in way:
            way.insert(0, folder)
            folder = self.by_id(folder.parent_id)
        return way

    def within(self, folder: Folder | None) -> list[Folder]:
        """Give all folders below one, at any depth; each after the one that it stands in."""
        return [each for child in self.below(folder) for each in (child, *self.within(child))]

    def in_order(self) -> Iterator[tuple[Folder, int]]:
        """Give all folders as a list to choose from, each with how deep it stands."""
        for folder in self.within(None):
            yield folder, len(self.way_to(folder)) - 1


def folders_of(actor: Actor, group: Group) -> Tree:
    """Give the folders of a group that this reader may know."""
    query = (
        select(Folder)
        .where(Folder.group_id == group.id, policy.readable(actor, Folder))
        .options(joinedload(Folder.group))
        .order_by(Folder.name_folded, Folder.id)
        .limit(MOST_FOLDERS)
    )
    return Tree(list(db.session.scalars(query)))
