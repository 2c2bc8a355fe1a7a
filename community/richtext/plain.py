"""Between plain text and markup: what a comment is typed as, and what search, feeds and mail show of an article.

Plain text knows paragraphs (an empty line between them), line ends, lists (lines that begin with `- ` or `1. `) and
addresses, which become links. Not Markdown: nothing else has a meaning.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

from community.richtext.blocks import Block, read_blocks
from community.richtext.cleaning import LONGEST, CleanHtml, Profile, TooLong, clean, readable_characters

_BULLET = re.compile(r"[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"[0-9]{1,3}[.)]\s+(?=\S)")


def from_plain(words: str) -> CleanHtml:
    """Make a comment's markup of plain text: paragraphs, lists and links. Raises `TooLong`."""
    if len(words) > LONGEST:
        raise TooLong(len(words))
    lines = [_tidy(line) for line in readable_characters(words).split("\n")]
    html = "".join(_run(kind, list(run)) for kind, run in groupby(lines, _kind))
    return clean(html, Profile.COMMENT)


def text(html: str) -> str:
    """Give the words of clean markup, a line for each paragraph, for search, feeds and mail."""
    return "\n".join(" ".join(block.text.split()) for block in read_blocks(html))


def to_plain(html: str) -> str:
    """Give a comment back as the plain text that `from_plain` makes it of."""
    lines: list[str] = []
    number = 0
    previous: Block | None = None
    for block in read_blocks(html):
        starts_list = not (previous and previous.lists and previous.lists == block.lists)
        number = 1 if starts_list else number + 1
        if previous and not (block.lists and previous.lists):
            lines.append("")
        lines.append(_marker(block, number) + _plain_words(block))
        previous = block
    return "\n".join(lines)


def _tidy(line: str) -> str:
    return " ".join(line.split())


def _kind(line: str) -> str:
    if not line:
        return ""
    return "ul" if _BULLET.match(line) else "ol" if _NUMBER.match(line) else "p"


def _run(kind: str, lines: list[str]) -> str:
    if not kind:
        return ""
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
