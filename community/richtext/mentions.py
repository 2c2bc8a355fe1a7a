"""Mentions in a text: `@Voornaam Achternaam`, kept as a link to the page of a member, which survives cleaning.

Not for who may be mentioned: whoever calls knows that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

from community.richtext.cleaning import CleanHtml, Profile, clean

MOST_MENTIONS = 30
MOST_WORDS = 6

_TAG = re.compile(r"(<[^>]+>)")
_AT = re.compile(r"(?<![\w@./])@(?=\w)")
_WORD = re.compile(r"[\w'’.-]*\w")
_MENTION = re.compile(r'<a href="/leden/([a-z0-9-]{1,160})"[^>]*>@')


def mentioned_slugs(html: str) -> list[str]:
    """Give the slugs of the members whom some clean markup mentions, each once."""
    return list(dict.fromkeys(_MENTION.findall(html)))[:MOST_MENTIONS]


def mention_words(html: str) -> set[str]:
    """Give what may be the name of somebody after each @ in a text: its first word, its first two, and so on."""
    found = [words for text in _texts(html) for at in _AT.finditer(text) for words in _beginnings(text, at.end())]
    return set(found[: MOST_MENTIONS * MOST_WORDS])


def with_mentions(html: CleanHtml, slug_of: Callable[[str], str | None], profile: Profile) -> CleanHtml:
    """Turn each @ that is followed by a name into a link to whom the name belongs; the longest name counts."""
    parts, depth = [], 0
    for part in _TAG.split(html):
        if part.startswith("<"):
            depth += part.startswith("<a ") - part.startswith("</a")
            parts.append(part)
        else:
            parts.append(part if depth else _linked(unescape(part), slug_of))
    return clean("".join(parts), profile)


def _texts(html: str) -> Iterator[str]:
    depth = 0
    for part in _TAG.split(html):
        if part.startswith("<"):
            depth += part.startswith("<a ") - part.startswith("</a")
        elif not depth:
            yield unescape(part)


def _beginnings(text: str, start: int) -> list[str]:
    """Give the first word from here, the first two words, and so on, as they stand; the shortest first."""
    found: list[str] = []
    end = start
    while len(found) < MOST_WORDS:
        word = _WORD.match(text, end)
        if word is None:
            break
        found.append(text[start : word.end()])
        end = word.end()
        if text[end : end + 1] != " ":
            break
        end += 1
    return found


def _linked(text: str, slug_of: Callable[[str], str | None]) -> str:
    parts, last = [], 0
    for at in _AT.finditer(text):
        if at.start() < last:
            continue
        for words in reversed(_beginnings(text, at.end())):
            slug = slug_of(words)
            if slug:
                parts.append(escape(text[last : at.start()], quote=False))
                parts.append(f'<a href="/leden/{slug}">@{escape(words, quote=False)}</a>')
                last = at.end() + len(words)
                break
    parts.append(escape(text[last:], quote=False))
    return "".join(parts)
