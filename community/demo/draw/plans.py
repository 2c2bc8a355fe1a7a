"""Pictures seen from above or made of paper: a delta, parcels on a map, layers of cut paper."""

from __future__ import annotations

import itertools
import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from community.demo.draw.brush import (
    HEIGHT,
    SIZE,
    WIDTH,
    Point,
    clouds,
    cut_paper,
    finished,
    hexed,
    inked,
    noise,
    ridge,
    sky,
)


def delta(chance: random.Random) -> Image.Image:
    """Draw a river delta from above: channels in deep blue between sandbanks and green islands."""
    canvas = sky([(0, "c8b98c"), (0.5, "b9b183"), (1, "9fb7a0")])
    land = Image.eval(clouds(chance, SIZE, 9, 6), lambda value: 255 if value > 118 else 0)
    green = land.filter(ImageFilter.GaussianBlur(26))
    canvas.paste(Image.new("RGB", SIZE, hexed("6f8a4e")), mask=Image.eval(green, lambda value: round(value * 0.85)))
    marsh = Image.eval(noise(chance, SIZE, 34, 20), lambda value: 255 if value > 140 else 0).filter(
        ImageFilter.GaussianBlur(7)
    )
    canvas.paste(
        Image.new("RGB", SIZE, hexed("3f6242")),
        mask=ImageChops.multiply(marsh, Image.eval(green, lambda v: v * 7 // 10)),
    )
    arms: list[tuple[list[Point], float]] = []
    branch(chance, arms, -80, 240, 0.3, 150, 0)
    branch(chance, arms, -80, 1350, -0.15, 96, 1)
    for spread, colour, strength in (
        (86, "d8cfa6", 150),
        (44, "a7c6b0", 190),
        (14, "4fa3ab", 225),
        (-16, "1c6a86", 235),
        (-40, "0f3f63", 220),
    ):
        channel = Image.new("L", SIZE)
        draw = ImageDraw.Draw(channel)
        for points, wide in arms:
            for (ax, ay), (bx, by) in itertools.pairwise(points):
                girth = wide + spread * min(1.0, wide / 60 + 0.25)
                if girth > 2:
                    draw.line((ax, ay, bx, by), fill=strength, width=round(girth))
                    draw.ellipse((bx - girth / 2, by - girth / 2, bx + girth / 2, by + girth / 2), fill=strength)
        soft = channel.filter(ImageFilter.GaussianBlur(10 if spread > 20 else 6))
        canvas.paste(Image.new("RGB", SIZE, hexed(colour)), mask=soft)
    sea(canvas, chance)
    silt = noise(chance, SIZE, 60, 34)
    canvas = Image.blend(canvas, ImageChops.soft_light(canvas, Image.merge("RGB", (silt,) * 3)), 0.55)
    return finished(canvas, chance, grain=0.02)


def branch(
    chance: random.Random,
    arms: list[tuple[list[Point], float]],
    x: float,
    y: float,
    turn: float,
    wide: float,
    depth: int,
) -> None:
    """Let a channel wander and split until it reaches the sea or runs dry."""
    points: list[Point] = [(x, y)]
    swing = chance.uniform(-0.5, 0.5)
    for step in range(chance.randint(14, 22)):
        turn += math.sin(step / 3 + swing * 7) * 0.16 + chance.uniform(-0.07, 0.07)
        x, y = x + 42 * math.cos(turn), y + 42 * math.sin(turn)
        points.append((x, y))
    arms.append((points, wide))
    if depth < 6 and x < WIDTH + 100 and wide > 5:
        fork = chance.uniform(0.25, 0.6)
        branch(chance, arms, x, y, turn * 0.6 + fork, wide * chance.uniform(0.55, 0.85), depth + 1)
        branch(chance, arms, x, y, turn * 0.6 - fork, wide * chance.uniform(0.5, 0.8), depth + 1)


def sea(canvas: Image.Image, chance: random.Random) -> None:
    """Let the sea come in from the right."""
    coast = [
        (2640 + 150 * math.sin(y / 260) + 60 * math.sin(y / 77) + chance.uniform(-18, 18), y)
        for y in range(-20, HEIGHT + 40, 24)
    ]
    for inset, colour in ((0, "b9cfae"), (90, "6fb2ae"), (210, "2a7f98"), (380, "12507a")):
        mask = Image.new("L", SIZE)
        ImageDraw.Draw(mask).polygon(
            [*[(x + inset, y) for x, y in coast], (WIDTH + 20, HEIGHT + 20), (WIDTH + 20, -20)], fill=235
        )
        canvas.paste(Image.new("RGB", SIZE, hexed(colour)), mask=mask.filter(ImageFilter.GaussianBlur(30 + inset / 8)))


def parcels(chance: random.Random) -> Image.Image:
    """Print an abstract map: parcels in yellow, rust and blue, cut by a railway and a canal."""
    canvas = sky([(0, "f3ecdc"), (1, "f3ecdc")])
    layers = {name: Image.new("L", SIZE) for name in ("e9b13c", "c4532d", "2c5f7c", "8fa77c")}
    pens = {name: ImageDraw.Draw(layer) for name, layer in layers.items()}
    tilt = Image.new("L", SIZE)
    for shape in divided(chance, (-300.0, -500.0, WIDTH + 300.0, HEIGHT + 500.0), 7):
        left, top, right, bottom = shape
        corners = [
            turned(px, py)
            for px, py in ((left + 9, top + 9), (right - 9, top + 9), (right - 9, bottom - 9), (left + 9, bottom - 9))
        ]
        name = chance.choice(("e9b13c", "e9b13c", "c4532d", "2c5f7c", "8fa77c", "8fa77c", ""))
        if name:
            pens[name].polygon(corners, fill=chance.choice((110, 170, 225, 255)))
            hatch(chance, pens[name], left, top, right, bottom)
        ImageDraw.Draw(tilt).polygon(corners, outline=120, width=4)
    lanes(layers)
    for number, (name, layer) in enumerate(layers.items()):
        inked(canvas, layer, name, chance, shift=((5, -3), (-6, 4), (2, 6), (-3, -5))[number])
    inked(canvas, tilt, "3a3a3a", chance, shift=(2, 2))
    inked(canvas, rails(), "272b33", chance, shift=(0, 0))
    return finished(canvas, chance, edge=0.05)


def turned(x: float, y: float) -> Point:
    """Turn a point of the map a little, so that nothing runs level."""
    return (x - 1600) * 0.956 - (y - 900) * 0.292 + 1600, (x - 1600) * 0.292 + (y - 900) * 0.956 + 900


def divided(
    chance: random.Random, area: tuple[float, float, float, float], times: int
) -> list[tuple[float, float, float, float]]:
    """Cut an area in two again and again."""
    left, top, right, bottom = area
    if times == 0 or (times < 4 and chance.random() < 0.22):
        return [area]
    share = chance.uniform(0.3, 0.7)
    if right - left > (bottom - top) * 0.9:
        middle = left + (right - left) * share
        parts = ((left, top, middle, bottom), (middle, top, right, bottom))
    else:
        middle = top + (bottom - top) * share
        parts = ((left, top, right, middle), (left, middle, right, bottom))
    return [piece for part in parts for piece in divided(chance, part, times - 1)]


def hatch(
    chance: random.Random, pen: ImageDraw.ImageDraw, left: float, top: float, right: float, bottom: float
) -> None:
    """Draw the rows of what grows on some of the parcels."""
    if chance.random() < 0.45:
        return
    step = chance.choice((22, 30, 44))
    across = chance.random() < 0.5
    place = (left if across else top) + step
    while place < (right if across else bottom) - step / 2:
        ends = (place, top + 20, place, bottom - 20) if across else (left + 20, place, right - 20, place)
        pen.line((*turned(*ends[:2]), *turned(*ends[2:])), fill=60, width=6)
        place += step


def canal_line() -> list[Point]:
    """Give the course of the canal."""
    return [(x, 1180 - 0.16 * x + 130 * math.sin(x / 700)) for x in range(-50, WIDTH + 80, 30)]


def lanes(layers: dict[str, Image.Image]) -> None:
    """Leave the canal free of every ink but blue."""
    for name, layer in layers.items():
        ImageDraw.Draw(layer).line(canal_line(), fill=230 if name == "2c5f7c" else 0, width=112, joint="curve")


def rails() -> Image.Image:
    """Give the ink of the railway and a few buildings."""
    layer = Image.new("L", SIZE)
    draw = ImageDraw.Draw(layer)
    track = [(x, 420 + 0.31 * x - 90 * math.sin(x / 900)) for x in range(-50, WIDTH + 80, 26)]
    draw.line(track, fill=255, width=12)
    for (ax, ay), (bx, by) in itertools.pairwise(track):
        turn = math.atan2(by - ay, bx - ax) + math.pi / 2
        draw.line(
            (ax - 24 * math.cos(turn), ay - 24 * math.sin(turn), ax + 24 * math.cos(turn), ay + 24 * math.sin(turn)),
            fill=255,
            width=7,
        )
    for x, y, wide, tall in (
        (620, 260, 150, 84),
        (830, 330, 90, 90),
        (2280, 1420, 260, 110),
        (2610, 1500, 120, 70),
        (1180, 1480, 90, 160),
    ):
        draw.polygon([turned(x, y), turned(x + wide, y), turned(x + wide, y + tall), turned(x, y + tall)], fill=255)
    return layer


def paper(chance: random.Random) -> Image.Image:
    """Cut waves of paper in sand, terracotta and night blue, and lay them over one another."""
    canvas = sky([(0, "f4e3c6"), (1, "f0d9b5")])
    sun = Image.new("L", SIZE)
    ImageDraw.Draw(sun).ellipse((1180, 260, 1780, 860), fill=255)
    cut_paper(canvas, sun, "f7f1e3", chance, lift=20)
    colours = ("e8c793", "dba368", "cb7a4d", "ad5540", "7d3f45", "4a3450", "2b2f52", "1a2240")
    for number, colour in enumerate(colours):
        edge = ridge(chance, 520 + number * 158, 250 - number * 12, 2.6 + number * 0.25)
        mask = Image.new("L", SIZE)
        ImageDraw.Draw(mask).polygon([*edge, (WIDTH + 50, HEIGHT + 50), (-50, HEIGHT + 50)], fill=255)
        cut_paper(canvas, mask, colour, chance, lift=30 + number * 3)
    return finished(canvas, chance, edge=0.1)


SCENES = {"delta-van-boven": delta, "kaart-van-kavels": parcels, "lagen-papier": paper}
