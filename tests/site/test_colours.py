"""A site has its own main colour, as long as people can read in it and on it."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from community.site.colours import DARK_SURFACES, LEGIBLE, WHITE, contrast, style_sheet, worst_contrast
from tests.builders.fixtures import submit
from tests.builders.world import World

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def variables(sheet: str) -> tuple[dict[str, str], dict[str, str]]:
    """Read the variables of a style sheet, for light pages and for dark ones."""
    light, dark = (dict(re.findall(r"--site-([\w-]+):(#\w{6});", part)) for part in sheet.split("@media"))
    return light, dark


@pytest.mark.parametrize(("one", "other", "expected"), [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54)])
def test_contrast_is_that_of_the_standard(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)


@given(colour=COLOURS)
def test_everything_stays_legible_in_every_colour_that_is_accepted(colour: str) -> None:
    assume(worst_contrast(colour) >= LEGIBLE)
    light, dark = variables(style_sheet(colour))
    for name in ("brand", "brand-light", "action", "action-hover", "tone-1", "tone-2", "tone-3", "tone-4"):
        assert contrast(light[name], WHITE) >= LEGIBLE, name
    for name in ("link", "link-hover", "heading"):
        assert contrast(light[name], light["surface-soft"]) >= LEGIBLE, name
    assert contrast(light["on-tint"], light["tint-strong"]) >= LEGIBLE
    for name in ("link", "link-hover", "action"):
        assert min(contrast(dark[name], surface) for surface in DARK_SURFACES) >= LEGIBLE, name
    assert contrast(dark["on-action"], dark["action"]) >= LEGIBLE
    for name in ("brand", "brand-light", "tone-1", "tone-2", "tone-3", "tone-4"):
        assert contrast(dark[name], WHITE) >= LEGIBLE, name


def settings(world: World, colour: str) -> dict[str, str]:
    """Give the form of settings as it stands, with another colour."""
    page = world.client(world.administrator()).get("/beheer/instellingen").text
    assert 'name="main_colour"' in page
    return {
        "name": "Proef",
        "region_word": "Regio's",
        "house_style": "regio",
        "joining": "approval",
        "group_invitation_days": "14",
        "reconfirm_after_days": "365",
        "reconfirm_within_days": "60",
        "main_colour": colour,
    }


def test_the_colour_stands_in_a_style_sheet_of_its_own_on_every_page(world: World) -> None:
    administrator = world.client(world.administrator())
    assert "/stijl/" not in world.client().get("/").text
    assert submit(administrator, "/beheer/instellingen", settings(world, "#154273")).status_code == 303
    found = re.search(r'href="(/stijl/\w+\.css)"', world.client().get("/").text)
    assert found is not None
    answer = world.client().get(found[1])
    assert answer.mimetype == "text/css"
    assert "--site-brand:#154273;" in answer.text
    assert "immutable" in answer.headers["Cache-Control"]
    assert world.client().get("/stijl/anders.css").status_code == 404
    submit(administrator, "/beheer/instellingen", settings(world, ""))
    assert "/stijl/" not in world.client().get("/").text
    assert world.client().get(found[1]).status_code == 404


@pytest.mark.parametrize("colour", ["#ffcc00", "blauw", "#12345", "#154273;}body{display:none", "154273"])
def test_what_is_no_colour_or_cannot_be_read_is_refused_beside_the_field(world: World, colour: str) -> None:
    answer = submit(world.client(world.administrator()), "/beheer/instellingen", settings(world, colour))
    assert answer.status_code == 422
    assert 'id="main_colour-error"' in answer.text
    assert "/stijl/" not in world.client().get("/").text
