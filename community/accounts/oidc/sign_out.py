"""Signing out at the provider too, and hearing from the provider that somebody signed out there.

The first is an address to which the browser goes (RP-initiated logout); the second is a signed notice that the provider
posts to us (back-channel logout), checked here and carried out by `community.accounts.services`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from community.accounts.oidc.refusals import Reason, SignInRefused
from community.accounts.oidc.relations import Relation
from community.accounts.oidc.tokens import check_parties, check_times, seconds, verified
from community.core.clock import now

TYPES = ("logout+jwt", "application/logout+jwt")
# Of a statement that does not say what it is, or no more than that it is signed.
ANY_TYPE = "jwt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST_HINT = 4000
NOTICE_SECONDS = 600


@dataclass(frozen=True)
class LogoutNotice:
    """A provider says that a session, or all sessions of a person, ended there; one of the two is an empty text.

    The same notice has the same digest, and is too old to be heard from `ends_at` on.
    """

    provider: str
    issuer: str
    subject: str
    sid: str
    digest: str
    ends_at: datetime


def sign_out_address(relation: Relation, *, id_token: str, base_url: str) -> str:
    """Give the address that signs a person out at the provider, or an empty text where it has none or is away."""
    try:
        address = relation.metadata().end_session_endpoint
    except SignInRefused:
        return ""
    if not address:
        return ""
    values = {"client_id": relation.provider.client_id, "post_logout_redirect_uri": f"{base_url}/"}
    if id_token and len(id_token) <= LONGEST_HINT:
        values["id_token_hint"] = id_token
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values)}"


def validate_logout_token(relation: Relation, token: object) -> LogoutNotice:
    """Give what a provider's logout token says, or refuse it."""
    header, claims = verified(relation, token)
    said = str(header.get("typ", ANY_TYPE)).lower()
    if said not in TYPES and not (said == ANY_TYPE and relation.provider.untyped_logout):
        raise SignInRefused(Reason.BAD_LOGOUT_TOKEN, "typ")
    check_parties(relation.provider, claims)
    check_times({"exp": now().timestamp(), **claims})
    check_notice(claims)
    subject, sid = (claims.get(name, "") for name in ("sub", "sid"))
    if not isinstance(subject, str) or not isinstance(sid, str) or not (subject or sid):
        raise SignInRefused(Reason.BAD_LOGOUT_TOKEN, "of nobody")
    issuer = relation.provider.issuer
    digest = hashlib.sha256(f"{issuer}\n{claims['jti']}".encode(errors="replace")).hexdigest()
    ends_at = datetime.fromtimestamp(seconds(claims["iat"]), UTC) + timedelta(seconds=NOTICE_SECONDS)
    return LogoutNotice(relation.provider.key, issuer, subject, sid, digest, ends_at)


def check_notice(claims: Mapping[str, Any]) -> None:
    """Refuse what is no fresh notice of a sign-out; an id token, which carries a nonce, must never pass for one."""
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict) or "nonce" in claims:
        raise SignInRefused(Reason.BAD_LOGOUT_TOKEN, "events")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or seconds(claims.get("iat")) < now().timestamp() - NOTICE_SECONDS:
        raise SignInRefused(Reason.BAD_LOGOUT_TOKEN, "jti or iat")
