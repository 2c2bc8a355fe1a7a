"""Pictures from outside become small WebP files, and what is made to harm is refused by a child with limits."""

from __future__ import annotations

import io
import struct
import time
import zlib
from typing import Any

import pytest
from PIL import Image

from community.core.media import may_show, sniff
from community.core.picture_child import MEMORY
from community.core.pictures import Fault, PictureRefused, make_picture


def painted(width: int, height: int, kind: str = "JPEG", **more: object) -> bytes:
    gradient = Image.linear_gradient("L").resize((width, height))
    out = io.BytesIO()
    Image.merge("RGB", (gradient, gradient.transpose(Image.Transpose.ROTATE_180), gradient)).save(out, kind, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def fault_of(content: bytes, **limits: Any) -> Fault:
    with pytest.raises(PictureRefused) as refusal:
        make_picture(content, **limits)
    return refusal.value.fault


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_made_in_the_widths_of_the_pages(kind: str) -> None:
    picture = make_picture(painted(1600, 900, kind))
    assert [(each.width, each.height) for each in picture.variants] == [(360, 202), (720, 405), (1280, 720)]
    assert (picture.whole.width, picture.whole.height) == (1600, 900)
    for each in (*picture.variants, picture.whole):
        assert opened(each.content).format == "WEBP"
        assert opened(each.content).size == (each.width, each.height)
    assert all(len(each.content) <= 80_000 for each in picture.variants if each.width <= 720)


def test_a_small_picture_is_not_made_larger() -> None:
    picture = make_picture(painted(200, 100))
    assert picture.variants == ()
    assert (picture.whole.width, picture.whole.height) == (200, 100)


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera van Jan"
    exif.get_ifd(0x8825)[1] = "N"
    picture = make_picture(painted(800, 400, exif=exif, comment=b"thuis"))
    assert (picture.whole.width, picture.whole.height) == (400, 800)
    for each in (*picture.variants, picture.whole):
        assert not opened(each.content).getexif()
        assert b"Jan" not in each.content


def test_a_picture_with_transparency_keeps_it() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (500, 500), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(make_picture(out.getvalue()).whole.content).mode == "RGBA"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?>\n<svg/>",
        b"<!doctype html><script>alert(1)</script>",
        b"",
        b"gewoon tekst",
        b"%PDF-1.7",
        b"BM" + bytes(60),
        b"%!PS-Adobe-3.0 EPSF-3.0",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert fault_of(content) is Fault.WRONG_KIND


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_broken_picture_is_refused(kind: str) -> None:
    assert fault_of(painted(400, 300, kind)[:120]) is Fault.BROKEN


def bomb(width: int, height: int) -> bytes:
    """Make a PNG of a few kilobytes that is enormous when decoded."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = bytes(1 + width * 4)
    data = b"".join(packer.compress(row) for _ in range(min(height, 3000))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    content = bomb(30_000, 30_000)
    assert len(content) < 500_000
    assert fault_of(content) is Fault.TOO_LARGE


def test_more_bytes_than_a_picture_has_are_refused_unseen() -> None:
    assert fault_of(b"\xff\xd8\xff" + bytes(20_000_000)) is Fault.TOO_LARGE


def plain(width: int, height: int, kind: str, **more: object) -> bytes:
    """Make a picture of one colour, which may be seen through: small as a file whatever its size."""
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 10, 10, 90)).save(out, kind, **more)
    return out.getvalue()


@pytest.fixture(scope="module")
def largest() -> bytes:
    """Give the PNG of as many pixels as one may have, and with as much to each."""
    return plain(7000, 7000, "PNG", compress_level=1)


def test_the_largest_picture_takes_no_more_memory_than_the_child_allows_itself(largest: bytes) -> None:
    picture = make_picture(largest)
    assert picture.whole.width == 2560
    assert 400_000_000 < picture.peak < MEMORY


def test_the_largest_photograph_takes_far_less() -> None:
    picture = make_picture(painted(8000, 6000))
    assert picture.whole.width == 2560
    assert 20_000_000 < picture.peak < 200_000_000


def test_a_bomb_that_takes_more_memory_than_that_is_refused() -> None:
    content = plain(7000, 7000, "WEBP", lossless=True)
    assert len(content) < 5000
    assert fault_of(content) is Fault.TOO_MUCH_WORK


def test_a_picture_that_takes_the_processor_too_long_is_refused() -> None:
    # Noise fits in no size at any quality but the last, so that it is written again and again.
    noise = io.BytesIO()
    Image.effect_noise((2560, 5000), 200).save(noise, "JPEG")
    assert fault_of(noise.getvalue(), processor_seconds=1) is Fault.TOO_MUCH_WORK


def test_a_picture_that_is_waited_for_too_long_is_refused(largest: bytes) -> None:
    started = time.monotonic()
    assert fault_of(largest, seconds=0.3) is Fault.TOO_MUCH_WORK
    # Without waiting for what it would still have done.
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7 x", "verslag.pdf", "application/pdf"),
        (
            b"PK\x03\x04" + bytes(40),
            "Verslag.DOCX",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"PK\x03\x04" + bytes(40), "x.exe", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "oud.xls", "application/vnd.ms-excel"),
        ("één;twee\n".encode() * 2000, "lijst.csv", "text/csv"),
        ("é".encode() * 5000, "verslag", "text/plain"),
        (b"Notitie: a < b en <p> is een tag", "notitie.txt", "text/plain"),
        (b"<p>x", "foto.jpg", "text/html"),
        (b"\xef\xbb\xbf \n<HTML>", "lijst.csv", "text/html"),
        ("<html>".encode("utf-16"), "x.txt", "text/html"),
        (b"tekst <script>alert(1)</script>", "x.txt", "text/html"),
        (b"<?xml version='1.0'?><svg/>", "plaatje.png", "image/svg+xml"),
        (b"<?xml version='1.0'?><feed/>", "x.xml", "application/xml"),
        (b"\x7fELF" + bytes(20), "verslag.pdf", "application/octet-stream"),
        (b"", "leeg.txt", "text/plain"),
    ],
)
def test_a_file_is_what_is_in_it_whatever_it_is_called(content: bytes, name: str, kind: str) -> None:
    found = sniff(content, name)
    assert found == kind or (kind == "application/octet-stream" and not may_show(found))


def test_only_pictures_and_pdf_are_shown_by_the_browser() -> None:
    assert may_show("application/pdf")
    assert may_show("image/png")
    assert not any(may_show(kind) for kind in ("text/html", "image/svg+xml", "text/plain", "application/xml"))
