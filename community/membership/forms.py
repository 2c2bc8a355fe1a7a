"""The forms of joining and of the moderators who decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, Optional

from community.accounts.models import Role
from community.content.forms import tidy
from community.core.clock import now
from community.members.forms import PersonForm, too_long
from community.membership.lists import LARGEST_LIST, MOST_LINES, Line, read_lines, text_of
from community.membership.models import MOTIVATION_LENGTH, NOTE_LENGTH, REASON_LENGTH
from community.web.forms import Form
from community.web.open_forms import OpenForm

MOST_INVITED = 50
TERMS = (
    ("1", _l("1 dag")),
    ("7", _l("1 week")),
    ("14", _l("2 weken")),
    ("30", _l("1 maand")),
    ("90", _l("3 maanden")),
    ("", _l("Tot een moderator de schorsing beëindigt")),
)
ROLES = (
    (Role.MEMBER.value, _l("Lid")),
    (Role.EDITOR.value, _l("Redacteur")),
    (Role.MODERATOR.value, _l("Moderator")),
    (Role.ADMINISTRATOR.value, _l("Beheerder")),
)


class ApplicationForm(OpenForm, PersonForm):
    """What an applicant fills in."""

    motivation = TextAreaField(
        _l("Waarom wil je meedoen?"),
        description=_l("Een paar zinnen is genoeg. Alleen de moderatoren lezen dit."),
        filters=[tidy],
        validators=[Optional(), Length(max=MOTIVATION_LENGTH, message=too_long())],
    )

    def need_motivation(self) -> None:
        """Let nobody apply without saying why."""
        first = DataRequired(_l("Vertel in een paar zinnen waarom je wilt meedoen."))
        self.motivation.validators = [first, Length(max=MOTIVATION_LENGTH, message=too_long())]
        self.motivation.flags.required = True


class RefusalForm(Form):
    """Why an applicant is refused."""

    reason = TextAreaField(
        _l("Reden"),
        description=_l("De aanvrager leest deze reden op de site en in een mail."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef een reden: de aanvrager leest die.")),
            Length(max=REASON_LENGTH, message=too_long()),
        ],
    )


class NoteForm(Form):
    """What a moderator writes down about a person."""

    text = TextAreaField(
        _l("Notitie"),
        description=_l("Alleen moderatoren lezen dit. Wie het betreft, leest het niet."),
        filters=[tidy],
        validators=[DataRequired(_l("Schrijf eerst iets op.")), Length(max=NOTE_LENGTH, message=too_long())],
    )


class QuestionForm(Form):
    """What a moderator asks an applicant."""

    question = TextAreaField(
        _l("Vraag"),
        description=_l("De aanvrager krijgt deze vraag in een mail en antwoordt op de site."),
        filters=[tidy],
        validators=[DataRequired(_l("Schrijf je vraag op.")), Length(max=REASON_LENGTH, message=too_long())],
    )


class AnswerForm(Form):
    """What an applicant answers."""

    answer = TextAreaField(
        _l("Je antwoord"),
        description=_l("Alleen de moderatoren lezen dit."),
        filters=[tidy],
        validators=[DataRequired(_l("Schrijf je antwoord op.")), Length(max=MOTIVATION_LENGTH, message=too_long())],
    )


class ObjectionForm(Form):
    """Why a refused applicant does not agree."""

    text = TextAreaField(
        _l("Waarom ben je het er niet mee eens?"),
        description=_l("Een andere moderator leest dit en beslist opnieuw. Je kunt één keer bezwaar maken."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf op waarom je het er niet mee eens bent.")),
            Length(max=MOTIVATION_LENGTH, message=too_long()),
        ],
    )


class JudgementForm(Form):
    """How a moderator decides on an objection."""

    outcome = RadioField(
        _l("Wat beslis je?"),
        choices=[
            SelectChoice("admit", _l("Toelaten: deze persoon wordt lid")),
            SelectChoice("uphold", _l("De weigering blijft staan")),
        ],
        validators=[DataRequired(_l("Kies wat je beslist."))],
    )
    reason = TextAreaField(
        _l("Reden"),
        description=_l("Staat in het logboek. Blijft de weigering staan, dan leest de aanvrager deze reden."),
        filters=[tidy],
        validators=[DataRequired(_l("Geef een reden.")), Length(max=REASON_LENGTH, message=too_long())],
    )


class SuspensionForm(Form):
    """Why and for how long a member is kept out."""

    reason = TextAreaField(
        _l("Reden"),
        description=_l("Het lid leest deze reden op de site en in een mail."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef een reden: het lid leest die.")),
            Length(max=REASON_LENGTH, message=too_long()),
        ],
    )
    term = SelectField(_l("Hoe lang?"), choices=[SelectChoice(*each) for each in TERMS], default="7")

    def until(self) -> datetime | None:
        """Give the moment at which the suspension ends; None where a moderator ends it."""
        return now() + timedelta(days=int(self.term.data)) if self.term.data else None


class RoleForm(Form):
    """What a member does for the whole site."""

    role = SelectField(_l("Rol"), choices=[SelectChoice(*each) for each in ROLES])


class InvitationListForm(Form):
    """A list of people to invite, pasted or as a file."""

    lines = TextAreaField(
        _l("De lijst"),
        description=_l("Eén persoon per regel: e-mailadres;naam;rol;werkgroep. Alleen het e-mailadres is nodig."),
        validators=[Length(max=LARGEST_LIST, message=too_long())],
    )
    file = FileField(
        _l("Of kies een bestand"),
        description=_l("Een CSV-bestand uit een rekenblad, met dezelfde kolommen. Hooguit 200 regels."),
    )
    message = TextAreaField(
        _l("Persoonlijk bericht"),
        description=_l("Dit staat in de mail, boven de link."),
        filters=[tidy],
        validators=[Length(max=REASON_LENGTH, message=too_long())],
    )

    def validate_lines(self, field: Any) -> None:
        """Refuse what is no list: nothing at all, no text, or too much."""
        try:
            count = len(self.invited())
        except ValueError as error:
            raise ValidationError(_("Dit bestand is geen CSV-bestand met tekst.")) from error
        if not count:
            raise ValidationError(_("Plak een lijst, of kies een bestand."))
        if count > MOST_LINES:
            raise ValidationError(_("Nodig hooguit %(max)d mensen tegelijk uit.", max=MOST_LINES))

    def invited(self) -> list[Line]:
        """Give the lines of the file, or those that were pasted where there is none."""
        if self.content is None:
            self.content = self.file.data.read(LARGEST_LIST + 1) if getattr(self.file.data, "filename", "") else b""
        return read_lines(text_of(self.content or (self.lines.data or "").encode()))

    content: bytes | None = None


class InvitationForm(Form):
    """Whom to invite, and with which words."""

    emails = TextAreaField(
        _l("E-mailadressen"),
        description=_l("Eén adres per regel, hooguit 50 tegelijk."),
        filters=[tidy],
        validators=[DataRequired(_l("Vul minstens één e-mailadres in.")), Length(max=20_000, message=too_long())],
    )
    message = TextAreaField(
        _l("Persoonlijk bericht"),
        description=_l("Dit staat in de mail, boven de link."),
        filters=[tidy],
        validators=[Length(max=REASON_LENGTH, message=too_long())],
    )

    def validate_emails(self, field: Any) -> None:
        """Refuse what is no list of addresses, and name the first that is none."""
        if len(self.addresses()) > MOST_INVITED:
            raise ValidationError(_("Nodig hooguit %(max)d adressen tegelijk uit.", max=MOST_INVITED))
        for address in self.addresses():
            try:
                validate_email(address, check_deliverability=False, test_environment=True)
            except EmailNotValidError as error:
                raise ValidationError(_("Dit is geen e-mailadres: %(address)s", address=address[:80])) from error

    def addresses(self) -> list[str]:
        """Give the addresses, each once."""
        words = (self.emails.data or "").replace(",", " ").replace(";", " ").split()
        return list(dict.fromkeys(word.lower() for word in words))
