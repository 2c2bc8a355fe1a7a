"""The events of the decision trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from community.audit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailContinued(Event):
    """It was said what an item came out of."""

    sentence: ClassVar[Any] = _l("verbond een stuk met waar het uit voortkomt")
    item_id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailCut(Event):
    """It was said that an item did not come out of what was said."""

    sentence: ClassVar[Any] = _l("maakte een stuk los van waar het uit voortkwam")
    item_id: int
    group_id: int | None = None
