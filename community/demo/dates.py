"""Dates in the demo's texts that stay true whatever the day of loading: `{dag +12}` counts from the text's own day.

`{dag}` gives a weekday and a date, `{datum}` a date, `{maand}` a month. Days move to a working day: nobody holds a
meeting or closes a list on a Sunday. It knows Dutch only: the demo is Dutch.
"""

import re
from datetime import date, timedelta

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
PLACE = re.compile(r"\{(?P<form>dag|datum|maand)(?: (?P<shift>[+-]\d{1,4}))?\}")
SATURDAY = 5


def filled(text: str, day: date) -> str:
    """Give a text with its dates filled in, counted from a day."""
    return PLACE.sub(lambda place: worded(place["form"], int(place["shift"] or 0), day), text)


def worded(form: str, shift: int, day: date) -> str:
    """Give a date so many days away, or a month so many months away, in words."""
    if form == "maand":
        return MONTHS[(day.month - 1 + shift) % 12]
    moved = working_day(day + timedelta(days=shift))
    words = f"{moved.day} {MONTHS[moved.month - 1]}"
    return f"{WEEKDAYS[moved.weekday()]} {words}" if form == "dag" else words


def working_day(day: date) -> date:
    """Give the day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day
