"""The forms of working groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from community.accounts.models import Member
from community.content.forms import AttachmentForm, tidy
from community.content.models import Audience
from community.core.clock import now
from community.groups.models import (
    EMAIL_LENGTH,
    MOTIVATION_LENGTH,
    NAME_LENGTH,
    PURPOSE_LENGTH,
    SUBJECT_LENGTH,
    WELCOME_LENGTH,
    Access,
    Group,
)
from community.groups.models import MESSAGE_LENGTH as GROUP_MESSAGE_LENGTH
from community.regions.models import Region
from community.themes.models import Theme
from community.web.forms import Form

REASON_LENGTH = 1000
MESSAGE_LENGTH = 1000

MUTE_TERMS = (
    ("1", _l("1 dag")),
    ("7", _l("1 week")),
    ("14", _l("2 weken")),
    ("30", _l("1 maand")),
    ("", _l("Tot een coördinator het beëindigt")),
)
ACCESS_WORDS = [
    SelectChoice(Access.OPEN.value, _l("Open: iedereen ziet de werkgroep, en een lid doet meteen mee")),
    SelectChoice(Access.CLOSED.value, _l("Besloten: iedereen weet dat de werkgroep er is, en meedoen kan op verzoek")),
    SelectChoice(Access.HIDDEN.value, _l("Verborgen: alleen wie meedoet weet dat de werkgroep er is")),
]


def lower(words: str | None) -> str | None:
    """Write in small letters, as addresses are compared."""
    return words.lower() if words else words


class RequestForm(Form):
    """Why somebody wants to come into a group."""

    motivation = TextAreaField(
        _l("Waarom wil je meedoen?"),
        description=_l("De coördinatoren van de werkgroep lezen dit."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf kort waarom je mee wilt doen.")),
            Length(max=MOTIVATION_LENGTH, message=_l("Houd je verhaal onder %(max)d tekens.")),
        ],
    )


class ReasonForm(Form):
    """Why somebody is turned down or put out."""

    reason = TextAreaField(
        _l("Reden"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef een reden: de ander leest die.")),
            Length(max=REASON_LENGTH, message=_l("Houd de reden onder %(max)d tekens.")),
        ],
    )


class InviteForm(Form):
    """Whom to invite, with a few words."""

    member = HiddenField(validators=[DataRequired(_l("Kies eerst een lid.")), Length(max=160)])
    message = TextAreaField(
        _l("Bericht"),
        description=_l("Dit staat in de uitnodiging."),
        filters=[tidy],
        validators=[Length(max=MESSAGE_LENGTH, message=_l("Houd het bericht onder %(max)d tekens."))],
    )


class MailInviteForm(Form):
    """Which address to invite, with a few words."""

    email = StringField(
        _l("E-mailadres"),
        description=_l("Het maakt niet uit of dit het adres van een lid is. Dat zie je ook niet."),
        filters=[tidy, lower],
        validators=[
            DataRequired(_l("Vul een e-mailadres in.")),
            Length(max=EMAIL_LENGTH, message=_l("Dit is geen e-mailadres.")),
        ],
    )
    message = TextAreaField(
        _l("Bericht"),
        description=_l("Dit staat in de uitnodiging."),
        filters=[tidy],
        validators=[Length(max=MESSAGE_LENGTH, message=_l("Houd het bericht onder %(max)d tekens."))],
    )

    def validate_email(self, field: Any) -> None:
        """Refuse what is no address."""
        try:
            validate_email(field.data or "", check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValidationError(_("Dit is geen e-mailadres.")) from error


class MuteForm(ReasonForm):
    """Why a member only reads in a group for a time, and for how long."""

    term = SelectField(_l("Hoe lang?"), choices=[SelectChoice(*each) for each in MUTE_TERMS], default="7")

    def until(self) -> datetime | None:
        """Give the moment at which it ends; None where a coordinator ends it."""
        return now() + timedelta(days=int(self.term.data)) if self.term.data else None


class GroupMessageForm(Form):
    """What is said to everybody in a group."""

    subject = StringField(
        _l("Onderwerp"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef het bericht een onderwerp.")),
            Length(max=SUBJECT_LENGTH, message=_l("Houd het onderwerp onder %(max)d tekens.")),
        ],
    )
    text = TextAreaField(
        _l("Bericht"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf wat je wilt zeggen.")),
            Length(max=GROUP_MESSAGE_LENGTH, message=_l("Houd het bericht onder %(max)d tekens.")),
        ],
    )
    is_mailed = BooleanField(
        _l("Stuur het ook per mail"),
        description=_l("Iedereen krijgt een melding. Een mail krijgt alleen wie dat wil."),
        default=True,
    )
    key = HiddenField(validators=[Length(max=40)])


class WelcomeForm(Form):
    """What who comes into a group reads first."""

    welcome = TextAreaField(
        _l("Welkomstbericht"),
        description=_l("Wie nieuw is, leest dit als eerste. Laat het leeg als je geen welkomstbericht wilt."),
        filters=[tidy],
        validators=[Length(max=WELCOME_LENGTH, message=_l("Houd het bericht onder %(max)d tekens."))],
    )


class GroupPictureForm(AttachmentForm):
    """A picture for a group, with what is said of it."""

    file = FileField(_l("Foto"), description=_l("Een foto (JPEG, PNG of WebP). Hooguit 20 MB."))


class GroupForm(Form):
    """What is set of a group."""

    name = StringField(
        _l("Naam"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef de werkgroep een naam.")),
            Length(max=NAME_LENGTH, message=_l("Houd de naam onder %(max)d tekens.")),
        ],
    )
    purpose = TextAreaField(
        _l("Doel"),
        description=_l("Eén of twee zinnen: waar werken jullie aan?"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf waar de werkgroep aan werkt.")),
            Length(max=PURPOSE_LENGTH, message=_l("Houd het doel onder %(max)d tekens.")),
        ],
    )
    region_id = SelectField(_l("Regio"), coerce=int, default=0)
    theme_id = SelectField(_l("Thema"), coerce=int, default=0)

    def offer(self, regions: Sequence[Region], themes: Sequence[Theme]) -> None:
        """Fill in the regions and themes that can be chosen."""
        none = SelectChoice(0, _l("Geen"))
        self.region_id.choices = [none, *(SelectChoice(region.id, region.name) for region in regions)]
        self.theme_id.choices = [none, *(SelectChoice(theme.id, theme.name) for theme in themes)]

    def fill(self, group: Group) -> None:
        """Show a group as it is."""
        self.name.data, self.purpose.data = group.name, group.purpose
        self.region_id.data, self.theme_id.data = group.region_id or 0, group.theme_id or 0


class NewGroupForm(GroupForm):
    """A group that is founded, with its first coordinator."""

    access = RadioField(_l("Wie mag erin?"), choices=ACCESS_WORDS, default=Access.CLOSED.value)
    coordinator = StringField(
        _l("Coördinator"),
        description=_l("De naam of het e-mailadres van een lid. Laat dit leeg om zelf coördinator te zijn."),
        filters=[tidy],
        validators=[Length(max=254)],
    )


class HandoverForm(Form):
    """Who comes after a coordinator who stops."""

    way = RadioField(_l("Wie neemt het over?"))
    successor = SelectField(_l("Nieuwe coördinator"), validate_choice=False)
    stays = BooleanField(_l("Ik blijf lid van de werkgroep"), default=True)

    def offer(self, candidates: Sequence[Member], next_up: Member | None, *, has_others: bool) -> None:
        """Fill in who can come next; nobody needs to where others run the group already."""
        none = SelectChoice("", _l("Kies een lid"))
        self.successor.choices = [none, *(SelectChoice(each.slug, each.name) for each in candidates)]
        ways = [SelectChoice("appoint", _l("Ik kies zelf iemand, die meteen coördinator is"))] if candidates else []
        if has_others:
            ways.insert(0, SelectChoice("ask", _l("De andere coördinatoren gaan verder")))
        elif next_up is not None:
            words = _l("Vraag %(name)s of die het wil worden", name=next_up.name)
            ways.append(SelectChoice("ask", words))
        else:
            ways.append(SelectChoice("ask", _l("Er is niemand om te vragen. De moderatoren zoeken iemand")))
        self.way.choices = ways
        if self.way.data is None:
            self.way.data = ways[0].value

    def chosen(self) -> str:
        """Give the address of who was chosen; empty where the next is asked."""
        return self.successor.data or "" if self.way.data == "appoint" else ""

    def validate_successor(self, field: SelectField) -> None:
        """Ask for one of the names where somebody is to be chosen."""
        names = {choice.value for choice in field.choices or [] if isinstance(choice, SelectChoice)}
        if self.way.data == "appoint" and field.data not in names - {""}:
            raise ValidationError(_l("Kies wie coördinator wordt."))


class AppointForm(Form):
    """Whom a moderator makes coordinator."""

    person = StringField(
        _l("Nieuwe coördinator"),
        description=_l("De naam of het e-mailadres van een lid. Wie nog niet meedoet, komt meteen in de werkgroep."),
        filters=[tidy],
        validators=[DataRequired(_l("Vul in wie coördinator wordt.")), Length(max=254)],
    )


class AccessForm(Form):
    """For whom what was written before is from now on; `seen` is the mark of the figures that were shown."""

    seen = HiddenField(validators=[Length(max=2000)])
    audience = RadioField(
        _l("Wat er al staat"),
        choices=[
            SelectChoice(
                Audience.GROUP.value, _l("Houd het zoals het is: wat voor de groep was, blijft voor de groep")
            ),
            SelectChoice(Audience.MEMBERS.value, _l("Maak het leesbaar voor alle leden van de site")),
            SelectChoice(Audience.PUBLIC.value, _l("Maak het leesbaar voor iedereen, ook zonder account")),
        ],
        default=Audience.GROUP.value,
    )
    kinds = SelectMultipleField(
        _l("Wat wil je breder delen?"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self, kinds: Sequence[tuple[str, str]]) -> None:
        """Fill in the kinds of which there is something to share."""
        self.kinds.choices = [SelectChoice(*each) for each in kinds]

    def validate_kinds(self, field: Any) -> None:
        """Ask what is to be shared where something is."""
        if self.audience.data != Audience.GROUP.value and not field.data:
            raise ValidationError(_("Vink aan wat je breder wilt delen, of houd het zoals het is."))
