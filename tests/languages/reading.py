"""What a person reads of a page, text and attributes, and what of it stands in no message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser

from tests.languages.catalogues import CLOSE, OPEN

SPOKEN = {"title", "aria-label", "aria-description", "aria-roledescription", "alt", "placeholder", "label"}
BUTTONS = {"submit", "button", "reset"}
DESCRIPTIONS = {"description", "og:title", "og:description", "og:site_name", "apple-mobile-web-app-title"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# The last three stand in feeds, for programs.
UNSEEN = {"script", "style", "template", "generator", "id", "uri"}

MESSAGE = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
TAG = re.compile(r"<[^>]+>")
LETTERS = re.compile(r"[^\W\d_]{2,}")
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT = 5
# Moments, sizes and kinds of files as they are written for readers of English, and addresses.
SHOWN_VALUES = re.compile(
    rf"\b(?:{MONTH}) \d{{1,2}}, \d{{4}}|\b\d{{1,2}} (?:{MONTH}) \d{{4}}|\b(?:{MONTH}) \d{{4}}"
    r"|\b(?:in )?\d+ (?:second|minute|hour|day|week|month|year)s?(?: ago)?\b|\b[\d.,]+ (?:kB|MB|GB)\b"
    r"|\b(?:PDF|TXT|PNG|WEBP)\b|https?://[^\s<>\"]+|\S+@\S+\.\w+"
)


class Reader(HTMLParser):
    """Collects what is read in one page: each run of text, and each text in an attribute, by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    @property
    def is_unseen(self) -> bool:
        """Whether what comes now is not read, or not to be translated."""
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element, and read its attributes."""
        values = {name: value or "" for name, value in attrs}
        unseen = self.is_unseen or tag in UNSEEN or values.get("translate") == "no"
        if not unseen:
            self.texts += [value for name, value in values.items() if is_read(tag, name, values)]
        if tag not in VOID:
            self.open.append((tag, unseen))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read an element without content."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        while self.open and any(name == tag for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        """Read a run of text."""
        if not self.is_unseen:
            self.texts.append(data)


def is_read(tag: str, name: str, values: dict[str, str]) -> bool:
    """Whether people see or hear this attribute, or a script shows it to them."""
    if name in SPOKEN or name.startswith(("data-message", "data-label", "data-confirm", "hx-confirm")):
        return True
    if tag == "meta":
        return name == "content" and (values.get("name") or values.get("property")) in DESCRIPTIONS
    return tag == "input" and name == "value" and values.get("type") in BUTTONS


def read_html(html: str) -> list[str]:
    """Give the texts of a page."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.texts


def plain(text: str) -> str:
    """Give a text with single spaces."""
    return " ".join(text.split())


class Content:
    """The texts that people wrote: what stands in the database, and what is made of it."""

    def __init__(self, values: Iterable[str]) -> None:
        found = {part for value in values for part in self.parts(value)}
        self.texts = sorted((text for text in found if LETTERS.search(text)), key=len, reverse=True)

    @staticmethod
    def parts(value: str) -> Iterator[str]:
        """Give a value as it is, as plain text, and each of its paragraphs."""
        yield plain(value)
        yield plain(unescape(TAG.sub(" ", value)))
        for paragraph in TAG.split(value):
            yield plain(unescape(paragraph))

    def rest(self, text: str) -> str:
        """Give what is left of a text without messages, content, numbers and values; empty where nothing is."""
        left = text
        while (shorter := MESSAGE.sub(" ", left)) != left:
            left = shorter
        left = plain(left)
        if LETTERS.search(left):
            for each in self.texts:
                # What is short may stand in any sentence, so it must be the whole text.
                if left == each or (len(each) >= SHORT and each in left):
                    left = left.replace(each, " ")
        left = SHOWN_VALUES.sub(" ", left)
        return plain(left) if LETTERS.search(left) else ""
