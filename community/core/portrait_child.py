"""The child process that makes a square picture of a person: from standard input, in a few sizes, to standard output.

It decodes within the limits of `community.core.picture_child` and cuts out the middle; of a picture that stands upright
a little above it, where faces are. It imports nothing of the site.
"""

from __future__ import annotations

from PIL import Image

from community.core.picture_child import encoded, main

# Width in pixels, and how many bytes it may take: a page of the list shows twenty of the smallest.
SIZES = ((96, 6_000), (192, 14_000), (512, 60_000))
# How far from the top an upright picture is cut, of what is left over.
ABOVE_MIDDLE = 0.3


def square(image: Image.Image) -> Image.Image:
    """Cut the largest square out of a picture."""
    side = min(image.size)
    left, top = (image.width - side) // 2, round((image.height - side) * ABOVE_MIDDLE)
    return image.crop((left, top, left + side, top + side))


def variants(image: Image.Image) -> list[tuple[int, int, bytes]]:
    """Give the picture in each size that is smaller than itself, and as a whole, the smallest first."""
    sizes = [(width, most) for width, most in SIZES if width < image.width]
    if image.width <= SIZES[-1][0]:
        sizes.append((image.width, next(most for width, most in SIZES if image.width <= width)))
    return [(width, width, encoded(resized(image, width), most)) for width, most in sizes]


def resized(image: Image.Image, width: int) -> Image.Image:
    """Give a square picture in a size."""
    return image if width == image.width else image.resize((width, width), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(lambda image: variants(square(image)))
