"""How an organisation is judged, and how a table is drawn; without a database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.core.clock import now
from community.organisations.models import Layer
from community.seating.seats import CHAIR, MOST_DRAWN, SILENT_AFTER, WIDTH, Seat, Standing, Table, laid, standing_of


def seat(name: str, layer: Layer = Layer.MUNICIPALITY, standing: Standing = Standing.ACTIVE, **more: bool) -> Seat:
    return Seat(1, name.lower(), name, layer, standing, **more)


@pytest.mark.parametrize(
    ("sits", "is_all_read", "days", "found"),
    [
        (False, True, 1, Standing.MISSING),
        (True, False, 1000, Standing.SEATED),
        (True, True, 1000, Standing.SILENT),
        (True, True, SILENT_AFTER.days, Standing.ACTIVE),
        (True, True, SILENT_AFTER.days + 1, Standing.SILENT),
        (True, True, None, Standing.SILENT),
    ],
)
def test_an_organisation_is_silent_after_ninety_days_and_only_to_who_reads_everything(
    sits: bool, is_all_read: bool, days: int | None, found: Standing
) -> None:
    moment = now()
    last = None if days is None else moment - timedelta(days=days)
    assert standing_of(sits=sits, is_all_read=is_all_read, last_sign_at=last, moment=moment) == found


def test_a_table_counts_those_of_the_region_and_names_guests_apart() -> None:
    table = Table(
        laid(
            [
                seat("Wetterskip", Layer.WATER_BOARD, Standing.MISSING),
                seat("Goes"),
                seat("Vlissingen", standing=Standing.SILENT),
                seat("Zwolle", is_of_region=False),
            ]
        )
    )
    towns, boards = table.layers
    assert (towns.layer, boards.layer) == (Layer.MUNICIPALITY, Layer.WATER_BOARD)
    assert (towns.present_count, towns.known_count, towns.guest_count) == (2, 2, 1)
    assert (table.present_count, table.known_count) == (2, 3)
    assert [each.name for each in table.missing] == ["Wetterskip"]
    assert [each.name for each in table.silent] == ["Vlissingen"]
    assert Layer.EDUCATION in table.unknown_layers and Layer.MUNICIPALITY not in table.unknown_layers


@pytest.mark.parametrize("count", [1, 9, 10, MOST_DRAWN, MOST_DRAWN + 5])
def test_chairs_stay_within_the_drawing_and_never_on_each_other(count: int) -> None:
    table = Table(laid([seat(f"Gemeente {number}") for number in range(count)] + [seat("Provincie", Layer.PROVINCE)]))
    chairs = [chair for layer in table.drawing for chair in layer.chairs]
    assert len(chairs) == min(count, MOST_DRAWN) + 1
    assert len({(chair.x, chair.y) for chair in chairs}) == len(chairs)
    assert all(0 <= chair.x <= WIDTH - CHAIR + 4 and chair.y + CHAIR <= table.height for chair in chairs)
    assert table.drawing[0].more_count == max(0, count - MOST_DRAWN)
    below = table.drawing[1].y
    assert all(chair.y + CHAIR <= below for chair in table.drawing[0].chairs)
