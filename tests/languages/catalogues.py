"""The messages of the code, as `make` finds them, and the catalogues that are made from them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "community/translations/en/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")
VALUE = re.compile(r"(%\(\w+\)[sd])")
OPEN, CLOSE = "⟦", "⟧"


def messages_of_the_code(directory: Path) -> Catalog:
    """Find the messages by the command with which people find them."""
    found = directory / "messages.pot"
    command = ["make", "--silent", "--no-print-directory", "messages", f"MESSAGES={found}"]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    return read(found)


def read(path: Path) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale="en" if path.suffix == ".po" else None)


def texts(message: Message) -> tuple[str, ...]:
    """Give the Dutch of a message: one text, or singular and plural."""
    return message.id if isinstance(message.id, tuple) else (message.id,)


def translations(message: Message) -> tuple[str, ...]:
    """Give the English of a message, singular and plural where it has both."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def bracketed(text: str) -> str:
    """Put brackets around what a message says itself, so that what is filled in must have its own or be content."""
    parts = VALUE.split(text)
    return "".join(
        f"{OPEN}{part}{CLOSE}" if part.strip() and not number % 2 else part for number, part in enumerate(parts)
    )


def in_brackets(messages: Catalog, directory: Path) -> Path:
    """Write a catalogue in place of the English one that brackets every message; give its directory."""
    pseudo = Catalog(locale="en")
    for message in messages:
        if message.id:
            marked = tuple(bracketed(text) for text in texts(message))
            pseudo.add(message.id, marked if message.pluralizable else marked[0], context=message.context)
    place = directory / "en/LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, pseudo)
    return directory
