"""The forms of working groups."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from community.content.forms import tidy
from community.groups.models import MOTIVATION_LENGTH, NAME_LENGTH, PURPOSE_LENGTH, Access, Group
from community.regions.models import Region
from community.themes.models import Theme
from community.web.forms import Form

REASON_LENGTH = 1000
MESSAGE_LENGTH = 1000

ACCESS_WORDS = [
    SelectChoice(Access.OPEN.value, _l("Open: iedereen ziet de werkgroep, en een lid doet meteen mee")),
    SelectChoice(Access.CLOSED.value, _l("Besloten: iedereen weet dat de werkgroep er is, en meedoen kan op verzoek")),
    SelectChoice(Access.HIDDEN.value, _l("Verborgen: alleen wie meedoet weet dat de werkgroep er is")),
]


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
    access = RadioField(_l("Wie mag erin?"), choices=ACCESS_WORDS, default=Access.CLOSED.value)
    region_id = SelectField(_l("Regio"), coerce=int, default=0)
    theme_id = SelectField(_l("Thema"), coerce=int, default=0)

    def offer(self, regions: Sequence[Region], themes: Sequence[Theme]) -> None:
        """Fill in the regions and themes that can be chosen."""
        none = SelectChoice(0, _l("Geen"))
        self.region_id.choices = [none, *(SelectChoice(region.id, region.name) for region in regions)]
        self.theme_id.choices = [none, *(SelectChoice(theme.id, theme.name) for theme in themes)]

    def fill(self, group: Group) -> None:
        """Show a group as it is."""
        self.name.data, self.purpose.data, self.access.data = group.name, group.purpose, group.access.value
        self.region_id.data, self.theme_id.data = group.region_id or 0, group.theme_id or 0


class NewGroupForm(GroupForm):
    """A group that is founded, with its first coordinator."""

    coordinator = StringField(
        _l("Coördinator"),
        description=_l("De naam of het e-mailadres van een lid. Laat dit leeg om zelf coördinator te zijn."),
        filters=[tidy],
        validators=[Length(max=254)],
    )
