"""The words of figures: weeks, spans of time, numbers that are not told."""

from __future__ import annotations

from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from community.figures.counted import FEWEST, Hidden, What
from community.figures.weeks import Week

DAY, HOUR = 86400, 3600
# What took less is told in hours.
HOURS_UNTIL = 48 * HOUR


def hidden_in_words(value: Hidden) -> str:
    """Say why a number is not told."""
    if value == Hidden.FEW:
        return str(_("minder dan %(number)s", number=FEWEST))
    return str(_("niet getoond"))


def value_in_words(value: Any) -> str:
    """Write a value of a table for a reader; what there is none of is a dash."""
    if value is None:
        return "–"
    if isinstance(value, Hidden):
        return hidden_in_words(value)
    return value if isinstance(value, str) else number_in_words(value)


def number_in_words(number: float) -> str:
    """Write a number, with one decimal where it has any."""
    return str(format_decimal(round(number, 1), "#,##0.#", locale=get_locale()))


def days(seconds: float | None) -> str | None:
    """Write how many days something took."""
    if seconds is None:
        return None
    number = number_in_words(seconds / DAY)
    return str(ngettext("%(number)s dag", "%(number)s dagen", 1 if number == "1" else 2, number=number))


def hours_or_days(seconds: float | None) -> str | None:
    """Write how long something took, in hours where that is less than two days."""
    if seconds is None or seconds >= HOURS_UNTIL:
        return days(seconds)
    number = number_in_words(seconds / HOUR)
    return str(ngettext("%(number)s uur", "%(number)s uur", 1 if number == "1" else 2, number=number))


def week_in_words(week: Week) -> str:
    """Name a week by its number and its Monday."""
    monday = format_date(week.monday, "d MMMM yyyy", locale=get_locale())
    return str(_("week %(number)s (%(monday)s)", number=week.number, monday=monday))


def written_labels() -> dict[What, str]:
    """Name what can be written."""
    return {
        What.COMMENTS: _("Reacties"),
        What.NEWS: _("Nieuwsberichten"),
        What.DISCUSSIONS: _("Gesprekken"),
        What.DOCUMENTS: _("Documenten"),
        What.WIKI_PAGES: _("Wikipagina’s"),
        What.DECISIONS: _("Voorstellen en peilingen"),
        What.ACTIONS: _("Actiepunten"),
    }
