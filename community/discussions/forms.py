"""The form of a discussion."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from community.content.forms import tidy
from community.content.models import COMMENT_LENGTH, TITLE_LENGTH, WIDEST_FIRST, Audience
from community.discussions.models import ALLOWED_AUDIENCES
from community.groups.models import Group
from community.web.forms import Form

AUDIENCE_WORDS = {
    Audience.PUBLIC: _l("Iedereen (publiek zichtbaar)"),
    Audience.MEMBERS: _l("Alleen voor leden"),
    Audience.GROUP: _l("Alleen voor deze werkgroep"),
}


class DiscussionForm(Form):
    """What a discussion begins with."""

    title = StringField(
        _l("Titel"),
        description=_l("Zeg waar het over gaat, bijvoorbeeld in een vraag."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef het gesprek een titel.")),
            Length(max=TITLE_LENGTH, message=_l("Houd de titel onder %(max)d tekens.")),
        ],
    )
    text = TextAreaField(
        _l("Tekst"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf eerst waar je het over wilt hebben.")),
            Length(max=COMMENT_LENGTH, message=_l("De tekst is te lang: houd hem onder %(max)d tekens.")),
        ],
    )
    audience = RadioField(_l("Voor wie?"), default=Audience.GROUP.value)
    revision_number = IntegerField(default=0, validators=[Optional()])

    def offer(self, group: Group) -> None:
        """Fill in the audiences that the group allows."""
        self.audience.choices = [
            SelectChoice(each.value, AUDIENCE_WORDS[each]) for each in ALLOWED_AUDIENCES[group.access]
        ]


class MoveForm(Form):
    """To which group a discussion goes, and for whom it is there."""

    target = RadioField(
        _l("Naar welke werkgroep?"),
        validators=[DataRequired(_l("Kies een werkgroep."))],
    )
    audience = RadioField(_l("Voor wie?"), default=Audience.GROUP.value)

    def offer(self, groups: Sequence[Group], now_for: Audience) -> None:
        """Fill in the groups to which this person may move it, and the audiences that are not wider than it has now."""
        self.target.choices = [SelectChoice(each.slug, each.name) for each in groups]
        self.audience.choices = [
            SelectChoice(each.value, AUDIENCE_WORDS[each]) for each in WIDEST_FIRST if not each.is_wider_than(now_for)
        ]
