"""The form in which a moderator confirms or merges an organisation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length

from community.content.forms import tidy
from community.organisations.models import NAME_LENGTH, Layer
from community.web.forms import Form

LAYERS = (
    (Layer.MUNICIPALITY.value, _l("Gemeente")),
    (Layer.PROVINCE.value, _l("Provincie")),
    (Layer.WATER_BOARD.value, _l("Waterschap")),
    (Layer.STATE.value, _l("Rijk")),
    (Layer.EDUCATION.value, _l("Onderwijs")),
    (Layer.BUSINESS.value, _l("Ondernemers")),
    (Layer.KNOWLEDGE.value, _l("Kennisinstelling")),
    (Layer.ASSOCIATION.value, _l("Koepel of vereniging")),
    (Layer.REGION.value, _l("Regionale samenwerking")),
    (Layer.OTHER.value, _l("Anders")),
)


class OrganisationForm(Form):
    """The right name and layer of an organisation."""

    name = StringField(
        _l("Naam"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Vul de naam in.")),
            Length(max=NAME_LENGTH, message=_l("Dit is te lang: houd het onder %(max)d tekens.")),
        ],
    )
    layer = SelectField(_l("Soort"), choices=[SelectChoice(*each) for each in LAYERS], default=Layer.OTHER.value)
