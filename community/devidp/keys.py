"""The signing keys: made here, kept in the data directory, replaced when they grow old.

The newest key signs. A replaced key stays in the published set for a day, so that tokens signed with it can still be
checked; then it is forgotten. Keys belong to one developer's machine and protect nothing else.
"""

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

from joserfc.jwk import KeySet, RSAKey

RETIRED_SECONDS = 24 * 3600


class KeyRing:
    """The keys of this provider, newest first."""

    def __init__(self, path: Path, max_age_days: float) -> None:
        self._path = path
        self._max_age = max_age_days * 24 * 3600
        self._lock = threading.Lock()
        self._rows: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []

    def signing_key(self) -> RSAKey:
        """The key that signs now; a new one is made where there is none or it has grown old."""
        with self._lock:
            if not self._rows or time.time() - self._rows[0]["made_at"] > self._max_age:
                self._add()
            return RSAKey.import_key(self._rows[0]["key"])

    def rotate(self) -> str:
        """Make a new signing key and return its id."""
        with self._lock:
            return self._add()

    def public(self) -> KeySet:
        """Every key with which a token that is still valid may be signed."""
        self.signing_key()
        return KeySet([RSAKey.import_key(row["key"]) for row in self._rows])

    def _add(self) -> str:
        now = time.time()
        key = RSAKey.generate_key(2048, auto_kid=True)
        row = {"key": key.as_dict(private=True), "made_at": now, "retired_at": None}
        old = [{**r, "retired_at": r["retired_at"] or now} for r in self._rows]
        self._rows = [row, *(r for r in old if now - r["retired_at"] < RETIRED_SECONDS)]
        self._write()
        return str(key.kid)

    def _write(self) -> None:
        new = self._path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._rows, file)
        new.replace(self._path)
