"""The forms in which people describe themselves: who they work for, what they do, how they want to hear of things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from community.accounts.models import FUNCTION_LENGTH, Member, Notify
from community.content.forms import identifier, tidy
from community.core.slugs import fold
from community.members.models import (
    CONTACT_EMAIL_LENGTH,
    EXPERTISE_LENGTH,
    LINK_LENGTH,
    MOST_EXPERTISE,
    PHONE_LENGTH,
)
from community.members.queries.profiles import PARTS
from community.members.services.profiles import Told
from community.membership.queries.estimates import MailEstimate
from community.organisations.models import NAME_LENGTH as ORGANISATION_LENGTH
from community.regions.models import Region
from community.themes.models import Theme
from community.web.forms import Form

ABOUT_LENGTH = 2000
PHONE = r"\+?[0-9 ()./-]{6,39}$"
LANGUAGES = (("nl", "Nederlands"), ("en", "English"))


def too_long() -> Any:
    """The sentence for a text that does not fit."""
    return _l("Dit is te lang: houd het onder %(max)d tekens.")


def with_scheme(text: str | None) -> str:
    """Let people leave out what an address begins with."""
    return f"https://{text}" if text and "://" not in text and ":" not in text.partition("/")[0] else text or ""


def is_link(_form: Form, field: StringField) -> None:
    """Refuse what is no address of a page: a link of somebody else must not run anything."""
    sentence = _("Vul het adres van een pagina in, zoals https://www.voorbeeld.nl/over-mij.")
    try:
        parts = urlsplit(field.data or "")
        host = parts.hostname or ""
    except ValueError as error:
        raise ValidationError(sentence) from error
    has_space = any(letter.isspace() or not letter.isprintable() for letter in field.data or "")
    if parts.scheme not in ("http", "https") or "." not in host or "@" in parts.netloc or has_space:
        raise ValidationError(sentence)


def is_email(_form: Form, field: StringField) -> None:
    """Refuse what is no address to which mail can go."""
    try:
        validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError as error:
        raise ValidationError(_("Vul een e-mailadres in, zoals naam@voorbeeld.nl.")) from error


class WorkForm(Form):
    """For whom people work, and as what."""

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

    def offer_regions(self, regions: Sequence[Region]) -> None:
        """Fill in the regions that there are."""
        self.region.choices = [
            SelectChoice("", _("Geen of landelijk")),
            *(SelectChoice(region.slug, region.name) for region in regions),
        ]
        self.region_ids = {region.slug: region.id for region in regions}

    def chosen_region(self) -> int | None:
        """Give the id of the region that was chosen."""
        return self.region_ids.get(self.region.data)


def notify_field() -> Any:
    """The question how somebody wants to hear of things."""
    return RadioField(
        _l("Hoe wil je op de hoogte blijven?"),
        description=_l("Je kunt dit altijd veranderen."),
        default=Notify.DAILY.value,
        validators=[DataRequired(_l("Kies hoe je op de hoogte wilt blijven."))],
    )


class PersonForm(WorkForm):
    """What everybody tells of themselves when they come in."""

    notify = notify_field()

    def offer(self, regions: Sequence[Region], estimate: MailEstimate) -> None:
        """Fill in what there is to choose."""
        self.offer_regions(regions)
        self.notify.choices = notify_choices(estimate)


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


class SettingsForm(Form):
    """How a member hears of things, and in which language."""

    notify = notify_field()
    language = RadioField(
        _l("Taal van de site en van je mail"), choices=[SelectChoice(*each) for each in LANGUAGES], default="nl"
    )

    def offer(self, estimate: MailEstimate) -> None:
        """Fill in what there is to choose."""
        self.notify.choices = notify_choices(estimate)

    def show(self, member: Member) -> None:
        """Fill in what was chosen before."""
        self.notify.data, self.language.data = member.notify.value, member.language


class ProfileForm(WorkForm):
    """What a member tells of themselves, with a choice beside each part: shown to members, or to nobody."""

    shows_region = BooleanField(_l("Andere leden mogen mijn regio zien, en mij erop vinden"))
    about = TextAreaField(
        _l("Over jou"),
        description=_l("Waar werk je aan? Waarvoor mogen anderen je benaderen?"),
        filters=[tidy],
        validators=[Length(max=ABOUT_LENGTH, message=too_long())],
    )
    shows_about = BooleanField(_l("Andere leden mogen lezen wat ik over mezelf schreef"), default=True)
    expertise = StringField(
        _l("Waarvoor kunnen anderen je bellen?"),
        description=_l(
            "Een paar woorden, met komma’s ertussen. Bijvoorbeeld: warmtenetten, aanbesteden, omgevingsplan."
        ),
        filters=[tidy],
    )
    shows_expertise = BooleanField(
        _l("Andere leden mogen zien waarvoor ze mij kunnen bellen, en mij erop vinden"), default=True
    )
    theme_ids = SelectMultipleField(
        _l("Aan welke thema’s werk je?"),
        coerce=identifier,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    shows_themes = BooleanField(_l("Andere leden mogen mijn thema’s zien, en mij erop vinden"), default=True)
    email = StringField(
        _l("E-mailadres voor andere leden"),
        description=_l("Dit mag een ander adres zijn dan waarmee je inlogt. Dat adres zien alleen moderatoren."),
        filters=[tidy],
        validators=[Optional(), Length(max=CONTACT_EMAIL_LENGTH, message=too_long()), is_email],
    )
    phone = StringField(
        _l("Telefoonnummer"),
        filters=[tidy],
        validators=[
            Optional(),
            Length(max=PHONE_LENGTH, message=too_long()),
            Regexp(PHONE, message=_l("Vul een telefoonnummer in, zoals 06 12 34 56 78 of +31 118 000 000.")),
        ],
    )
    link = StringField(
        _l("Adres van een eigen pagina"),
        description=_l("Bijvoorbeeld je pagina op LinkedIn, of op de site van je organisatie."),
        filters=[tidy, with_scheme],
        validators=[Optional(), Length(max=LINK_LENGTH, message=too_long()), is_link],
    )
    shows_contact = BooleanField(_l("Andere leden mogen zien hoe ze mij kunnen bereiken"))
    shows_picture = BooleanField(_l("Andere leden mogen mijn foto zien"), default=True)
    shows_groups = BooleanField(
        _l("Andere leden mogen op mijn pagina zien in welke werkgroepen ik zit"),
        description=_l(
            "Een verborgen werkgroep ziet alleen wie er zelf in zit. Op de ledenlijst van een werkgroep blijf je staan."
        ),
    )
    shows_contributions = BooleanField(
        _l("Andere leden mogen op mijn pagina zien wat ik schreef"),
        description=_l("Iemand ziet alleen wat die toch al mag lezen. Bij wat je schrijft, blijft je naam staan."),
    )

    def offer(self, regions: Sequence[Region], themes: Sequence[Theme]) -> None:
        """Fill in what there is to choose."""
        self.offer_regions(regions)
        self.theme_ids.choices = [SelectChoice(theme.id, theme.name) for theme in themes]

    def show(self, member: Member, themes: Sequence[Theme], expertise: Sequence[str]) -> None:
        """Fill in what is known of a member."""
        self.organisation.data = member.organisation.name if member.organisation else ""
        self.function.data, self.about.data = member.function, member.about
        self.region.data = member.region.slug if member.region else ""
        self.theme_ids.data = [theme.id for theme in themes]
        self.expertise.data = ", ".join(expertise)
        if member.profile is not None:
            for name in ("email", "phone", "link", *(f"shows_{part}" for part in PARTS)):
                self[name].data = getattr(member.profile, name)

    def validate_expertise(self, field: StringField) -> None:
        """Refuse a word that does not fit, and more words than a page can show."""
        words = self.words()
        if len(words) > MOST_EXPERTISE:
            raise ValidationError(_("Noem hooguit %(count)d dingen.", count=MOST_EXPERTISE))
        if any(len(each) > EXPERTISE_LENGTH for each in words):
            raise ValidationError(
                _("Houd elk onderwerp onder %(max)d tekens, met komma’s ertussen.", max=EXPERTISE_LENGTH)
            )

    def words(self) -> list[str]:
        """Give what somebody can be called for, each by itself."""
        parts = re.split(r"[,;\n]", self.expertise.data or "")
        return [" ".join(each.split()) for each in parts if fold(each).strip()]

    def told(self) -> Told:
        """Give what the member tells of themselves."""
        return Told(
            about=self.about.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            link=self.link.data or "",
            theme_ids=self.theme_ids.data or (),
            expertise=self.words(),
            shown=[part for part in PARTS if self[f"shows_{part}"].data],
        )


class PortraitForm(Form):
    """A picture of oneself."""

    file = FileField(
        _l("Foto"),
        description=_l("Een JPEG, PNG of WebP van hooguit 20 MB. We snijden er een vierkant uit."),
        validators=[FileRequired(_l("Kies een foto."))],
    )


class Confirmation(Form):
    """A deed without further input; holds the token only."""
