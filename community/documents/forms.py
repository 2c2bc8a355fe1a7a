"""The forms of documents and folders."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # newer than its stubs
    FileField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from community.content.forms import tidy
from community.content.models import LEAD_LENGTH, NOTE_LENGTH, Audience
from community.core.file_names import LONGEST, clean_name
from community.discussions.forms import AUDIENCE_WORDS
from community.discussions.models import ALLOWED_AUDIENCES
from community.documents.models import Folder
from community.documents.queries.folders import Tree
from community.groups.models import Group
from community.web.forms import Form

TOP = "0"
TOO_LONG = _l("Houd de naam onder %(max)d tekens.")


def cleaned(text: Any) -> Any:
    """Clean a name as names of files are cleaned; nothing stays nothing."""
    return clean_name(text) if isinstance(text, str) and text.strip() else ""


def audiences_of(group: Group) -> list[Any]:
    """Give the audiences that a group allows."""
    return [SelectChoice(each.value, AUDIENCE_WORDS[each]) for each in ALLOWED_AUDIENCES[group.access]]


def places_in(tree: Tree, *, without: Folder | None = None) -> list[Any]:
    """Give the folders to choose from, each indented by its depth; `without` and what is in it are left out."""
    left_out = {without.id, *(each.id for each in tree.within(without))} if without else set()
    below = [
        SelectChoice(str(folder.id), f"{'– ' * (depth + 1)}{folder.name}")
        for folder, depth in tree.in_order()
        if folder.id not in left_out
    ]
    return [SelectChoice(TOP, _l("Bovenaan, in geen map")), *below]


def note_field(label: Any) -> StringField:
    """Give the field in which people say why they bring a version."""
    return StringField(
        label,
        filters=[tidy],
        validators=[Length(max=NOTE_LENGTH, message=_l("Houd dit onder %(max)d tekens."))],
    )


class AddForm(Form):
    """Files to add to a folder."""

    files = MultipleFileField(
        _l("Bestanden"), description=_l("Je kunt er meer tegelijk kiezen. Hooguit 100 MB per stuk.")
    )
    note = note_field(_l("Wat is er nieuw?"))
    audience = RadioField(_l("Voor wie?"), default=Audience.GROUP.value)

    def offer(self, group: Group) -> None:
        """Fill in the audiences that the group allows."""
        self.audience.choices = audiences_of(group)

    def validate_files(self, field: MultipleFileField) -> None:
        """Take only a form with a file in it."""
        if not any(getattr(each, "filename", "") for each in field.data or []):
            raise StopValidation(_l("Kies eerst een bestand."))


class VersionForm(Form):
    """A file that takes the place of what a document holds now."""

    file = FileField(_l("Bestand"), description=_l("Hooguit 100 MB. De versie die er nu is, blijft bewaard."))
    note = note_field(_l("Wat is er nieuw?"))

    def validate_file(self, field: FileField) -> None:
        """Take only a form with a file in it."""
        if not getattr(field.data, "filename", ""):
            raise StopValidation(_l("Kies eerst een bestand."))


class FolderForm(Form):
    """What a folder is called, where it stands and for whom it is."""

    name = StringField(
        _l("Naam"),
        filters=[cleaned],
        validators=[DataRequired(_l("Geef de map een naam.")), Length(max=LONGEST, message=TOO_LONG)],
    )
    parent = SelectField(_l("Waar staat de map?"), default=TOP)
    audience = RadioField(
        _l("Wie mag de map zien?"),
        description=_l("Wat erin staat, is nooit voor meer mensen dan de map."),
        default=Audience.GROUP.value,
    )

    def offer(self, group: Group, tree: Tree, *, without: Folder | None = None) -> None:
        """Fill in the places and audiences that can be chosen."""
        self.parent.choices = places_in(tree, without=without)
        self.audience.choices = audiences_of(group)


class DocumentForm(Form):
    """What a document is called, what is said of it, where it stands and for whom it is."""

    name = StringField(
        _l("Naam"),
        filters=[cleaned],
        validators=[DataRequired(_l("Geef het document een naam.")), Length(max=LONGEST, message=TOO_LONG)],
    )
    text = TextAreaField(
        _l("Omschrijving"),
        description=_l("Wat is het, en waarvoor? In een paar zinnen."),
        filters=[tidy],
        validators=[Length(max=LEAD_LENGTH, message=_l("Houd dit onder %(max)d tekens."))],
    )
    folder = SelectField(_l("In welke map?"), default=TOP)
    audience = RadioField(_l("Voor wie?"), default=Audience.GROUP.value)
    revision_number = IntegerField(default=0, validators=[Optional()])

    def offer(self, group: Group, tree: Tree) -> None:
        """Fill in the places and audiences that can be chosen."""
        self.folder.choices = places_in(tree)
        self.audience.choices = audiences_of(group)


class MoveForm(Form):
    """In which folder a document goes."""

    folder = SelectField(_l("In welke map?"), default=TOP)

    def offer(self, tree: Tree) -> None:
        """Fill in the folders that can be chosen."""
        self.folder.choices = places_in(tree)
