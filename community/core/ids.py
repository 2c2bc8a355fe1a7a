"""Ids made in Python and ordered by time, so that nothing needs an early flush.

An id is a positive 63-bit integer: 41 bits of milliseconds since 2010 and 22 bits that are random for the first id
in a millisecond and grow from there. Two processes collide only when they draw the same 22 bits in the same
millisecond for the same table. They do not fit a JavaScript number: in JSON they travel as text.
"""

import os
import secrets
import threading
import time
from datetime import datetime

EPOCH_MILLISECONDS = 1_262_304_000_000  # 2010-01-01T00:00:00Z
RANDOM_BITS = 22
LARGEST_ID = 2**63 - 1

_lock = threading.Lock()
_last = 0


def _forget_after_fork() -> None:
    """A forked worker starts its own run of ids instead of repeating its parent's."""
    global _last, _lock
    _last, _lock = 0, threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)


def id_at(moment: datetime) -> int:
    """Make an id for something that happened at another moment, such as an import; it sorts by that moment."""
    milliseconds = int(moment.timestamp() * 1000)
    return ((milliseconds - EPOCH_MILLISECONDS) << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)


def first_id_at(moment: datetime) -> int:
    """Give the smallest id of a moment, to find what was made from then on; never less than 0."""
    milliseconds = int(moment.timestamp() * 1000)
    return max(0, min(LARGEST_ID, (milliseconds - EPOCH_MILLISECONDS) << RANDOM_BITS))


def new_id() -> int:
    """Make an id that is greater than every id this process made before."""
    global _last
    fresh = ((time.time_ns() // 1_000_000 - EPOCH_MILLISECONDS) << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)
    with _lock:
        _last = fresh if fresh > _last else _last + 1
        return _last


def read_id(text: str | None) -> int | None:
    """Read an id from an address or a form; anything else is as if it were not there."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    return int(text) if int(text) <= LARGEST_ID else None
