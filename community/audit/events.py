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


def all_events() -> dict[str, type[Event]]:
    """Give every event by its name."""
    return {kind.__name__: kind for kind in Event.__subclasses__()}
