"""Pictures of water and what stands beside it: cranes, a lifting bridge, a canal in winter, a yard at night."""

from __future__ import annotations

import itertools
import math
import random

from PIL import Image, ImageDraw, ImageFilter

from community.demo.draw.brush import (
    HEIGHT,
    WIDTH,
    box,
    disc,
    down_to,
    finished,
    fog,
    glints,
    glow,
    hexed,
    mask_of,
    painted,
    ridge,
    sky,
    strokes,
    water,
)


def harbour(chance: random.Random) -> Image.Image:
    """Draw cranes against a setting sun, with a barge in orange water."""
    canvas = sky([(0, "34304f"), (0.25, "8a4a5c"), (0.45, "e27a4e"), (0.62, "f8c27a"), (1, "f8c27a")])
    glow(canvas, 1330, 1010, 1200, "ffd890", 0.9)
    painted(canvas, disc(1330, 960, 150), "fff0c4", chance, rough=0)
    for y, colour in ((420, "a0566a"), (560, "c96a58"), (700, "ec965e")):
        band = ridge(chance, y, 26, 3)
        painted(canvas, [*band, *[(x, py + 34 + 20 * math.sin(x / 300)) for x, py in reversed(band)]], colour, chance)
    canvas.paste(canvas.filter(ImageFilter.GaussianBlur(10)))
    quay = [(x, 1080 - (chance.random() < 0.5) * chance.uniform(10, 110)) for x in range(-20, WIDTH + 80, 70)]
    blocks = [point for (x, y) in quay for point in ((x, y), (x + 70, y))]
    painted(canvas, down_to(blocks, 1130), "a4584f", chance)
    for x, size, colour in ((520, 0.62, "8d4b4c"), (920, 0.7, "7c4048"), (2880, 0.8, "6b3743")):
        crane(canvas, x, 1120, size, colour)
    painted(canvas, box(1650, 1085, WIDTH + 10, 1150), "3a2233", chance)
    for x, size in ((1930, 1.12), (2430, 1.3)):
        crane(canvas, x, 1125, size, "2b1a2b")
    for column in range(9):
        for level in range(chance.randint(1, 4)):
            left, top = 1680 + column * 92, 1085 - (level + 1) * 44
            tone = chance.choice(("6b2f38", "3d3146", "8a4438", "4a2738"))
            painted(canvas, box(left, top, left + 88, top + 41), tone, chance, rough=0.2)
    water(canvas, 1150, chance, "5a2f45", share=0.28, ripple=30)
    glints(canvas, chance, (1000, 1165, 1660, HEIGHT), "ffe2a0", 300, 120)
    barge(canvas, chance)
    return finished(canvas, chance)


def crane(canvas: Image.Image, x: float, foot: float, size: float, colour: str) -> None:
    """Draw a container crane."""
    draw, ink = ImageDraw.Draw(canvas), hexed(colour)

    def bar(ax: float, ay: float, bx: float, by: float, wide: float) -> None:
        ends = (x + ax * size, foot + ay * size, x + bx * size, foot + by * size)
        draw.line(ends, fill=ink, width=max(3, round(wide * size)))

    for leg in (-95, 95):
        bar(leg, 0, leg * 0.84, -430, 18)
    bar(-95, -150, 95, -150, 14)
    bar(-88, -300, 88, -300, 16)
    for a, b in ((-92, 88), (92, -88)):
        bar(a, -150, b, -300, 7)
    bar(-250, -420, 480, -430, 22)
    bar(0, -430, 30, -640, 15)
    for tip in (-240, 270, 470):
        bar(30, -636, tip, -424, 6)
    for step in range(-240, 470, 50):
        bar(step, -422, step + 25, -392, 4)
        bar(step + 25, -392, step + 50, -422, 4)
    bar(-240, -392, 470, -396, 6)
    bar(250, -396, 250, -190, 3)
    bar(290, -396, 290, -190, 3)
    draw.rectangle((x + 235 * size, foot - 190 * size, x + 305 * size, foot - 160 * size), fill=ink)
    draw.rectangle((x - 235 * size, foot - 470 * size, x - 120 * size, foot - 420 * size), fill=ink)


def barge(canvas: Image.Image, chance: random.Random) -> None:
    """Draw a loaded inland barge before the quay."""
    hull = [(300, 1330), (1560, 1330), (1650, 1270), (1620, 1400), (360, 1410), (280, 1360)]
    painted(canvas, hull, "231826", chance, lower="120c16", rough=0.15)
    painted(canvas, box(360, 1240, 560, 1335), "e7d3b0", chance, lower="b08f78")
    painted(canvas, box(350, 1225, 575, 1246), "33212f", chance)
    for window in range(4):
        painted(canvas, box(378 + window * 44, 1262, 410 + window * 44, 1292), "3a3044", chance, rough=0)
    heap = [
        (620 + step * 46, 1335 - 62 * math.sin(step / 18 * math.pi) ** 0.6 - chance.uniform(0, 12))
        for step in range(19)
    ]
    painted(canvas, [*heap, (1450, 1338), (620, 1338)], "7a4a3a", chance, lower="4d2c2e", rough=0.3)
    draw = ImageDraw.Draw(canvas)
    draw.line((1590, 1290, 1590, 1150), fill=hexed("231826"), width=9)
    for number in range(7):
        y = 1422 + number * 15
        draw.line((420 + number * 70, y, 1580 - number * 110, y), fill=hexed("3d2435"), width=5)


def bridge(chance: random.Random) -> Image.Image:
    """Draw a lifting bridge over a wide river at sunrise, and a small ferry beneath it."""
    canvas = sky([(0, "9cc4cf"), (0.3, "d7dfd0"), (0.5, "f9d9b8"), (0.6, "f6b894"), (1, "f6b894")])
    glow(canvas, 900, 980, 900, "fff0c8", 0.9)
    painted(canvas, disc(900, 955, 96), "fffaf0", chance, rough=0)
    for height, colour, rise in ((985, "b9b9bd", 26), (1010, "93a5ad", 34)):
        painted(canvas, down_to(ridge(chance, height, rise, 9, smooth=False)), colour, chance)
    for x in range(60, WIDTH, 210):
        tall, wide = chance.uniform(40, 150), chance.uniform(60, 140)
        painted(canvas, box(x, 1035 - tall, x + wide, 1040), chance.choice(("7f95a0", "8fa2a8", "a98f8b")), chance)
    for x in (1290, 2010):
        painted(canvas, box(x - 74, 430, x - 30, 1110), "31565f", chance, lower="24424c")
        painted(canvas, box(x + 30, 430, x + 74, 1110), "3d6a72", chance, lower="2a4d57")
        for y in range(470, 1000, 132):
            painted(canvas, box(x - 40, y, x + 40, y + 22), "31565f", chance)
            ImageDraw.Draw(canvas).line((x - 34, y + 24, x + 34, y + 130), fill=hexed("31565f"), width=9)
        painted(canvas, box(x - 96, 392, x + 96, 440), "24424c", chance)
        painted(canvas, box(x - 110, 1060, x + 110, 1180), "8d8a84", chance, lower="5f6468", rough=0.25)
    painted(canvas, box(1230, 640, 2070, 688), "d9603b", chance, lower="a9432c")
    for x in range(1240, 2060, 82):
        ImageDraw.Draw(canvas).line((x, 640, x + 41, 586, x + 82, 640), fill=hexed("b94d30"), width=9)
    ImageDraw.Draw(canvas).line((1260, 584, 2040, 584), fill=hexed("d9603b"), width=12)
    for left, right in ((-10, 1290), (2010, WIDTH + 10)):
        painted(canvas, box(left, 902, right, 948), "31565f", chance, lower="24424c")
        for x in range(int(left) + 120, int(right) - 60, 330):
            painted(canvas, box(x, 946, x + 54, 1130), "6f8086", chance, lower="54666d")
    water(canvas, 1120, chance, "4d7f8c", share=0.3, ripple=24)
    glints(canvas, chance, (640, 1130, 1160, HEIGHT), "fff4d8", 260, 110)
    ferry(canvas, chance)
    return finished(canvas, chance)


def ferry(canvas: Image.Image, chance: random.Random) -> None:
    """Draw a low white ferry."""
    wake = [(1780, 1368), (2900, 1400), (3260, 1500), (2300, 1420), (1760, 1404)]
    painted(canvas, wake, "dfe9e6", chance, lower="a8c4c6", rough=0.3)
    painted(canvas, [(1150, 1300), (1830, 1290), (1850, 1392), (1230, 1400)], "1d3f57", chance, lower="12293a")
    painted(canvas, [(1300, 1210), (1790, 1206), (1820, 1294), (1240, 1302)], "f6f2e6", chance, lower="cfd3cf")
    painted(canvas, [(1380, 1150), (1560, 1148), (1580, 1208), (1350, 1212)], "f2ece0", chance, lower="d5d3ca")
    for window in range(9):
        left = 1318 + window * 54
        painted(canvas, box(left, 1232, left + 38, 1266), "3b6170", chance, rough=0)
    painted(canvas, box(1390, 1164, 1540, 1190), "3b6170", chance, rough=0)
    painted(canvas, box(1150, 1318, 1840, 1332), "e2683f", chance, rough=0)


def canal(chance: random.Random) -> Image.Image:
    """Draw a stone arch over a canal in winter light, with bare trees and bicycles."""
    canvas = sky([(0, "c9d3d6"), (0.35, "e9e3d6"), (0.6, "f6ddc0"), (1, "f6ddc0")])
    glow(canvas, 2300, 620, 900, "fff3da", 0.8)
    x = -30.0
    while x < WIDTH:
        wide, tall = chance.uniform(130, 210), chance.uniform(330, 520)
        house(canvas, chance, x, 1010, wide, tall)
        x += wide
    fog(canvas, 300, 1100, "f3e6d3", 0.62, chance)
    painted(canvas, box(-10, 985, WIDTH + 10, 1130), "b7a793", chance, lower="7c7166", rough=0.3)
    arch_bridge(canvas, chance)
    water(canvas, 1190, chance, "6d7f80", share=0.34, ripple=16)
    for tree_x, foot, size in ((330, 1010, 1.15), (2860, 1010, 1.25), (3110, 1005, 0.9), (80, 1005, 0.85)):
        bare_tree(canvas, chance, tree_x, foot, 250 * size, -math.pi / 2, round(26 * size))
    for x in (1010, 1120, 1760, 1850, 2010):
        height = 1016 - 128 * (1 - ((x - 1500) / 900) ** 2)
        bicycle(canvas, x, height - 16, 0.62)
    return finished(canvas, chance)


def house(canvas: Image.Image, chance: random.Random, x: float, foot: float, wide: float, tall: float) -> None:
    """Draw a canal house with its gable."""
    colour = chance.choice(("8c5a4a", "6f6259", "a5765a", "59656b", "94806a"))
    top = foot - tall
    painted(canvas, box(x, top, x + wide - 4, foot), colour, chance, rough=0.25)
    if chance.random() < 0.5:
        steps = [(x, top), (x + wide * 0.12, top - 40), (x + wide * 0.28, top - 84), (x + wide * 0.42, top - 124)]
        left = [point for (ax, ay) in steps for point in ((ax, ay + 40), (ax, ay))]
        gable = [*left, *[(2 * x + wide - 4 - px, py) for px, py in reversed(left)]]
    else:
        gable = [(x, top + 2), (x + wide * 0.3, top - 70), (x + wide * 0.36, top - 126), (x + wide * 0.64, top - 126)]
        gable += [(x + wide * 0.7, top - 70), (x + wide - 4, top + 2)]
    painted(canvas, gable, colour, chance, rough=0.2)
    for level in range(int(tall // 120)):
        for column in (0.16, 0.56):
            left_x, high = x + wide * column, top + 26 + level * 116
            lit = chance.random() < 0.12
            painted(canvas, box(left_x, high, left_x + wide * 0.26, high + 74), "ffd994" if lit else "e8e4da", chance)
            pane = box(left_x + 5, high + 5, left_x + wide * 0.26 - 5, high + 69)
            painted(canvas, pane, "ffe7b4" if lit else "4d5a60", chance, rough=0.1)


def arch_bridge(canvas: Image.Image, chance: random.Random) -> None:
    """Draw a stone bridge with one arch and a parapet."""
    deck = [(step, 1016 - 128 * (1 - ((step - 1500) / 900) ** 2)) for step in range(600, 2401, 25)]
    arch = [
        (1500 + 520 * math.cos(turn / 40 * math.pi), 1200 - 250 * math.sin(turn / 40 * math.pi)) for turn in range(41)
    ]
    painted(canvas, [*deck, (2400, 1200), *arch, (600, 1200)], "9a7d68", chance, lower="6b5548", rough=0.35)
    inner = [
        (1500 + 520 * math.cos(turn / 40 * math.pi), 1200 - 250 * math.sin(turn / 40 * math.pi)) for turn in range(41)
    ]
    under = [(1500 + (px - 1500) * 0.9, 1200 + (py - 1200) * 0.93) for px, py in reversed(inner)]
    painted(canvas, [*inner, *under], "cdb9a0", chance, rough=0.3)
    painted(canvas, list(reversed(under)), "3c3b3c", chance, lower="77807e", rough=0.15)
    strokes(canvas, chance, mask_of([*deck, (2400, 1200), (600, 1200)]), ("b4967e", "5d4a40"), 0)
    draw = ImageDraw.Draw(canvas)
    for (ax, ay), (bx, by) in itertools.pairwise(deck):
        draw.line((ax, ay - 62, bx, by - 62), fill=hexed("34393b"), width=9)
        draw.line((ax, ay, bx, by), fill=hexed("d9c7ae"), width=14)
    for px, py in deck[::2]:
        draw.line((px, py, px, py - 62), fill=hexed("34393b"), width=6)


def bare_tree(
    canvas: Image.Image, chance: random.Random, x: float, y: float, reach: float, turn: float, wide: int
) -> None:
    """Draw a tree without leaves, branch by branch."""
    tip = (x + math.cos(turn) * reach, y + math.sin(turn) * reach)
    ImageDraw.Draw(canvas).line((x, y, *tip), fill=hexed("38332f"), width=max(2, wide))
    if reach < 24:
        return
    for _ in range(3 if reach < 120 else 2):
        bare_tree(
            canvas,
            chance,
            *tip,
            reach * chance.uniform(0.62, 0.8),
            turn + chance.uniform(-0.62, 0.62),
            int(wide * 0.66),
        )


def bicycle(canvas: Image.Image, x: float, y: float, size: float) -> None:
    """Draw a bicycle that leans against something."""
    draw, ink = ImageDraw.Draw(canvas), hexed("23282b")
    for wheel in (0, 118):
        cx, r = x + wheel * size, 46 * size
        draw.ellipse((cx - r, y - r, cx + r, y + r), outline=ink, width=5)
    frame = ((0, 0, 40, -62), (40, -62, 98, -60), (98, -60, 118, 0), (40, -62, 58, 2), (58, 2, 98, -60), (0, 0, 58, 2))
    for ax, ay, bx, by in (*frame, (98, -60, 92, -92), (92, -92, 74, -96), (40, -62, 34, -84), (20, -84, 50, -84)):
        draw.line((x + ax * size, y + ay * size, x + bx * size, y + by * size), fill=ink, width=6)


def yard(chance: random.Random) -> Image.Image:
    """Draw a ship's hull on a slip at night, under floodlights, with sparks at the keel."""
    canvas = sky([(0, "0a1018"), (0.4, "141f2b"), (0.62, "24303a"), (1, "1a232b")])
    for x, y, size in ((700, 260, 900), (2650, 220, 1000), (1700, 330, 700)):
        glow(canvas, x, y, size, "86a9b8", 0.42)
    skyline = [(x, 1150 - chance.choice((0, 30, 60, 90)) * chance.random()) for x in range(-20, WIDTH + 80, 80)]
    painted(canvas, down_to(skyline), "111a22", chance)
    painted(canvas, box(-10, 1330, WIDTH + 10, HEIGHT + 10), "39414a", chance, lower="11161b", rough=0.35)
    hull = [(760, 560), (2700, 500), (2960, 480), (2800, 900), (2520, 1240), (1150, 1270), (900, 1180), (800, 900)]
    painted(canvas, hull, "37596a", chance, lower="16232d", rough=0.2)
    red = [(826, 980), (2745, 980), (2520, 1240), (1150, 1270), (900, 1180)]
    painted(canvas, red, "8f3c2e", chance, lower="3f1b1a", rough=0.25)
    draw = ImageDraw.Draw(canvas)
    for x in range(980, 2700, 210):
        draw.line((x, 560, x + 20, 1230), fill=hexed("28424f"), width=4)
    for y in (640, 780, 900):
        draw.line((800, y + 10, 2790, y - 12), fill=hexed("28424f"), width=4)
    painted(canvas, box(1000, 360, 1420, 560), "4b6470", chance, lower="2b3d47")
    painted(canvas, box(1080, 260, 1330, 362), "54707c", chance, lower="34474f")
    for window in range(6):
        painted(canvas, box(1098 + window * 38, 290, 1124 + window * 38, 322), "e8d9a4", chance, rough=0)
    for x in range(1000, 2700, 190):
        block = [(x, 1250), (x + 84, 1250), (x + 100, 1345), (x - 16, 1345)]
        painted(canvas, block, "4a3d31", chance, lower="231d18", rough=0.3)
    scaffold(canvas)
    lamps(canvas, chance)
    sparks(canvas, chance, 1630, 1215)
    return finished(canvas, chance, edge=0.3)


def scaffold(canvas: Image.Image) -> None:
    """Set poles and planks beside the hull."""
    draw = ImageDraw.Draw(canvas)
    for x in (300, 440, 580, 720):
        draw.line((x, 480, x, 1340), fill=hexed("55626b"), width=9)
    for y in range(520, 1340, 160):
        draw.line((290, y, 770, y), fill=hexed("6b5a42"), width=14)
        draw.line((300, y, 440, y + 160), fill=hexed("3d474e"), width=5)
        draw.line((580, y + 160, 720, y), fill=hexed("3d474e"), width=5)
    for x, y in ((510, 680), (640, 1000)):
        draw.ellipse((x - 17, y - 112, x + 17, y - 78), fill=hexed("e0a53c"))
        draw.rounded_rectangle((x - 22, y - 80, x + 22, y), 12, fill=hexed("1e262c"))


def lamps(canvas: Image.Image, chance: random.Random) -> None:
    """Set the masts of the floodlights and their beams."""
    draw = ImageDraw.Draw(canvas)
    for x, lean in ((180, 1), (3020, -1), (2000, -1)):
        draw.line((x, 1340, x, 210), fill=hexed("10171d"), width=16)
        draw.rectangle((x - 70, 186, x + 70, 224), fill=hexed("10171d"))
        for bulb in (-48, 0, 48):
            painted(canvas, disc(x + bulb, 218, 19), "fff7dd", chance, rough=0)
        glow(canvas, x, 222, 430, "ffeec0", 0.9)
        beam = Image.new("L", (WIDTH // 4, HEIGHT // 4))
        shape = [(x / 4, 55), (x / 4 + lean * 330, 330), (x / 4 + lean * 90, 345)]
        ImageDraw.Draw(beam).polygon(shape, fill=52)
        soft = beam.filter(ImageFilter.GaussianBlur(12)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        canvas.paste(Image.new("RGB", (WIDTH, HEIGHT), hexed("ffeec0")), mask=soft)


def sparks(canvas: Image.Image, chance: random.Random, x: float, y: float) -> None:
    """Let a welder's sparks fly."""
    glow(canvas, x, y, 620, "ff9a3d", 0.85)
    glow(canvas, x, y, 200, "fff2d0", 1.0)
    draw = ImageDraw.Draw(canvas)
    for _ in range(170):
        turn, reach = chance.uniform(-2.9, 0.3), chance.uniform(40, 330)
        begin, fall = chance.uniform(0.2, 0.8), chance.uniform(20, 120)
        at = [
            (x + math.cos(turn) * reach * s, y + math.sin(turn) * reach * s + fall * s * s)
            for s in (begin, begin + 0.14)
        ]
        draw.line(at, fill=hexed(chance.choice(("fff0c0", "ffc15e", "ff8a34"))), width=chance.choice((3, 4, 6)))
    draw.rounded_rectangle((x - 120, y + 20, x - 66, y + 130), 18, fill=hexed("0b0f13"))
    draw.ellipse((x - 118, y - 26, x - 66, y + 26), fill=hexed("0b0f13"))


SCENES = {
    "havenkranen": harbour,
    "brug-over-het-kanaal": bridge,
    "grachtbrug": canal,
    "werf-bij-nacht": yard,
}
