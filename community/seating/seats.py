"""A table as it is shown: organisations by layer, each taking part, silent or missing, and the drawing of it.

Pure: no database, no rights. What is judged is an organisation, never a person: what is known of the people is how many
they are, and which functions they have. Who may know what is up to `queries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from community.organisations.models import Layer

# Whose people did nothing for so long is silent; who came in since then is not.
SILENT_AFTER = timedelta(days=90)
MOST_FUNCTIONS = 4
# In the order in which people look for them.
LAYER_ORDER = (
    Layer.REGION,
    Layer.MUNICIPALITY,
    Layer.PROVINCE,
    Layer.WATER_BOARD,
    Layer.STATE,
    Layer.EDUCATION,
    Layer.KNOWLEDGE,
    Layer.BUSINESS,
    Layer.ASSOCIATION,
    Layer.OTHER,
)

# Of the drawing, in its own units: it is as wide as a phone.
WIDTH, MARGIN = 320, 4
CHAIR, IN_A_ROW, MOST_DRAWN = 32, 9, 36
LABEL_HEIGHT, GAP = 24, 12


class Standing(StrEnum):
    """How an organisation stands in a group or a region; `SEATED` is all that may be said to who does not read all."""

    ACTIVE = "active"
    SEATED = "seated"
    SILENT = "silent"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Place:
    """A group in which an organisation sits."""

    id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Seat:
    """An organisation at the table, or its empty chair."""

    organisation_id: int
    slug: str
    name: str
    layer: Layer
    standing: Standing
    # Whether it belongs to the region; others take part as guests.
    is_of_region: bool = True
    people_count: int = 0
    coordinator_count: int = 0
    functions: tuple[str, ...] = ()
    last_active_at: datetime | None = None
    places: tuple[Place, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether its chair is empty."""
        return self.standing == Standing.MISSING

    @property
    def shown_functions(self) -> tuple[str, ...]:
        """The functions that are written out."""
        return self.functions[:MOST_FUNCTIONS]

    @property
    def more_functions(self) -> int:
        """How many functions are not written out."""
        return len(self.functions) - len(self.shown_functions)


@dataclass(frozen=True, slots=True)
class LayerAtTable:
    """The organisations of one layer."""

    layer: Layer
    seats: Sequence[Seat]

    @property
    def known_count(self) -> int:
        """How many of the region there are."""
        return sum(seat.is_of_region for seat in self.seats)

    @property
    def present_count(self) -> int:
        """How many of the region sit at the table."""
        return sum(seat.is_of_region and not seat.is_missing for seat in self.seats)

    @property
    def guest_count(self) -> int:
        """How many take part that do not belong to the region."""
        return len(self.seats) - self.known_count


@dataclass(frozen=True, slots=True)
class Chair:
    """A chair as it is drawn, from its upper left corner."""

    x: int
    y: int
    seat: Seat


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """A layer as it is drawn: a line of words at a height, and chairs below it."""

    y: int
    at_table: LayerAtTable
    chairs: Sequence[Chair]
    more_count: int
    more_y: int


@dataclass(frozen=True, slots=True)
class Table:
    """Who sits at a table, by layer.

    `is_known` is whether the reader may know of any seat; the rest says what may be told of those who sit.
    """

    layers: Sequence[LayerAtTable]
    is_known: bool = True
    tells_people: bool = False
    tells_silence: bool = False
    without_organisation_count: int = 0

    @property
    def seats(self) -> list[Seat]:
        """All chairs."""
        return [seat for each in self.layers for seat in each.seats]

    @property
    def missing(self) -> list[Seat]:
        """The empty chairs."""
        return [seat for seat in self.seats if seat.is_missing]

    @property
    def silent(self) -> list[Seat]:
        """Those who sit there and did nothing for long."""
        return [seat for seat in self.seats if seat.standing == Standing.SILENT]

    @property
    def known_count(self) -> int:
        """How many organisations belong to the region."""
        return sum(each.known_count for each in self.layers)

    @property
    def present_count(self) -> int:
        """How many of the region sit at the table."""
        return sum(each.present_count for each in self.layers)

    @property
    def standings(self) -> list[Standing]:
        """Which standings there are, for the legend."""
        found = {seat.standing for seat in self.seats}
        return [each for each in Standing if each in found]

    @property
    def unknown_layers(self) -> list[Layer]:
        """The layers of which no organisation is known; whatever is of no layer misses nobody."""
        found = {each.layer for each in self.layers}
        return [layer for layer in LAYER_ORDER if layer not in found and layer != Layer.OTHER]

    @property
    def drawing(self) -> list[DrawnLayer]:
        """The chairs in rows, layer below layer."""
        drawn, y = [], 0
        for each in self.layers:
            drawn.append(drawn_at(y, each))
            y += height_of(each)
        return drawn

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return sum(map(height_of, self.layers)) or 1


def laid(seats: Iterable[Seat]) -> list[LayerAtTable]:
    """Put seats under their layers, in the order in which they come, guests after those of the region."""
    in_order = sorted(seats, key=lambda seat: (LAYER_ORDER.index(seat.layer), not seat.is_of_region))
    return [LayerAtTable(layer, list(found)) for layer, found in groupby(in_order, key=lambda seat: seat.layer)]


def standing_of(*, sits: bool, is_all_read: bool, last_sign_at: datetime | None, moment: datetime) -> Standing:
    """Judge an organisation by the last sign of its people: what they did, or that they came in."""
    if not sits:
        return Standing.MISSING
    if not is_all_read:
        return Standing.SEATED
    is_silent = last_sign_at is None or last_sign_at < moment - SILENT_AFTER
    return Standing.SILENT if is_silent else Standing.ACTIVE


def rows_of(at_table: LayerAtTable) -> int:
    """Count the rows of chairs of a layer."""
    return -(-min(len(at_table.seats), MOST_DRAWN) // IN_A_ROW)


def height_of(at_table: LayerAtTable) -> int:
    """Give the height of a layer in the drawing, with a line for what is not drawn."""
    more = LABEL_HEIGHT if len(at_table.seats) > MOST_DRAWN else 0
    return LABEL_HEIGHT + rows_of(at_table) * (CHAIR + MARGIN) + more + GAP


def drawn_at(y: int, at_table: LayerAtTable) -> DrawnLayer:
    """Draw a layer at a height."""
    drawn = at_table.seats[:MOST_DRAWN]
    chairs = [
        Chair(
            MARGIN + (number % IN_A_ROW) * (CHAIR + MARGIN - 1),
            y + LABEL_HEIGHT + (number // IN_A_ROW) * (CHAIR + MARGIN),
            seat,
        )
        for number, seat in enumerate(drawn)
    ]
    more_y = y + LABEL_HEIGHT + rows_of(at_table) * (CHAIR + MARGIN) + 14
    return DrawnLayer(y, at_table, chairs, len(at_table.seats) - len(drawn), more_y)
