"""Which links lead to a page of this site itself, and to which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import urlsplit

from flask import current_app

_HREF = re.compile(r'href="([^"]+)"')
MOST_LINKS = 50


def paths_in(html: str) -> Sequence[str]:
    """Give the paths of the pages of this site to which clean markup links, each once."""
    own = current_app.config["SETTINGS"].host
    found: dict[str, None] = {}
    for href in _HREF.findall(html):
        try:
            parts = urlsplit(unescape(href))
        except ValueError:
            continue
        if (not parts.netloc and not parts.scheme and parts.path.startswith("/")) or parts.netloc == own:
            found[parts.path.rstrip("/")] = None
    return list(found)[:MOST_LINKS]
