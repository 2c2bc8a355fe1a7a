"""The forms of what hangs on content."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from community.content.models import COMMENT_LENGTH


def tidy(text: Any) -> Any:
    """Take away what no text needs: null bytes and space around it."""
    return text.replace("\0", "").strip() if isinstance(text, str) else text


class CommentForm(FlaskForm):  # type: ignore[misc]
    """What a member says about an item."""

    text = TextAreaField(
        _l("Je reactie"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf eerst je reactie.")),
            Length(max=COMMENT_LENGTH, message=_l("Je reactie is te lang: houd het onder %(max)d tekens.")),
        ],
    )
    key = HiddenField(validators=[Length(max=64)])
    reply_to = HiddenField(validators=[Length(max=20)])


class HideForm(FlaskForm):  # type: ignore[misc]
    """Why a comment is hidden."""

    reason = StringField(
        _l("Reden"),
        description=_l("De schrijver leest deze reden."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Geef een reden: de schrijver leest die.")),
            Length(max=500, message=_l("Houd de reden onder %(max)d tekens.")),
        ],
    )
