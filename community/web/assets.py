"""Built assets by their plain name: `app.css` is served under a name that holds its hash, and kept for good."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

from markupsafe import Markup

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


@cache
def manifest() -> dict[str, str]:
    """Give the built name of each asset."""
    return cast("dict[str, str]", json.loads((DIST / "manifest.json").read_text(encoding="utf-8")))


@cache
def asset(name: str) -> str:
    """Give the path of an asset."""
    return f"/static/dist/{manifest()[name]}"


@cache
def icon(name: str) -> Markup:
    """Draw an icon of the sprite; it says nothing to a screen reader, so words stand beside it."""
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>').format(
        asset("sprite.svg"), name
    )


@cache
def netherlands() -> dict[str, Any]:
    """Give the outline of the provinces: a `viewBox` and `locations` with `id`, `name` and `path`."""
    return cast("dict[str, Any]", json.loads((DIST / manifest()["netherlands.json"]).read_text(encoding="utf-8")))
