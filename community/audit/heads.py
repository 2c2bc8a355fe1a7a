"""Ends of the chain that are kept beside the database, so that cutting off what came last is found as well.

One line for each hour in which something was sealed, in the data folder. A backup that was put back is older than what
was kept before: a line says so, and only what was kept after it counts.
"""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from community.audit.chain import Head, chain_head
from community.core.clock import now

NAME = "log-heads.txt"
HOUR = len("2026-01-01T00")
RESTORED = "restored"


def heads_file() -> Path:
    """Give where this deployment keeps its heads."""
    folder: Path = current_app.config["SETTINGS"].data_dir
    return folder / NAME


def keep_head() -> None:
    """Write down the end of the chain, once in an hour and only where it moved."""
    head, path, moment = chain_head(), heads_file(), now().isoformat(timespec="seconds")
    last = lines_of(path)[-1:]
    if head.sequence and not any(words[0][:HOUR] == moment[:HOUR] or words[2:] == [head.seal] for words in last):
        add_line(path, f"{moment} {head.sequence} {head.seal}")


def kept_heads() -> list[Head]:
    """Give the heads that were kept since the last time that a backup was put back."""
    found: list[Head] = []
    for words in lines_of(heads_file()):
        if words[1] == RESTORED:
            found = []
        elif len(words) == 3 and words[1].isdigit():
            found.append(Head(int(words[1]), words[2]))
    return found


def forget_heads() -> None:
    """Write down that a backup was put back: the chain begins again where it ended then."""
    if heads_file().exists():
        add_line(heads_file(), f"{now().isoformat(timespec='seconds')} {RESTORED}")


def lines_of(path: Path) -> list[list[str]]:
    """Give the words of each line; a line that was cut short is as if it were not there."""
    if not path.exists():
        return []
    return [words for line in path.read_text(encoding="utf-8").splitlines() if len(words := line.split()) > 1]


def add_line(path: Path, line: str) -> None:
    """Add one line at the end."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
