"""The colours of each house style can be read: every pair of text and ground, in light and in dark.

The pairs are those that the style sheets put together. Whoever puts a new pair together writes it down here.
"""

import re
from itertools import product
from pathlib import Path

import pytest

STYLES = Path(__file__).resolve().parents[2] / "static" / "src" / "styles"
HOUSE_STYLES = sorted(STYLES.glob("*.css"))
READABLE = 4.5
VISIBLE = 3.0

GROUNDS = ("surface", "surface-soft", "surface-raised")
TONES = ("tone-1", "tone-2", "tone-3", "tone-4")
MESSAGES = ("info", "ok", "warning", "error")
BRANDS = ("brand", "brand-light")

TEXT_PAIRS = [
    *product(("text", "text-soft", "heading", "link", "link-hover", "on-error"), GROUNDS),
    *product(("on-brand", "on-brand-soft"), BRANDS),
    *product(("on-action",), ("action", "action-hover")),
    *product(("on-tint",), ("tint", "tint-strong")),
    *product(("on-tone",), TONES),
    *((f"on-{message}", message) for message in MESSAGES),
    ("on-added", "added"),
    ("on-deleted", "deleted"),
]
# What is no text but must be seen: lines around fields, marks, areas on the map, the line of a message.
PART_PAIRS = [
    *product(("border-strong", "mark", "action"), GROUNDS),
    *product(("mark-on-brand",), (*BRANDS, *TONES)),
    *((f"{message}-line", message) for message in MESSAGES),
    *((f"{message}-line", "surface") for message in MESSAGES),
    ("mark", "tint"),
    ("link", "tint"),
]
# The focus has two colours, one around the other: one of them stands out on any ground.
FOCUS_GROUNDS = (*GROUNDS, *BRANDS, *TONES, "tint", "action", *MESSAGES)

SCHEMES = [
    pytest.param(path, dark, id=f"{path.stem}-{'dark' if dark else 'light'}")
    for path in HOUSE_STYLES
    for dark in (False, True)
]


def colours(path: Path, dark: bool) -> dict[str, str]:
    """Give the colours that a house style sets, by their name without its prefix."""
    light_part, _, dark_part = path.read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--site-([\w-]+):\s*(#[0-9a-f]{6});", light_part))
    return found | dict(re.findall(r"--site-([\w-]+):\s*(#[0-9a-f]{6});", dark_part)) if dark else found


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(ground: str, over: str, share: float) -> str:
    """Give the colour that a half transparent one makes with its ground."""
    channels = [(int(ground[p : p + 2], 16), int(over[p : p + 2], 16)) for p in (1, 3, 5)]
    return "#" + "".join(f"{round(below + (above - below) * share):02x}" for below, above in channels)


def too_weak(path: Path, dark: bool, pairs: list[tuple[str, str]], least: float) -> list[str]:
    """Name the pairs that have less contrast than they should."""
    palette = colours(path, dark)
    found = ((front, ground, contrast(palette[front], palette[ground])) for front, ground in pairs)
    return [f"{front} on {ground}: {value:.2f}" for front, ground, value in found if value < least]


def test_black_on_white_has_the_contrast_that_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("path", "dark"), SCHEMES)
def test_every_text_can_be_read(path: Path, dark: bool) -> None:
    assert too_weak(path, dark, TEXT_PAIRS, READABLE) == []


@pytest.mark.parametrize(("path", "dark"), SCHEMES)
def test_every_line_and_mark_can_be_seen(path: Path, dark: bool) -> None:
    assert too_weak(path, dark, PART_PAIRS, VISIBLE) == []


@pytest.mark.parametrize(("path", "dark"), SCHEMES)
def test_the_focus_stands_out_on_every_ground(path: Path, dark: bool) -> None:
    palette = colours(path, dark)
    weak = [
        ground
        for ground in FOCUS_GROUNDS
        if max(contrast(palette[ring], palette[ground]) for ring in ("focus", "focus-ring")) < VISIBLE
    ]
    assert weak == []


@pytest.mark.parametrize(("path", "dark"), SCHEMES)
def test_the_words_of_a_card_can_be_read_on_the_circles_behind_them(path: Path, dark: bool) -> None:
    palette = colours(path, dark)
    circle = 0.09 + 0.07  # as in cards.css, where both lie over each other
    grounds = {tone: mixed(palette[tone], "#ffffff", circle) for tone in TONES}
    assert [tone for tone, ground in grounds.items() if contrast(palette["on-tone"], ground) < READABLE] == []


@pytest.mark.parametrize("path", HOUSE_STYLES, ids=lambda path: path.stem)
def test_a_house_style_sets_every_colour_that_the_others_set(path: Path) -> None:
    assert colours(path, dark=False).keys() == colours(HOUSE_STYLES[0], dark=False).keys()
    assert colours(path, dark=True).keys() == colours(path, dark=False).keys()


def test_every_colour_that_the_style_sheets_use_is_set_by_the_house_styles() -> None:
    sheets = (STYLES.parent / "css").glob("*.css")
    used = {name for sheet in sheets for name in re.findall(r"var\(--site-([\w-]+)", sheet.read_text(encoding="utf-8"))}
    assert used - {"font"} <= colours(HOUSE_STYLES[0], dark=False).keys()


def test_two_house_styles_are_shown() -> None:
    assert {path.stem for path in HOUSE_STYLES} >= {"regio", "twente"}
