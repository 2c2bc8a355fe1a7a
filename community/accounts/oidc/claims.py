"""From what a provider says of a person to what this site keeps, by the names that the provider's preset gives.

Only texts are taken, cleaned of control characters and cut to length; anything else counts as not said. An e-mail
address is verified only where the provider says so, or where the deployment trusts it to.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from community.accounts.oidc.providers import Provider

NAME_LENGTH = 120
EMAIL_LENGTH = 254
TEXT_LENGTH = 160
LONGEST_SESSION_ID = 255


@dataclass(frozen=True)
class SignedInPerson:
    """Somebody for whom a provider vouches, and all that it said of them."""

    provider: str
    issuer: str
    subject: str
    name: str
    email: str
    email_verified: bool = False
    organisation: str = ""
    function: str = ""
    sid: str = ""
    # When the person proved to the provider who they are, in seconds; 0 where it does not say. And how sure it is.
    authenticated_at: float = 0
    acr: str = ""
    id_token: str = field(default="", repr=False)


def person_from(
    provider: Provider,
    claims: Mapping[str, Any],
    *,
    subject: str,
    id_token: str,
    authenticated_at: float = 0,
    acr: str = "",
) -> SignedInPerson:
    """Give the person of whom these claims speak; what is signed only comes apart from what userinfo adds."""
    names = provider.claims
    email = first(claims, names.email, EMAIL_LENGTH)
    if email.count("@") != 1 or " " in email or email.startswith("@") or email.endswith("@"):
        email = ""
    session_id = claims.get("sid")
    return SignedInPerson(
        provider=provider.key,
        issuer=provider.issuer,
        subject=subject,
        name=first(claims, names.name, NAME_LENGTH) or spelled_name(claims),
        email=email,
        email_verified=bool(email) and (claims.get("email_verified") in (True, "true") or provider.trust_email),
        organisation=first(claims, names.organisation, TEXT_LENGTH),
        function=first(claims, names.function, TEXT_LENGTH),
        sid=session_id if isinstance(session_id, str) and len(session_id) <= LONGEST_SESSION_ID else "",
        authenticated_at=authenticated_at,
        acr=acr,
        id_token=id_token,
    )


def spelled_name(claims: Mapping[str, Any]) -> str:
    """Give the name from its parts, where a provider gives only those."""
    parts = (text(claims.get(part), NAME_LENGTH) for part in ("given_name", "family_name"))
    return " ".join(part for part in parts if part)[:NAME_LENGTH]


def first(claims: Mapping[str, Any], names: Iterable[str], longest: int) -> str:
    """Give the first of several claims that holds a text."""
    return next((found for name in names if (found := text(claims.get(name), longest))), "")


def text(value: object, longest: int) -> str:
    """Give a claim as one clean line; of a list or a table its first entry."""
    if isinstance(value, list | dict):
        value = next(iter(value), "")
    if not isinstance(value, str):
        return ""
    plain = "".join(
        " " if mark.isspace() else mark for mark in value if unicodedata.category(mark) not in ("Cf", "Cs", "Cn")
    )
    plain = "".join(mark for mark in plain if mark.isprintable())
    return " ".join(unicodedata.normalize("NFC", plain).split())[:longest].strip()
