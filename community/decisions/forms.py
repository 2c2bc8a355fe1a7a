"""The forms of decisions: a proposal, a ballot for each method, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, NumberRange, Optional, StopValidation

from community.content.forms import tidy
from community.content.models import COMMENT_LENGTH, TITLE_LENGTH, Audience
from community.core.clock import now
from community.decisions.counting import NO, Choice
from community.decisions.messages import answers_of
from community.decisions.models import (
    ALLOWED_AUDIENCES,
    FEWEST_DOTS,
    FEWEST_OPTIONS,
    MOST_DOTS,
    MOST_OPTIONS,
    OPTION_LENGTH,
    OUTCOME_LENGTH,
    REASON_LENGTH,
    Decision,
    Method,
)
from community.groups.models import Group
from community.web.forms import Form

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONGEST_VOTE = timedelta(days=370)
AUDIENCE_WORDS = {
    Audience.PUBLIC: _l("Iedereen (publiek zichtbaar)"),
    Audience.MEMBERS: _l("Alleen voor leden"),
    Audience.GROUP: _l("Alleen voor deze werkgroep"),
}
LATE_EVENING = time(20)


class ProposalForm(Form):
    """What is proposed, how it is voted on, and until when."""

    title = StringField(
        _l("Titel"),
        description=_l("Zeg in één zin wat je voorstelt of vraagt."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef het voorstel een titel.")),
            Length(max=TITLE_LENGTH, message=_l("Houd de titel onder %(max)d tekens.")),
        ],
    )
    text = TextAreaField(
        _l("Toelichting"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf waarom je dit voorlegt.")),
            Length(max=COMMENT_LENGTH, message=_l("De tekst is te lang: houd hem onder %(max)d tekens.")),
        ],
    )
    purpose = RadioField(
        _l("Wat wordt het?"),
        choices=[
            SelectChoice("decision", _l("Een besluit: de groep houdt zich aan de uitslag")),
            SelectChoice("poll", _l("Een peiling: je wilt weten hoe de groep erover denkt")),
        ],
        default="decision",
    )
    method = RadioField(_l("Hoe wordt er gestemd?"), default=Method.CONSENT.value)
    options = TextAreaField(
        _l("Keuzes"),
        description=_l(
            "Zet elke keuze op een eigen regel. Nodig bij voorkeursvolgorde en stippen. Bij meerderheid mag het: "
            "zonder keuzes stemt de groep voor of tegen."
        ),
        filters=[tidy],
    )
    dots = IntegerField(
        _l("Aantal stippen per persoon"),
        description=_l("Alleen nodig bij stippen verdelen."),
        default=5,
        validators=[
            Optional(),
            NumberRange(FEWEST_DOTS, MOST_DOTS, _l("Kies een aantal van %(min)d tot %(max)d.")),
        ],
    )
    opens_on = DateField(_l("Opent op"), description=_l("Leeg: de stemming opent meteen."), validators=[Optional()])
    opens_time = TimeField(_l("Opent om"), default=time(9), validators=[Optional()])
    closes_on = DateField(_l("Sluit op"), validators=[DataRequired(_l("Kies een datum, bijvoorbeeld 27-03-2027."))])
    closes_time = TimeField(
        _l("Sluit om"), default=LATE_EVENING, validators=[DataRequired(_l("Kies een tijd, bijvoorbeeld 20:00."))]
    )
    quorum = IntegerField(
        _l("Hoeveel procent moet meestemmen?"),
        description=_l("Van wie in de groep zit als de stemming opent. Stemmen er minder, dan geldt de uitslag niet."),
        default=50,
        validators=[NumberRange(0, 100, _l("Kies een percentage van %(min)d tot %(max)d."))],
    )
    secrecy = RadioField(
        _l("Is de stemming anoniem?"),
        description=_l("Dit kan later niet meer veranderen."),
        choices=[
            SelectChoice("named", _l("Op naam: na afloop ziet de groep wie wat stemde")),
            SelectChoice("anonymous", _l("Anoniem: nergens staat wie wat stemde")),
        ],
        default="named",
    )
    is_shown_early = BooleanField(
        _l("Laat de tussenstand zien"), description=_l("Kan alleen bij een stemming op naam.")
    )
    audience = RadioField(_l("Voor wie?"), default=Audience.GROUP.value)

    def offer(self, group: Group) -> None:
        """Fill in the methods, and the audiences that the group allows."""
        self.method.choices = [SelectChoice(each.value, f"{each.label}. {each.explanation}") for each in Method]
        self.audience.choices = [
            SelectChoice(each.value, AUDIENCE_WORDS[each]) for each in reversed(ALLOWED_AUDIENCES[group.access])
        ]

    def chosen_options(self) -> tuple[str, ...]:
        """Give the options, one for each line that says something; none where the proposal itself is voted on."""
        if self.method.data == Method.CONSENT:
            return ()
        lines = (" ".join(line.split()) for line in (self.options.data or "").splitlines())
        return tuple(line for line in lines if line)

    def opening(self) -> datetime | None:
        """Give the moment of opening; None for at once."""
        return moment_of(self.opens_on.data, self.opens_time.data or time(9)) if self.opens_on.data else None

    def closing(self) -> datetime:
        """Give the moment of closing."""
        return moment_of(self.closes_on.data or date.max, self.closes_time.data or LATE_EVENING)

    def validate_options(self, field: TextAreaField) -> None:
        """Take only as many options as the method can do with, each once and short."""
        options = self.chosen_options()
        needs = self.method.data in [each.value for each in Method if each.needs_options]
        if (needs or options) and len(options) < FEWEST_OPTIONS:
            raise StopValidation(_l("Geef minstens twee keuzes, elk op een eigen regel."))
        if len(options) > MOST_OPTIONS:
            raise StopValidation(_("Geef hooguit %(most)d keuzes.", most=MOST_OPTIONS))
        if len({option.casefold() for option in options}) < len(options):
            raise StopValidation(_l("Elke keuze mag er maar één keer staan."))
        if any(len(option) > OPTION_LENGTH for option in options):
            raise StopValidation(_("Houd elke keuze onder %(most)d tekens.", most=OPTION_LENGTH))

    def validate_dots(self, field: IntegerField) -> None:
        """Ask for a number where dots are given."""
        if self.method.data == Method.DOTS and field.data is None:
            raise StopValidation(_l("Zeg hoeveel stippen iedereen krijgt."))

    def validate_closes_on(self, field: DateField) -> None:
        """Close only after opening, and not further ahead than anybody means."""
        if field.data is None or self.closes_time.data is None:
            return
        if self.closing() - now() > LONGEST_VOTE:
            raise StopValidation(_l("Die datum ligt te ver weg. Kies een datum binnen een jaar."))
        if self.closing() <= max(now(), self.opening() or now()):
            raise StopValidation(_l("De stemming moet later sluiten dan ze opent. Kies een later moment."))

    def validate_is_shown_early(self, field: BooleanField) -> None:
        """Show nothing early of an anonymous vote: each step would tell who made it."""
        if field.data and self.secrecy.data == "anonymous":
            raise StopValidation(_l("Bij een anonieme stemming blijft de tussenstand geheim."))


def moment_of(day: date, at: time) -> datetime:
    """Give a moment by the clock of Amsterdam; an hour that the clocks skip becomes the next one that exists."""
    return datetime.combine(day, at, tzinfo=AMSTERDAM).astimezone(UTC)


class BallotForm(Form):
    """What every ballot has: the code of an anonymous one."""

    code = StringField(_l("Je stemcode"), filters=[tidy])

    def choice(self) -> Choice:
        """Give what was chosen, in the numbers of `counting`."""
        raise NotImplementedError

    def show(self, choice: Sequence[int], reason: str) -> None:
        """Show what was voted before."""
        raise NotImplementedError

    def fields_of_choice(self) -> list[Any]:
        """Give the fields in which is chosen, in their order."""
        return [field for field in self if field.name not in ("code", "csrf_token")]

    def given_reason(self) -> str:
        """Give the reason of an objection; empty where none is asked for."""
        return ""


class AnswerForm(BallotForm):
    """One answer out of some."""

    answer = RadioField(_l("Je stem"), validators=[DataRequired(_l("Kies eerst wat je stemt."))])

    def choice(self) -> Choice:
        """Give the answer."""
        return (int(self.answer.data),)

    def show(self, choice: Sequence[int], reason: str) -> None:
        """Show the answer given before."""
        self.answer.data = str(choice[0])


class ConsentForm(AnswerForm):
    """Consent, with the reason of an objection."""

    reason = TextAreaField(
        _l("Waarom heb je bezwaar?"),
        description=_l("Alleen nodig bij een bezwaar. De groep leest je reden als de stemming gesloten is."),
        filters=[tidy],
        validators=[Length(max=REASON_LENGTH, message=_l("Houd de reden onder %(max)d tekens."))],
    )

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask who objects for the reason."""
        if self.answer.data == str(NO) and not field.data:
            raise StopValidation(_l("Schrijf waarom je bezwaar hebt."))

    def given_reason(self) -> str:
        """Give the reason of an objection."""
        return self.reason.data or "" if self.answer.data == str(NO) else ""

    def show(self, choice: Sequence[int], reason: str) -> None:
        """Show the answer and the reason given before."""
        super().show(choice, reason)
        self.reason.data = reason


class OptionsForm(BallotForm):
    """A number for each option."""

    def numbers(self) -> list[int]:
        """Give what stands at each option; 0 where nothing does."""
        return [int(field.data or 0) for field in self.fields_of_choice()]

    def blame(self, sentence: Any) -> bool:
        """Put an error at the first option that has a number, or at the first."""
        fields = self.fields_of_choice()
        next((field for field in fields if field.data), fields[0]).errors = [sentence]
        return False


class RankedForm(OptionsForm):
    """A place for each option; not every option needs one."""

    def choice(self) -> Choice:
        """Give the options in the order of their places."""
        places = [(place, number) for number, place in enumerate(self.numbers(), 1) if place]
        return tuple(number for place, number in sorted(places))

    def show(self, choice: Sequence[int], reason: str) -> None:
        """Show the places given before."""
        for number, field in enumerate(self.fields_of_choice(), 1):
            field.data = choice.index(number) + 1 if number in choice else 0

    def validate(self, extra_validators: Any = None) -> bool:
        """Take each place once, and at least one."""
        if not super().validate(extra_validators):
            return False
        places = [place for place in self.numbers() if place]
        if not places:
            return self.blame(_("Zet minstens één keuze op een plaats."))
        if len(set(places)) < len(places):
            return self.blame(_("Elke plaats mag je maar één keer geven."))
        return True


class DotsForm(OptionsForm):
    """Dots for each option, together no more than there are."""

    most = 0

    def choice(self) -> Choice:
        """Give the dots of each option."""
        return tuple(self.numbers())

    def show(self, choice: Sequence[int], reason: str) -> None:
        """Show the dots given before."""
        for field, dots in zip(self.fields_of_choice(), choice, strict=True):
            field.data = dots

    def validate(self, extra_validators: Any = None) -> bool:
        """Take no more dots than there are, and at least one."""
        if not super().validate(extra_validators):
            return False
        total = sum(self.numbers())
        if not total:
            return self.blame(_("Verdeel minstens één stip."))
        if total > self.most:
            return self.blame(_("Je hebt %(most)d stippen, en je verdeelde er %(total)d.", most=self.most, total=total))
        return True


def ballot_form(decision: Decision) -> BallotForm:
    """Make the ballot of a decision, with the options that it has."""
    options = decision.options
    if decision.method == Method.RANKED:
        choices = [SelectChoice(0, _l("geen plaats"))]
        choices += [SelectChoice(place, _("plaats %(place)d", place=place)) for place in range(1, len(options) + 1)]
        fields = {f"option_{each.number}": SelectField(each.text, choices=choices, coerce=int) for each in options}
        return made_of(RankedForm, fields)
    if decision.method == Method.DOTS:
        most = decision.dots_per_voter
        dots = NumberRange(0, most, _l("Kies een aantal van %(min)d tot %(max)d."))
        rest: dict[str, Any] = {
            f"option_{each.number}": IntegerField(each.text, default=0, validators=[Optional(), dots])
            for each in options
        }
        return made_of(DotsForm, rest | {"most": most})
    form = ConsentForm() if decision.method == Method.CONSENT else AnswerForm()
    form.answer.choices = [SelectChoice(str(number), words) for number, words in answers_of(decision).items()]
    return form


def made_of(kind: type[BallotForm], fields: dict[str, Any]) -> BallotForm:
    """Make a form with fields that are known only now."""
    form: BallotForm = type(kind.__name__, (kind,), fields)()
    return form


class OutcomeForm(Form):
    """What was decided, in words, and when the group looks at it again."""

    outcome = TextAreaField(
        _l("Wat is er besloten?"),
        description=_l("Schrijf zo dat iemand die er niet bij was het begrijpt."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf op wat er is besloten.")),
            Length(max=OUTCOME_LENGTH, message=_l("De tekst is te lang: houd hem onder %(max)d tekens.")),
        ],
    )
    review_on = DateField(_l("Wanneer kijkt de groep er opnieuw naar?"), validators=[Optional()])

    def validate_review_on(self, field: DateField) -> None:
        """Look again at a day to come, that people can still mean."""
        if field.data and field.data.year > now().year + 10:
            raise StopValidation(_l("Die datum ligt te ver weg."))
