"""The form in which an administrator sets the site up."""

from __future__ import annotations

import math
import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange

from community.content.forms import tidy
from community.site import colours
from community.site.queries import Joining, SiteSettings
from community.web.forms import Form

NAME_LENGTH = 60
LINE_LENGTH = 120
TEXT_LENGTH = 1000
MOST_DOMAINS = 200
MOST_DAYS = 90
LEAST_ABSENCE, MOST_ABSENCE = 30, 3650
LEAST_TERM, MOST_TERM = 14, 365
ABSENCE_WORDS = _l("Vul 0 in, of een aantal dagen van 30 tot en met 3650.")
TERM_WORDS = _l("Vul een aantal dagen in, van 14 tot en met 365.")
# Encoded names of other alphabets (xn--) may look like any other, so they open no door.
DOMAIN = re.compile(r"(?=.{4,253}$)(?!.*xn--)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
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
    main_colour = StringField(
        _l("Eigen hoofdkleur"),
        description=_l("Zes tekens na een hekje, bijvoorbeeld #154273. Leeg: de kleur van de huisstijl."),
        filters=[tidy],
    )
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
    reconfirm_after_days = IntegerField(
        _l("Na zoveel dagen zonder inloggen vragen we of iemand lid wil blijven"),
        description=_l("Vul 0 in om het nooit te vragen."),
        validators=[InputRequired(ABSENCE_WORDS), AnyOf([0, *range(LEAST_ABSENCE, MOST_ABSENCE + 1)], ABSENCE_WORDS)],
    )
    reconfirm_within_days = IntegerField(
        _l("Zoveel dagen heeft iemand om te laten weten dat die lid wil blijven"),
        description=_l("Inloggen is genoeg. Wie niet inlogt, is daarna geen lid meer. Wat die schreef, blijft staan."),
        validators=[InputRequired(TERM_WORDS), NumberRange(LEAST_TERM, MOST_TERM, TERM_WORDS)],
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
        words = (self.admitted_domains.data or "").replace(",", " ").replace(";", " ").split()
        # What only becomes ASCII in lower case is another name than it seems, and must be refused.
        found = {word.rpartition("@")[2] for word in words}
        return sorted({domain.lower() if domain.isascii() else domain for domain in found})

    def validate_admitted_domains(self, field: Any) -> None:
        """Refuse what is no list of domains, and name the first that is none."""
        wrong = next((domain for domain in self.domains() if not DOMAIN.fullmatch(domain)), None)
        if wrong is not None:
            raise ValidationError(_("Dit is geen domein: %(domain)s", domain=wrong[:80]))
        if len(self.domains()) > MOST_DOMAINS:
            raise ValidationError(_("Dat zijn er te veel: hooguit %(max)d.", max=MOST_DOMAINS))

    def validate_main_colour(self, field: Any) -> None:
        """Refuse what is no colour, and a colour on which or in which nobody could read."""
        field.data = (field.data or "").lower()
        if not field.data:
            return
        if not colours.HEX.fullmatch(field.data):
            raise ValidationError(_("Dit is geen kleur. Schrijf een hekje en zes cijfers of letters tot en met f."))
        found = colours.worst_contrast(field.data)
        if found < colours.LEGIBLE:
            raise ValidationError(
                _(
                    "Deze kleur is te licht om te lezen: het contrast is %(found)s, en nodig is %(needed)s. "
                    "Kies een donkerdere kleur.",
                    found=format_decimal(math.floor(found * 10) / 10),
                    needed=format_decimal(colours.LEGIBLE),
                )
            )

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
