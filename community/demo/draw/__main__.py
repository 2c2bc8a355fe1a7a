"""Draws the pictures that are named, or all of them, into `community/demo/pictures`."""

import io
import random
import sys
from pathlib import Path

from community.demo.draw import indoors, landscapes, plans, shores, towns

TARGET = Path(__file__).resolve().parent.parent / "pictures"
SCENES = {**landscapes.SCENES, **shores.SCENES, **towns.SCENES, **indoors.SCENES, **plans.SCENES}
MOST_BYTES = 120 * 1024


def draw(name: str) -> int:
    """Draw one picture in the best quality that stays small; says how many bytes it took."""
    picture, content = SCENES[name](random.Random(name)), b""
    for quality in (88, 80, 70, 60, 50, 40):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        content = out.getvalue()
        if len(content) <= MOST_BYTES:
            break
    (TARGET / f"{name}.webp").write_bytes(content)
    return len(content)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or sorted(SCENES):
        sys.stdout.write(f"{wanted:24} {draw(wanted):7}\n")
