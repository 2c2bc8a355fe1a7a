"""The two parties of a sign-in in these tests: this site as its provider sees it, and a browser that goes there."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from community.accounts import oidc
from community.accounts.oidc.transport import LIMITS, Limits

BASE_URL = "http://127.0.0.1:9"


def provider(issuer: str, **more: Any) -> oidc.Provider:
    """Describe a provider that this site trusts."""
    return oidc.Provider(**{"key": "pleio", "issuer": issuer, "client_id": "site", "client_secret": "hush", **more})


def relation(issuer: str, *, pause: float = 5.0, limits: Limits = LIMITS, **more: Any) -> oidc.Relation:
    """Begin a relation with a provider."""
    return oidc.Relation(provider(issuer, **more), pause_seconds=pause, limits=limits)


def begin(relation: oidc.Relation) -> tuple[str, oidc.Pending]:
    """Begin a sign-in."""
    return oidc.begin(relation, base_url=BASE_URL, next_path="/")


def returned(location: str) -> dict[str, list[str]]:
    """Give the parameters with which a browser comes back."""
    return parse_qs(urlsplit(location).query, keep_blank_values=True)


def finish(
    relation: oidc.Relation, parameters: dict[str, list[str]], pending: oidc.Pending | None
) -> oidc.SignedInPerson:
    """Finish a sign-in."""
    return oidc.finish(relation, parameters, pending, base_url=BASE_URL)
