"""The blueprint of documents, and what its pages share: the way down to a folder, files that are held, room."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from community.content.services.attachments import KeptFile, hold_file
from community.core.storage import StorageAway
from community.documents.models import FILE_SIZE, Folder
from community.documents.queries.documents import bytes_kept
from community.documents.queries.folders import Tree
from community.documents.services.documents import OutOfRoom, keep_document
from community.documents.services.folders import Impossible
from community.groups.models import Group
from community.policy import Actor, Permission, allows
from community.web import current
from community.web.presentation import file_size

blueprint = Blueprint("documents", __name__, url_prefix="/werkgroepen/<slug>/documenten")

MOST_ATTEMPTS = 3
# What all files of one form may have together: a browser without scripts sends them at once.
LARGEST_FORM = 300 * 1024 * 1024


class TooLarge(Exception):
    """A file has more bytes than one may have."""


def home_of(group: Group) -> str:
    """Give the address of a group's documents."""
    return f"{group.address}/documenten"


def address_of(group: Group, folder: Folder | None) -> str:
    """Give the address of a folder's page, or of the top."""
    return f"{home_of(group)}/mappen/{folder.slug}" if folder else home_of(group)


def folder_asked(tree: Tree) -> Folder | None:
    """Give the folder that the address names in `map`; none is the top. Raises `Absent`."""
    named = request.args.get("map") or request.form.get("map")
    return tree.by_slug(named) if named else None


def crumbs(group: Group, tree: Tree, folder: Folder | None, *, with_last: bool) -> list[tuple[str, str]]:
    """Give the way to a folder; with the folder itself where something stands below it."""
    way = tree.way_to(folder)
    steps: list[tuple[str, str]] = [(_("Werkgroepen"), "/werkgroepen"), (group.name, group.address)]
    above = [(_("Documenten"), home_of(group)), *((each.name, address_of(group, each)) for each in way)]
    return steps + (above if with_last else above[:-1])


def room(actor: Actor, group: Group) -> dict[str, int] | None:
    """Give how much a group keeps and may keep, to those who add to it: it tells of what others may not read."""
    if not allows(actor, Permission.DOCUMENT_ADD, group):
        return None
    return {"kept": bytes_kept(group), "quota": current.settings().group_quota}


def kept_files(sent: list[Any]) -> list[KeptFile]:
    """Put files that were sent into the storage. Raises `TooLarge` and `StorageAway`."""
    kept = []
    for each in sent:
        size = each.stream.seek(0, os.SEEK_END)
        if size > FILE_SIZE:
            raise TooLarge(each.filename)
        kept.append(keep_document(current.storage(), each.filename or "", each.stream, size))
    return kept


def kept_and_held(keep: Callable[[], list[KeptFile]]) -> tuple[Actor, list[KeptFile]]:
    """Put files into the storage and begin writing, with the files held where they are.

    They are put there before the transaction, since that is slow; where the worker took the same content away in
    between they are put there once more. Raises what `keep` raises.
    """
    for _attempt in range(MOST_ATTEMPTS):
        kept = keep()
        actor = current.begin_writing()
        # In one order, so that two who keep the same files never wait for each other.
        if all(hold_file(current.storage(), each) for each in sorted(kept, key=lambda file: file.key)):
            return actor, kept
        current.take_back()
    raise StorageAway("the file is taken away again and again")


def fault_of(error: Exception) -> str:
    """Say why a file cannot be taken."""
    if isinstance(error, Impossible):
        return str(error.sentence)
    if isinstance(error, OutOfRoom):
        free = file_size(max(0, error.quota - error.kept))
        return str(
            _(
                "Daar is geen ruimte meer voor. Deze werkgroep mag %(quota)s bewaren en heeft nog %(free)s over. "
                "Vraag een beheerder om meer ruimte.",
                quota=file_size(error.quota),
                free=free,
            )
        )
    if isinstance(error, TooLarge):
        return str(_("Dit bestand is te groot: hooguit 100 MB."))
    return str(_("Het bestand kan nu niet worden bewaard. Probeer het later nog eens."))
