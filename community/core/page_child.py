"""The child process that draws the first pages of one PDF: from standard input, pictures to standard output.

It limits itself before it reads anything, as the child for pictures does, and answers in the same form. It imports
nothing of the site but that child.
"""

from __future__ import annotations

import sys

import pypdfium2
from PIL import Image

from community.core.picture_child import Refusal, answer, encoded, height, limit, peak, resized

# A page is drawn as wide as it is read; the first one smaller as well, for lists.
WIDTH = 1100
MOST_BYTES = 160_000
SMALL, MOST_SMALL_BYTES = 240, 20_000
MOST_PAGES = 5
# A page that is a strip would be a picture of many metres.
MOST_RATIO = 4.0


def drawn(content: bytes) -> list[Image.Image]:
    """Give pictures of the first pages."""
    document = pypdfium2.PdfDocument(content)
    return [page(document[number]) for number in range(min(len(document), MOST_PAGES))]


def page(sheet: pypdfium2.PdfPage) -> Image.Image:
    """Draw one page."""
    wide, tall = sheet.get_size()
    if not (0 < wide < 1e6 and 0 < tall < 1e6) or max(tall / wide, wide / tall) > MOST_RATIO:
        raise Refusal("too_large")
    bitmap = sheet.render(scale=WIDTH / wide, may_draw_forms=False)
    image: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    sheet.close()
    return image


def pictures(pages: list[Image.Image]) -> list[tuple[int, int, bytes]]:
    """Give the first page small, then each page, as WebP."""
    if not pages:
        raise Refusal("broken")
    small = encoded(resized(pages[0], SMALL), MOST_SMALL_BYTES)
    whole = [(each.width, each.height, encoded(each, MOST_BYTES)) for each in pages]
    return [(SMALL, height(pages[0], SMALL), small), *whole]


def main() -> None:
    """Draw what stands on standard input, in as many seconds of the processor as the first argument says."""
    limit(int(sys.argv[1]))
    try:
        made = pictures(drawn(sys.stdin.buffer.read()))
    except Refusal as refusal:
        answer({"fault": str(refusal)}, [])
    except MemoryError:
        answer({"fault": "too_much_work"}, [])
    except Exception:  # whatever the library stumbles over
        answer({"fault": "broken"}, [])
    else:
        sizes = [(width, tall, len(content)) for width, tall, content in made]
        answer({"sizes": sizes, "peak": peak()}, [content for _, _, content in made])


if __name__ == "__main__":
    main()
