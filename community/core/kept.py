"""Keeps what was made until the database changes: rows and pages, per process, bounded in bytes.

A request begins a `Reading` before its first statement; with it come the version of the database and the right to
use what is kept. Four rules make that right, and each stands here as code:

- time: nothing lives past the next midnight in Amsterdam (dates are shown by the day) nor past its own `until`;
- order: a reading that begins inside a transaction keeps nothing, since it might put old rows under a new version;
- clean hands: a reading that was soiled by a write neither reads nor keeps;
- one maker: of those who miss the same key at the same version one makes it, and the others wait for it.

Values are plain (bytes, text, numbers, moments, tuples, frozen dataclasses), never rows of the ORM. Nothing is ever
invalidated by hand. Who may see a value is for the caller to put into its key.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar, cast
from zoneinfo import ZoneInfo

from community.core.clock import now
from community.core.versions import Version, VersionSource

T = TypeVar("T")

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOST_BYTES = 32 * 1024 * 1024
# No single value may push out all the others.
LARGEST_SHARE = 8
OVERHEAD = 300
WAIT_SECONDS = 5.0
_PLAIN = (type(None), bool, int, float, str, bytes, datetime, date, time, timedelta, Decimal)


class Transactional(Protocol):
    """A session, as far as it matters here."""

    def in_transaction(self) -> bool:
        """Whether a statement has been run since the last commit or rollback."""
        ...


@dataclass(slots=True)
class Figures:
    """What became of the questions, and what is kept now."""

    hits: int = 0
    misses: int = 0
    bytes: int = 0
    values: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    version: Version
    order: int
    until: datetime
    size: int
    value: Any


class _Making:
    """That a thread is making a value, for those who wait for it."""

    def __init__(self) -> None:
        self.maker = threading.get_ident()
        self.done = threading.Event()


class Kept:
    """The values that one process keeps."""

    def __init__(self, source: VersionSource, *, most_bytes: int = MOST_BYTES) -> None:
        """Keep at most so many bytes, as long as the source gives the same version."""
        self.source, self.most_bytes = source, most_bytes
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        self._orders = itertools.count(1)
        self.figures = Figures()

    def reading(self, session: Transactional | None = None, *, max_age: float = 0.0) -> Reading:
        """Begin a reading, before the first statement of its session.

        With `max_age` a version of so many seconds ago is good enough: for visitors, who have written nothing that
        they would miss. Inside a transaction the reading is unclean from the start.
        """
        if session is not None and session.in_transaction():
            return Reading(self, None, 0)
        order = next(self._orders)
        return Reading(self, self.source.ask(max_age=max_age), order)

    def forget(self) -> None:
        """Let go of everything, to give memory back."""
        with self._lock:
            self._entries.clear()
            self.figures.bytes = self.figures.values = 0

    def _find(self, key: Hashable, version: Version, *, counted: bool = True) -> _Entry | None:
        moment = now()
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or entry.version != version or moment >= entry.until:
                self.figures.misses += counted
                return None
            self._entries.move_to_end(key)
            self.figures.hits += counted
            return entry

    def _store(self, key: Hashable, entry: _Entry) -> None:
        if entry.size * LARGEST_SHARE > self.most_bytes:
            return
        with self._lock:
            older = self._entries.get(key)
            if older is not None and older.order > entry.order:
                return  # a slow reading must not put back what a later one has replaced
            if older is not None:
                self._drop(key)
            self._entries[key] = entry
            self.figures.bytes += entry.size
            self.figures.values += 1
            while self.figures.bytes > self.most_bytes:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key)
        self.figures.bytes -= entry.size
        self.figures.values -= 1

    def _enter(self, key: Hashable) -> _Making | None:
        """Become the maker of a key, or wait for who is; None for the maker."""
        with self._lock:
            making = self._making.get(key)
            if making is None:
                self._making[key] = _Making()
                return None
        return making

    def _leave(self, key: Hashable) -> None:
        with self._lock:
            self._making.pop(key).done.set()


class Reading:
    """What one request may take from what is kept, and add to it."""

    __slots__ = ("_kept", "_order", "version")

    def __init__(self, kept: Kept, version: Version, order: int) -> None:
        self._kept, self.version, self._order = kept, version, order

    @property
    def is_clean(self) -> bool:
        """Whether this reading may use what is kept."""
        return self.version is not None

    def soil(self) -> None:
        """Say that this request writes: from now on it sees only the database."""
        self.version = None

    def peek(self, key: Hashable) -> Any:
        """Give the kept value of a key, or None."""
        if self.version is None:
            return None
        entry = self._kept._find(key, self.version)
        return None if entry is None else entry.value

    def get(
        self, key: Hashable, make: Callable[[], T], *, until: datetime | Callable[[T], datetime | None] | None = None
    ) -> T:
        """Give the kept value of a key, or make it and keep it until the database or the day changes.

        `until` is an earlier end, or finds one in the value. A value made by a reading that was soiled meanwhile is
        given and not kept.
        """
        if self.version is None:
            return make()
        entry = self._kept._find(key, self.version)
        if entry is not None:
            return cast("T", entry.value)
        return self._make_alone(key, make, until)

    def keep(self, key: Hashable, value: T, *, since: datetime, until: datetime | None = None) -> None:
        """Keep a value whose making began at `since`; the day of that moment is the last on which it holds."""
        if self.version is None:
            return
        end = min(filter(None, (next_midnight(since), until)))
        size = size_of(value) + size_of(key)
        self._kept._store(key, _Entry(self.version, self._order, end, size, value))

    def _make_alone(self, key: Hashable, make: Callable[[], T], until: Any) -> T:
        """Make a value, unless another thread just does: then wait, and take its value where the version is ours."""
        place = (key, self.version)
        making = self._kept._enter(place)
        if making is None:
            try:
                return self._make(key, make, until)
            finally:
                self._kept._leave(place)
        # A maker that needs its own key again must not wait for itself.
        if making.maker != threading.get_ident() and making.done.wait(WAIT_SECONDS):
            entry = self._kept._find(key, self.version, counted=False)
            if entry is not None:
                return cast("T", entry.value)
        return self._make(key, make, until)

    def _make(self, key: Hashable, make: Callable[[], T], until: Any) -> T:
        # Before making: what is made at a second to midnight is of that day, however long it takes.
        since = now()
        value = make()
        if self.version is not None:
            self.keep(key, value, since=since, until=until(value) if callable(until) else until)
        return value


def next_midnight(moment: datetime) -> datetime:
    """Give the first midnight in Amsterdam after a moment."""
    tomorrow = moment.astimezone(AMSTERDAM).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), tzinfo=AMSTERDAM)


def size_of(value: Any) -> int:
    """Give about how many bytes a value takes; raises `TypeError` for what is not plain."""
    return OVERHEAD + _size_within(value)


def _size_within(value: Any) -> int:
    if isinstance(value, _PLAIN):
        return sys.getsizeof(value)
    if isinstance(value, tuple | frozenset):
        return sys.getsizeof(value) + sum(_size_within(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type) and type(value).__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return sys.getsizeof(value) + sum(_size_within(getattr(value, each.name)) for each in fields(value))
    raise TypeError(f"only plain values are kept, not {type(value).__name__}")
