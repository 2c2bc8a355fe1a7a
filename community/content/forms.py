"""The forms of what hangs on content."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, StopValidation

from community.content.models import ALT_LENGTH, COMMENT_LENGTH, CREDIT_LENGTH, AttachmentUse
from community.core.ids import read_id
from community.web.forms import Form

# With two ids of 19 digits before it, of who sent the form and of the item, it fits the column of the comment's key.
KEY_LENGTH = 24
HIGHEST_NUMBER = 2**31 - 1
# The points that can be chosen without JavaScript: tenths from the left and from the top, and the words for it.
FOCAL_CHOICES = {
    "0-0": _l("linksboven"),
    "5-0": _l("middenboven"),
    "10-0": _l("rechtsboven"),
    "0-5": _l("links"),
    "5-5": _l("het midden"),
    "10-5": _l("rechts"),
    "0-10": _l("linksonder"),
    "5-10": _l("middenonder"),
    "10-10": _l("rechtsonder"),
}
FOCAL_OPTIONS = [SelectChoice(word, label) for word, label in FOCAL_CHOICES.items()]


# Marks that no text needs and that XML does not allow; line ends and tabs stay.
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def tidy(text: Any) -> Any:
    """Take away what no text needs: control characters and space around it."""
    return text.translate(CONTROL).strip() if isinstance(text, str) else text


def identifier(text: Any) -> int:
    """Read an id that a form sends; what is none becomes 0, which is never a choice but the empty one."""
    return read_id(str(text)) or 0


class WritingChecks:
    """What every form checks that holds a long text in `body`, as `format` says, on the version `revision_number`."""

    format: HiddenField

    def validate_body(self, field: TextAreaField) -> None:
        """Take no text in a form of writing that is not known."""
        if self.format.data not in ("html", "markdown"):
            raise StopValidation(_l("De tekst is niet goed aangekomen. Probeer het nog eens."))

    def validate_revision_number(self, field: IntegerField) -> None:
        """Take only a number that a page can have held."""
        if field.data is None or not 0 <= field.data < HIGHEST_NUMBER:
            raise StopValidation(_l("Open deze pagina opnieuw en probeer het nog eens."))


class CommentForm(Form):
    """What a member says about an item."""

    text = TextAreaField(
        _l("Je reactie"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Schrijf eerst je reactie.")),
            Length(max=COMMENT_LENGTH, message=_l("Je reactie is te lang: houd het onder %(max)d tekens.")),
        ],
    )
    key = HiddenField(filters=[tidy], validators=[Length(max=KEY_LENGTH)])
    reply_to = HiddenField(validators=[Length(max=20)])


class HideForm(Form):
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


class PictureForm(Form):
    """What is said of a file: what a picture shows, who made it, and where the eye should stay."""

    use = RadioField(
        _l("Wat is het?"),
        choices=[SelectChoice(use.value, use.label) for use in AttachmentUse],
        default=AttachmentUse.LEAD_PICTURE.value,
    )
    alt = StringField(
        _l("Wat is er op de foto te zien?"),
        description=_l("Voor wie de foto niet ziet. Verplicht bij een foto."),
        filters=[tidy],
        validators=[Length(max=ALT_LENGTH, message=_l("Houd dit onder %(max)d tekens."))],
    )
    credit = StringField(
        _l("Wie heeft de foto gemaakt?"),
        filters=[tidy],
        validators=[Length(max=CREDIT_LENGTH, message=_l("Houd dit onder %(max)d tekens."))],
    )
    focus = RadioField(
        _l("Wat moet in beeld blijven als de foto wordt bijgesneden?"),
        choices=FOCAL_OPTIONS,
        default="5-5",
    )

    def validate_alt(self, field: StringField) -> None:
        """Take no picture without words for who does not see it."""
        if self.use.data != AttachmentUse.FILE and not field.data:
            raise StopValidation(_l("Beschrijf wat er op de foto te zien is."))

    def focal_point(self) -> tuple[int, int]:
        """Give the chosen point, in tenths from the left and from the top."""
        x, y = str(self.focus.data or "5-5").split("-")
        return int(x), int(y)

    def offer_focus(self, x: int, y: int) -> None:
        """Let a point that is not on the grid be chosen as well; it is chosen until another is sent."""
        word = f"{x}-{y}"
        if word not in FOCAL_CHOICES:
            self.focus.choices = [*FOCAL_OPTIONS, SelectChoice(word, _l("Zoals het nu is"))]
        if not self.is_submitted():
            self.focus.data = word


class AttachmentForm(PictureForm):
    """A new file with what is said of it."""

    file = FileField(_l("Bestand"), description=_l("Een foto (JPEG, PNG of WebP) of een document. Hooguit 50 MB."))

    def validate_file(self, field: FileField) -> None:
        """Take only a form with a file in it."""
        if not getattr(field.data, "filename", ""):
            raise StopValidation(_l("Kies eerst een bestand."))
