"""The words for how an organisation stands, and a table in a few sentences, as a picture's other half."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.organisations.messages import LAYER_WORDS
from community.organisations.models import Layer
from community.seating.seats import SILENT_AFTER, LayerAtTable, Standing, Table

SILENT_DAYS = SILENT_AFTER.days

WORDS_IN_GROUP: dict[str, Any] = {
    Standing.ACTIVE.value: _l("Doet mee"),
    Standing.SEATED.value: _l("Zit aan tafel"),
    Standing.SILENT.value: _l("Stil"),
    Standing.MISSING.value: _l("Ontbreekt"),
}
# Of a region nobody sees all groups, so nobody is told that somebody sits in none.
WORDS_IN_REGION = WORDS_IN_GROUP | {Standing.MISSING.value: _l("Niet aan tafel gezien")}


def layer_in_words(at_table: LayerAtTable) -> str:
    """Say how many of a layer sit at the table."""
    if not at_table.known_count:
        return str(_("%(count)s te gast", count=at_table.guest_count))
    words: str = _("%(present)s van %(known)s", present=at_table.present_count, known=at_table.known_count)
    return f"{words}, {_('%(count)s te gast', count=at_table.guest_count)}" if at_table.guest_count else words


def table_in_words(table: Table) -> str:
    """Say of each layer how many sit at the table."""
    return " ".join(f"{LAYER_WORDS[each.layer]}: {layer_in_words(each)}." for each in table.layers)


def layers_in_words(layers: Sequence[Layer]) -> str:
    """Join the names of layers."""
    return ", ".join(str(LAYER_WORDS[layer]).lower() for layer in layers)
