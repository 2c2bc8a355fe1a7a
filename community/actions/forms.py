"""The form of an action item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from community import richtext
from community.accounts.models import Member
from community.actions.models import ActionItem, Progress
from community.content.forms import tidy
from community.content.models import COMMENT_LENGTH, TITLE_LENGTH, Audience
from community.core.clock import today
from community.discussions.forms import AUDIENCE_WORDS
from community.discussions.models import ALLOWED_AUDIENCES
from community.groups.models import Group
from community.web.forms import Form

FURTHEST = timedelta(days=3660)
NAME_LENGTH = 200
MOST_NAMESAKES_SHOWN = 5


class ActionForm(Form):
    """What is to be done, by whom and before when."""

    title = StringField(
        _l("Wat moet er gebeuren?"),
        description=_l("Begin met wat iemand doet, bijvoorbeeld: Vraag drie offertes aan."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf wat er moet gebeuren.")),
            Length(max=TITLE_LENGTH, message=_l("Houd dit onder %(max)d tekens.")),
        ],
    )
    owner = StringField(
        _l("Wie doet het?"),
        description=_l("De naam van iemand uit de werkgroep. Leeg: nog niemand."),
        filters=[tidy],
        validators=[Length(max=NAME_LENGTH, message=_l("Houd de naam onder %(max)d tekens."))],
    )
    due_on = DateField(_l("Wanneer moet het klaar zijn?"), validators=[Optional()])
    text = TextAreaField(
        _l("Toelichting"),
        filters=[tidy],
        validators=[Length(max=COMMENT_LENGTH, message=_l("De tekst is te lang: houd hem onder %(max)d tekens."))],
    )
    audience = RadioField(_l("Voor wie?"), default=Audience.GROUP.value)
    revision_number = IntegerField(default=0, validators=[Optional()])
    # Who in the group goes by the name that was sent.
    people: Sequence[Member] = ()

    def offer(self, group: Group) -> None:
        """Fill in the audiences that the group allows."""
        self.audience.choices = [
            SelectChoice(each.value, AUDIENCE_WORDS[each]) for each in ALLOWED_AUDIENCES[group.access]
        ]

    def fill(self, action: ActionItem) -> None:
        """Show an action item as it is."""
        self.title.data, self.text.data = action.title, richtext.to_plain(action.body)
        self.owner.data = action.owner.name if action.owner else ""
        self.due_on.data, self.revision_number.data = action.due_on, action.revision_number
        self.audience.data = action.audience.value

    def validate_due_on(self, field: DateField) -> None:
        """Take a date that people can still mean; one that went by is how it is."""
        if field.data and abs(field.data - today()) > FURTHEST:
            raise StopValidation(_l("Die datum ligt te ver weg."))

    def validate_owner(self, field: StringField) -> None:
        """Take nobody, or a name by which exactly one person of the group goes."""
        if not field.data or len(self.people) == 1:
            return
        if not self.people:
            raise StopValidation(_("Niemand in deze werkgroep heet zo. Kijk de naam na."))
        slugs = ", ".join(member.slug for member in self.people[:MOST_NAMESAKES_SHOWN])
        raise StopValidation(_("Meer mensen heten zo. Vul in wie je bedoelt: %(slugs)s.", slugs=slugs))

    def chosen_owner(self) -> Member | None:
        """Give who is to do it; None for nobody yet."""
        return self.people[0] if self.owner.data else None


class ProgressForm(Form):
    """How far an action item is."""

    progress = RadioField(
        _l("Hoe ver is het?"),
        choices=[SelectChoice(each.value, each.label) for each in Progress],
        validators=[DataRequired(_l("Kies hoe ver het is."))],
    )
