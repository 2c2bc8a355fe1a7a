"""Addresses made of titles: lower case, ASCII, and five random letters where it must not be guessed or counted."""

import re
import secrets
import unicodedata

LONGEST = 80
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def slugify(title: str) -> str:
    """Make the readable part of an address of a title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return (
        words[:LONGEST].rsplit("-", 1)[0]
        if len(words) > LONGEST and "-" in words[:LONGEST]
        else words[:LONGEST] or "stuk"
    )


def with_letters(slug: str) -> str:
    """Add five random letters, so that an address cannot be guessed from a title."""
    return f"{slug}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"


def fold(text: str) -> str:
    """Fold a text for sorting and comparing, beyond the ASCII that databases fold alike."""
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode() or text.casefold()
