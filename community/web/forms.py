"""The base of every form: Flask-WTF's, with the words of WTForms read once for each language."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField
from wtforms.i18n import messages_path


class Form(FlaskForm):  # type: ignore[misc]
    """What somebody sends to this site."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the words of WTForms come from; Flask-WTF reads their file anew for every form that is sent."""

        def get_translations(self, form: Any) -> NullTranslations:
            """Give the words in the reader's language."""
            return words_of_forms(str(get_locale()))

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Let no field hold a null byte: nobody types one, and PostgreSQL refuses to compare with it."""
            if not issubclass(unbound_field.field_class, FieldList | FormField):
                filters = unbound_field.kwargs.get("filters", ())
                options = {**options, "filters": [without_null_bytes, *filters]}
            return unbound_field.bind(form=form, **options)


def without_null_bytes(value: Any) -> Any:
    """Leave null bytes out of a text; of other values there is nothing to leave out."""
    return value.replace("\0", "") if isinstance(value, str) else value


@cache
def words_of_forms(language: str) -> NullTranslations:
    """Read the words of WTForms in a language."""
    return Translations.load(messages_path(), [language], domain="wtforms")
