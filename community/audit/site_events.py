"""The events of the two axes along which everything is ordered: regions and themes, set up by an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionAdded(Event):
    """An administrator added a region."""

    sentence: ClassVar[Any] = _l("voegde de regio %(name)s toe")
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionChanged(Event):
    """An administrator changed what is said of a region."""

    sentence: ClassVar[Any] = _l("wijzigde de regio %(name)s")
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRemoved(Event):
    """An administrator took away a region that nothing belonged to."""

    sentence: ClassVar[Any] = _l("verwijderde de regio %(name)s")
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeAdded(Event):
    """An administrator added a theme."""

    sentence: ClassVar[Any] = _l("voegde het thema %(name)s toe")
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChanged(Event):
    """An administrator changed what is said of a theme."""

    sentence: ClassVar[Any] = _l("wijzigde het thema %(name)s")
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRemoved(Event):
    """An administrator took away a theme that nothing was about."""

    sentence: ClassVar[Any] = _l("verwijderde het thema %(name)s")
    name: str
