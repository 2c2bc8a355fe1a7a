"""What the pictures are painted with: skies, textured shapes, ridges, light, fog, water, paper and printing ink.

Measures are in pixels of the large drawing, `WIDTH` by `HEIGHT`; it is made smaller at the end, which smooths it.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 3200, 1800
SIZE = (WIDTH, HEIGHT)

Colour = tuple[int, int, int]
Point = tuple[float, float]
Points = Sequence[Point]


def hexed(code: str) -> Colour:
    """Give the colour of six hexadecimal digits."""
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Give a colour between two."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def sky(stops: Sequence[tuple[float, str]], size: tuple[int, int] = SIZE) -> Image.Image:
    """Give a canvas that goes through colours from top to bottom; each stop is a height from 0 to 1."""
    column = Image.new("RGB", (1, 512))
    for y in range(512):
        column.putpixel((0, y), _between(stops, y / 511))
    return column.resize(size, Image.Resampling.BICUBIC)


def _between(stops: Sequence[tuple[float, str]], height: float) -> Colour:
    for (low, one), (high, other) in itertools.pairwise(stops):
        if height <= high:
            return mixed(hexed(one), hexed(other), max(0.0, (height - low) / (high - low)))
    return hexed(stops[-1][1])


def clouds(chance: random.Random, size: tuple[int, int], across: int, down: int) -> Image.Image:
    """Give soft grey noise with so many spots across and down."""
    spots = Image.new("L", (across, down))
    spots.putdata([chance.randrange(256) for _ in range(across * down)])
    return spots.resize(size, Image.Resampling.BICUBIC)


def noise(chance: random.Random, size: tuple[int, int], across: int, down: int) -> Image.Image:
    """Give noise in three sizes at once, as paper and stone have it."""
    rough = clouds(chance, size, across, down)
    finer = clouds(chance, size, across * 3, down * 3)
    finest = clouds(chance, size, across * 8, down * 8)
    return Image.blend(Image.blend(rough, finer, 0.4), finest, 0.3)


def mask_of(points: Points) -> Image.Image:
    """Give the mask of a shape."""
    mask = Image.new("L", SIZE)
    ImageDraw.Draw(mask).polygon(list(points), fill=255)
    return mask


def painted(
    canvas: Image.Image, points: Points, colour: str, chance: random.Random, *, lower: str = "", rough: float = 0.12
) -> None:
    """Paint a shape as with gouache: a little uneven, and towards another colour at its foot."""
    left, top = max(0, int(min(x for x, _ in points)) - 2), max(0, int(min(y for _, y in points)) - 2)
    right = min(WIDTH, int(max(x for x, _ in points)) + 3)
    bottom = min(HEIGHT, int(max(y for _, y in points)) + 3)
    if right <= left or bottom <= top:
        return
    size = (right - left, bottom - top)
    paint = sky([(0, colour), (1, lower or colour)], size)
    if rough:
        spots = noise(chance, size, max(2, size[0] // 90), max(2, size[1] // 40))
        dark = Image.eval(paint, lambda value: round(value * 0.72))
        paint = Image.composite(dark, paint, Image.eval(spots, lambda value: round(value * rough * 2)))
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in points], fill=255)
    canvas.paste(paint, (left, top), mask)


def ridge(chance: random.Random, height: float, rise: float, step: float, *, smooth: bool = True) -> list[Point]:
    """Give a skyline from left to right that wanders about a height."""
    waves = [(chance.uniform(0.6, 1.6) * step * scale, chance.uniform(0, 7), rise / scale**0.7) for scale in (1, 2, 5)]
    points = []
    for x in range(-40, WIDTH + 41, 20):
        y = height + sum(size * math.sin(x / 1000 * wave + shift) for wave, shift, size in waves) / 2
        points.append((float(x), y if smooth else y + chance.uniform(-rise, rise) * 0.2))
    return points


def down_to(points: Points, bottom: float = HEIGHT + 10) -> list[Point]:
    """Close a skyline at the bottom, so that it is a shape."""
    return [*points, (points[-1][0], bottom), (points[0][0], bottom)]


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """Give a rectangle as a shape."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def disc(x: float, y: float, radius: float, squeeze: float = 1.0) -> list[Point]:
    """Give a circle, or an ellipse, as a shape."""
    turns = [math.tau * step / 96 for step in range(96)]
    return [(x + radius * math.cos(turn), y + radius * squeeze * math.sin(turn)) for turn in turns]


def glow(canvas: Image.Image, x: float, y: float, radius: float, colour: str, strength: float = 1.0) -> None:
    """Let light fall around a point."""
    small = Image.new("L", (WIDTH // 8, HEIGHT // 8))
    reach = radius / 8
    box_ = (x / 8 - reach / 2, y / 8 - reach / 2, x / 8 + reach / 2, y / 8 + reach / 2)
    ImageDraw.Draw(small).ellipse(box_, fill=round(255 * strength))
    soft = small.filter(ImageFilter.GaussianBlur(reach / 2.6)).resize(SIZE, Image.Resampling.BICUBIC)
    light = Image.composite(Image.new("RGB", SIZE, hexed(colour)), Image.new("RGB", SIZE), soft)
    canvas.paste(ImageChops.screen(canvas, light))


def fog(canvas: Image.Image, top: float, bottom: float, colour: str, strength: float, chance: random.Random) -> None:
    """Lay a bank of fog between two heights."""
    bank = Image.new("L", (1, 256))
    for row in range(256):
        height = row / 255 * HEIGHT
        inside = max(0.0, 1 - abs((height - (top + bottom) / 2) / ((bottom - top) / 2)))
        bank.putpixel((0, row), round(255 * strength * inside**0.8))
    drift = Image.eval(clouds(chance, SIZE, 7, 14), lambda value: 150 + round(value * 0.41))
    canvas.paste(Image.new("RGB", SIZE, hexed(colour)), mask=ImageChops.multiply(bank.resize(SIZE), drift))


def water(
    canvas: Image.Image, shore: int, chance: random.Random, tint: str, *, share: float = 0.35, ripple: float = 26
) -> None:
    """Fill everything below a shore with the reflection of what is above it."""
    depth = HEIGHT - shore
    above = canvas.crop((0, max(0, shore - depth), WIDTH, shore))
    mirrored = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((WIDTH, depth))
    mirrored = Image.blend(mirrored, Image.new("RGB", mirrored.size, hexed(tint)), share)
    mirrored = mirrored.filter(ImageFilter.GaussianBlur(5))
    shift, row = 0.0, 0
    while row < depth:
        tall = 3 + round(9 * row / depth)
        shift = 0.6 * shift + chance.uniform(-ripple, ripple) * (0.2 + row / depth)
        strip = mirrored.crop((0, row, WIDTH, min(depth, row + tall)))
        canvas.paste(ImageChops.offset(strip, round(shift), 0), (0, shore + row))
        row += tall


def glints(
    canvas: Image.Image, chance: random.Random, area: tuple[int, int, int, int], colour: str, count: int, longest: int
) -> None:
    """Strew short level strokes of light over water; they grow towards the reader."""
    layer = Image.new("L", SIZE)
    draw = ImageDraw.Draw(layer)
    left, top, right, bottom = area
    for _ in range(count):
        near = chance.random() ** 1.4
        y, x = top + near * (bottom - top), chance.uniform(left, right)
        reach = longest * (0.15 + near) * chance.uniform(0.3, 1)
        draw.line((x - reach, y, x + reach, y), fill=chance.randint(60, 190), width=2 + round(5 * near))
    canvas.paste(Image.new("RGB", SIZE, hexed(colour)), mask=layer)


def strokes(
    canvas: Image.Image,
    chance: random.Random,
    where: Image.Image,
    colours: Sequence[str],
    count: int,
    *,
    reach: tuple[int, int] = (40, 130),
    slope: Callable[[float, float], float] = lambda _x, _y: 0.0,
    width: int = 7,
) -> None:
    """Work a shape over with visible strokes of a few colours."""
    layer, ink = Image.new("L", SIZE), Image.new("RGB", SIZE)
    shade, paint = ImageDraw.Draw(layer), ImageDraw.Draw(ink)
    left, top, right, bottom = where.getbbox() or (0, 0, WIDTH, HEIGHT)
    for _ in range(count):
        x, y = chance.uniform(left, right), chance.uniform(top, bottom)
        near = 0.25 + 0.75 * (y - top) / max(1, bottom - top)
        length, turn = chance.uniform(*reach) * near, slope(x, y) + chance.uniform(-0.05, 0.05)
        ends = (x, y, x + length * math.cos(turn), y + length * math.sin(turn))
        thick = max(2, round(width * near * chance.uniform(0.6, 1.3)))
        shade.line(ends, fill=chance.randint(70, 170), width=thick)
        paint.line(ends, fill=hexed(chance.choice(colours)), width=thick + 2)
    canvas.paste(ink, mask=ImageChops.multiply(layer, where))


def cut_paper(canvas: Image.Image, mask: Image.Image, colour: str, chance: random.Random, *, lift: int = 26) -> None:
    """Lay a sheet of cut paper on the canvas, with its shadow."""
    shadow = Image.new("L", SIZE)
    shadow.paste(mask, (lift // 3, lift))
    shadow = shadow.filter(ImageFilter.GaussianBlur(lift * 0.8))
    dark = Image.eval(canvas, lambda value: round(value * 0.45))
    canvas.paste(Image.composite(dark, canvas, Image.eval(shadow, lambda value: round(value * 0.75))))
    sheet = Image.new("RGB", SIZE, hexed(colour))
    fibre = Image.eval(noise(chance, SIZE, 90, 50), lambda value: round(value * 0.16))
    sheet = Image.composite(Image.new("RGB", SIZE, mixed(hexed(colour), (0, 0, 0), 0.3)), sheet, fibre)
    canvas.paste(sheet, mask=mask)
    edge = ImageChops.subtract(mask, ImageChops.offset(mask, 0, 4))
    canvas.paste(
        Image.new("RGB", SIZE, mixed(hexed(colour), (255, 255, 255), 0.45)), mask=Image.eval(edge, lambda v: v // 2)
    )


def inked(
    canvas: Image.Image, mask: Image.Image, colour: str, chance: random.Random, *, shift: tuple[int, int]
) -> None:
    """Print a layer in one ink over what is there, a little out of register and with bare specks of paper."""
    moved = ImageChops.offset(mask, *shift)
    wear = Image.eval(noise(chance, SIZE, 120, 68), lambda value: 255 if value > 88 else 120 + value)
    ink = Image.composite(
        Image.new("RGB", SIZE, hexed(colour)), Image.new("RGB", SIZE, (255, 255, 255)), ImageChops.multiply(moved, wear)
    )
    canvas.paste(ImageChops.multiply(canvas, ink))


def finished(canvas: Image.Image, chance: random.Random, *, grain: float = 0.022, edge: float = 0.18) -> Image.Image:
    """Darken the edges a little, lay grain over it, and bring it to its real size."""
    corner = Image.eval(Image.radial_gradient("L").resize(SIZE), lambda value: max(0, round((value - 90) * edge)))
    canvas = Image.composite(Image.eval(canvas, lambda value: round(value * 0.5)), canvas, corner)
    speck = clouds(chance, SIZE, 640, 360)
    canvas = Image.blend(canvas, ImageChops.overlay(canvas, Image.merge("RGB", (speck,) * 3)), grain * 4)
    return canvas.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.LANCZOS)
