"""The locked box of an anonymous vote: what it holds, and how it is opened and locked again.

A ballot in it stands under the hash of a code that only its voter has, and under no member and no moment. The ballots
are sorted by that hash, so they show no order in which they came. The box is locked with a key made from the secret key
of the site, which stands in no table and no backup. See docs/decisions/anonymous-votes.md.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from community.decisions.counting import Choice
from community.decisions.models import REASON_LENGTH

# No letters and digits that are mistaken for each other; 32 of them, so 16 make 80 bits.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH, PART_LENGTH = 16, 4
# In bytes, what a ballot takes without a reason, and with the longest one in the widest letters.
NARROW, WIDE = 192, 192 + 4 * REASON_LENGTH


class Unreadable(Exception):
    """The box was locked with another key, or damaged."""


@dataclass(frozen=True, slots=True)
class SecretBallot:
    """What somebody voted, without who."""

    choice: Choice
    reason: str = ""


Ballots = dict[str, SecretBallot]


def new_code() -> str:
    """Make the code with which a voter can change their ballot: four parts of four letters."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + PART_LENGTH] for at in range(0, CODE_LENGTH, PART_LENGTH))


def read_code(text: str | None) -> str:
    """Read a code as people type it; empty where it is none."""
    letters = "".join(each for each in (text or "").upper() if each.isalnum())
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(LETTERS) else ""


def place_of(code: str) -> str:
    """Give the hash under which the ballot of a code lies in the box."""
    return hashlib.sha256(code.encode()).hexdigest()


def locked(ballots: Ballots, decision_id: int, secret_key: str, *, with_reasons: bool) -> bytes:
    """Lock ballots up, without the moment at which that was done.

    Each ballot takes as much room as each other, or two backups would tell by their size that somebody objected.
    """
    width = WIDE if with_reasons else NARROW
    rows = [padded([place, list(ballot.choice), ballot.reason], width) for place, ballot in sorted(ballots.items())]
    return lock_of(decision_id, secret_key).encrypt_at_time(b"[" + b",".join(rows) + b"]", 0)


def padded(row: list[Any], width: int) -> bytes:
    """Write a ballot in exactly so many bytes."""
    written = json.dumps(row, ensure_ascii=False).encode()
    if len(written) > width:
        raise ValueError("a ballot is longer than any can be")
    return written.ljust(width)


def opened(box: bytes, decision_id: int, secret_key: str) -> Ballots:
    """Give the ballots of a box, or raise `Unreadable`."""
    try:
        rows = json.loads(lock_of(decision_id, secret_key).decrypt(box))
    except InvalidToken as error:
        raise Unreadable from error
    return {place: SecretBallot(tuple(choice), reason) for place, choice, reason in rows}


def lock_of(decision_id: int, secret_key: str) -> Fernet:
    """Make the lock of one box: each has its own."""
    made = HKDF(SHA256(), 32, salt=None, info=f"ballot box {decision_id}".encode())
    return Fernet(urlsafe_b64encode(made.derive(secret_key.encode())))
