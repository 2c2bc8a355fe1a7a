"""Pictures of the first pages of a PDF, drawn in a child process with limits (see `community.core.page_child`).

A PDF from outside may be made to harm, so the worst is that there is no picture of it. Not for storing them.
"""

from __future__ import annotations

from community.core.media import sniff
from community.core.pictures import PROCESSOR_SECONDS, SECONDS, Fault, Picture, PictureRefused, made_by_child

MOST_BYTES = 100 * 1024 * 1024
CHILD = "community.core.page_child"


def draw_pages(content: bytes, *, seconds: float = SECONDS, processor_seconds: int = PROCESSOR_SECONDS) -> Picture:
    """Draw the first pages of a PDF, or raise `PictureRefused`.

    The variants are the first page small, then each page but the last; the whole is the last page.
    """
    if len(content) > MOST_BYTES:
        raise PictureRefused(Fault.TOO_LARGE)
    if sniff(content) != "application/pdf":
        raise PictureRefused(Fault.WRONG_KIND)
    return made_by_child(CHILD, content, seconds, processor_seconds)
