"""Pictures of towns: a skyline, roofs in mist, flats in the evening, a street of shops at dusk."""

from __future__ import annotations

import random

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
    glow,
    hexed,
    inked,
    mixed,
    painted,
    ridge,
    sky,
    water,
)


def skyline(chance: random.Random) -> Image.Image:
    """Draw towers, cranes and a bridge in pink morning light over wide water."""
    canvas = sky([(0, "aebfd6"), (0.3, "e3c3cf"), (0.55, "f7c9b4"), (0.66, "fbe3c4"), (1, "fbe3c4")])
    glow(canvas, 2500, 1010, 900, "fff2d8", 0.8)
    for depth, (colour, low, high) in enumerate((("d9b6bd", 160, 420), ("bb93a6", 120, 520), ("8b6c8c", 90, 430))):
        x = -40.0
        while x < WIDTH:
            wide = chance.uniform(60, 190) * (1 + depth * 0.15)
            middle = 1 - abs(x - (1150 + depth * 260)) / 2300
            tall = chance.uniform(low, high) * max(0.25, middle**2 * 1.25)
            tower(canvas, chance, x, 1130, wide, tall, colour, lit=depth == 2)
            x += wide + chance.uniform(0, 40)
    for x, size in ((640, 1.0), (1880, 1.25), (2140, 0.85)):
        tower_crane(canvas, x, 1010, size, chance.choice((-1, 1)))
    cable_bridge(canvas, chance)
    painted(canvas, down_to(ridge(chance, 1122, 10, 8), 1160), "5b4763", chance)
    water(canvas, 1150, chance, "7f6d8e", share=0.24, ripple=22)
    fog(canvas, 1020, 1260, "fbe0cf", 0.55, chance)
    return finished(canvas, chance)


def tower(
    canvas: Image.Image,
    chance: random.Random,
    x: float,
    foot: float,
    wide: float,
    tall: float,
    colour: str,
    *,
    lit: bool,
) -> None:
    """Draw a tall building with its windows."""
    top = foot - tall
    painted(canvas, box(x, top, x + wide, foot), colour, chance, rough=0.1)
    kind = chance.random()
    if kind < 0.3:
        painted(canvas, [(x, top + 2), (x, top - wide * 0.4), (x + wide, top + 2)], colour, chance, rough=0.1)
    elif kind < 0.5:
        painted(canvas, box(x + wide * 0.3, top - 46, x + wide * 0.7, top + 2), colour, chance, rough=0.1)
        ImageDraw.Draw(canvas).line((x + wide / 2, top - 46, x + wide / 2, top - 120), fill=hexed(colour), width=5)
    if not lit:
        return
    draw = ImageDraw.Draw(canvas)
    for level in range(int(tall // 34)):
        for column in range(int(wide // 26)):
            if chance.random() < 0.55:
                left, high = x + 9 + column * 26, top + 12 + level * 34
                shade = mixed(hexed(colour), hexed("ffdca8" if chance.random() < 0.3 else "6d5375"), 0.6)
                draw.rectangle((left, high, left + 14, high + 18), fill=shade)


def tower_crane(canvas: Image.Image, x: float, foot: float, size: float, way: int) -> None:
    """Draw a tower crane at work."""
    draw, ink, high = ImageDraw.Draw(canvas), hexed("6a4a63"), foot - 520 * size
    draw.line((x - 9, foot, x - 9, high), fill=ink, width=5)
    draw.line((x + 9, foot, x + 9, high), fill=ink, width=5)
    for step in range(round(520 * size / 28)):
        y = foot - step * 28
        draw.line((x - 9, y, x + 9, y - 28), fill=ink, width=3)
    draw.line((x - way * 130 * size, high, x + way * 440 * size, high), fill=ink, width=9)
    draw.line((x, high - 76 * size, x + way * 300 * size, high), fill=ink, width=4)
    draw.line((x, high - 76 * size, x - way * 120 * size, high), fill=ink, width=4)
    draw.line((x, high - 76 * size, x, high), fill=ink, width=8)
    draw.line((x + way * 330 * size, high, x + way * 330 * size, high + 190 * size), fill=ink, width=3)
    draw.rectangle((x - way * 130 * size - 26, high, x - way * 130 * size + 26, high + 40), fill=ink)


def cable_bridge(canvas: Image.Image, chance: random.Random) -> None:
    """Draw a bridge that hangs from one white pylon."""
    draw = ImageDraw.Draw(canvas)
    painted(canvas, box(2050, 1062, WIDTH + 10, 1084), "f5ebe4", chance, lower="c9a9b0", rough=0)
    painted(
        canvas, [(2600, 1100), (2650, 1100), (2790, 560), (2770, 556)], "fbf4ec", chance, lower="d9bcc0", rough=0.05
    )
    for step in range(13):
        share = step / 13
        mast = (2782 - share * 90, 575 + share * 330)
        draw.line((*mast, 2080 + step * 38, 1062), fill=hexed("f7ece6"), width=4)
    for step in range(7):
        draw.line((2778 - step * 18, 590 + step * 60, 3190 - step * 50, 1062), fill=hexed("f7ece6"), width=4)


def mist(chance: random.Random) -> Image.Image:
    """Draw roofs and towers that rise out of the morning mist."""
    canvas = sky([(0, "a9b5bd"), (0.3, "cfd3cf"), (0.6, "e7dcc2"), (1, "d8c7a0")])
    glow(canvas, 860, 520, 1000, "fff1cf", 0.85)
    painted(canvas, disc(860, 520, 104), "fff6e0", chance, rough=0)
    tones = ("b9bdbd", "9ba5aa", "7b8a93", "5b6c78", "3d4f5c")
    for depth, colour in enumerate(tones):
        foot = 900 + depth * 190
        x = -120.0
        while x < WIDTH + 50:
            wide = chance.uniform(150, 300) * (0.55 + depth * 0.22)
            gabled(canvas, chance, x, foot, wide, chance.uniform(120, 260) * (0.6 + depth * 0.2), colour)
            x += wide * chance.uniform(0.86, 1.1)
        spires(canvas, chance, depth, foot, colour)
        fog(canvas, foot - 250, foot + 330, "e9dfc9", 0.8 - depth * 0.1, chance)
    return finished(canvas, chance)


def gabled(
    canvas: Image.Image, chance: random.Random, x: float, foot: float, wide: float, tall: float, colour: str
) -> None:
    """Draw a house with a pitched roof, seen from the front or from the side."""
    top, dark = foot - tall, "".join(f"{round(part * 0.84):02x}" for part in hexed(colour))
    painted(canvas, box(x, top, x + wide, foot + 400), colour, chance)
    if chance.random() < 0.5:
        painted(canvas, [(x - 8, top + 3), (x + wide / 2, top - wide * 0.42), (x + wide + 8, top + 3)], dark, chance)
    else:
        slope = wide * 0.22
        roof = [
            (x - 8, top + 3),
            (x + slope * 0.5, top - slope),
            (x + wide - slope * 0.5, top - slope),
            (x + wide + 8, top + 3),
        ]
        painted(canvas, roof, dark, chance)
    if chance.random() < 0.7:
        at = x + wide * chance.uniform(0.2, 0.75)
        painted(canvas, box(at, top - wide * 0.42, at + wide * 0.09, top), dark, chance)


def spires(canvas: Image.Image, chance: random.Random, depth: int, foot: float, colour: str) -> None:
    """Let a few towers stand above the roofs of one row."""
    for x, tall, wide, pointed in (
        ((2200, 620, 110, True),),
        ((1330, 540, 92, True), (2740, 430, 130, False)),
        ((520, 640, 130, True),),
        ((2380, 560, 150, False),),
        (),
    )[depth]:
        top = foot - tall
        painted(canvas, box(x, top, x + wide, foot + 200), colour, chance)
        painted(canvas, box(x - 10, top - 8, x + wide + 10, top + 16), colour, chance)
        if pointed:
            painted(canvas, box(x + wide * 0.2, top - 90, x + wide * 0.8, top), colour, chance)
            painted(
                canvas,
                [(x + wide * 0.1, top - 88), (x + wide / 2, top - 330), (x + wide * 0.9, top - 88)],
                colour,
                chance,
            )
        else:
            painted(canvas, disc(x + wide / 2, top, wide * 0.46, 0.8), colour, chance)
            painted(canvas, box(x + wide * 0.44, top - 130, x + wide * 0.56, top - 40), colour, chance)


def flats(chance: random.Random) -> Image.Image:
    """Print a row of flats in the evening, with lit windows and somebody on a bicycle."""
    canvas = sky([(0, "f3e9dc"), (1, "f3e9dc")])
    dusk = sky([(0, "d0d0d0"), (0.45, "8a8a8a"), (0.72, "464646"), (1, "5a5a5a")]).convert("L")
    inked(canvas, dusk, "44619b", chance, shift=(0, 0))
    blush = sky([(0, "000000"), (0.3, "222222"), (0.66, "a8a8a8"), (0.76, "505050"), (1, "202020")]).convert("L")
    inked(canvas, blush, "f08a6b", chance, shift=(4, 3))
    blocks, windows = Image.new("L", SIZE), Image.new("L", SIZE)
    pen, light = ImageDraw.Draw(blocks), ImageDraw.Draw(windows)
    for x, wide, levels, strength in (
        (-60, 560, 7, 190),
        (560, 470, 10, 225),
        (1110, 680, 6, 190),
        (1880, 420, 12, 235),
        (2370, 900, 7, 205),
    ):
        top = 1330 - levels * 92
        pen.rectangle((x, top, x + wide, 1330), fill=strength)
        pen.rectangle((x + wide * 0.7, top - 56, x + wide * 0.86, top), fill=strength)
        for level in range(levels):
            for column in range(int(wide // 92)):
                left, high = x + 26 + column * 92, top + 24 + level * 92
                pen.rectangle((left, high, left + 58, high + 50), fill=120)
                pen.rectangle((left - 8, high + 56, left + 66, high + 64), fill=255)
                if chance.random() < 0.3:
                    pen.rectangle((left, high, left + 58, high + 50), fill=0)
                    light.rectangle((left, high, left + 58, high + 50), fill=255)
    pen.rectangle((-10, 1330, WIDTH + 10, HEIGHT), fill=150)
    for x in (300, 1010, 1790, 2900):
        for _ in range(26):
            pen.ellipse([round(v) for v in spot(chance, x, 1130)], fill=235)
        pen.rectangle((x - 12, 1150, x + 12, 1340), fill=255)
    holes = blocks.filter(ImageFilter.GaussianBlur(1))
    inked(canvas, holes, "26345c", chance, shift=(-4, 3))
    lit = Image.composite(Image.new("RGB", SIZE, hexed("ffd678")), canvas, windows)
    canvas.paste(lit)
    for x in (860, 2250):
        street_lamp(canvas, x)
    inked(canvas, cyclist(1420, 1590, 1.5), "171f3a", chance, shift=(0, 0))
    return finished(canvas, chance, edge=0.1)


def spot(chance: random.Random, x: float, y: float) -> tuple[float, float, float, float]:
    """Give the place of a clump of leaves."""
    cx, cy, r = chance.gauss(x, 62), chance.gauss(y, 52), chance.uniform(26, 60)
    return cx - r, cy - r, cx + r, cy + r


def street_lamp(canvas: Image.Image, x: float) -> None:
    """Draw a street lamp that is on."""
    draw = ImageDraw.Draw(canvas)
    draw.line((x, 1560, x, 1010), fill=hexed("171f3a"), width=12)
    draw.line((x, 1014, x + 90, 1000), fill=hexed("171f3a"), width=10)
    glow(canvas, x + 92, 1012, 420, "ffd88a", 0.75)
    draw.ellipse((x + 70, 996, x + 114, 1024), fill=hexed("fff2cf"))


def cyclist(x: float, y: float, size: float) -> Image.Image:
    """Give the ink of a person on a bicycle."""
    layer = Image.new("L", SIZE)
    draw = ImageDraw.Draw(layer)
    for wheel in (0, 150):
        cx = x + wheel * size
        draw.ellipse((cx - 58 * size, y - 58 * size, cx + 58 * size, y + 58 * size), outline=255, width=9)
    frame = ((0, 0, 48, -80), (48, -80, 128, -84), (128, -84, 150, 0), (48, -80, 66, 4), (66, 4, 128, -84))
    body = ((44, -96, 66, -186, 34), (66, -178, 112, -126, 15), (44, -94, 92, -44, 22), (92, -44, 78, 22, 16))
    more = ((44, -94, 70, -30, 20), (70, -30, 40, 8, 15), (128, -84, 120, -122, 8), (120, -122, 98, -128, 8))
    lines = (*((*ends, 8) for ends in frame), *body, *more, (0, 0, 66, 4, 6))
    for ax, ay, bx, by, wide in lines:
        draw.line((x + ax * size, y + ay * size, x + bx * size, y + by * size), fill=255, width=round(wide * size))
    draw.ellipse((x + 54 * size, y - 250 * size, x + 98 * size, y - 204 * size), fill=255)
    draw.ellipse((x - 160 * size, y + 56 * size, x + 250 * size, y + 76 * size), fill=90)
    return layer


def street(chance: random.Random) -> Image.Image:
    """Draw a street of shops at dusk, with wet bricks and one person under an umbrella."""
    canvas = sky([(0, "2b3a5e"), (0.3, "5d5f86"), (0.5, "b98a8f"), (0.6, "e0a98c"), (1, "3b3b4c")])
    glow(canvas, 1600, 960, 900, "ffc995", 0.7)
    painted(
        canvas,
        [(-10, HEIGHT + 10), (1480, 1010), (1720, 1010), (WIDTH + 10, HEIGHT + 10)],
        "6c6475",
        chance,
        lower="2b2e3d",
        rough=0.3,
    )
    for side in (-1, 1):
        for number in range(7):
            near, far = perspective(number + 1), perspective(number)
            shopfront(canvas, chance, side, far, near, number)
    mirror_street(canvas, chance)
    for number in range(9):
        garland(canvas, chance, number)
    walker(canvas, chance)
    return finished(canvas, chance, edge=0.25)


def perspective(step: int) -> float:
    """Give how far from the middle of the street a wall is, as a share of the nearest."""
    return 0.075 * 1.52**step


def shopfront(canvas: Image.Image, chance: random.Random, side: int, far: float, near: float, number: int) -> None:
    """Draw the front of one house, in perspective: its wall, its windows and its lit shop."""
    colour = chance.choice(("4a4058", "5d4a57", "3e4660", "6a5158", "45506a"))

    def at(depth: float, height: float) -> tuple[float, float]:
        return 1600 + side * 1600 * depth, 1010 + 790 * depth * (1 - height * 2.15)

    tall = chance.uniform(1.0, 1.35)
    painted(canvas, [at(far, 0), at(far, tall), at(near, tall), at(near, 0)], colour, chance, rough=0.2)
    middle = (far + near) / 2
    painted(canvas, [at(far, tall), at(middle, tall + 0.22), at(near, tall)], colour, chance, rough=0.2)
    span = near - far
    warm = chance.choice(("ffd58a", "ffc06a", "ffe2a6", "f7b77c"))
    shop = [
        at(far + span * 0.12, 0.04),
        at(far + span * 0.12, 0.34),
        at(near - span * 0.12, 0.34),
        at(near - span * 0.12, 0.04),
    ]
    painted(canvas, shop, warm, chance, lower="e08a4a", rough=0.12)
    awning = [
        at(far + span * 0.06, 0.42),
        at(near - span * 0.06, 0.42),
        at(near - span * 0.04, 0.34),
        at(far + span * 0.04, 0.34),
    ]
    painted(canvas, awning, chance.choice(("8f3b3f", "2f5d66", "b06a3a", "556b4a")), chance)
    for level in (0.52, 0.8):
        for share in (0.2, 0.6):
            a, b = far + span * share, far + span * (share + 0.22)
            pane = [at(a, level), at(a, level + 0.18), at(b, level + 0.18), at(b, level)]
            painted(canvas, pane, "ffdf9f" if chance.random() < 0.35 else "2a2f44", chance, rough=0.05)
    if number > 1:
        x, y = at(middle, 0.18)
        glow(canvas, x, y, 900 * near, "ffb866", 0.3)


def mirror_street(canvas: Image.Image, chance: random.Random) -> None:
    """Let the wet street reflect what stands along it."""
    below = canvas.crop((0, 300, WIDTH, 1050)).transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((WIDTH, 760))
    below = below.filter(ImageFilter.GaussianBlur(18))
    sheet = canvas.copy()
    sheet.paste(below, (0, 1040))
    mask = Image.new("L", SIZE)
    ImageDraw.Draw(mask).polygon([(-10, HEIGHT + 10), (1490, 1022), (1710, 1022), (WIDTH + 10, HEIGHT + 10)], fill=112)
    canvas.paste(sheet, mask=mask.filter(ImageFilter.GaussianBlur(4)))
    draw = ImageDraw.Draw(canvas)
    for row in range(46):
        depth = (row / 46) ** 1.9
        y, half = 1030 + 770 * depth, 110 + 1700 * depth
        draw.line(
            (1600 - half, y, 1600 + half, y),
            fill=mixed(hexed("2b2e3d"), hexed("8a7d86"), chance.random() * 0.5),
            width=max(1, round(3 * depth)),
        )


def garland(canvas: Image.Image, chance: random.Random, number: int) -> None:
    """Hang a string of lamps across the street."""
    depth = 0.11 * 1.36**number
    if depth > 1:
        return
    draw = ImageDraw.Draw(canvas)
    points = []
    for step in range(25):
        share = step / 12 - 1
        points.append((1600 + share * 1600 * depth, 1010 - 790 * depth * (1.02 - 0.22 * (1 - share * share))))
    draw.line(points, fill=hexed("20243a"), width=max(2, round(7 * depth)))
    for x, y in points[2:-2:2]:
        size = 15 * depth + 3
        draw.ellipse((x - size, y, x + size, y + size * 2), fill=hexed(chance.choice(("ffe6ad", "ffd080"))))


def walker(canvas: Image.Image, chance: random.Random) -> None:
    """Draw somebody with an umbrella, and their reflection."""
    draw, ink = ImageDraw.Draw(canvas), hexed("171a28")
    x, y = 1290, 1500
    draw.polygon([(x - 54, y - 40), (x - 40, y - 250), (x + 40, y - 250), (x + 60, y - 40)], fill=ink)
    draw.ellipse((x - 30, y - 312, x + 30, y - 244), fill=ink)
    draw.line((x - 20, y - 50, x - 34, y + 74), fill=ink, width=26)
    draw.line((x + 22, y - 50, x + 44, y + 68), fill=ink, width=26)
    draw.line((x + 30, y - 200, x + 58, y - 420), fill=ink, width=8)
    dome = [(x + 58 + 190 * s, y - 352 - 128 * (1 - s * s) ** 0.5) for s in [k / 20 - 1 for k in range(41)]]
    painted(canvas, dome, "b5463c", chance, lower="7c2b30", rough=0.1)
    shade = Image.new("L", SIZE)
    ImageDraw.Draw(shade).polygon([(x - 60, y + 80), (x + 70, y + 76), (x + 110, y + 286), (x - 90, y + 290)], fill=120)
    canvas.paste(Image.new("RGB", SIZE, ink), mask=shade.filter(ImageFilter.GaussianBlur(22)))


SCENES = {
    "stadssilhouet": skyline,
    "stad-in-mist": mist,
    "wijk-in-avondlicht": flats,
    "straat-bij-schemer": street,
}
