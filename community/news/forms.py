"""The forms of news: what a post says and to whom, and when it appears."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from community.content.forms import WritingChecks, identifier, tidy
from community.content.models import BODY_LENGTH, LEAD_LENGTH, NOTE_LENGTH, TITLE_LENGTH, Audience
from community.core.clock import now
from community.news.models import NewsKind
from community.web.forms import Form

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class PostForm(WritingChecks, Form):
    """What a news post says, about what, and for whom."""

    title = StringField(
        _l("Titel"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef het bericht een titel.")),
            Length(max=TITLE_LENGTH, message=_l("Houd de titel onder %(max)d tekens.")),
        ],
    )
    genre = SelectField(
        _l("Soort bericht"),
        choices=[SelectChoice(kind.value, kind.label) for kind in NewsKind],
        default=NewsKind.NEWS.value,
    )
    lead = TextAreaField(
        _l("Inleiding"),
        description=_l("Eén of twee zinnen. Ze staan ook in de lijst met nieuws."),
        filters=[tidy],
        validators=[Length(max=LEAD_LENGTH, message=_l("Houd de inleiding onder %(max)d tekens."))],
    )
    body = TextAreaField(
        _l("Tekst"),
        filters=[tidy],
        validators=[Length(max=BODY_LENGTH, message=_l("De tekst is te lang: houd hem onder %(max)d tekens."))],
    )
    format = HiddenField(default="markdown")
    audience = RadioField(
        _l("Voor wie?"),
        choices=[
            SelectChoice(Audience.PUBLIC.value, _l("Iedereen (publiek zichtbaar)")),
            SelectChoice(Audience.MEMBERS.value, _l("Alleen voor leden")),
        ],
        default=Audience.PUBLIC.value,
    )
    region_id = SelectField(
        _l("Regio"),
        coerce=identifier,
        default=0,
        validators=[Optional()],
    )
    theme_ids = SelectMultipleField(
        _l("Thema’s"),
        coerce=identifier,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    # How many comments more people may come to read, as the page said that asked; nothing is asked at first.
    agreed_count = IntegerField(default=0, validators=[Optional()], widget=CheckboxInput())
    comments_open = BooleanField(_l("Leden mogen reageren"), default=True)
    note = StringField(
        _l("Wat heb je gewijzigd?"),
        description=_l("Dit staat bij de versies van dit bericht."),
        filters=[tidy],
        validators=[Length(max=NOTE_LENGTH, message=_l("Houd dit onder %(max)d tekens."))],
    )
    revision_number = IntegerField(default=0)

    def offer(self, regions: Any, themes: Any) -> None:
        """Fill in the regions and themes that can be chosen."""
        self.region_id.choices = [
            SelectChoice(0, _l("Geen regio")),
            *(SelectChoice(region.id, region.name) for region in regions),
        ]
        self.theme_ids.choices = [SelectChoice(theme.id, theme.name) for theme in themes]


class ScheduleForm(Form):
    """The day and time, in Amsterdam, at which a post appears."""

    day = DateField(_l("Datum"), validators=[DataRequired(_l("Kies een datum, bijvoorbeeld 27-03-2027."))])
    at = TimeField(_l("Tijd"), validators=[DataRequired(_l("Kies een tijd, bijvoorbeeld 09:00."))])

    def moment(self) -> datetime:
        """Give the chosen moment; an hour that the clocks skip becomes the next one that exists."""
        chosen_day, chosen_time = self.day.data or date.max, self.at.data or time()
        return datetime.combine(chosen_day, chosen_time, tzinfo=AMSTERDAM)

    def validate_day(self, field: DateField) -> None:
        """Plan only what lies ahead, and not further than anybody means."""
        if self.at.data is None or field.data is None:
            return
        if field.data.year > now().year + 5:
            raise StopValidation(_l("Die datum ligt te ver weg."))
        if self.moment() <= now():
            raise StopValidation(_l("Dat moment is al voorbij. Kies een later moment, of publiceer nu."))
