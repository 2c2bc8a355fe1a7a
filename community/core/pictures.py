"""Makes pictures fit for pages: decoded in a child process with limits, made smaller, without what the camera wrote.

A picture from outside may be made to harm: decoding it happens where memory, time and writing are limited (see
`community.core.picture_child`), so the worst is that it is refused. Not for storing, nor for whose picture it is.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from enum import StrEnum

from community.core.media import is_picture, sniff

# A child may take so long, and so long of a processor: the second ends it also where the first is not watched.
SECONDS = 20.0
PROCESSOR_SECONDS = 15
MOST_BYTES = 20_000_000
# Two at a time: a web process must not be driven out of memory by its own children.
_turn = threading.BoundedSemaphore(2)


class Fault(StrEnum):
    """Why something cannot be a picture."""

    WRONG_KIND = "wrong_kind"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    TOO_MUCH_WORK = "too_much_work"


class PictureRefused(ValueError):
    """This cannot be used as a picture; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep the reason."""
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Variant:
    """A picture in one size, as WebP."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made fit: the whole of it, at most 2560 wide, and smaller ones, the smallest first."""

    whole: Variant
    variants: tuple[Variant, ...]
    # The most memory that the child took, in bytes.
    peak: int

    media_type = "image/webp"


def make_picture(content: bytes, *, seconds: float = SECONDS, processor_seconds: int = PROCESSOR_SECONDS) -> Picture:
    """Make a picture fit for pages within these seconds, or raise `PictureRefused`."""
    _must_look_like_a_picture(content)
    return made_by_child("community.core.picture_child", content, seconds, processor_seconds)


def make_portrait(content: bytes) -> Picture:
    """Make a square picture of a person, in a few small sizes, or raise `PictureRefused`."""
    _must_look_like_a_picture(content)
    return made_by_child("community.core.portrait_child", content, SECONDS, PROCESSOR_SECONDS)


def _must_look_like_a_picture(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise PictureRefused(Fault.TOO_LARGE)
    if not is_picture(sniff(content)):
        raise PictureRefused(Fault.WRONG_KIND)


def made_by_child(program: str, content: bytes, seconds: float, processor_seconds: int) -> Picture:
    """Let a child process make pictures of some content, or raise `PictureRefused`."""
    with _turn:
        return _read(_run_child(program, content, seconds, processor_seconds))


def _run_child(program: str, content: bytes, seconds: float, processor_seconds: int) -> bytes:
    """Let the child work; nothing of this process' environment reaches it but where Python is."""
    command = [sys.executable, "-X", "utf8", "-m", program, str(processor_seconds)]
    environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PictureRefused(Fault.TOO_MUCH_WORK) from error
    if done.returncode < 0:
        raise PictureRefused(Fault.TOO_MUCH_WORK)
    return done.stdout


def _read(answer: bytes) -> Picture:
    """Read the child's answer, believing nothing that does not add up."""
    try:
        (length,) = struct.unpack_from(">I", answer)
        header = json.loads(answer[4 : 4 + length])
        if "fault" in header:
            raise PictureRefused(Fault(header["fault"]))
        return _picture(header, answer[4 + length :])
    except (struct.error, ValueError, KeyError, TypeError) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused(Fault.BROKEN) from error


def _picture(header: dict[str, object], rest: bytes) -> Picture:
    sizes = header["sizes"]
    if not isinstance(sizes, list) or not sizes or sum(size[2] for size in sizes) != len(rest):
        raise ValueError("the pieces do not add up")
    variants, start = [], 0
    for width, height, length in sizes:
        variants.append(Variant(int(width), int(height), rest[start : start + length]))
        start += length
    return Picture(variants[-1], tuple(variants[:-1]), int(str(header["peak"])))
