"""Every event that the log knows, in the past tense, with the sentence in which people read it.

Fields whose names end in `_id` are kept in the row; all others are words, kept apart and erasable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened."""

    sentence: ClassVar[Any] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonArrived(Event):
    """Somebody signed in for the first time."""

    sentence: ClassVar[Any] = _l("meldde zich voor het eerst aan")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A person signed in."""

    sentence: ClassVar[Any] = _l("meldde zich aan")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Event):
    """A person ended a sign-in."""

    sentence: ClassVar[Any] = _l("meldde zich af")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRefused(Event):
    """A sign-in was refused; the reason is a word of our own, never what the provider said."""

    sentence: ClassVar[Any] = _l("aanmelden is geweigerd")
    provider: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedRefused(Event):
    """Somebody who is signed in wanted to do what they may not; the route is that of the code, never an address."""

    sentence: ClassVar[Any] = _l("wilde iets doen wat niet mag (%(route)s)")
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteViewedAs(Event):
    """Somebody looked at the site as people with fewer rights see it."""

    sentence: ClassVar[Any] = _l("bekeek de site als %(viewer)s")
    viewer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentAdded(Event):
    """A member commented."""

    sentence: ClassVar[Any] = _l("reageerde")
    item_id: int
    comment_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentEdited(Event):
    """A member changed a comment."""

    sentence: ClassVar[Any] = _l("wijzigde een reactie")
    item_id: int
    comment_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRemoved(Event):
    """A comment was removed."""

    sentence: ClassVar[Any] = _l("verwijderde een reactie")
    item_id: int
    comment_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRestored(Event):
    """A removed comment was put back."""

    sentence: ClassVar[Any] = _l("zette een reactie terug")
    item_id: int
    comment_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPurged(Event):
    """A removed item went for good, with all that hung on it."""

    sentence: ClassVar[Any] = _l("verwijderde een stuk voorgoed")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPurged(Event):
    """What a removed comment said went for good."""

    sentence: ClassVar[Any] = _l("verwijderde een reactie voorgoed")
    item_id: int
    comment_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentHidden(Event):
    """A comment was hidden from readers."""

    sentence: ClassVar[Any] = _l("verborg een reactie")
    item_id: int
    comment_id: int
    member_id: int
    group_id: int | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentShown(Event):
    """A hidden comment was shown again."""

    sentence: ClassVar[Any] = _l("toonde een reactie weer")
    item_id: int
    comment_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsClosed(Event):
    """The comments of an item were closed."""

    sentence: ClassVar[Any] = _l("sloot het reageren")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsOpened(Event):
    """The comments of an item were opened again."""

    sentence: ClassVar[Any] = _l("opende het reageren weer")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCreated(Event):
    """Somebody began to write something."""

    sentence: ClassVar[Any] = _l("begon een stuk")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEdited(Event):
    """Something was changed."""

    sentence: ClassVar[Any] = _l("wijzigde een stuk")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPublished(Event):
    """Something was published."""

    sentence: ClassVar[Any] = _l("publiceerde een stuk")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScheduled(Event):
    """Something was planned to be published."""

    sentence: ClassVar[Any] = _l("plande een stuk in")
    item_id: int
    group_id: int | None = None
    publish_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUnpublished(Event):
    """Something went back to being a draft."""

    sentence: ClassVar[Any] = _l("haalde een stuk offline")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemArchived(Event):
    """Something was archived."""

    sentence: ClassVar[Any] = _l("archiveerde een stuk")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFeatured(Event):
    """Something was put first."""

    sentence: ClassVar[Any] = _l("lichtte een stuk uit")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUnfeatured(Event):
    """Something was put first no longer."""

    sentence: ClassVar[Any] = _l("lichtte een stuk niet meer uit")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRemoved(Event):
    """Something was taken away."""

    sentence: ClassVar[Any] = _l("verwijderde een stuk")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRestored(Event):
    """Something that was taken away was put back."""

    sentence: ClassVar[Any] = _l("zette een stuk terug")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRestored(Event):
    """Something was given the text of an earlier version."""

    sentence: ClassVar[Any] = _l("zette een eerdere versie terug")
    item_id: int
    group_id: int | None = None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentAdded(Event):
    """A file was hung on something."""

    sentence: ClassVar[Any] = _l("voegde een bestand toe")
    item_id: int
    group_id: int | None = None
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentChanged(Event):
    """What is said of a file was changed."""

    sentence: ClassVar[Any] = _l("wijzigde de gegevens van een bestand")
    item_id: int
    group_id: int | None = None
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRemoved(Event):
    """A file was taken away."""

    sentence: ClassVar[Any] = _l("verwijderde een bestand")
    item_id: int
    group_id: int | None = None
    file_name: str


def all_events() -> dict[str, type[Event]]:
    """Give every event by its name."""
    return {kind.__name__: kind for kind in Event.__subclasses__()}
