"""Leaving, erasing somebody on request, and the terms of how long things are kept."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from community.privacy.messages import TERMS, Term
from community.site.queries import SiteSettings
from community.web.forms import Form


class LeavingForm(Form):
    """Whether to be erased at once."""

    at_once = BooleanField(_l("Wis mijn gegevens meteen"), description=_l("Dan kun je niet meer terugkomen."))


class ErasingForm(Form):
    """A moderator's word that the person asked for it."""

    is_asked = BooleanField(
        _l("Deze persoon heeft zelf gevraagd om te worden gewist"),
        validators=[DataRequired(_l("Wis iemand alleen als die persoon dat zelf vroeg."))],
    )
    at_once = BooleanField(_l("Wis de gegevens meteen, zonder bedenktijd"))


class TermsForm(Form):
    """How many days each kind of things is kept."""

    keeps_bylines = BooleanField(
        _l("Functie en organisatie blijven staan bij bijdragen van wie is gewist"),
        description=_l("Zet dit aan als de Archiefwet dat van je organisatie vraagt. De naam verdwijnt altijd."),
    )

    def show(self, settings: SiteSettings) -> None:
        """Fill in how the terms are set now."""
        for name, field in self._fields.items():
            if name != "csrf_token":
                field.data = getattr(settings, name)

    def changes(self) -> dict[str, Any]:
        """Give every setting of the form."""
        return {name: field.data for name, field in self._fields.items() if name != "csrf_token"}


def days_field(term: Term) -> IntegerField:
    """Give the field of one term."""

    def sentence() -> Any:
        return _l("Vul een aantal dagen in, van %(least)s tot en met %(most)s.", least=term.least, most=term.most)

    return IntegerField(
        _l("%(what)s, in dagen", what=term.label),
        description=term.explanation,
        validators=[InputRequired(sentence()), NumberRange(term.least, term.most, sentence())],
    )


for each in TERMS:
    setattr(TermsForm, each.setting, days_field(each))
