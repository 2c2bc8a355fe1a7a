"""How moments and names are shown to a reader: dates in Amsterdam's time, "191 dagen geleden", initials."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from flask import Flask
from flask_babel import get_locale, gettext
from jinja2.ext import Extension

from community.core.clock import now
from community.richtext import own_words
from community.web import assets, current, shared, viewing
from community.web.open_forms import Doubt

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def local(moment: datetime) -> datetime:
    """Give a moment in Amsterdam's time."""
    return moment.astimezone(AMSTERDAM)


def day(moment: datetime) -> str:
    """Write a date in full, the day first in every language: 27 maart 2017, 27 March 2017."""
    return format_date(local(moment).date(), "d MMMM yyyy", locale=get_locale())


def whole_day(found: date) -> str:
    """Write a day that is no moment, as it stands in the calendar: 27 maart 2017."""
    return format_date(found, "d MMMM yyyy", locale=get_locale())


def day_and_time(moment: datetime) -> str:
    """Write a date with its time: 27 maart 2017 om 14:00."""
    return format_datetime(local(moment), "d MMMM yyyy HH:mm", locale=get_locale())


def ago(moment: datetime) -> str:
    """Write how many days ago a moment was, by the calendar of Amsterdam."""
    days = (local(now()).date() - local(moment).date()).days
    if days <= 0:
        return str(gettext("vandaag"))
    if days == 1:
        return str(gettext("gisteren"))
    elapsed = local(now()).date() - local(moment).date()
    return format_timedelta(-elapsed, granularity="day", threshold=9999, add_direction=True, locale=get_locale())


def initials(name: str) -> str:
    """Give the first and last initial of a name."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isupper()] or name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def file_size(byte_count: int) -> str:
    """Write a size in units that people use."""
    if byte_count < 1_000_000:
        return f"{max(1, round(byte_count / 1000))} kB"
    size, unit = (byte_count / 1e9, "GB") if byte_count >= 1e9 else (byte_count / 1e6, "MB")
    return f"{size:.1f} {unit}".replace(".", "," if str(get_locale()) == "nl" else ".")


class WithoutIndents(Extension):
    """Reads templates without the indents that only their writers need: a third of what a page would send."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Take the white space at the beginning of each line away; lines keep their numbers."""
        return INDENT.sub("", source) if name and name.endswith(".html") else source


def shared_values() -> dict[str, Any]:
    """Give what every template may use."""
    return {
        "actor": current.actor(),
        # In place of Flask-WTF's own, which knows of no stand-in.
        "csrf_token": shared.form_token,
        "site": current.site(),
        "current_path": shared.address_here(),
    }


def install(app: Flask) -> None:
    """Make the filters and shared values known to the templates."""
    app.context_processor(shared_values)
    app.jinja_env.globals.update(
        csrf_token=shared.form_token,
        asset=assets.asset,
        icon=assets.icon,
        own_bell=shared.own_bell,
        own_follow_button=shared.own_follow_button,
        viewing_as=viewing.words,
        netherlands=assets.netherlands,
        get_locale=get_locale,
    )
    app.jinja_env.filters.update(
        day=day,
        whole_day=whole_day,
        day_and_time=day_and_time,
        ago=ago,
        doubt=lambda word: Doubt(word).label,
        initials=initials,
        file_size=file_size,
        local=local,
        own_words=own_words,
        quoted=lambda path: quote(path, safe="/"),
    )
    app.jinja_env.add_extension(WithoutIndents)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
