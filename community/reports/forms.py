"""The forms in which something is reported, decided and objected to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from community.content.forms import tidy
from community.core.clock import now
from community.reports.models import OBJECTION_LENGTH, REASON_LENGTH, WORDS_LENGTH, ReportReason, Verdict
from community.web.forms import Form

TOO_LONG = _l("Dit is te lang: houd het onder %(max)d tekens.")
TERMS = (
    ("1", _l("1 dag")),
    ("7", _l("1 week")),
    ("14", _l("2 weken")),
    ("30", _l("1 maand")),
    ("90", _l("3 maanden")),
    ("", _l("Zonder einddatum")),
)


class ReportForm(Form):
    """What is not right, from a list and in own words."""

    reason = RadioField(
        _l("Wat is er aan de hand?"),
        choices=[SelectChoice(each.value, each.label) for each in ReportReason],
        validators=[InputRequired(_l("Kies wat er aan de hand is."))],
    )
    words = TextAreaField(
        _l("Leg het kort uit"),
        description=_l("Alleen wie over het signaal beslist leest dit. De schrijver hoort niet dat jij het was."),
        filters=[tidy],
        validators=[Length(max=WORDS_LENGTH, message=TOO_LONG)],
    )

    def validate_words(self, field: TextAreaField) -> None:
        """Ask for words where the list says nothing."""
        if self.reason.data == ReportReason.OTHER and not field.data:
            raise StopValidation(_l("Leg uit wat er aan de hand is."))


class DecisionForm(Form):
    """What is done about a thing, and what its author and who reported it read."""

    verdict = RadioField(_l("Wat doe je?"), validators=[InputRequired(_l("Kies wat je doet."))])
    term = SelectField(
        _l("Hoe lang?"),
        description=_l("Alleen bij dempen en schorsen."),
        choices=[SelectChoice(*each) for each in TERMS],
        default="7",
    )
    reason = TextAreaField(
        _l("Reden voor de schrijver"),
        description=_l("De schrijver leest dit op de site en in een mail. Niet nodig als je niets doet."),
        filters=[tidy],
        validators=[Length(max=REASON_LENGTH, message=TOO_LONG)],
    )
    answer = TextAreaField(
        _l("Antwoord aan wie het signaal gaf"),
        description=_l("Iedereen die hierover een signaal gaf, leest dit op de site en in een mail."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf wat je hebt gedaan en waarom.")),
            Length(max=REASON_LENGTH, message=TOO_LONG),
        ],
    )

    def offer(self, verdicts: Sequence[Verdict], *, is_reported: bool) -> DecisionForm:
        """Fill in what can be decided; where nobody reported anything, nobody is answered."""
        self.verdict.choices = [SelectChoice(each.value, each.label) for each in verdicts]
        if not is_reported:
            del self.answer
        return self

    def validate_reason(self, field: TextAreaField) -> None:
        """Let nothing be done about something without telling its author why."""
        if self.verdict.data not in (None, "", Verdict.NOTHING.value) and not field.data:
            raise StopValidation(_l("Geef een reden: de schrijver leest die."))

    def until(self) -> datetime | None:
        """Give until when somebody is muted or suspended; None where that has no end, or nobody is."""
        if self.verdict.data not in (Verdict.MUTE.value, Verdict.SUSPEND.value) or not self.term.data:
            return None
        return now() + timedelta(days=int(self.term.data))


class ObjectionForm(Form):
    """Why an author does not agree."""

    objection = TextAreaField(
        _l("Waarom ben je het er niet mee eens?"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf waarom je het er niet mee eens bent.")),
            Length(max=OBJECTION_LENGTH, message=TOO_LONG),
        ],
    )


class RulingForm(Form):
    """Whether a decision stands after an objection, and why."""

    outcome = RadioField(
        _l("Wat beslis je?"),
        choices=[
            SelectChoice("stands", _l("Het besluit blijft staan")),
            SelectChoice("falls", _l("Het besluit vervalt")),
        ],
        validators=[InputRequired(_l("Kies wat je beslist."))],
    )
    reason = TextAreaField(
        _l("Reden"),
        description=_l("De schrijver leest dit op de site en in een mail."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef een reden: de schrijver leest die.")),
            Length(max=REASON_LENGTH, message=TOO_LONG),
        ],
    )
