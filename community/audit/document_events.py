"""What happens to the documents of working groups. Names of files and folders are words, kept apart and erasable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAdded(Event):
    """A member added a document to a group."""

    sentence: ClassVar[Any] = _l("voegde een document toe")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVersionAdded(Event):
    """A member put a new version of a document in its place."""

    sentence: ClassVar[Any] = _l("plaatste een nieuwe versie van een document")
    item_id: int
    group_id: int | None = None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVersionRestored(Event):
    """A member made an earlier version of a document the newest."""

    sentence: ClassVar[Any] = _l("zette een eerdere versie van een document terug")
    item_id: int
    group_id: int | None = None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMoved(Event):
    """A document was put in another folder."""

    sentence: ClassVar[Any] = _l("verplaatste een document")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMade(Event):
    """A member made a folder."""

    sentence: ClassVar[Any] = _l("maakte een map")
    group_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChanged(Event):
    """A folder was given another name, place or audience."""

    sentence: ClassVar[Any] = _l("wijzigde een map")
    group_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderRemoved(Event):
    """An empty folder was taken away."""

    sentence: ClassVar[Any] = _l("verwijderde een map")
    group_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderRestored(Event):
    """A removed folder was put back."""

    sentence: ClassVar[Any] = _l("zette een map terug")
    group_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPurged(Event):
    """A removed folder went for good, and so did its name."""

    sentence: ClassVar[Any] = _l("verwijderde een map voorgoed")
    group_id: int
