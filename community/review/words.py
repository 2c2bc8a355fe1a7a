"""Looking at a text as a moderator would look first: which listed words are in it, where it leads, whom it mentions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from community.core.own_addresses import path_of
from community.core.slugs import fold
from community.richtext import mentioned_slugs

HREF = re.compile(r'href="([^"]+)"')
TAG = re.compile(r"<[^>]+>")
# Marks within a word do not part it.
INNER = re.compile(r"</?(?:a|b|i|em|strong|u|s|sub|sup|span|code|mark)(?:\s[^>]*)?>")
MOST_LINES = 500


def read_words(text: str) -> tuple[str, ...]:
    """Read a list of words, one on a line, each once; a star alone would hold everything and is left out."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line.strip("* ")))[:MOST_LINES]


def plain_and_folded(text: str) -> str:
    """Give a text without capitals, accents, look-alike forms of letters, and marks that nobody sees."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(fold(seen).split())


@lru_cache(maxsize=64)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Give what finds any of these words; a star stands for any letters, a space for any space."""
    parts = [re.escape(plain_and_folded(word)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words]
    known = [part for part in parts if part]
    return re.compile(rf"(?<!\w)(?:{'|'.join(known)})(?!\w)") if known else None


def listed_word_in(text: str, words: tuple[str, ...]) -> str:
    """Give the first word of a folded text that is in a list; empty where none is."""
    pattern = pattern_of(words) if words else None
    found = pattern.search(text) if pattern is not None else None
    return found.group() if found else ""


def foreign_links(html: str) -> int:
    """Count the links in clean markup that lead to other sites."""
    return sum(1 for href in HREF.findall(html) if is_foreign(unescape(href)))


def is_foreign(address: str) -> bool:
    """Whether an address leads to a page of another site."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return bool(parts.netloc) and path_of(address) is None


def mentions_in(html: str) -> int:
    """Count whom clean markup mentions."""
    return len(set(mentioned_slugs(html)))


def plain_words(html: str) -> str:
    """Give the words of clean markup, folded; quicker than making them fit to be read."""
    return plain_and_folded(unescape(TAG.sub(" ", INNER.sub("", html))))
