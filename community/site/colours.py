"""The colours of a house style made from one that an administrator chose, legible on every surface, light and dark.

Contrast is WCAG's: (lighter + 0.05) / (darker + 0.05) of the relative luminances, between 1 and 21.
"""

from __future__ import annotations

import hashlib
import re

HEX = re.compile(r"#[0-9a-f]{6}")
# What text needs against what is behind it (WCAG 2.2, 1.4.3).
LEGIBLE = 4.5
WHITE, BLACK = "#ffffff", "#000000"
# The darkest and lightest surfaces of dark pages on which links stand (see static/src/styles).
DARK_SURFACES = ("#0c1622", "#16263a")
DARK_TEXT = "#06192c"
STEP = 0.04


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, from 0 for black to 1 for white."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast between two colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """Give a colour with a share, from 0 to 1, of another in it."""
    pairs = ((int(colour[place : place + 2], 16), int(other[place : place + 2], 16)) for place in (1, 3, 5))
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)


def soft(colour: str) -> str:
    """Give the palest tint of a colour, for the surface of a menu or a panel."""
    return mixed(colour, WHITE, 0.95)


def worst_contrast(colour: str) -> float:
    """Give the lowest contrast that a main colour would have: white on it, and itself as a link on a pale tint."""
    return min(contrast(colour, WHITE), contrast(colour, soft(colour)))


def lightened(colour: str) -> str:
    """Give a colour with as much white in it as it needs to be read on dark surfaces, and dark text on it."""
    share = 0.0
    while share < 1 and min(contrast(mixed(colour, WHITE, share), each) for each in DARK_SURFACES) < LEGIBLE + 1:
        share += STEP
    return mixed(colour, WHITE, min(share, 1))


def style_sheet(colour: str) -> str:
    """Write the style sheet that lays one colour over the house style."""
    dark = mixed(colour, BLACK, 0.35)
    light = lightened(colour)
    in_light = {
        **dict.fromkeys(("brand", "heading", "link", "action", "tone-1"), colour),
        **dict.fromkeys(("brand-light", "link-hover", "action-hover", "on-tint", "tone-2", "tone-3", "tone-4"), dark),
        "surface-soft": soft(colour),
        "tint": mixed(colour, WHITE, 0.9),
        "tint-strong": mixed(colour, WHITE, 0.8),
        "on-brand-soft": mixed(colour, WHITE, 0.92),
    }
    in_dark = {
        **dict.fromkeys(("link", "action"), light),
        **dict.fromkeys(("link-hover", "action-hover"), mixed(light, WHITE, 0.4)),
        **dict.fromkeys(("brand", "tone-1", "tone-2"), mixed(colour, BLACK, 0.5)),
        **dict.fromkeys(("brand-light", "tone-3", "tone-4"), mixed(colour, BLACK, 0.35)),
        "on-action": DARK_TEXT,
    }
    return f":root{{{lines(in_light)}}}@media (prefers-color-scheme:dark){{:root{{{lines(in_dark)}}}}}"


def lines(values: dict[str, str]) -> str:
    """Write variables of a style sheet."""
    return "".join(f"--site-{name}:{value};" for name, value in values.items())


def fingerprint(sheet: str) -> str:
    """Give the name under which a style sheet can be kept for ever: another sheet has another name."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:16]
