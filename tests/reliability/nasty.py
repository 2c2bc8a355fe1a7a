"""Values that no person types, or only once: what each of them broke somewhere, in some program, at some time."""

from __future__ import annotations

import base64
import json

# As they stand in an address or in the body of a form, already encoded.
ENCODED = {
    "nothing": "",
    "space": "%20%09%0d%0a",
    "null": "%00",
    "null inside": "a%00b",
    "broken UTF-8": "%ff%fe",
    "cut-off UTF-8": "gemeente%c3",
    "surrogate": "%ed%a0%80",
    "not a character": "%ef%bf%bf",
    "right to left": "%e2%80%aeabc%e2%80%8b",
    "large number": "9" * 40,
    "larger than an id": str(2**63),
    "negative": "-1",
    "fraction": "1.5e309",
    "other digits": "%d9%a1%d9%a2%c2%b2",
    "not a number": "NaN",
    "day that is none": "2026-02-30",
    "year one": "0001-01-01T00:00",
    "last year": "9999-12-31T23:59",
    "hour that is none": "2027-03-28T02:30",
    "quotes": "%27%22%3e%3cscript%3ealert(1)%3c/script%3e",
    "pattern": "%25%25_%5c%5c%25_",
    "words of search": "%22AND%20OR%20NOT%20*%20NEAR(",
    "template": "%7b%7b7*7%7d%7d%25(x)s%7b0%7d",
    "path": "..%2f..%2fetc%2fpasswd",
    "elsewhere": "https:%2f%2fhostile.example%2f",
    "headers": "a%0d%0aSet-Cookie:%20a=b",
    "letters": "%c4%b0%ef%ac%81%e1%ba%9e%f0%9f%87%b3%f0%9f%87%b1",
}


def cursor(*values: object) -> str:
    """Make a place in a list out of values that no list is ordered by."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


CURSORS = {
    "cursor of nothing": cursor(),
    "cursor of a number": cursor(1),
    "cursor of two numbers": cursor(2**70, -(2**70)),
    "cursor of null": cursor(None, None),
    "cursor of texts": cursor("\0", "\ud800"),
    "cursor of the first year": cursor("0001-01-01T00:00:00+14:00", 1),
    "cursor of the last year": cursor("9999-12-31T23:59:59-14:00", 1),
    "cursor without a zone": cursor("2026-01-01T00:00:00", 1),
    "cursor of three": cursor(True, [], {}),
}
