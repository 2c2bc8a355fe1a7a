"""Pictures of land: polder, terp, solar field, train on an embankment, dyke."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from community.demo.draw.brush import (
    HEIGHT,
    SIZE,
    WIDTH,
    box,
    disc,
    down_to,
    finished,
    fog,
    glints,
    glow,
    hexed,
    inked,
    mask_of,
    mixed,
    painted,
    ridge,
    sky,
    strokes,
    water,
)


def polder(chance: random.Random) -> Image.Image:
    """Draw straight ditches in yellow evening light, with two mills and a row of willows."""
    canvas = sky([(0, "7d95a8"), (0.25, "c9b79a"), (0.42, "f3cf86"), (0.5, "f7dfa6"), (1, "f7dfa6")])
    glow(canvas, 2350, 820, 1100, "ffd27a", 0.9)
    for height, colour in ((858, "b9a98b"), (880, "8f8d74")):
        painted(canvas, down_to(ridge(chance, height, 16, 5)), colour, chance)
    ground = box(-10, 905, WIDTH + 10, HEIGHT + 10)
    painted(canvas, ground, "c2ad57", chance, lower="4f5a2c", rough=0.2)
    fields(canvas, chance)
    for x, foot, size in ((2320, 930, 1.0), (2810, 912, 0.62)):
        mill(canvas, chance, x, foot, size)
    for step in range(13):
        willow(canvas, chance, 90 + step * 96 * (1 + step * 0.055), 1010 - step * 7.6, 1.25 - step * 0.075)
    fog(canvas, 840, 1010, "fbe6b5", 0.5, chance)
    return finished(canvas, chance)


def fields(canvas: Image.Image, chance: random.Random) -> None:
    """Cut the ground into strips that run to one point, with light in the ditches."""
    middle, horizon = 2050, 905
    colours = ("6d7a35", "a59a48", "7f8a3a", "c3ac54", "5e6d30", "94903f")
    ends = [-5200, -3300, -1900, -800, 150, 980, 1800, 2650, 3600, 4900, 6900]
    for number, (left, right) in enumerate(itertools.pairwise(ends)):
        strip = [(middle + (left - middle) * 0.012, horizon), (middle + (right - middle) * 0.012, horizon)]
        shape = [*strip, (right, HEIGHT + 10), (left, HEIGHT + 10)]
        painted(canvas, shape, colours[number % 6], chance, lower=colours[(number + 2) % 6], rough=0.25)
        turn = math.atan2(HEIGHT - horizon, (left + right) / 2 - middle)
        strokes(canvas, chance, mask_of(shape), ("d9c46f", "4d5b28", "8d9443"), 260, slope=_towards(turn))
    for x in ends[1:-1]:
        wide = 46 + abs(x - middle) * 0.012
        ditch = [(middle + (x - middle) * 0.012, horizon), (x + wide, HEIGHT + 10), (x - wide, HEIGHT + 10)]
        painted(canvas, ditch, "f9dd9c", chance, lower="7f8f93", rough=0.06)


def _towards(turn: float) -> Callable[[float, float], float]:
    return lambda _x, _y: turn


def mill(canvas: Image.Image, chance: random.Random, x: float, foot: float, size: float) -> None:
    """Draw a windmill against the light."""
    body = [(x - 62, foot), (x - 36, foot - 250), (x + 36, foot - 250), (x + 62, foot)]
    about = [(x + (px - x) * size, foot + (py - foot) * size) for px, py in body]
    painted(canvas, about, "4a3a30", chance, lower="2f2a25", rough=0.2)
    cap_y = foot - 268 * size
    painted(canvas, disc(x, cap_y + 12 * size, 44 * size, 0.75), "3a2d28", chance)
    draw = ImageDraw.Draw(canvas)
    for turn in (0.42, 0.42 + math.pi / 2, 0.42 + math.pi, 0.42 - math.pi / 2):
        out, side = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
        reach = 235 * size
        tip = (x + out[0] * reach, cap_y + out[1] * reach)
        draw.line((x, cap_y, *tip), fill=hexed("332720"), width=max(5, round(9 * size)))
        for step in range(3, 15):
            at = (x + out[0] * reach * step / 14, cap_y + out[1] * reach * step / 14)
            wide = 34 * size
            draw.line((*at, at[0] + side[0] * wide, at[1] + side[1] * wide), fill=hexed("4b392e"), width=4)
        edge = [
            (
                x + out[0] * reach * share + side[0] * 34 * size,
                cap_y + out[1] * reach * share + side[1] * 34 * size,
            )
            for share in (0.2, 1.0)
        ]
        draw.line((*edge[0], *edge[1]), fill=hexed("4b392e"), width=4)


def willow(canvas: Image.Image, chance: random.Random, x: float, foot: float, size: float) -> None:
    """Draw a pollard willow."""
    trunk = [(x - 26, foot), (x - 30, foot - 96), (x + 32, foot - 98), (x + 24, foot)]
    painted(canvas, [(x + (px - x) * size, foot + (py - foot) * size) for px, py in trunk], "4a3d2b", chance)
    knot = (x, foot - 104 * size)
    painted(canvas, disc(*knot, 40 * size, 0.7), "4a3d2b", chance)
    for _ in range(26):
        turn, out = chance.uniform(-3.3, 0.16), chance.uniform(20, 92) * size
        at = (x + math.cos(turn) * out * 1.1, knot[1] - 34 * size + math.sin(turn) * out)
        colour = chance.choice(("55602a", "6c7430", "444f24", "7d7f38", "4a5526"))
        painted(canvas, disc(*at, chance.uniform(20, 34) * size), colour, chance, rough=0.3)
    draw = ImageDraw.Draw(canvas)
    for _ in range(60):
        turn, out = chance.uniform(-3.0, -0.14), chance.uniform(90, 150) * size
        near = (x + math.cos(turn) * out * 0.6, knot[1] - 20 * size + math.sin(turn) * out * 0.6)
        tip = (x + math.cos(turn) * out, knot[1] - 20 * size + math.sin(turn) * out)
        draw.line(
            (*near, *tip), fill=hexed(chance.choice(("5d682d", "7d7f38", "444f24"))), width=max(2, round(4 * size))
        )


def terp(chance: random.Random) -> Image.Image:
    """Draw a village on its mound at nightfall, with a church and the last light in the ditches."""
    canvas = sky([(0, "1d2847"), (0.3, "4a4a78"), (0.47, "a7657a"), (0.56, "e89a6b"), (1, "e89a6b")])
    for _ in range(11):
        y, x = chance.uniform(120, 760), chance.uniform(-200, 3000)
        long = chance.uniform(500, 1500)
        painted(canvas, disc(x, y, long / 2, 0.028), chance.choice(("6a527c", "8f5f7c", "c97f72")), chance)
    canvas.paste(canvas.filter(ImageFilter.GaussianBlur(9)))
    glow(canvas, 820, 1000, 1300, "ff9d5c", 0.55)
    painted(canvas, down_to(ridge(chance, 1000, 10, 3)), "3c3554", chance)
    hill = [(x, mound(x)) for x in range(-20, WIDTH + 21, 20)]
    painted(canvas, down_to(hill), "1f2a33", chance, lower="0f171d", rough=0.2)
    village(canvas, chance)
    for x, wide in ((-900, 95), (250, 70), (1020, 54), (1700, 60), (2900, 84), (4300, 110)):
        ditch = [(1500 + (x - 1500) * 0.28, 1120), (x + wide, HEIGHT + 10), (x - wide, HEIGHT + 10)]
        painted(canvas, ditch, "f0a878", chance, lower="5a5479", rough=0.05)
    strokes(canvas, chance, mask_of(box(0, 1110, WIDTH, HEIGHT)), ("18222a", "26323a", "0e151b"), 900, width=8)
    fog(canvas, 960, 1190, "c58b86", 0.35, chance)
    return finished(canvas, chance)


def village(canvas: Image.Image, chance: random.Random) -> None:
    """Set the houses, the trees and the church of a terp on their mound."""
    for _ in range(34):
        x = min(2650.0, max(1330.0, chance.gauss(1990, 330)))
        foot = mound(x)
        painted(canvas, disc(x, foot - chance.uniform(30, 84), chance.uniform(34, 66), 0.86), "18222b", chance)
    lit: list[tuple[float, float]] = []
    painted(canvas, box(1880, 726, 1966, 920), "2c2f44", chance, lower="1d2230")
    painted(canvas, [(1872, 730), (1890, 650), (1956, 650), (1974, 730)], "443450", chance)
    painted(canvas, box(1966, 822, 2176, 920), "262a3d", chance)
    painted(canvas, [(1958, 828), (1984, 752), (2158, 752), (2184, 828)], "3a2f4a", chance)
    lit += [(2010, 856), (2062, 856), (2112, 856)]
    for x, wide in ((1380, 150), (1545, 118), (1690, 150), (2225, 140), (2380, 160), (2560, 122), (1790, 100)):
        foot = mound(x) + 12
        farmhouse(canvas, chance, x, foot, wide)
        if chance.random() < 0.75:
            lit.append((x - wide * 0.22, foot - 42))
    for x, y in lit:
        painted(canvas, box(x, y, x + 20, y + 30), "ffd684", chance, rough=0)
        glow(canvas, x + 10, y + 15, 120, "ffb45a", 0.5)


def mound(x: float) -> float:
    """Give the height of the ground of the terp."""
    return 1012 - 118 * math.exp(-(((x - 1980) / 640) ** 2))


def farmhouse(canvas: Image.Image, chance: random.Random, x: float, foot: float, wide: float) -> None:
    """Draw a low house with a large roof."""
    painted(canvas, box(x - wide / 2, foot - 52, x + wide / 2, foot + 30), "2a2b3c", chance)
    roof = [
        (x - wide * 0.58, foot - 48),
        (x - wide * 0.34, foot - 116),
        (x + wide * 0.34, foot - 116),
        (x + wide * 0.58, foot - 48),
    ]
    painted(canvas, roof, chance.choice(("42304a", "3a2c46", "4b3446")), chance)
    painted(canvas, box(x + wide * 0.16, foot - 140, x + wide * 0.16 + 15, foot - 100), "33263c", chance)


def solar_field(chance: random.Random) -> Image.Image:
    """Draw rows of panels that run to the horizon under a sky from yellow to blue, with turbines."""
    canvas = sky([(0, "2f6ea3"), (0.22, "7fb0c9"), (0.4, "f2dca0"), (0.47, "f6c65e"), (1, "f6c65e")])
    glow(canvas, 1180, 790, 900, "fff0b8", 1.0)
    painted(canvas, disc(1180, 770, 92), "fffbe6", chance, rough=0)
    painted(canvas, down_to(ridge(chance, 832, 12, 4)), "7f9a86", chance)
    for x, size in ((2050, 0.5), (2330, 0.66), (2600, 0.55), (2930, 0.86), (3090, 0.5)):
        turbine(canvas, chance, x, 836, size)
    painted(canvas, box(-10, 850, WIDTH + 10, HEIGHT + 10), "a8b65a", chance, lower="4d6a35", rough=0.25)
    strokes(canvas, chance, mask_of(box(0, 850, WIDTH, HEIGHT)), ("c8cf72", "5f7d3a", "87984a"), 1200, reach=(10, 40))
    edges = [870, 905, 955, 1025, 1125, 1265, 1465, 1740]
    for number, top in enumerate(edges):
        panels(canvas, chance, top, 0.05 + (number / 7) ** 1.7 * 0.95)
    return finished(canvas, chance)


def panels(canvas: Image.Image, chance: random.Random, top: float, near: float) -> None:
    """Draw one row of solar panels across the picture."""
    tall, slant, wide = 190 * near + 10, 120 * near, 250 * near + 16
    x = -400.0 - chance.uniform(0, wide)
    while x < WIDTH + 200:
        shape = [(x + slant, top), (x + slant + wide * 0.96, top), (x + wide * 0.96, top + tall), (x, top + tall)]
        tone = 1 - min(1.0, abs(x - 1180) / 2100)
        upper = "".join(f"{part:02x}" for part in mixed(hexed("6f97b5"), hexed("f3dfa6"), max(0.0, tone) ** 3))
        painted(canvas, shape, upper, chance, lower="173a5c", rough=0.04)
        draw = ImageDraw.Draw(canvas)
        for share in (0.25, 0.5, 0.75):
            ends = (x + slant + wide * share, top, x + wide * share, top + tall)
            draw.line(ends, fill=hexed("9fb9c9"), width=max(1, round(4 * near)))
        middle = (x + slant / 2, top + tall / 2, x + slant / 2 + wide * 0.96, top + tall / 2)
        draw.line(middle, fill=hexed("9fb9c9"), width=max(1, round(4 * near)))
        draw.line((x, top + tall, x + wide * 0.96, top + tall), fill=hexed("e8eef0"), width=max(2, round(7 * near)))
        x += wide


def turbine(canvas: Image.Image, chance: random.Random, x: float, foot: float, size: float) -> None:
    """Draw a wind turbine far away."""
    hub = foot - 380 * size
    mast = [(x - 7 * size, foot), (x - 4 * size, hub), (x + 4 * size, hub), (x + 7 * size, foot)]
    painted(canvas, mast, "f3f1e6", chance, rough=0)
    begin = chance.uniform(0, 2)
    for third in range(3):
        turn = begin + third * math.tau / 3
        out, side = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
        blade = [
            (x + side[0] * 7 * size, hub + side[1] * 7 * size),
            (x + out[0] * 190 * size, hub + out[1] * 190 * size),
            (x - side[0] * 7 * size, hub - side[1] * 7 * size),
        ]
        painted(canvas, blade, "fbfaf2", chance, rough=0)


def train(chance: random.Random) -> Image.Image:
    """Draw a train on an embankment at sunrise, in three printing inks."""
    canvas = sky([(0, "f4ead6"), (1, "f4ead6")])
    glow_disc = mask_of(disc(2240, 700, 250))
    tint = sky([(0, "505050"), (0.5, "161616"), (0.62, "000000"), (1, "000000")]).convert("L")
    inked(canvas, tint, "2f7f95", chance, shift=(0, 0))
    inked(canvas, glow_disc, "f2754e", chance, shift=(7, 5))
    far = Image.new("L", SIZE)
    draw = ImageDraw.Draw(far)
    draw.polygon(down_to(ridge(chance, 985, 22, 5)), fill=120)
    for step in range(24):
        x = step * 150 + chance.uniform(-30, 30)
        tall = chance.uniform(180, 330)
        draw.polygon(disc(x, 985 - tall / 2, tall / 4.2, 2.1), fill=150)
    inked(canvas, far, "2f7f95", chance, shift=(-6, 4))
    bank = Image.new("L", SIZE)
    ImageDraw.Draw(bank).polygon([(-10, 1120), (WIDTH + 10, 1120), (WIDTH + 10, 1810), (-10, 1810)], fill=255)
    inked(canvas, bank, "f0b23e", chance, shift=(0, 0))
    slope = Image.new("L", SIZE)
    pen = ImageDraw.Draw(slope)
    for _ in range(2600):
        x, y = chance.uniform(-100, WIDTH), chance.uniform(1130, HEIGHT) ** 1.0
        pen.line((x, y, x + chance.uniform(20, 120), y - chance.uniform(-6, 6)), fill=chance.randint(70, 190), width=5)
    pen.polygon([(-10, 1450), (900, 1390), (2100, 1520), (WIDTH + 10, 1430), (WIDTH + 10, 1810), (-10, 1810)], fill=170)
    inked(canvas, slope, "2f7f95", chance, shift=(5, -4))
    inked(canvas, carriages(), "1f3550", chance, shift=(3, 3))
    return finished(canvas, chance, edge=0.06)


def carriages() -> Image.Image:
    """Give the ink of the train, its rails and the wires above it."""
    layer = Image.new("L", SIZE)
    draw = ImageDraw.Draw(layer)
    draw.rectangle((-10, 1112, WIDTH + 10, 1128), fill=255)
    for x in range(-60, WIDTH + 100, 620):
        draw.line((x, 1115, x, 560), fill=255, width=14)
        draw.line((x, 600, x + 150, 640), fill=255, width=9)
    for y in (640, 676):
        draw.line((-10, y, WIDTH + 10, y), fill=200, width=5)
    for left in (-240, 560, 1360):
        draw.rounded_rectangle((left, 800, left + 780, 1085), 26, fill=255)
        for window in range(8):
            x = left + 48 + window * 88
            draw.rounded_rectangle((x, 852, x + 68, 920), 10, fill=0)
            draw.rounded_rectangle((x, 970, x + 68, 1030), 10, fill=0)
        draw.rectangle((left + 60, 1080, left + 240, 1112), fill=255)
        draw.rectangle((left + 540, 1080, left + 720, 1112), fill=255)
    nose = [(2150, 800), (2330, 800), (2470, 930), (2520, 1085), (2150, 1085)]
    draw.polygon(nose, fill=255)
    draw.polygon([(2330, 846), (2350, 846), (2440, 934), (2330, 934)], fill=0)
    draw.rectangle((2190, 852, 2280, 920), fill=0)
    return layer


def dyke(chance: random.Random) -> Image.Image:
    """Draw a high sea dyke with sheep between the mud flats and the fields, under a heavy sky."""
    canvas = sky([(0, "5b6a78"), (0.3, "8d9aa2"), (0.48, "d5d3c4"), (1, "d5d3c4")])
    for _ in range(16):
        x, y = chance.uniform(-200, WIDTH), chance.uniform(40, 560)
        cloud = disc(x, y, chance.uniform(260, 720), chance.uniform(0.16, 0.3))
        painted(canvas, cloud, chance.choice(("55636f", "6e7c86", "a9b1b2", "c5c7bf")), chance, lower="8a959b")
    canvas.paste(canvas.filter(ImageFilter.GaussianBlur(34)))
    glow(canvas, 560, 790, 800, "fff3cf", 0.7)
    painted(canvas, box(-10, 866, 2150, HEIGHT + 10), "c9c6b6", chance, lower="837d6e", rough=0.15)
    mud = mask_of(box(0, 870, 2150, HEIGHT))
    strokes(canvas, chance, mud, ("e6e3d4", "a39c8a", "6f6a5e", "d3cfbd"), 1500, reach=(60, 340), width=12)
    for foot, head, wide in ((-500, 900, 210), (260, 1180, 150), (900, 1560, 84), (-1500, 480, 260)):
        course = [(head + (foot - head) * (step / 24) ** 1.5, 872 + 940 * (step / 24) ** 2) for step in range(25)]
        bent = [(x + math.sin(step / 2.6 + head) * 90 * (step / 24), y) for step, (x, y) in enumerate(course)]
        half = [3 + wide * (step / 24) ** 1.8 for step in range(25)]
        left = [(x - w, y) for (x, y), w in zip(bent, half, strict=True)]
        right = [(x + w, y) for (x, y), w in zip(bent, half, strict=True)]
        painted(canvas, [*left, *reversed(right)], "eceee4", chance, lower="aab6b8", rough=0.05)
    painted(canvas, box(2100, 868, WIDTH + 10, HEIGHT + 10), "a9a35c", chance, lower="5e6b36", rough=0.2)
    for number in range(9):
        far, near = 2300 + number * 105, 2520 + number * 430
        furrow = [(far, 870), (far + 34, 870), (near + 150, HEIGHT + 10), (near, HEIGHT + 10)]
        painted(canvas, furrow, "c4b86c", chance, lower="7a7a3e", rough=0.2)
    crest = [(2140, 850), (2230, 846), (2120, HEIGHT + 10), (1180, HEIGHT + 10)]
    side = [(2040, 868), (2140, 850), (1180, HEIGHT + 10), (330, HEIGHT + 10)]
    back = [(2230, 846), (2330, 870), (2980, HEIGHT + 10), (2120, HEIGHT + 10)]
    turn = math.atan2(930, -900)
    for shape, upper, lower in ((side, "8a9a5a", "5f7b3c"), (back, "5e7038", "3b4f26"), (crest, "a7b06a", "7f9a4c")):
        painted(canvas, shape, upper, chance, lower=lower, rough=0.2)
        strokes(canvas, chance, mask_of(shape), (upper, lower, "b9c47c"), 420, slope=lambda _x, _y: turn, width=9)
    for x, y, size in ((1560, 1250, 0.9), (1330, 1400, 1.1), (1760, 1160, 0.6), (1060, 1480, 1.6), (1830, 1060, 0.4)):
        sheep(canvas, chance, x, y, size)
    return finished(canvas, chance)


def sheep(canvas: Image.Image, chance: random.Random, x: float, y: float, size: float) -> None:
    """Draw a grazing sheep."""
    for leg in (-34, -18, 18, 36):
        painted(
            canvas, box(x + leg * size, y + 20 * size, x + (leg + 8) * size, y + 66 * size), "2f2b27", chance, rough=0
        )
    for _ in range(14):
        at = (x + chance.uniform(-44, 44) * size, y + chance.uniform(-18, 18) * size)
        painted(canvas, disc(*at, 24 * size), chance.choice(("efeadd", "e2dccb", "d3cbb8")), chance, rough=0.05)
    painted(canvas, disc(x - 66 * size, y + 26 * size, 19 * size, 1.3), "37322d", chance, rough=0)


def moonlit_flats(chance: random.Random) -> Image.Image:
    """Draw the mud flats by moonlight, with glistening creeks, a row of stakes and a far lighthouse."""
    canvas = sky([(0, "07111f"), (0.28, "12263d"), (0.46, "2c4c63"), (0.5, "3d6175"), (1, "3d6175")])
    draw = ImageDraw.Draw(canvas)
    for _ in range(240):
        x, y, bright = chance.uniform(0, WIDTH), chance.uniform(0, 760), chance.randint(90, 220)
        size = chance.choice((2, 2, 3, 5))
        draw.ellipse((x, y, x + size, y + size), fill=(bright, bright, min(255, bright + 20)))
    glow(canvas, 2280, 420, 1000, "9fc4d8", 0.55)
    painted(canvas, box(-10, 880, WIDTH + 10, HEIGHT + 10), "1f3a4b", chance, lower="0a1620", rough=0.15)
    water(canvas, 884, chance, "0c1c2a", share=0.55, ripple=20)
    painted(canvas, disc(2280, 420, 86), "f3f4e6", chance, rough=0.05)
    for dx, dy, radius in ((-30, -18, 22), (24, 20, 15), (8, -40, 10)):
        painted(canvas, disc(2280 + dx, 420 + dy, radius), "dfe1d0", chance, rough=0)
    for number in range(9):
        y = 930 + number**1.7 * 22
        bar = ridge(chance, y, 12 + number * 4, 4)
        lower = [(x, py + (16 + number * 13) * (0.6 + 0.4 * math.sin(x / 430 + number * 2))) for x, py in bar]
        painted(canvas, [*bar, *reversed(lower)], "0d1b26", chance, lower="060d13", rough=0.2)
    glints(canvas, chance, (1900, 900, 2660, HEIGHT), "d8ecf2", 380, 80)
    for step in range(16):
        x, tall = 380 + step**1.18 * 44, 230 - step * 12
        draw.line((x, 1250 - step * 22, x + 5, 1250 - step * 22 - tall), fill=hexed("060c12"), width=max(4, 16 - step))
    draw.rectangle((640, 838, 652, 884), fill=hexed("0a141d"))
    glow(canvas, 646, 834, 200, "ffd993", 0.9)
    painted(canvas, disc(646, 834, 8), "fff2cc", chance, rough=0)
    return finished(canvas, chance)


SCENES = {
    "polder-met-molens": polder,
    "terpdorp": terp,
    "zonneveld": solar_field,
    "trein-in-de-ochtend": train,
    "dijk-en-wad": dyke,
    "wad-bij-maanlicht": moonlit_flats,
}
