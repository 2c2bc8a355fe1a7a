"""What a form has that anybody may send: a field that people leave empty, and when the form was opened, signed.

A program fills in every field, at once. What looks like that is no reason to refuse: a browser that fills in forms, or
somebody who pasted a text, does so too. It becomes a doubt that a person weighs.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData, URLSafeSerializer
from wtforms import HiddenField, StringField

from community.core.clock import now
from community.web.forms import Form

QUICKEST = timedelta(seconds=3)
LONGEST = timedelta(days=1)
SALT = "open-form"


class Doubt(StrEnum):
    """What a program would do with a form."""

    FILLED = "filled"
    QUICK = "quick"
    OLD = "old"
    UNSIGNED = "unsigned"

    @property
    def label(self) -> Any:
        """What moderators read."""
        return DOUBT_LABELS[self]


DOUBT_LABELS: dict[Doubt, Any] = {
    Doubt.FILLED: _l(
        "Een veld dat mensen niet zien, is ingevuld. Dat doet een programma, of een browser die velden invult."
    ),
    Doubt.QUICK: _l("Het formulier was binnen drie seconden ingevuld."),
    Doubt.OLD: _l("Het formulier stond langer dan een dag open."),
    Doubt.UNSIGNED: _l("Het formulier komt niet van de pagina waarop het staat."),
}


def signed(moment: datetime, key: str) -> str:
    """Give a moment in a form in which nobody else can write it."""
    return str(URLSafeSerializer(key, salt=SALT).dumps(int(moment.timestamp())))


def read_signed(words: str, key: str) -> datetime | None:
    """Give the moment of signed words; None where they are not signed here."""
    try:
        return datetime.fromtimestamp(URLSafeSerializer(key, salt=SALT).loads(words), UTC)
    except (BadData, TypeError, ValueError, OverflowError, OSError):
        return None


class OpenForm(Form):
    """A form that anybody may send."""

    # A name that programs like to fill in; the style takes it from the page, and its label says what to do without it.
    website = StringField(_l("Laat dit veld leeg"))
    opened = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A form that must be corrected was opened when it was opened first.
        if not self.opened.data:
            self.opened.data = "" if self.is_submitted() else signed(now(), current_app.config["SECRET_KEY"])

    def doubts(self) -> list[str]:
        """Give what a program would have done with this form."""
        found = [Doubt.FILLED] if self.website.data else []
        moment = read_signed(self.opened.data or "", current_app.config["SECRET_KEY"])
        if moment is None:
            return [*found, Doubt.UNSIGNED]
        taken = now() - moment
        if taken < QUICKEST:
            return [*found, Doubt.QUICK]
        return [*found, Doubt.OLD] if taken > LONGEST else [*found]
