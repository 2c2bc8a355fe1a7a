"""Pictures of people's tables: a meeting from above, a workshop, a desk with a drawing."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw, ImageFilter

from community.demo.draw.brush import (
    HEIGHT,
    SIZE,
    WIDTH,
    Point,
    Points,
    box,
    disc,
    finished,
    glow,
    hexed,
    mask_of,
    painted,
    sky,
    strokes,
)


def shadowed(
    canvas: Image.Image,
    points: Points,
    colour: str,
    chance: random.Random,
    *,
    lift: int = 18,
    lower: str = "",
    rough: float = 0.08,
) -> None:
    """Lay a thing on a table, with the shadow that it throws."""
    mask = Image.new("L", SIZE)
    ImageDraw.Draw(mask).polygon([(x + lift * 0.7, y + lift) for x, y in points], fill=120)
    canvas.paste(Image.new("RGB", SIZE, (20, 16, 18)), mask=mask.filter(ImageFilter.GaussianBlur(lift * 0.7)))
    painted(canvas, points, colour, chance, lower=lower, rough=rough)


def turned(points: Points, x: float, y: float, turn: float) -> list[Point]:
    """Turn a shape about its own middle and put it somewhere."""
    cos, sin = math.cos(turn), math.sin(turn)
    return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]


def table(chance: random.Random) -> Image.Image:
    """Draw a round table from above, with papers, cups and the hands of eight people."""
    canvas = sky([(0, "36505a"), (1, "2a3f4a")])
    strokes(
        canvas,
        chance,
        mask_of(box(0, 0, WIDTH, HEIGHT)),
        ("3d5963", "2f4751", "446470"),
        1300,
        reach=(60, 260),
        width=26,
    )
    middle, reach = (1600, 905), 760
    coats = ("b5523b", "e0b04c", "6f8f6a", "2f4c6e", "8a5a7a", "d8d0c0", "3c3a44", "c98a5a")
    skins = ("e8b994", "8d5a3c", "f0c9a8", "c68a62", "5f3d2b", "e2ad86", "a9714c", "f2d0b4")
    for number in range(8):
        seat(
            canvas,
            chance,
            middle,
            reach,
            number,
            coats[number],
            chance.choice(("2b2320", "5a3c28", "b08a5a", "8f8a86", "1d1a1a")),
        )
    shadowed(canvas, disc(*middle, reach), "c99a66", chance, lift=46, lower="b27f4d", rough=0.12)
    strokes(
        canvas, chance, mask_of(disc(*middle, reach)), ("d9af7d", "a87647", "c4935d"), 700, reach=(160, 520), width=9
    )
    for number in range(8):
        place(canvas, chance, middle, number, coats[number], skins[number])
    sheet = [(-250, -170), (250, -170), (250, 170), (-250, 170)]
    shadowed(canvas, turned(sheet, 1600, 900, 0.22), "f4efe2", chance, lift=12, rough=0.03)
    plan(canvas, chance, 1600, 900, 0.22)
    return finished(canvas, chance)


def seat(
    canvas: Image.Image, chance: random.Random, middle: Point, reach: float, number: int, coat: str, hair: str
) -> None:
    """Draw somebody at the table from above: shoulders and head."""
    turn = number * math.tau / 8 + 0.2
    x, y = middle[0] + math.cos(turn) * (reach + 105) * 1.12, middle[1] + math.sin(turn) * (reach + 105)
    shoulders = [(math.cos(a) * 78, math.sin(a) * 178) for a in [math.tau * k / 48 for k in range(48)]]
    shadowed(canvas, turned(shoulders, x, y, turn), coat, chance, lift=24, rough=0.14)
    shadowed(canvas, disc(x - math.cos(turn) * 12, y - math.sin(turn) * 12, 82), hair, chance, lift=14, rough=0.2)


def place(canvas: Image.Image, chance: random.Random, middle: Point, number: int, coat: str, skin: str) -> None:
    """Draw what lies before one person, and their hands."""
    turn = number * math.tau / 8 + 0.2
    x, y = middle[0] + math.cos(turn) * 500, middle[1] + math.sin(turn) * 500
    paper = [(-105, -78), (105, -78), (105, 78), (-105, 78)]
    lean = turn + math.pi / 2 + chance.uniform(-0.25, 0.25)
    shadowed(
        canvas, turned(paper, x, y, lean), chance.choice(("f6f1e6", "f3e6c4", "dfe9ea")), chance, lift=9, rough=0.03
    )
    draw = ImageDraw.Draw(canvas)
    for line in range(5):
        ends = turned([(-80, -50 + line * 24), (chance.uniform(10, 80), -50 + line * 24)], x, y, lean)
        draw.line((*ends[0], *ends[1]), fill=hexed("a9a49a"), width=5)
    for side in (-1, 1):
        spread = turn + side * 0.27
        far = (middle[0] + math.cos(spread) * 745, middle[1] + math.sin(spread) * 745)
        near = (middle[0] + math.cos(turn + side * 0.17) * 600, middle[1] + math.sin(turn + side * 0.17) * 600)
        draw.line((*far, *near), fill=hexed(coat), width=74)
        shadowed(canvas, disc(*near, 40, 0.9), skin, chance, lift=8, rough=0.05)
    if number % 2:
        cup(canvas, chance, middle[0] + math.cos(turn + 0.36) * 590, middle[1] + math.sin(turn + 0.36) * 590)
    elif number % 4 == 0:
        pad = [(-70, -92), (70, -92), (70, 92), (-70, 92)]
        spot = (middle[0] + math.cos(turn - 0.4) * 560, middle[1] + math.sin(turn - 0.4) * 560)
        shadowed(canvas, turned(pad, *spot, lean + 0.4), "23282d", chance, lift=10, rough=0)
        painted(
            canvas,
            turned([(px * 0.86, py * 0.88) for px, py in pad], *spot, lean + 0.4),
            "7fa6b5",
            chance,
            lower="3f6a80",
            rough=0,
        )


def cup(canvas: Image.Image, chance: random.Random, x: float, y: float) -> None:
    """Draw a cup of coffee from above."""
    shadowed(canvas, disc(x, y, 66), "efe9dc", chance, lift=10, rough=0.03)
    shadowed(canvas, disc(x, y, 45), "ffffff", chance, lift=8, rough=0)
    painted(canvas, disc(x, y, 36), "4a2c1a", chance, lower="6b4426", rough=0.1)


def plan(canvas: Image.Image, chance: random.Random, x: float, y: float, turn: float) -> None:
    """Draw the map in the middle of the table."""
    areas = (
        [(-210, -120), (-60, -140), (-40, -20), (-190, 10)],
        [(-30, -135), (120, -120), (150, 0), (-20, -20)],
        [(-190, 30), (-30, 0), (10, 130), (-170, 130)],
        [(20, 0), (200, 20), (190, 135), (40, 130)],
    )
    for shape, colour in zip(areas, ("9db98a", "e2b65c", "cf7350", "7fa3b5"), strict=True):
        painted(canvas, turned(shape, x, y, turn), colour, chance, rough=0.12)
    course = turned([(-250, 60), (-120, 20), (0, 10), (110, -20), (250, -60)], x, y, turn)
    ImageDraw.Draw(canvas).line(course, fill=hexed("3f7da0"), width=13, joint="curve")


def workshop(chance: random.Random) -> Image.Image:
    """Draw a workshop: benches, tools on the wall, and pupils bent over a switchboard."""
    canvas = sky([(0, "e9e2d0"), (0.62, "d9cfb8"), (0.63, "8d8a80"), (1, "6b6a66")])
    for number in range(4):
        left = 130 + number * 800
        painted(canvas, box(left, 90, left + 560, 520), "cfe2e6", chance, lower="eef0de", rough=0.05)
        for bar in (186, 374):
            painted(canvas, box(left + bar - 6, 90, left + bar + 6, 520), "55646a", chance, rough=0)
        painted(canvas, box(left - 12, 296, left + 572, 310), "55646a", chance, rough=0)
        glow(canvas, left + 280, 300, 620, "fff7df", 0.35)
    pegboard(canvas, chance)
    painted(canvas, box(-10, 1116, WIDTH + 10, 1134), "a39a86", chance)
    switchboard(canvas, chance)
    for x, y, size, coat, hair, way in (
        (760, 1290, 1.0, "d9673c", "2d211b", 1),
        (1120, 1300, 1.04, "3d6a80", "6b4a2e", -1),
        (2080, 1280, 0.98, "e3b64c", "1f1a1a", 1),
        (2820, 1330, 1.1, "6d7f57", "c79a5c", -1),
    ):
        pupil(canvas, chance, x, y, size, coat, hair, way)
    bench(canvas, chance, 300, 1560, 1360)
    bench(canvas, chance, 1760, 1530, 1300)
    return finished(canvas, chance)


def pegboard(canvas: Image.Image, chance: random.Random) -> None:
    """Hang tools on the wall."""
    painted(canvas, box(1560, 600, 3060, 1010), "b98a55", chance, lower="a97a48", rough=0.15)
    draw, steel = ImageDraw.Draw(canvas), hexed("4a545a")
    for x in range(1590, 3050, 44):
        for y in range(625, 1000, 44):
            draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=hexed("7d5a34"))
    for number in range(8):
        x = 1640 + number * 84
        long = 90 + number * 22
        draw.line((x, 660, x, 660 + long), fill=steel, width=17)
        draw.ellipse((x - 26, 634, x + 26, 686), fill=steel)
        draw.polygon([(x - 9, 628), (x + 9, 628), (x + 9, 658), (x - 9, 658)], fill=hexed("b98a55"))
    for x in (2390, 2500):
        draw.rectangle((x - 9, 700, x + 9, 930), fill=hexed("8c4a2c"))
        draw.rectangle((x - 62, 650, x + 62, 708), fill=steel)
    draw.polygon([(2600, 660), (2960, 720), (2960, 780), (2600, 800)], fill=hexed("8f9aa0"))
    draw.rounded_rectangle((2940, 690, 3030, 820), 26, fill=hexed("8c4a2c"))
    for number in range(5):
        x = 2620 + number * 80
        draw.rounded_rectangle(
            (x - 16, 850, x + 16, 905), 8, fill=hexed(("c4532d", "2c5f7c", "e0b04c", "6d7f57", "3a3a3a")[number])
        )
        draw.line((x, 905, x, 975), fill=steel, width=8)


def switchboard(canvas: Image.Image, chance: random.Random) -> None:
    """Draw the panel on which the pupils work."""
    shadowed(canvas, box(520, 690, 1380, 1240), "e6e4da", chance, lift=26, lower="cfcabb")
    draw = ImageDraw.Draw(canvas)
    for row in range(3):
        draw.rectangle((570, 750 + row * 150, 1330, 766 + row * 150), fill=hexed("8f9498"))
        for number in range(11):
            left = 584 + number * 68
            draw.rounded_rectangle(
                (left, 714 + row * 150, left + 52, 810 + row * 150),
                6,
                fill=hexed("f7f5ee"),
                outline=hexed("9a9a94"),
                width=3,
            )
            up = chance.random() < 0.7
            draw.rectangle(
                (left + 18, (736 if up else 764) + row * 150, left + 34, (764 if up else 792) + row * 150),
                fill=hexed("2c5f7c" if up else "c4532d"),
            )
    for number in range(16):
        x = 600 + number * 46
        bend = [(x, 1110), (x + chance.uniform(-60, 60), 1170), (x + chance.uniform(-90, 90), 1240)]
        draw.line(
            bend, fill=hexed(chance.choice(("2c5f7c", "8c4a2c", "6d7f57", "e0b04c", "2b2b2b"))), width=9, joint="curve"
        )


def pupil(
    canvas: Image.Image, chance: random.Random, x: float, y: float, size: float, coat: str, hair: str, way: int
) -> None:
    """Draw a pupil from behind, bent towards the work."""
    skin = chance.choice(("e8b994", "8d5a3c", "c68a62", "f0c9a8"))
    back = [(-150, 420), (-138, 60), (-96, -20), (0, -52), (96, -20), (138, 60), (150, 420)]
    painted(
        canvas,
        [(x + px * size, y + py * size) for px, py in back],
        coat,
        chance,
        lower="".join(f"{round(v * 0.6):02x}" for v in hexed(coat)),
        rough=0.18,
    )
    draw = ImageDraw.Draw(canvas)
    draw.line(
        (x + way * 120 * size, y + 60 * size, x + way * 196 * size, y - 96 * size),
        fill=hexed(coat),
        width=round(62 * size),
    )
    painted(canvas, disc(x + way * 200 * size, y - 112 * size, 34 * size), skin, chance)
    painted(canvas, box(x - 34 * size, y - 90 * size, x + 34 * size, y - 30 * size), skin, chance)
    painted(canvas, disc(x + way * 10 * size, y - 142 * size, 92 * size, 1.08), hair, chance, rough=0.25)
    if way < 0:
        painted(canvas, disc(x - 84 * size, y - 60 * size, 34 * size, 2.2), hair, chance, rough=0.25)


def bench(canvas: Image.Image, chance: random.Random, x: float, y: float, wide: float) -> None:
    """Draw a workbench with a vice and odds and ends."""
    for leg in (60, wide - 120):
        painted(canvas, box(x + leg, y + 60, x + leg + 66, HEIGHT + 10), "4a3828", chance)
    shadowed(
        canvas,
        [(x, y), (x + wide, y), (x + wide + 50, y + 74), (x - 50, y + 74)],
        "c08a52",
        chance,
        lift=22,
        lower="8f6236",
        rough=0.25,
    )
    painted(canvas, box(x + 90, y - 92, x + 250, y + 10), "3f5a66", chance, lower="263942")
    painted(canvas, box(x + 60, y - 130, x + 290, y - 84), "54727f", chance)
    for _ in range(7):
        at = x + chance.uniform(340, wide - 80)
        painted(
            canvas,
            box(at, y - chance.uniform(20, 70), at + chance.uniform(24, 90), y + 12),
            chance.choice(("c4532d", "8f9498", "e0b04c", "2c5f7c")),
            chance,
        )


def drawing(chance: random.Random) -> Image.Image:
    """Draw a wooden table from above with a technical drawing, a calliper, gears and half an apple."""
    canvas = sky([(0, "8a5f3c"), (1, "7a5233")])
    y = 0.0
    while y < HEIGHT:
        tall = chance.uniform(190, 290)
        painted(
            canvas,
            box(-10, y, WIDTH + 10, y + tall - 6),
            chance.choice(("a9774a", "9c6c42", "b58355", "946540")),
            chance,
            rough=0.2,
        )
        strokes(
            canvas,
            chance,
            mask_of(box(0, y + 8, WIDTH, y + tall - 12)),
            ("8a5c36", "c0905f", "7b5230"),
            190,
            reach=(200, 900),
            width=6,
        )
        y += tall
    sheet = [(-980, -610), (980, -610), (980, 610), (-980, 610)]
    shadowed(canvas, turned(sheet, 1330, 900, -0.06), "f3f0e4", chance, lift=22, lower="e9e3d2", rough=0.03)
    blueprint(canvas, 1330, 900, -0.06)
    for x, gear_y, radius, teeth, colour in (
        (2530, 560, 190, 18, "8f979b"),
        (2800, 790, 150, 14, "b58a4a"),
        (2520, 900, 96, 10, "767f85"),
    ):
        gear(canvas, chance, x, gear_y, radius, teeth, colour)
    calliper(canvas, chance)
    apple(canvas, chance, 2860, 1420)
    pencil = [(-420, -17), (340, -17), (420, 0), (340, 17), (-420, 17)]
    shadowed(canvas, turned(pencil, 1020, 1590, -0.2), "e2a63b", chance, lift=14, lower="c98a2a")
    return finished(canvas, chance, edge=0.22)


class Sheet:
    """A sheet of drawing paper that lies askew, to draw lines on."""

    def __init__(self, canvas: Image.Image, x: float, y: float, turn: float) -> None:
        self.pen, self.place = ImageDraw.Draw(canvas), (x, y, turn)

    def line(self, points: Points, wide: int, colour: str = "2f5573") -> None:
        """Draw a line through points of the sheet."""
        self.pen.line(turned(points, *self.place), fill=hexed(colour), width=wide)

    def ring(self, x: float, y: float, radius: float, wide: int) -> None:
        """Draw a circle on the sheet."""
        turns = [math.tau * step / 90 for step in range(91)]
        self.line([(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns], wide)


def blueprint(canvas: Image.Image, x: float, y: float, turn: float) -> None:
    """Draw the lines of a machine part, with its measures."""
    sheet = Sheet(canvas, x, y, turn)
    for step in range(-940, 941, 94):
        sheet.line([(step, -575), (step, 575)], 2, "9ab0bd")
    for step in range(-564, 565, 94):
        sheet.line([(-940, step), (940, step)], 2, "9ab0bd")
    flange(sheet)
    side = (
        (200, -390),
        (420, -390),
        (420, -180),
        (760, -180),
        (760, 60),
        (420, 60),
        (420, 270),
        (200, 270),
        (200, -390),
    )
    sheet.line(side, 8)
    for step in range(8):
        sheet.line([(205, -380 + step * 80), (415, -300 + step * 80 if step < 7 else 260)], 3)
    for ax, ay, bx, by in ((-710, 330, -50, 330), (200, 340, 760, 340), (830, -180, 830, 60)):
        sheet.line([(ax, ay), (bx, by)], 4)
        sheet.line([(ax - 12, ay - 12), (ax + 12, ay + 12)], 4)
        sheet.line([(bx - 12, by - 12), (bx + 12, by + 12)], 4)
    for height in (430, 470, 510, 550):
        sheet.line([(420, height), (920, height)], 4)
    for across in (420, 640, 920):
        sheet.line([(across, 430), (across, 550)], 4)


def flange(sheet: Sheet) -> None:
    """Draw the front of the part: its rings, its holes and its axes."""
    for radius, wide in ((330, 9), (250, 5), (120, 7), (60, 7)):
        sheet.ring(-380, -60, radius, wide)
    for hole in range(6):
        turn = hole * math.tau / 6
        sheet.ring(-380 + 190 * math.cos(turn), -60 + 190 * math.sin(turn), 26, 6)
    sheet.line([(-760, -60), (0, -60)], 3)
    sheet.line([(-380, -440), (-380, 320)], 3)


def gear(
    canvas: Image.Image, chance: random.Random, x: float, y: float, radius: float, teeth: int, colour: str
) -> None:
    """Draw a gear wheel."""
    shape: list[Point] = []
    for tooth in range(teeth):
        for share, out in ((0.0, 0.88), (0.18, 1.0), (0.5, 1.0), (0.68, 0.88)):
            turn = (tooth + share) * math.tau / teeth
            shape.append((x + math.cos(turn) * radius * out, y + math.sin(turn) * radius * out))
    shadowed(canvas, shape, colour, chance, lift=20, rough=0.14)
    painted(canvas, disc(x, y, radius * 0.66), "".join(f"{round(v * 0.86):02x}" for v in hexed(colour)), chance)
    for hole in range(5):
        turn = hole * math.tau / 5
        painted(
            canvas,
            disc(x + math.cos(turn) * radius * 0.44, y + math.sin(turn) * radius * 0.44, radius * 0.13),
            "8a5c36",
            chance,
        )
    painted(canvas, disc(x, y, radius * 0.16), "6d4729", chance)


def calliper(canvas: Image.Image, chance: random.Random) -> None:
    """Draw a vernier calliper."""
    bar = [(-520, -26), (520, -26), (520, 26), (-520, 26)]
    jaw = [(-520, 20), (-430, 20), (-430, 90), (-500, 290), (-520, 290)]
    slide = [(-250, -48), (60, -48), (60, 52), (-180, 52), (-180, 90), (-238, 290), (-258, 290), (-250, 52)]
    for shape, colour in ((bar, "c3c9cb"), (jaw, "aeb6ba"), (slide, "d7dbdb")):
        shadowed(canvas, turned(shape, 2380, 1240, 0.5), colour, chance, lift=14, rough=0.06)
    draw = ImageDraw.Draw(canvas)
    for step in range(-400, 500, 16):
        long = 24 if step % 80 == 0 else 13
        one, other = turned([(step, -24), (step, -24 + long)], 2380, 1240, 0.5)
        draw.line((*one, *other), fill=hexed("3c4448"), width=3)


def apple(canvas: Image.Image, chance: random.Random, x: float, y: float) -> None:
    """Draw half an apple."""
    half = [
        (x + 150 * math.cos(a) * (1 + 0.08 * math.cos(2 * a)), y + 140 * math.sin(a) * (1 - 0.06 * math.sin(a)))
        for a in [math.tau * k / 80 for k in range(80)]
    ]
    shadowed(canvas, half, "b5362c", chance, lift=24)
    inner = [(x + (px - x) * 0.88, y + (py - y) * 0.88) for px, py in half]
    painted(canvas, inner, "f5ecc9", chance, lower="e8d9a6", rough=0.06)
    painted(canvas, disc(x, y, 48, 1.3), "e6d6a0", chance)
    for side in (-1, 1):
        painted(canvas, disc(x + side * 20, y + 4, 13, 2), "4a2c1a", chance, rough=0)
    ImageDraw.Draw(canvas).line((x, y - 120, x + 26, y - 190), fill=hexed("4a3320"), width=13)


SCENES = {"vergadertafel": table, "praktijklokaal": workshop, "schoolbord-en-schets": drawing}
