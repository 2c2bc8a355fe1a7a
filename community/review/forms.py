"""The forms in which a text is refused, and in which it is set what waits."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from community.content.forms import tidy
from community.groups.models import Group
from community.review.models import REASON_LENGTH, WORDS_LENGTH, HeldFor
from community.review.words import read_words
from community.site.queries import SiteSettings
from community.web.forms import Form

TOO_LONG = _l("Dit is te lang: houd het onder %(max)d tekens.")
MOST = 100
A_NUMBER = _l("Vul een aantal in, van 0 tot en met 100.")


class RefuseForm(Form):
    """Why a text does not come to stand."""

    reason = TextAreaField(
        _l("Reden"),
        description=_l("De schrijver leest dit op de site en in een mail, en kan één keer bezwaar maken."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef een reden: de schrijver leest die.")),
            Length(max=REASON_LENGTH, message=TOO_LONG),
        ],
    )


class ReviewForm(Form):
    """What waits in a group."""

    held_for = RadioField(
        _l("Van wie kijk je een tekst eerst na?"),
        description=_l(
            "Reacties en gesprekken wachten dan tot een moderator of coördinator ze plaatst. Wiki, documenten,"
            " besluiten, actiepunten en profielen wachten niet. Schreef een nieuw lid het? Dan komt er een signaal."
        ),
        choices=[SelectChoice(each.value, each.label) for each in HeldFor],
        validators=[InputRequired(_l("Kies van wie."))],
    )
    held_words = TextAreaField(
        _l("Woorden waarbij een tekst wacht, of een signaal komt"),
        description=_l("Eén per regel. Een sterretje staat voor willekeurige letters: casino* vindt ook casinobonus."),
        filters=[tidy],
        validators=[Length(max=WORDS_LENGTH, message=TOO_LONG)],
    )

    def show(self, group: Group) -> None:
        """Fill in how a group is set now."""
        self.held_for.data, self.held_words.data = group.held_for.value, group.held_words

    def words(self) -> tuple[str, ...]:
        """Give the words, each once."""
        return read_words(self.held_words.data or "")


def number(label: Any, description: Any = "") -> IntegerField:
    """Make a field for how many there may be of something."""
    return IntegerField(
        label, description=description, validators=[InputRequired(A_NUMBER), NumberRange(0, MOST, A_NUMBER)]
    )


class SiteReviewForm(ReviewForm):
    """What waits on the whole site."""

    most_links = number(
        _l("Zoveel links naar andere sites mogen er in een tekst staan"), _l("Met meer links wacht de tekst.")
    )
    most_links_new = number(_l("Zoveel links bij nieuwe leden"))
    most_mentions = number(_l("Zoveel mensen mag iemand in één tekst noemen"))

    def show_site(self, settings: SiteSettings) -> None:
        """Fill in how the site is set now."""
        self.held_for.data, self.held_words.data = settings.held_for.value, "\n".join(settings.held_words)
        for name in ("most_links", "most_links_new", "most_mentions"):
            self[name].data = getattr(settings, name)

    def changes(self) -> dict[str, Any]:
        """Give every setting of the form as it is stored."""
        numbers = {name: self[name].data for name in ("most_links", "most_links_new", "most_mentions")}
        return {"held_for": self.held_for.data, "held_words": list(self.words())} | numbers
