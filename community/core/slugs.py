"""Addresses made of titles: lower case, ASCII, and five random letters where it must not be guessed or counted."""

import re
import secrets
import unicodedata

LONGEST = 80
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
# Letters that Unicode takes for no variant of another, though people search for them as if they were.
LIKE = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def slugify(title: str) -> str:
    """Make the readable part of an address of a title."""
    plain = fold(title).encode("ascii", "ignore").decode()
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
    letters = unicodedata.normalize("NFKD", text.casefold().translate(LIKE))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
