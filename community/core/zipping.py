"""Writes many files as one zip, piece by piece: it is sent while it is made, and takes the memory of one piece.

Nothing is compressed, since what people share (PDF, pictures, office files) is so already.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Packed:
    """A file for a zip: its path there, its size in bytes, when it was made (local time), and how it is read."""

    path: str
    byte_count: int
    made_at: datetime
    read: Callable[[], Iterable[bytes]]


class _Sink:
    """Takes what is written until it is fetched; it cannot be wound back, so that a zip is written forward only."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.place = 0

    def write(self, content: bytes) -> int:
        self.waiting.append(bytes(content))
        self.place += len(content)
        return len(content)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def fetch(self) -> bytes:
        content = b"".join(self.waiting)
        self.waiting.clear()
        return content


def zipped(files: Iterable[Packed]) -> Iterator[bytes]:
    """Give a zip of these files in pieces."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for file in files:
            moment = file.made_at.timetuple()[:6]
            entry = zipfile.ZipInfo(file.path, max(moment, EARLIEST))
            entry.file_size = file.byte_count
            with archive.open(entry, "w") as target:
                for piece in file.read():
                    target.write(piece)
                    yield sink.fetch()
            yield sink.fetch()
    yield sink.fetch()
