"""Names of files and folders as people may keep them: readable on any system, and a step to no other place.

Spaces and letters of any language stay; what a system reads as more than a letter goes. Not for addresses: those are
slugs.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 150
# What file systems take of one name.
LONGEST_BYTES = 240
LONGEST_ENDING = 12
UNNAMED = "naamloos"
# Windows takes these for devices, whatever ending follows.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def clean_name(name: str) -> str:
    """Give a name without path, unseen characters and marks that a system might read as more than a letter."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    seen = "".join(" " if letter.isspace() else letter for letter in last if _is_seen(letter))
    plain = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]+', "-", seen)).strip(" .")
    if _DEVICES.fullmatch(plain):
        plain = f"{UNNAMED}-{plain}"
    stem, ending = split_name(plain)
    return _short(stem, ending) or UNNAMED


def split_name(name: str) -> tuple[str, str]:
    """Give a name without its ending, and the ending with its dot; empty where it has none."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not ending.isalnum() or len(ending) > LONGEST_ENDING:
        return name, ""
    return stem, f".{ending}"


def with_ending_of(name: str, other: str) -> str:
    """Give a name with the ending that another name has, so that what it says of the file's kind stays true."""
    ending = split_name(other)[1]
    if not ending or name.lower().endswith(ending.lower()):
        return name
    return _short(name, ending)


class FreeNames:
    """Gives each name only once, on systems too that do not tell capitals apart."""

    def __init__(self) -> None:
        """Begin with nothing taken."""
        self.taken: set[str] = set()

    def take(self, name: str) -> str:
        """Give this name, with a number where it is taken."""
        stem, ending = split_name(name)
        free, number = name, 1
        while free.casefold() in self.taken:
            number += 1
            free = f"{stem} ({number}){ending}"
        self.taken.add(free.casefold())
        return free


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter)[0] != "C"


def _short(stem: str, ending: str) -> str:
    """Cut a name to what is read easily and to what file systems take; its ending stays."""
    stem = stem[: LONGEST - len(ending)]
    while len((stem + ending).encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return stem.strip(" .") + ending
