"""Reads clean markup as a row of blocks (paragraphs, headings, list items, table rows) with their words.

What comparing and plain text share. Not a parser for markup that was not cleaned: it is read without any check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = frozenset(("p", "h2", "h3", "li", "blockquote", "tr", "figcaption"))
MARKS = frozenset(("a", "strong", "em", "code"))
CELLS = frozenset({"td", "th"})
_WORDS = re.compile(r"\s+|[^\s]+")

Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a space or a line end, with what it is marked as: (tag, address) pairs from the outside in."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class Block:
    """A paragraph or what stands for one: its kind, the list that it stands in, and its words."""

    kind: str
    words: list[Word] = field(default_factory=list)
    lists: tuple[str, ...] = ()
    is_quoted: bool = False
    continues: bool = False

    @property
    def text(self) -> str:
        """The words as one string."""
        return "".join(word.text for word in self.words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.marks: list[Mark] = []
        self.lists: list[str] = []
        self.open: list[str] = []
        self.current: Block | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("ul", "ol"):
            self.lists.append(tag)
            self.current = None
        elif tag in CELLS:
            self._begin_cell()
        elif tag in BLOCKS:
            self._begin(tag)
        elif tag in MARKS:
            self.marks.append((tag, values.get("href") or ""))
        else:
            self._void(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.current = None
        elif tag in BLOCKS:
            if tag in self.open:
                self.open.remove(tag)
            if not (tag == "p" and "tr" in self.open):
                self.current = None
        elif tag in MARKS and self.marks:
            self.marks.pop()

    def handle_data(self, data: str) -> None:
        if self.current is None:
            if not data.strip():
                return
            self._begin("p", opened=False)
        self._add(data)

    def _begin(self, tag: str, *, opened: bool = True) -> None:
        if tag == "p" and opened and self.current is not None and not self.current.words:
            return  # <li><p>, <blockquote><p>: the paragraph is the item's own
        if tag == "p" and "tr" in self.open:
            return
        continues = "li" in self.open and tag == "p"
        kind = "li" if continues else tag
        quoted = "blockquote" in self.open or tag == "blockquote"
        self.current = Block("p" if kind == "blockquote" else kind, [], tuple(self.lists), quoted, continues)
        self.blocks.append(self.current)
        if opened:
            self.open.append(tag)

    def _begin_cell(self) -> None:
        if self.current is not None and any(word.text.strip() for word in self.current.words):
            self.current.words.append(Word(" | "))

    def _void(self, tag: str, values: dict[str, str | None]) -> None:
        if tag == "img":
            if self.current is None:
                self._begin("p", opened=False)
            self._add(f"[{values.get('alt') or values.get('src') or ''}]")
        elif tag == "br":
            self._add("\n")
        elif tag == "hr":
            self.current = None

    def _add(self, data: str) -> None:
        if self.current is not None:
            marks = tuple(self.marks)
            self.current.words.extend(Word(piece, marks) for piece in _WORDS.findall(data))


def read_blocks(html: str) -> list[Block]:
    """Give the blocks of clean markup, in order, without empty ones."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for block in reader.blocks:
        _trim(block.words)
    return [block for block in reader.blocks if block.words]


def _trim(words: list[Word]) -> None:
    while words and not words[-1].text.strip():
        words.pop()
    while words and not words[0].text.strip():
        del words[0]
