"""The form of a region."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from community import richtext
from community.content.forms import WritingChecks, identifier, tidy
from community.content.models import BODY_LENGTH
from community.regions.models import Region
from community.themes.models import Theme
from community.web.forms import Form

NAME_LENGTH = 120
SUMMARY_LENGTH = 500
FACT_LENGTH = 200
MOST_FACTS = 12
LAST = 999
PARTS = ("label", "value", "source")


class RegionForm(WritingChecks, Form):
    """What is said of a region."""

    name = StringField(
        _l("Naam"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef de regio een naam.")),
            Length(max=NAME_LENGTH, message=_l("Dit is te lang: houd het onder %(max)d tekens.")),
        ],
    )
    summary = TextAreaField(
        _l("In het kort"),
        description=_l("Eén of twee zinnen. Ze staan op de voorpagina en boven de pagina van de regio."),
        filters=[tidy],
        validators=[Length(max=SUMMARY_LENGTH, message=_l("Dit is te lang: houd het onder %(max)d tekens."))],
    )
    facts = TextAreaField(
        _l("Feiten en cijfers"),
        description=_l(
            "Eén per regel: wat het is | het cijfer | de bron. Bijvoorbeeld: Gemeenten | 7 | eigen telling."
        ),
        filters=[tidy],
        validators=[Length(max=MOST_FACTS * FACT_LENGTH * 3, message=_l("Houd dit onder %(max)d tekens."))],
    )
    theme_ids = SelectMultipleField(
        _l("Thema’s waaraan de regio werkt"),
        coerce=identifier,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    body = TextAreaField(
        _l("Tekst"),
        filters=[tidy],
        validators=[Length(max=BODY_LENGTH, message=_l("De tekst is te lang: houd hem onder %(max)d tekens."))],
    )
    format = HiddenField(default="markdown")
    # Regions have no numbered versions; `seen` is a print of what the form showed.
    revision_number = IntegerField(default=0)
    seen = HiddenField()
    position = IntegerField(
        _l("Plaats in de lijst"),
        description=_l("Het laagste nummer staat vooraan. Bij gelijke nummers geldt het alfabet."),
        default=0,
        validators=[
            InputRequired(_l("Vul een nummer in, van 0 tot en met 999.")),
            NumberRange(0, LAST, _l("Vul een nummer in, van 0 tot en met 999.")),
        ],
    )

    def offer(self, themes: Sequence[Theme]) -> None:
        """Fill in what there is to choose."""
        self.theme_ids.choices = [SelectChoice(theme.id, theme.name) for theme in themes]

    def show(self, region: Region) -> None:
        """Fill in how the region is now."""
        self.name.data, self.summary.data, self.position.data = region.name, region.summary, region.position
        self.facts.data = "\n".join(line_of(fact) for fact in region.facts)
        self.theme_ids.data = [theme.id for theme in region.themes]
        self.body.data = richtext.to_markdown(richtext.clean(region.body))

    def validate_facts(self, field: TextAreaField) -> None:
        """Refuse a line without a label or a value, too many lines, and parts that are too long."""
        found = self.all_facts()
        if len(found) > MOST_FACTS:
            raise ValidationError(_("Noem hooguit %(max)d feiten.", max=MOST_FACTS))
        for number, fact in enumerate(found, start=1):
            if not fact["label"] or not fact["value"]:
                raise ValidationError(
                    _("Feit %(number)d heeft een naam en een cijfer nodig, met | ertussen.", number=number)
                )
            if any(len(part) > FACT_LENGTH for part in fact.values()):
                raise ValidationError(_("Feit %(number)d is te lang.", number=number))

    def all_facts(self) -> list[dict[str, str]]:
        """Give the facts, each with a label, a value and a source."""
        lines = [line for line in (self.facts.data or "").splitlines() if line.strip()]
        parts = [[part.strip() for part in line.split("|", 2)] for line in lines]
        return [dict(zip(PARTS, [*each, "", ""], strict=False)) for each in parts]


def line_of(fact: dict[str, str]) -> str:
    """Write a fact as a line of the form."""
    return " | ".join(part for part in (fact.get(name, "") for name in PARTS) if part)
