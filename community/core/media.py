"""What kind of file somebody sent, by what is in it; its name only chooses among kinds that look the same.

What a browser could run (HTML, SVG, XML, scripts) gets its true kind, and `may_show` is false for it: it travels as a
download only. Not for pictures themselves: whether one can be decoded is known by `community.core.pictures`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import puremagic

HEAD = 8192
UNKNOWN = "application/octet-stream"
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
SHOWN = PICTURES | {"application/pdf"}

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_IN_ZIP = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": f"{_OPEN}.text",
    "ods": f"{_OPEN}.spreadsheet",
    "odp": f"{_OPEN}.presentation",
    "epub": "application/epub+zip",
}
_IN_OLE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
_IN_TEXT = {"csv": "text/csv", "ics": "text/calendar", "md": "text/markdown"}
_BEGINS_AS_MARKUP = re.compile(rb"[\xef\xbb\xbf\xff\xfe\s]*<\s*(?:!doctype|!--|\?xml|[a-z])", re.IGNORECASE)
_HOLDS_MARKUP = re.compile(rb"<\s*(?:script|html|svg|iframe|object|embed)\b", re.IGNORECASE)


def sniff(content: bytes, name: str = "") -> str:
    """Give the media type of a file, from its first bytes (`HEAD` are enough) and its name."""
    head, ending = content[:HEAD], PurePosixPath(name.lower()).suffix.lstrip(".")
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"PK\x03\x04"):
        return _IN_ZIP.get(ending, "application/zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _IN_OLE.get(ending, "application/x-ole-storage")
    return _markup_kind(head) or (_IN_TEXT.get(ending, "text/plain") if _is_text(head) else _by_library(head))


def is_picture(media_type: str) -> bool:
    """Whether this kind may be used as a picture."""
    return media_type in PICTURES


def may_show(media_type: str) -> bool:
    """Whether a browser may show this kind itself; all others are downloads."""
    return media_type in SHOWN


def _markup_kind(head: bytes) -> str:
    """Give the kind of what a browser might read as markup, also behind a byte order mark or in UTF-16."""
    plain = head.replace(b"\0", b"")
    if not (_BEGINS_AS_MARKUP.match(plain) or _HOLDS_MARKUP.search(plain)) or not _is_mostly_text(plain):
        return ""
    if re.search(rb"<\s*svg\b", plain, re.IGNORECASE):
        return "image/svg+xml"
    return "text/html" if b"<?xml" not in plain or b"<html" in plain.lower() else "application/xml"


def _is_mostly_text(head: bytes) -> bool:
    return sum(byte < 9 or 13 < byte < 32 for byte in head) * 20 <= len(head)


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # A letter may be cut in two at the end of the head.
        return error.start > len(head) - 4 and len(head) == HEAD
    return True


def _by_library(head: bytes) -> str:
    try:
        found = str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    is_plain = re.fullmatch(r"(audio|video|image|application)/[\w.+-]{1,80}", found)
    return found if is_plain and not re.search("xml|html|script|svg", found) else UNKNOWN
