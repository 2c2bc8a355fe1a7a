"""The form of a page about the programme or the site."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from community.content.forms import WritingChecks, tidy
from community.content.models import BODY_LENGTH, LEAD_LENGTH, NOTE_LENGTH, TITLE_LENGTH
from community.web.forms import Form


class PageForm(WritingChecks, Form):
    """What a page says."""

    title = StringField(
        _l("Titel"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef de pagina een titel.")),
            Length(max=TITLE_LENGTH, message=_l("Houd de titel onder %(max)d tekens.")),
        ],
    )
    lead = TextAreaField(
        _l("Inleiding"),
        description=_l("Eén of twee zinnen over waar de pagina over gaat."),
        filters=[tidy],
        validators=[Length(max=LEAD_LENGTH, message=_l("Houd de inleiding onder %(max)d tekens."))],
    )
    body = TextAreaField(
        _l("Tekst"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf eerst iets op de pagina.")),
            Length(max=BODY_LENGTH, message=_l("De tekst is te lang: houd hem onder %(max)d tekens.")),
        ],
    )
    format = HiddenField(default="markdown")
    note = StringField(
        _l("Wat heb je gewijzigd?"),
        description=_l("Dit staat bij de versies van deze pagina."),
        filters=[tidy],
        validators=[Length(max=NOTE_LENGTH, message=_l("Houd dit onder %(max)d tekens."))],
    )
    revision_number = IntegerField(default=0)
