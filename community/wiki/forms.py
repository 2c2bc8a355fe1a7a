"""The form of a wiki page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from community.content.forms import WritingChecks, identifier, tidy
from community.content.models import BODY_LENGTH, NOTE_LENGTH, TITLE_LENGTH, Audience
from community.discussions.forms import AUDIENCE_WORDS
from community.discussions.models import ALLOWED_AUDIENCES
from community.groups.models import Group
from community.web.forms import Form
from community.wiki.queries.tree import Tree

# Before the title of a page below another, once for each page above it.
DEEPER = "– "


class PageForm(WritingChecks, Form):
    """What a page says, and where it stands."""

    title = StringField(
        _l("Titel"),
        description=_l("Andere pagina’s verwijzen hiernaar met deze titel tussen dubbele vierkante haken."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef de pagina een titel.")),
            Length(max=TITLE_LENGTH, message=_l("Houd de titel onder %(max)d tekens.")),
        ],
    )
    parent_id = SelectField(_l("Staat onder"), coerce=identifier, default=0, validators=[Optional()])
    body = TextAreaField(
        _l("Tekst"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf eerst iets op de pagina.")),
            Length(max=BODY_LENGTH, message=_l("De tekst is te lang: houd hem onder %(max)d tekens.")),
        ],
    )
    format = HiddenField(default="markdown")
    audience = RadioField(_l("Voor wie?"), default=Audience.GROUP.value)
    note = StringField(
        _l("Wat heb je gewijzigd?"),
        description=_l("Dit staat bij de versies van deze pagina."),
        filters=[tidy],
        validators=[Length(max=NOTE_LENGTH, message=_l("Houd dit onder %(max)d tekens."))],
    )
    revision_number = IntegerField(default=0)

    def offer(self, group: Group, tree: Tree, *, page_id: int | None = None) -> None:
        """Fill in for whom a page can be, and the pages below which it can stand: not itself, nor what is below it."""
        self.audience.choices = [
            SelectChoice(each.value, AUDIENCE_WORDS[each]) for each in ALLOWED_AUDIENCES[group.access]
        ]
        self.parent_id.choices = [
            SelectChoice(0, _l("Bovenaan, onder geen andere pagina")),
            *(SelectChoice(node.id, DEEPER * depth + node.title) for depth, node in tree.walk(without=page_id)),
        ]
