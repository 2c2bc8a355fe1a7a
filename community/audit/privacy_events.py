"""The events of data of one's own: copies, erasures, and what was cleared because its time was over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCopyAsked(Event):
    """A person asked for a copy of their data."""

    sentence: ClassVar[Any] = _l("vroeg een kopie van de eigen gegevens")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCopyMade(Event):
    """The worker made a copy of somebody's data."""

    sentence: ClassVar[Any] = _l("maakte de kopie van de gegevens van %(member)s")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCopyFetched(Event):
    """A person fetched the copy of their data."""

    sentence: ClassVar[Any] = _l("haalde de kopie van de eigen gegevens op")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked(Event):
    """Somebody asked to erase a person: that person, or a moderator at their request."""

    sentence: ClassVar[Any] = _l("vroeg om de gegevens van %(member)s te wissen")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureWithdrawn(Event):
    """Somebody who was to be erased came back in time."""

    sentence: ClassVar[Any] = _l("kwam terug; de gegevens worden niet gewist")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(Event):
    """All that was kept of a person is gone, except for what they contributed."""

    sentence: ClassVar[Any] = _l("wiste de gegevens van %(member)s")
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsKept(Event):
    """What had been kept for as long as it may be was cleared."""

    sentence: ClassVar[Any] = _l("ruimde op wat te lang was bewaard (%(kind)s: %(count)s)")
    kind: str
    count: int
