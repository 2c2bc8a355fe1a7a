"""The form in which an administrator sets the site up."""

from __future__ import annotations

import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from community.content.forms import tidy
from community.site.queries import Joining, SiteSettings
from community.web.forms import Form

NAME_LENGTH = 60
LINE_LENGTH = 120
TEXT_LENGTH = 1000
MOST_DOMAINS = 200
MOST_DAYS = 90
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
JOINING = (
    (Joining.OPEN.value, _l("Open: wie zich aanmeldt en het formulier invult, is meteen lid")),
    (Joining.APPROVAL.value, _l("Op aanvraag: een moderator beslist")),
    (Joining.INVITATION.value, _l("Alleen op uitnodiging van een moderator")),
)
STYLES = (("regio", _l("Regio")), ("twente", _l("Twente")))


def fits(length: int) -> Length:
    """Refuse a text that is longer."""
    return Length(max=length, message=_l("Dit is te lang: houd het onder %(max)d tekens."))


class SettingsForm(Form):
    """Everything that can be set for the whole site."""

    name = StringField(
        _l("Naam van de site"),
        filters=[tidy],
        validators=[DataRequired(_l("Geef de site een naam.")), fits(NAME_LENGTH)],
    )
    tagline = StringField(
        _l("Ondertitel"), description=_l("Staat onder de naam."), filters=[tidy], validators=[fits(LINE_LENGTH)]
    )
    introduction = TextAreaField(_l("Inleiding op de voorpagina"), filters=[tidy], validators=[fits(TEXT_LENGTH)])
    owner = StringField(
        _l("Wie de site beheert"),
        description=_l("De organisatie die verantwoordelijk is."),
        filters=[tidy],
        validators=[fits(LINE_LENGTH)],
    )
    contact_email = StringField(
        _l("E-mailadres voor vragen en bezwaar"),
        description=_l("Wie geschorst is, leest dit adres."),
        filters=[tidy],
        validators=[fits(254)],
    )
    region_word = StringField(
        _l("Zo noem je de regio's"),
        description=_l("Bijvoorbeeld: Proeftuinen. Staat in het menu."),
        filters=[tidy],
        validators=[DataRequired(_l("Vul in hoe de regio's hier heten.")), fits(30)],
    )
    house_style = RadioField(_l("Huisstijl"), choices=[SelectChoice(*each) for each in STYLES])
    joining = RadioField(_l("Wie kan lid worden?"), choices=[SelectChoice(*each) for each in JOINING])
    motivation_needed = BooleanField(_l("Wie lid wil worden, moet schrijven waarom"))
    admitted_domains = TextAreaField(
        _l("E-maildomeinen die meteen toegang geven"),
        description=_l(
            "Eén per regel, bijvoorbeeld zeeland.nl. Dit telt alleen als de inlogdienst het adres heeft gecontroleerd."
        ),
        filters=[tidy],
        validators=[fits(20_000)],
    )
    comments_for_members = BooleanField(_l("Alleen leden lezen reacties"))
    group_invitation_days = IntegerField(
        _l("Zo lang werkt een uitnodiging per e-mail voor een werkgroep, in dagen"),
        validators=[
            InputRequired(_l("Vul een aantal dagen in, van 1 tot en met 90.")),
            NumberRange(1, MOST_DAYS, _l("Vul een aantal dagen in, van 1 tot en met 90.")),
        ],
    )

    def show(self, settings: SiteSettings) -> None:
        """Fill in how the site is set now."""
        for name, field in self._fields.items():
            if name != "csrf_token":
                field.data = getattr(settings, name)
        self.joining.data = settings.joining.value
        self.admitted_domains.data = "\n".join(settings.admitted_domains)

    def domains(self) -> list[str]:
        """Give the domains, each once, without what people put before them."""
        words = (self.admitted_domains.data or "").replace(",", " ").replace(";", " ").lower().split()
        return sorted({word.rpartition("@")[2] for word in words})

    def validate_admitted_domains(self, field: Any) -> None:
        """Refuse what is no list of domains, and name the first that is none."""
        wrong = next((domain for domain in self.domains() if not DOMAIN.fullmatch(domain)), None)
        if wrong is not None:
            raise ValidationError(_("Dit is geen domein: %(domain)s", domain=wrong[:80]))
        if len(self.domains()) > MOST_DOMAINS:
            raise ValidationError(_("Dat zijn er te veel: hooguit %(max)d.", max=MOST_DOMAINS))

    def validate_contact_email(self, field: Any) -> None:
        """Refuse what is no address."""
        if not field.data:
            return
        try:
            validate_email(field.data, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValidationError(_("Dit is geen e-mailadres.")) from error

    def changes(self) -> dict[str, Any]:
        """Give every setting of the form as it is stored."""
        chosen = {name: field.data for name, field in self._fields.items() if name != "csrf_token"}
        written = {name: value or "" for name, value in chosen.items() if not isinstance(value, bool)}
        return chosen | written | {"admitted_domains": self.domains()}
