"""How many refusals may be written down in a while, so that nobody can fill the log or the disk by being refused.

A bucket per process: a burst, and then so many a second. Not a limit on what a person may do; that is the web's.
"""

from __future__ import annotations

import threading
import time

BURST = 200
PER_SECOND = 0.5


class Budget:
    """A bucket that is full at first and fills slowly again."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        """Begin with a full bucket."""
        self.burst, self.per_second = burst, per_second
        self._left, self._at = float(burst), time.monotonic()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether one more may be written now."""
        with self._lock:
            moment = time.monotonic()
            self._left = min(self.burst, self._left + (moment - self._at) * self.per_second)
            self._at = moment
            if self._left < 1:
                return False
            self._left -= 1
            return True
