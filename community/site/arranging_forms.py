"""The forms in which an administrator arranges the menu and the front page, and chooses the logo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from community.web.forms import Form

NOWHERE = "0"


class PlacesForm(Form):
    """A place, from the first on, for everything that can be chosen; made by `places_form`."""

    # The words of what can be chosen, by the names of the fields.
    words: Mapping[str, str] = {}

    def show(self, chosen: Sequence[str]) -> None:
        """Fill in where everything stands now."""
        for name, word in self.words.items():
            self[name].data = str(chosen.index(word) + 1) if word in chosen else NOWHERE

    def chosen(self) -> list[str]:
        """Give what has a place, in their order; of two with the same place what is offered first comes first."""
        placed = [(int(self[name].data), word) for name, word in self.words.items() if self[name].data != NOWHERE]
        return [word for _place, word in sorted(placed, key=lambda each: each[0])]


def places_form(offered: Mapping[str, Any], *, most: int) -> PlacesForm:
    """Make the form with a place for each word that is offered, under its label."""
    choices = [SelectChoice(NOWHERE, _l("Niet laten zien"))]
    choices += [SelectChoice(str(place), str(place)) for place in range(1, most + 1)]
    # By its word, not its number: a page that appears meanwhile must not take the place of another.
    names = {f"place_{word.replace(':', '-')}": word for word in offered}
    fields = {name: SelectField(offered[word], choices=choices, default=NOWHERE) for name, word in names.items()}
    made: PlacesForm = type("MadePlacesForm", (PlacesForm,), {**fields, "words": names})()
    return made


class LogoForm(Form):
    """The picture of the logo."""

    file = FileField(
        _l("Logo"),
        description=_l("Een PNG, JPEG of WebP. Op elke pagina staat het 48 punten hoog, dus kies een eenvoudig beeld."),
        validators=[FileRequired(_l("Kies een bestand."))],
    )
