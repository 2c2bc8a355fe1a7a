"""The form with which one chooses as whom to look."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import AnyOf

from community.web.forms import Form
from community.web.viewing import Viewer


class ViewAsForm(Form):
    """As whom to look, in which group, and at which page to begin."""

    viewer = HiddenField(validators=[AnyOf([each.value for each in Viewer], _l("Kies als wie je wilt kijken."))])
    group = StringField()
    next = StringField()
