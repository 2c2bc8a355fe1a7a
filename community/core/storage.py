"""Where files live: a directory by default, S3 by address. A file is kept under the digest of what is in it.

The same content twice is one file, so a key is deleted only when nothing points to it any more; that is for the caller
to know, who sees to it that nobody begins to point to it meanwhile. What is written is whole or not there, and on the
disk before `put` returns. Not for who may read a file.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from obstore.store import ObjectStore

CHUNK = 256 * 1024
_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}")


class StorageAway(Exception):
    """The files cannot be reached or written now: a full disk, a store that does not answer."""


class Storage:
    """The files of one deployment."""

    def __init__(self, address: str) -> None:
        """Take a directory, a file:// address, or s3://bucket/prefix with its credentials in AWS_* variables."""
        parts = urlsplit(address)
        self.address = address
        self.directory = (
            None if parts.scheme == "s3" else Path(unquote(parts.path) if parts.scheme == "file" else address)
        )

    @cached_property
    def _store(self) -> ObjectStore:
        # Here alone: most processes never touch a file, and the library takes memory.
        from obstore.store import LocalStore, S3Store

        if self.directory is not None:
            self.directory.mkdir(parents=True, exist_ok=True)
            return LocalStore(self.directory.absolute())
        return S3Store.from_url(
            self.address,
            client_options={
                "timeout": timedelta(seconds=30),
                "connect_timeout": timedelta(seconds=5),
                "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true"),
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        )

    def put(self, content: bytes | IO[bytes]) -> str:
        """Keep some content and give its key. Raises `StorageAway`."""
        import obstore

        key = _key_of(content)
        with _Faults():
            if not self.holds(key):
                obstore.put(self._store, key, content, max_concurrency=2)
                self._settle(key)
        return key

    def get(self, key: str) -> bytes:
        """Give a whole file. Raises `FileNotFoundError` and `StorageAway`."""
        import obstore

        with _Faults():
            return bytes(obstore.get(self._store, _checked(key)).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        """Give a file piece by piece; that it is there is known before the first piece."""
        import obstore

        with _Faults():
            found = obstore.get(self._store, _checked(key))
        return (bytes(piece) for piece in found.stream(min_chunk_size=CHUNK))

    def stream_part(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """Give the bytes of a file from `start` up to `end`, which is not included, piece by piece."""
        import obstore

        with _Faults():
            found = obstore.get(self._store, _checked(key), options={"range": (start, end)})
        return (bytes(piece) for piece in found.stream(min_chunk_size=CHUNK))

    def size(self, key: str) -> int:
        """Give the size of a file in bytes. Raises `FileNotFoundError` and `StorageAway`."""
        import obstore

        with _Faults():
            return int(obstore.head(self._store, _checked(key))["size"])

    def holds(self, key: str) -> bool:
        """Whether a file is there. Raises `StorageAway`."""
        try:
            self.size(key)
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """Take a file away; one that is gone already is no fault."""
        import obstore

        with _Faults():
            try:
                obstore.delete(self._store, _checked(key))
            except FileNotFoundError:
                return

    def keys(self) -> Iterator[str]:
        """Give the key of every file, in no order, for backup and clearing up."""
        import obstore

        for batch in obstore.list(self._store):
            yield from (entry["path"] for entry in batch if _KEY.fullmatch(entry["path"]))

    def _settle(self, key: str) -> None:
        """Make sure that a file in a directory survives a power cut, and so does its name."""
        if self.directory is None:
            return
        path = self.directory / key
        for each in (path, path.parent, path.parent.parent):
            try:
                descriptor = os.open(each, os.O_RDONLY)
            except FileNotFoundError:
                # Somebody took it away in this very moment; who counts on it looks again under a lock.
                continue
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


class _Faults:
    """Turns what the library raises into `StorageAway`, but leaves that a file is absent."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Translate the error, where there is one."""
        from obstore.exceptions import BaseError

        if isinstance(error, FileNotFoundError):
            return
        if isinstance(error, BaseError | OSError):
            raise StorageAway(str(error)) from error


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise FileNotFoundError(key)
    return key


def _key_of(content: bytes | IO[bytes]) -> str:
    if isinstance(content, bytes):
        digest = hashlib.sha256(content).hexdigest()
    else:
        content.seek(0)
        digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
        content.seek(0)
    return f"{digest[:2]}/{digest}"
