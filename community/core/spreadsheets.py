"""Tables as files that a spreadsheet opens: what a Dutch Excel reads without asking, and no cell is ever a formula.

UTF-8 with its mark in front, a semicolon between cells, a comma before decimals (docs/decisions/figures.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

# Excel takes a file without it for one of the alphabets of before.
MARK = "\ufeff"
# What makes a formula of a cell, also in the wide letters of East Asia.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | float | None


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Write rows one by one, so that a long table is never whole in memory."""
    yield MARK.encode()
    for row in rows:
        yield (";".join(written(cell) for cell in row) + "\r\n").encode()


def written(cell: Cell) -> str:
    """Write one cell; numbers bare, words between quotes."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return f"{cell:.1f}".replace(".", ",")
    return '"' + harmless(cell).replace('"', '""') + '"'


def harmless(words: str) -> str:
    """Give words that a spreadsheet will not run, wherever they came from: an apostrophe makes them text."""
    return f"'{words}" if words.lstrip(" \u00a0").startswith(FORMULA_STARTS) else words
