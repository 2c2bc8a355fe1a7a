"""Changes clean markup on its way to a page: headings that can be linked to, and names in double brackets.

What comes in was cleaned, and what is added is made here of escaped words; nothing of it is ever stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

from community.core.slugs import slugify
from community.richtext.cleaning import CleanHtml

HEADINGS = {"h2": 2, "h3": 3}
# Names are links of their own, and code is shown as it was written.
UNTOUCHED = frozenset(("a", "code"))
# [[Name]] or [[Name|other words]]; of escaped text, so that no tag can stand in it.
NAME = re.compile(r"\[\[([^\[\]|]{1,200})(?:\|([^\[\]|]{1,200}))?\]\]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text: how deep it stands (2 or 3), its words, and the part of the address that leads to it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class NamedLink:
    """Where a name in a text leads, and whether there is something there yet."""

    address: str
    is_missing: bool = False


class _Rewriter(HTMLParser):
    """Gives markup back as it came; who stands on it changes a part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


class _Headings(_Rewriter):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Heading] = []
        self.taken: set[str] = set()
        self.words: list[str] | None = None
        self.began = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag in HEADINGS:
            self.began, self.words = len(self.out) - 1, []

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if self.words is not None:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        words = " ".join(unescape("".join(self.words or ())).split())
        if tag not in HEADINGS or not words:
            return
        self.words = None
        anchor = _free_anchor(words, self.taken)
        self.found.append(Heading(HEADINGS[tag], words, anchor))
        self.out[self.began] = f'<{tag} id="{anchor}">'


class _Names(_Rewriter):
    def __init__(self, link: Callable[[str], NamedLink | None], missing: str) -> None:
        super().__init__()
        self.link, self.missing = link, missing
        self.untouched = 0
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.end_words()
        self.untouched += tag in UNTOUCHED
        super().handle_starttag(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.end_words()
        super().handle_startendtag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.end_words()
        self.untouched -= tag in UNTOUCHED
        super().handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def end_words(self) -> None:
        """Take a run of words, which may have come in pieces, and make links of the names in it."""
        words = "".join(self.words)
        self.words.clear()
        self.out.append(words if self.untouched else NAME.sub(self.shown, words))

    def shown(self, found: re.Match[str]) -> str:
        """Give a name as a link; as its words alone where it leads nowhere."""
        words = (found[2] or found[1]).strip()
        link = self.link(unescape(found[1]).strip())
        if link is None:
            return words
        address = escape(link.address)
        if not link.is_missing:
            return f'<a href="{address}">{words}</a>'
        told = f'<span class="visually-hidden"> ({self.missing})</span>'
        return f'<a class="missing-link" href="{address}">{words}{told}</a>'


def with_anchors(html: str) -> tuple[CleanHtml, list[Heading]]:
    """Give a text of which each heading can be linked to, and its headings in order."""
    rewriter = _Headings()
    rewriter.feed(html)
    rewriter.close()
    return CleanHtml("".join(rewriter.out)), rewriter.found


def names_in(html: str) -> set[str]:
    """Give the names that stand in a text in double brackets."""
    found: set[str] = set()

    def remember(name: str) -> None:
        found.add(name)

    _linked(html, remember, "")
    return found


def with_named_links(html: str, link: Callable[[str], NamedLink | None], *, missing: str) -> CleanHtml:
    """Make links of the names in double brackets; `missing` says in words that nothing is there yet."""
    return CleanHtml(_linked(html, link, escape(missing)))


def _linked(html: str, link: Callable[[str], NamedLink | None], missing: str) -> str:
    rewriter = _Names(link, missing)
    rewriter.feed(html)
    rewriter.close()
    rewriter.end_words()
    return "".join(rewriter.out)


def _free_anchor(words: str, taken: set[str]) -> str:
    """Give an address for a heading that no other in the text has."""
    plain = anchor = f"kop-{slugify(words)}"
    number = 1
    while anchor in taken:
        number += 1
        anchor = f"{plain}-{number}"
    taken.add(anchor)
    return anchor
