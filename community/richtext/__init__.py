"""Text that people write, made safe: the only importer of bleach and nh3."""

import html
import re
from typing import NewType

import nh3

CleanHtml = NewType("CleanHtml", str)

CLEANER_VERSION = 1


def from_plain(text: str) -> CleanHtml:
    """Make safe paragraphs of what somebody typed."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    return CleanHtml("".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs))


def to_plain(markup: str) -> str:
    """Give back the text of which `from_plain` made paragraphs."""
    text = re.sub(r"</p>\s*<p>", "\n\n", markup).replace("<br>", "\n")
    return html.unescape(nh3.clean(text, tags=set()))
