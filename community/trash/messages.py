"""What the kinds of things are called in the trash."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

KIND_WORDS: dict[str, Any] = {
    "discussion": _l("Gesprek"),
    "document": _l("Document"),
    "wiki_page": _l("Wikipagina"),
    "decision": _l("Voorstel of peiling"),
    "news": _l("Nieuws"),
    "action": _l("Actiepunt"),
}


def kind_word(kind: str) -> Any:
    """Say what sort of item it is."""
    return KIND_WORDS.get(kind, _l("Stuk"))
