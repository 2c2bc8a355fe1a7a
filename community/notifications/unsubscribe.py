"""The signed address in a mail that ends mail of one kind, without signing in; good for that and nothing else."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from community.notifications.models import Kind

PURPOSE = "end mail of one kind"


def signer() -> URLSafeSerializer:
    """Give what signs and reads these addresses."""
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=PURPOSE)


def address_that_ends(member_id: int, kind: Kind) -> str:
    """Give the whole address at which a member ends mail of one kind."""
    token = signer().dumps([member_id, kind.value])
    return f"{current_app.config['SETTINGS'].base_url}/afmelden/{token}"


def read_token(token: str) -> tuple[int, Kind] | None:
    """Give whose mail of which kind a token ends; None for what was not signed here for this."""
    try:
        member_id, kind = signer().loads(token)
        return int(member_id), Kind(kind)
    except (BadData, ValueError, TypeError):
        return None
