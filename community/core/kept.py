"""Keeps what was made from the database until the database changes: one store per process, bounded in bytes.

A value is kept under the moment at which the database was asked for its version, before anything was read for it. It
lives until `community.core.changes` tells of a change that it depends on, or until its time is over. Nothing is
invalidated by hand. What may be kept, and under which key, is decided in `community.web`; rows of the ORM never are.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from community.core.changes import Source

T = TypeVar("T")

MOST_BYTES = 24 * 1024 * 1024
# What an entry takes beside its value: key, entry and their places in two tables.
ENTRY_BYTES = 600
MOST_ITEMS_NOTED = 20_000

# What a value depends on: any commit at all, or everything that is not about one item (see `Change`). An item's id
# stands for the latter and whatever is about that item.
ANYTHING = -1
NO_ITEM = 0


@dataclass(slots=True)
class Entry:
    """One value with the moment it stands for."""

    moment: int
    valid_until: float
    depends_on: int
    size: int
    value: Any


@dataclass(frozen=True, slots=True)
class Made:
    """What a maker gives: the value, its size in bytes, what it depends on, and until when it can be true at most."""

    value: Any
    size: int
    depends_on: int = ANYTHING
    valid_until: float = float("inf")
    # A value that turned out not to be shared: given to who asked, not kept.
    is_kept: bool = True


class Kept:
    """The values of one process and the moments at which the database was seen to change."""

    def __init__(self, source: Source, *, most_bytes: int = MOST_BYTES) -> None:
        self.source, self.most_bytes = source, most_bytes
        self.entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self.looking = threading.Lock()
        self.making: dict[Hashable, tuple[threading.Lock, int]] = {}
        self.moment = 1
        self.looked_at = float("-inf")
        self.any_changed_at = self.all_changed_at = 1
        self.items_changed_at: dict[int, int] = {}

    def look(self, patience: float = 0.0) -> int | None:
        """Ask the database whether it changed, and give the moment that it is now; None where it cannot say.

        Ask before the first statement of what reads for a value: rows read earlier would be kept under a later moment.
        With `patience` (seconds) the answer of a moment ago will do.
        """
        if patience and time.monotonic() - self.looked_at < patience:
            return self.moment
        with self.looking:
            asked_at = time.monotonic()
            change = self.source.look()
            if change is None:
                return None
            if change.is_any:
                self.note(change.is_all, change.items)
            self.looked_at = asked_at
            return self.moment

    def look_anew(self) -> None:
        """Ask the database at the next look, however patient: this process has just committed something itself."""
        self.looked_at = float("-inf")

    def clear(self) -> None:
        """Let go of everything."""
        self.note(is_all=True, items=frozenset())

    def close(self) -> None:
        """Let go of everything and of the connection."""
        self.clear()
        self.source.close()

    def note(self, is_all: bool, items: frozenset[int]) -> None:
        """Begin a new moment, in which everything or some items changed."""
        with self.lock:
            self.moment += 1
            self.any_changed_at = self.moment
            if is_all or len(self.items_changed_at) + len(items) > MOST_ITEMS_NOTED:
                self.all_changed_at = self.moment
                self.items_changed_at.clear()
                self.entries.clear()
                self.size = 0
            self.items_changed_at.update(dict.fromkeys(items, self.moment))

    def give(self, key: Hashable, moment: int | None, make: Callable[[], Made]) -> Any:
        """Give the value of a key, made now where it is not kept; one maker per key at a time."""
        if moment is None:
            return make().value
        entry = self.find(key)
        if entry is not None:
            return entry.value
        with self.turn(key):
            entry = self.find(key)
            if entry is not None:
                return entry.value
            made = make()
            if made.is_kept:
                self.keep(key, moment, made)
            return made.value

    def find(self, key: Hashable) -> Entry | None:
        """Give what is kept under a key, where it still holds."""
        with self.lock:
            entry = self.entries.get(key)
            if entry is None:
                return None
            if not self.holds(entry):
                self.forget(key)
                return None
            self.entries.move_to_end(key)
            return entry

    def keep(self, key: Hashable, moment: int, made: Made) -> None:
        """Keep a value that was made of what was read after `moment`, unless it has been overtaken already."""
        entry = Entry(moment, made.valid_until, made.depends_on, made.size + ENTRY_BYTES, made.value)
        with self.lock:
            if not self.holds(entry) or entry.size > self.most_bytes // 4:
                return
            self.forget(key)
            self.entries[key] = entry
            self.size += entry.size
            while self.size > self.most_bytes:
                self.forget(next(iter(self.entries)))

    def holds(self, entry: Entry) -> bool:
        """Whether nothing that the entry depends on has changed since, and its time is not over."""
        return self.still_holds(entry.moment, entry.depends_on) and time.time() < entry.valid_until

    def still_holds(self, moment: int, depends_on: int) -> bool:
        """Whether nothing that counts has been seen to change since a moment: anything, or what is about an item."""
        if depends_on == ANYTHING:
            return moment >= self.any_changed_at
        return moment >= max(self.all_changed_at, self.items_changed_at.get(depends_on, 0))

    def forget(self, key: Hashable) -> None:
        """Let go of one value."""
        entry = self.entries.pop(key, None)
        if entry is not None:
            self.size -= entry.size

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """Wait until nobody else makes the value of this key."""
        with self.lock:
            lock, waiting = self.making.get(key, (threading.Lock(), 0))
            self.making[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self.lock:
                lock, waiting = self.making[key]
                if waiting == 1:
                    del self.making[key]
                else:
                    self.making[key] = (lock, waiting - 1)
