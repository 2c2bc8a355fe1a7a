"""Between plain text and markup: what a comment is typed as, and what search, feeds and mail show of an article.

Plain text knows paragraphs (an empty line between them), line ends, lists (lines that begin with `- ` or `1. `), what
somebody else said (lines that begin with `>`) and addresses, which become links. Not Markdown: nothing
else has a meaning.
"""

from __future__ import annotations

import re
from functools import partial
from html import escape
from itertools import groupby

from community.richtext.blocks import Block, read_blocks
from community.richtext.cleaning import LONGEST, CleanHtml, Profile, TooLong, clean, readable_characters

_BULLET = re.compile(r"[-*•]\s+(?=\S)")
_QUOTE = re.compile(r">\s?")
_NUMBER = re.compile(r"[0-9]{1,3}[.)]\s+(?=\S)")


def from_plain(words: str) -> CleanHtml:
    """Make a comment's markup of plain text: paragraphs, lists and links. Raises `TooLong`."""
    if len(words) > LONGEST:
        raise TooLong(len(words))
    lines = [_tidy(line) for line in readable_characters(words).split("\n")]
    return clean(_markup(lines), Profile.COMMENT)


def quoted(words: str) -> str:
    """Give plain text as what somebody else said."""
    return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))


def text(html: str) -> str:
    """Give the words of clean markup, a line for each paragraph, for search, feeds and mail."""
    return "\n".join(" ".join(block.text.split()) for block in read_blocks(html))


def own_words(html: str) -> str:
    """Give the words of clean markup in one line without what is quoted; all of them where nothing else is said."""
    blocks = list(read_blocks(html))
    own = [block for block in blocks if not block.is_quoted] or blocks
    return " ".join(" ".join(block.text.split()) for block in own)


def to_plain(html: str) -> str:
    """Give a comment back as the plain text that `from_plain` makes it of."""
    lines: list[str] = []
    number = 0
    previous: Block | None = None
    for block in read_blocks(html):
        starts_list = not (previous and previous.lists and previous.lists == block.lists)
        number = 1 if starts_list else number + 1
        if previous and not (block.lists and previous.lists and block.is_quoted == previous.is_quoted):
            lines.append(">" if block.is_quoted and previous.is_quoted else "")
        words = _marker(block, number) + _plain_words(block)
        lines.append(quoted(words) if block.is_quoted else words)
        previous = block
    return "\n".join(lines)


def _tidy(line: str) -> str:
    return " ".join(line.split())


def _markup(lines: list[str], *, is_quoted: bool = False) -> str:
    kinds = groupby(lines, partial(_kind, is_quoted=is_quoted))
    return "".join(_run(kind, list(run)) for kind, run in kinds)


def _kind(line: str, *, is_quoted: bool) -> str:
    if not line:
        return ""
    if _QUOTE.match(line) and not is_quoted:
        return "blockquote"
    return "ul" if _BULLET.match(line) else "ol" if _NUMBER.match(line) else "p"


def _run(kind: str, lines: list[str]) -> str:
    if not kind:
        return ""
    if kind == "blockquote":
        inside = _markup([_QUOTE.sub("", line, count=1) for line in lines], is_quoted=True)
        return f"<blockquote>{inside}</blockquote>" if inside else ""
    if kind == "p":
        return f"<p>{'<br>'.join(escape(line, quote=False) for line in lines)}</p>"
    marker = _BULLET if kind == "ul" else _NUMBER
    items = "".join(f"<li>{escape(marker.sub('', line, count=1), quote=False)}</li>" for line in lines)
    return f"<{kind}>{items}</{kind}>"


def _marker(block: Block, number: int) -> str:
    if not block.lists:
        return ""
    return "- " if block.lists[-1] == "ul" else f"{number}. "


def _plain_words(block: Block) -> str:
    lines = block.text.split("\n")
    return "\n".join(_tidy(line) for line in lines)
