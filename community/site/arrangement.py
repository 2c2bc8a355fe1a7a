"""What can stand in the main menu and on the front page; which of it does, and in what order, is set in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

# The word of a page about the site, in front of its id: its address follows its title.
PAGE = "pagina:"
# Each with its address and its words; the words for regions are a setting.
MENU: dict[str, tuple[str, Any]] = {
    "nieuws": ("/nieuws", _l("Actueel")),
    "regios": ("/proeftuinen", _l("Regio’s")),
    "werkgroepen": ("/werkgroepen", _l("Werkgroepen")),
    "themas": ("/thema", _l("Thema’s")),
    "over": ("/over", _l("Over deze site")),
}
HOME: dict[str, Any] = {
    "mijn": _l("Nieuw in jouw werkgroepen (voor leden)"),
    "nieuws": _l("Actueel"),
    "regios": _l("De regio’s"),
    "werkgroepen": _l("Werkgroepen"),
    "meedoen": _l("Doe mee (voor wie geen lid is)"),
}
# A wider menu does not fit beside the name of the site, and nobody reads it on a phone.
MOST_IN_MENU = 7


def links_of(menu: tuple[str, ...], *, region_word: str, pages: Mapping[str, tuple[str, str]]) -> list[tuple[str, Any]]:
    """Give the links of a menu, each with its address and its words; a page that is not there for all is left out."""
    links: list[tuple[str, Any]] = []
    for word in menu:
        if word.startswith(PAGE):
            links += [pages[word]] if word in pages else []
        elif word in MENU:
            address, label = MENU[word]
            links.append((address, region_word if word == "regios" else label))
    return links
