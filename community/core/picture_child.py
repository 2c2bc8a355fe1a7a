"""The child process that decodes one picture: from standard input, smaller ones to standard output.

It limits itself before it reads anything: memory, time, no files, no further processes. It imports nothing of the
site. Its answer is a length, a JSON header (sizes, peak of memory, or a fault) and the pictures one after another.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
from collections.abc import Callable

from PIL import Image, ImageCms, ImageOps

# The largest PNG with transparency takes 510 MB, the largest photograph 125 MB.
MEMORY = 576 * 1024 * 1024
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
WHOLE = 2560
# Width in pixels, and how many bytes it may take: a lead picture at 360 px, also at double density, stays below 80 KB.
WIDTHS = ((360, 45_000), (720, 78_000), (1280, 200_000), (WHOLE, 900_000))
QUALITIES = (80, 62, 42, 22, 8)


class Refusal(Exception):
    """The picture is refused; its text is the fault."""


def limit(processor_seconds: int) -> None:
    """Give up everything that decoding does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def decode(content: bytes) -> Image.Image:
    """Give the first frame, upright, in sRGB, at most as wide as the largest that is kept."""
    image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise Refusal("too_large")
    # A JPEG can be read at a fraction of its size, which saves most of the memory.
    image.draft("RGB", (WHOLE, WHOLE))
    image.load()
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((WHOLE, WHOLE * 2), reducing_gap=2.0)
    return in_srgb(image, profile)


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Give the picture in the colours that it has without its profile; a broken profile is as none."""
    if not profile:
        return image
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image


def variants(image: Image.Image) -> list[tuple[int, int, bytes]]:
    """Give the picture in each width that is smaller than itself, and as a whole."""
    widths = [(width, most) for width, most in WIDTHS if width < image.width]
    widths.append((image.width, next(most for width, most in WIDTHS if image.width <= width)))
    return [(width, height(image, width), encoded(resized(image, width), most)) for width, most in widths]


def height(image: Image.Image, width: int) -> int:
    """Give the height that goes with a width."""
    return max(1, round(image.height * width / image.width))


def resized(image: Image.Image, width: int) -> Image.Image:
    """Give the picture in a width."""
    return image if width == image.width else image.resize((width, height(image, width)), Image.Resampling.LANCZOS)


def encoded(image: Image.Image, most: int) -> bytes:
    """Write as WebP, without metadata, in the best quality that fits."""
    content = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"", xmp=b"")
        content = out.getvalue()
        if len(content) <= most:
            break
    return content


def answer(header: dict[str, object], pieces: list[bytes]) -> None:
    """Write to standard output."""
    head = json.dumps(header).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(head)) + head + b"".join(pieces))


def peak() -> int:
    """Give the most memory that this program took, in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0


def main(make: Callable[[Image.Image], list[tuple[int, int, bytes]]] = variants) -> None:
    """Decode what stands on standard input, in as many seconds of the processor as the first argument says."""
    limit(int(sys.argv[1]))
    try:
        made = make(decode(sys.stdin.buffer.read()))
    except Refusal as refusal:
        answer({"fault": str(refusal)}, [])
    except Image.DecompressionBombError:
        answer({"fault": "too_large"}, [])
    except MemoryError:
        answer({"fault": "too_much_work"}, [])
    except Exception:  # whatever a decoder stumbles over
        answer({"fault": "broken"}, [])
    else:
        sizes = [(width, tall, len(content)) for width, tall, content in made]
        answer({"sizes": sizes, "peak": peak()}, [content for _, _, content in made])


if __name__ == "__main__":
    main()
