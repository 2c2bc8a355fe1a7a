"""Writes small PDF files of plain text, so that the demo has papers to read. Not for anything that people upload."""

from __future__ import annotations

import textwrap

WIDTH, HEIGHT, MARGIN = 595, 842, 64
BIG, NORMAL, LEADING = 20, 11, 16
LINE = 78


def paper(text: str) -> bytes:
    """Give a PDF with one page of text; its first line, which begins with a hash, is the title."""
    title, _, body = text.strip().partition("\n")
    lines = [line for part in body.split("\n") for line in (textwrap.wrap(part, LINE) or [""])]
    shown = [f"/F2 {BIG} Tf", f"{MARGIN} {HEIGHT - MARGIN - BIG} Td", f"({escaped(title.lstrip('# '))}) Tj"]
    shown += [f"/F1 {NORMAL} Tf", f"{LEADING} TL", "T*", *(f"T* ({escaped(line)}) Tj" for line in lines)]
    stream = f"BT {' '.join(shown)} ET".encode("cp1252", "replace")
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 6 0 R "
            "/Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>".encode(),
            font.format(name="Helvetica").encode(),
            font.format(name="Helvetica-Bold").encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    )


def escaped(text: str) -> str:
    """Write a text as PDF wants it between brackets."""
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def assembled(objects: list[bytes]) -> bytes:
    """Put the objects of a PDF in a file, with the table that says where each begins."""
    whole, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(whole))
    return whole + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end
