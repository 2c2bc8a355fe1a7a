"""The form of a theme."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from community.content.forms import tidy
from community.themes.models import Theme
from community.web.forms import Form

NAME_LENGTH = 120
DESCRIPTION_LENGTH = 500
LAST = 999


class ThemeForm(Form):
    """What a theme is called, and what it is about."""

    name = StringField(
        _l("Naam"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef het thema een naam.")),
            Length(max=NAME_LENGTH, message=_l("Dit is te lang: houd het onder %(max)d tekens.")),
        ],
    )
    description = TextAreaField(
        _l("Waar het over gaat"),
        description=_l("Eén of twee zinnen. Ze staan boven de pagina van het thema."),
        filters=[tidy],
        validators=[Length(max=DESCRIPTION_LENGTH, message=_l("Dit is te lang: houd het onder %(max)d tekens."))],
    )
    position = IntegerField(
        _l("Plaats in de lijst"),
        description=_l("Het laagste nummer staat vooraan. Bij gelijke nummers geldt het alfabet."),
        default=0,
        validators=[
            InputRequired(_l("Vul een nummer in, van 0 tot en met 999.")),
            NumberRange(0, LAST, _l("Vul een nummer in, van 0 tot en met 999.")),
        ],
    )
    # A print of what the form showed.
    seen = HiddenField()

    def show(self, theme: Theme) -> None:
        """Fill in how the theme is now."""
        self.name.data, self.description.data, self.position.data = theme.name, theme.description, theme.position
