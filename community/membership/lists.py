"""Reading a list of people to invite, as a spreadsheet writes it: address, name, role and group on each line."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from community.content.forms import tidy
from community.core.slugs import fold

MOST_LINES = 200
LARGEST_LIST = 100_000
COLUMNS = ("email", "name", "role", "group")
# What people call the columns, folded.
HEADINGS = {
    **dict.fromkeys(("e-mail", "email", "e-mailadres", "emailadres", "mail"), "email"),
    **dict.fromkeys(("naam", "name"), "name"),
    **dict.fromkeys(("rol", "role"), "role"),
    **dict.fromkeys(("werkgroep", "groep", "group", "working group"), "group"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list, by its number in what was sent; its words are as they were typed."""

    number: int
    email: str = ""
    name: str = ""
    role: str = ""
    group: str = ""


def text_of(content: bytes) -> str:
    """Read a file as text: UTF-8, or what older spreadsheets write. Raises `ValueError` for what is no text."""
    if len(content) > LARGEST_LIST or b"\0" in content:
        raise ValueError("no list")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def read_lines(text: str) -> list[Line]:
    """Give the lines that hold anything, whether a heading names the columns or not."""
    # A quoted cell may go on on the next line: the number of a line is that of its last.
    reader = csv.reader(text.splitlines(), delimiter=mark_of(text))
    found = [(reader.line_num, [" ".join(tidy(cell).split()) for cell in row]) for row in reader]
    rows = [(number, cells) for number, cells in found if any(cells)]
    columns = headed(rows[0][1]) if rows else None
    if columns is not None:
        rows = rows[1:]
    return [line_of(number, cells, columns or COLUMNS) for number, cells in rows]


def mark_of(text: str) -> str:
    """Say what stands between the columns: what the first line with any of them has most of."""
    first = next((line for line in text.splitlines() if any(mark in line for mark in ";,\t")), "")
    return max(";,\t", key=first.count)


def headed(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Give the columns that a heading names, or None where the first line is no heading."""
    names = tuple(HEADINGS.get(fold(cell), "") for cell in cells)
    return names if "email" in names else None


def line_of(number: int, cells: Sequence[str], columns: Sequence[str]) -> Line:
    """Make a line of its cells; cells without a column are passed over."""
    found = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    return Line(number=number, **found)
