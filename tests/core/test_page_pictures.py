"""Pictures of the first pages of a PDF, and PDFs that are made to harm, which a child with limits refuses."""

from __future__ import annotations

import contextlib
import io
import time
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from community.core.page_child import MOST_PAGES, SMALL, WIDTH
from community.core.page_pictures import draw_pages
from community.core.picture_child import MEMORY
from community.core.pictures import Fault, PictureRefused
from community.demo.papers import assembled, paper


def pages(count: int, *, box: str = "0 0 595 842", content: bytes = b"", more: bytes = b"") -> bytes:
    """Make a PDF of so many pages that all show the same."""
    kids = b" ".join(b"%d 0 R" % number for number in range(4, 4 + count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 3 0 R %s >>" % (box.encode(), more)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content)
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, stream, *([page] * count)])


def fault_of(content: bytes, **limits: float) -> Fault:
    with pytest.raises(PictureRefused) as refusal:
        draw_pages(content, **limits)  # type: ignore[arg-type]
    return refusal.value.fault


def test_the_first_pages_are_drawn_and_the_first_small_as_well() -> None:
    made = draw_pages(pages(40, content=zlib.compress(b"1 0 0 rg 0 0 300 400 re f")))
    sizes = [(each.width, each.height) for each in (*made.variants, made.whole)]
    assert sizes == [(SMALL, 340), *[(WIDTH, 1557)] * MOST_PAGES]
    drawn = Image.open(io.BytesIO(made.whole.content))
    assert drawn.format == "WEBP" and drawn.getpixel((100, 1500)) != drawn.getpixel((1000, 100))
    assert made.peak < 150_000_000


def test_a_paper_of_the_demo_is_drawn() -> None:
    assert draw_pages(paper("# Verslag\nEen regel.")).whole.width == WIDTH


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<!doctype html><script>alert(1)</script>", Fault.WRONG_KIND),
        (b"%PDF-1.7\n" + b"niets" * 100, Fault.BROKEN),
        (paper("# Half")[:300], Fault.BROKEN),
        (pages(0), Fault.BROKEN),
        (pages(1, box="0 0 10 14400"), Fault.TOO_LARGE),
    ],
)
def test_what_is_no_good_pdf_is_refused(content: bytes, fault: Fault) -> None:
    assert fault_of(content) is fault


def text_of_gigabytes() -> bytes:
    return pages(1, content=zeros(1000))


def picture_of_billions() -> bytes:
    side, content = 40_000, zeros(1000)
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (side, side, len(content), content)
    )
    shown = zlib.compress(b"q 595 0 0 842 0 0 cm /I Do Q")
    whole = pages(1, content=shown, more=b"/Resources << /XObject << /I 5 0 R >> >>")
    return whole.replace(b"xref", b"5 0 obj\n" + picture + b"\nendobj\nxref", 1)


def millions_of_lines() -> bytes:
    return pages(1, content=zlib.compress(b"0 0 m 595 842 l 0 842 l 595 0 l S\n" * 1_000_000, 1))


def zeros(megabytes: int) -> bytes:
    """Pack so many megabytes of nothing into few bytes."""
    packer, block = zlib.compressobj(1), bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize("bomb", [text_of_gigabytes, picture_of_billions, millions_of_lines])
def test_a_bomb_takes_no_more_memory_and_time_than_the_child_allows_itself(bomb: Callable[[], bytes]) -> None:
    content, began = bomb(), time.monotonic()
    assert len(content) < 6_000_000
    with contextlib.suppress(PictureRefused):
        # Drawn without what was too much, or not at all; within the limit all the same.
        assert draw_pages(content, seconds=6, processor_seconds=2).peak < MEMORY
    assert time.monotonic() - began < 12
