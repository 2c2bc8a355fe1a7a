"""Writes the copy of a person's data as one zip: a page to read, the same for machines, and the files.

Written to a file while it is made, some rows at a time, so that it takes little memory however much there is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape
from typing import IO, Any

from flask_babel import gettext as _

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import json_text
from community.core.storage import Storage
from community.core.zipping import Packed, zipped
from community.privacy.messages import label_of
from community.privacy.queries.copying import OwnFile, about_oneself, files_of, rows_of, sections

STYLE = "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}dt{font-weight:bold}"


def write_copy(target: IO[bytes], member: Member, storage: Storage) -> int:
    """Write the zip of one person, and give its size in bytes."""
    size = 0
    for piece in zipped(parts(member, storage)):
        target.write(piece)
        size += len(piece)
    return size


def parts(member: Member, storage: Storage) -> Iterator[Packed]:
    """Give the files of the zip, each made when its turn comes."""
    moment = now()
    for path, lines in (("index.html", page_lines), ("data.json", data_lines)):
        with tempfile.TemporaryFile() as made:
            for line in lines(member):
                made.write(line.encode())
            size = made.tell()
            yield Packed(path, size, moment, reader_of(made))
    for file in files_of(member.id):
        if storage.holds(file.key):
            yield Packed(file.path, file.byte_count, file.made_at, opener_of(storage, file))


def reader_of(made: IO[bytes]) -> Callable[[], Iterator[bytes]]:
    """Give a way to read what was written to a file from its beginning."""

    def read() -> Iterator[bytes]:
        made.seek(0)
        return iter(lambda: made.read(256 * 1024), b"")

    return read


def opener_of(storage: Storage, file: OwnFile) -> Callable[[], Iterator[bytes]]:
    """Give a way to read a file of the site."""
    return lambda: storage.stream(file.key)


def data_lines(member: Member) -> Iterator[str]:
    """Give everything as JSON: what the person is, and a list of each kind of rows."""
    yield f'{{"made_at":{json_text(now().isoformat())},"member":{json_text(about_oneself(member))}'
    for section in sections():
        yield f",\n{json_text(section.name)}:["
        for number, row in enumerate(rows_of(section, member.id)):
            yield (",\n" if number else "\n") + json_text(row)
        yield "]"
    yield "}\n"


def page_lines(member: Member) -> Iterator[str]:
    """Give everything as a page to read; texts with markup are shown as they were stored, as words only."""
    title = escape(_("Jouw gegevens"))
    yield f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    yield f"<h1>{title}</h1><p>{escape(explanation())}</p>"
    yield f"<h2>{escape(_('Je profiel'))}</h2>" + list_of(about_oneself(member))
    for section in sections():
        rows = rows_of(section, member.id)
        first = next(rows, None)
        if first is None:
            continue
        yield f"<h2>{escape(str(section.what))}</h2>" + list_of(first)
        for row in rows:
            yield "<hr>" + list_of(row)


def explanation() -> str:
    """Say what is in the copy and what is not."""
    return str(
        _(
            "Dit is alles wat de site van jou bewaart en wat van jou is. De bestanden die je plaatste, staan in de"
            " mappen ernaast. Wat anderen over jou schreven, zoals een signaal of een notitie van een moderator, zit"
            " er niet bij. Vraag de beheerder daarnaar."
        )
    )


def list_of(row: dict[str, Any]) -> str:
    """Give one row as a list of names and values, without what is empty."""
    lines = [
        f"<dt>{escape(str(label_of(name)))}</dt><dd>{escape(readable(value))}</dd>"
        for name, value in row.items()
        if value not in (None, "", [], {})
    ]
    return f"<dl>{''.join(lines)}</dl>"


def readable(value: Any) -> str:
    """Give a value as people read it."""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nee"))
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).strftime("%d-%m-%Y %H:%M")
        except ValueError:
            return value
    return value if isinstance(value, str) else json_text(value)
