"""The form by which somebody says what an item came out of."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from community.content.forms import tidy
from community.web.forms import Form

ADDRESS_LENGTH = 2000


class OriginForm(Form):
    """The address of the item that another came out of."""

    address = StringField(
        _l("Adres van het stuk waar dit uit voortkomt"),
        description=_l("Kopieer het adres van een gesprek, voorstel, besluit, actiepunt, document of bericht."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Plak hier het adres van het stuk.")),
            Length(max=ADDRESS_LENGTH, message=_l("Dat adres is te lang.")),
        ],
    )
