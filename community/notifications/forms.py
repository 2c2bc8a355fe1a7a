"""The form in which people choose of what they want a mail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import CheckboxInput, ListWidget

from community.accounts.models import Member
from community.notifications.messages import KIND_WORDS
from community.notifications.models import Kind, Mail, mail_choice
from community.web.forms import Form


class MailForm(Form):
    """Of which kinds of notification a mail comes at once."""

    kinds = SelectMultipleField(
        _l("Stuur me meteen een mail bij:"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self) -> None:
        """Fill in what there is to choose."""
        self.kinds.choices = [SelectChoice(kind.value, words) for kind, words in KIND_WORDS.items()]

    def show(self, member: Member) -> None:
        """Fill in what a member gets now."""
        self.kinds.data = [kind.value for kind in Kind if mail_choice(member, kind) == Mail.AT_ONCE]

    def chosen(self) -> dict[Kind, Mail]:
        """Give the choice for each kind."""
        wanted = set(self.kinds.data or ())
        return {kind: Mail.AT_ONCE if kind.value in wanted else Mail.OFF for kind in Kind}
