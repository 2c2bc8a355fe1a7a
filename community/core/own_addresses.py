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
    paths = (path_of(unescape(href)) for href in _HREF.findall(html))
    return list(dict.fromkeys(path for path in paths if path is not None))[:MOST_LINKS]


def path_of(address: str) -> str | None:
    """Give the path of a page of this site, as a browser shows its address; None for what stands elsewhere."""
    own = current_app.config["SETTINGS"].host
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    is_ours = (not parts.netloc and not parts.scheme and parts.path.startswith("/")) or parts.netloc == own
    return parts.path.rstrip("/") if is_ours else None
