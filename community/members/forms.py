"""The forms in which people describe themselves: who they work for, what they do, how they want to hear of things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length

from community.accounts.models import FUNCTION_LENGTH, Member, Notify
from community.content.forms import tidy
from community.membership.queries.estimates import MailEstimate
from community.organisations.models import NAME_LENGTH as ORGANISATION_LENGTH
from community.regions.models import Region
from community.web.forms import Form

ABOUT_LENGTH = 2000
LANGUAGES = (("nl", "Nederlands"), ("en", "English"))


def too_long() -> Any:
    """The sentence for a text that does not fit."""
    return _l("Dit is te lang: houd het onder %(max)d tekens.")


class PersonForm(Form):
    """What everybody tells of themselves."""

    organisation = StringField(
        _l("Organisatie"),
        description=_l(
            "Begin te typen en kies uit de lijst. Staat je organisatie er niet bij? Typ dan de naam voluit."
        ),
        filters=[tidy],
        validators=[
            DataRequired(_l("Vul in voor welke organisatie je werkt.")),
            Length(max=ORGANISATION_LENGTH, message=too_long()),
        ],
    )
    function = StringField(
        _l("Functie"),
        description=_l("Bijvoorbeeld: beleidsadviseur wonen. Je functie staat bij wat je schrijft."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Vul in wat je functie is.")),
            Length(max=FUNCTION_LENGTH, message=too_long()),
        ],
    )
    region = SelectField(_l("Regio"), description=_l("De regio waar je vooral voor werkt."))
    notify = RadioField(
        _l("Hoe wil je op de hoogte blijven?"),
        description=_l("Je kunt dit altijd veranderen."),
        default=Notify.DAILY.value,
        validators=[DataRequired(_l("Kies hoe je op de hoogte wilt blijven."))],
    )

    def offer(self, regions: Sequence[Region], estimate: MailEstimate) -> None:
        """Fill in what there is to choose."""
        self.region.choices = [
            SelectChoice("", _("Geen of landelijk")),
            *(SelectChoice(region.slug, region.name) for region in regions),
        ]
        self.notify.choices = notify_choices(estimate)
        self.region_ids = {region.slug: region.id for region in regions}

    def chosen_region(self) -> int | None:
        """Give the id of the region that was chosen."""
        return self.region_ids.get(self.region.data)


def notify_choices(estimate: MailEstimate) -> list[SelectChoice]:
    """Say what each choice means in mails, so that nobody is surprised."""
    at_once = _(
        "Meteen: een mail bij elk bericht dat je volgt. Wie alles volgt, krijgt nu ongeveer %(count)s mails per week",
        count=estimate.at_once,
    )
    daily = _(
        "Eén mail per dag, en geen mail als er niets is. Dat zijn er nu hooguit %(count)s per week",
        count=estimate.daily,
    )
    return [
        SelectChoice(Notify.DAILY.value, daily),
        SelectChoice(Notify.AT_ONCE.value, at_once),
        SelectChoice(Notify.OFF.value, _("Geen mail. Je ziet alles op de site")),
    ]


class ProfileForm(PersonForm):
    """A member's own page and settings."""

    about = TextAreaField(
        _l("Over jou"),
        description=_l("Waar werk je aan? Waarvoor mogen anderen je benaderen? Alleen leden lezen dit."),
        filters=[tidy],
        validators=[Length(max=ABOUT_LENGTH, message=too_long())],
    )
    language = RadioField(
        _l("Taal van de site en van je mail"), choices=[SelectChoice(*each) for each in LANGUAGES], default="nl"
    )

    def show(self, member: Member) -> None:
        """Fill in what is known of a member."""
        self.organisation.data = member.organisation.name if member.organisation else ""
        self.function.data, self.about.data = member.function, member.about
        self.region.data = member.region.slug if member.region else ""
        self.notify.data, self.language.data = member.notify.value, member.language


class Confirmation(Form):
    """A deed without further input; holds the token only."""
