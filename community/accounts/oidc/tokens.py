"""Checks a signed statement of a provider: who signed it, for whom, when, and in answer to what.

Authlib accepts some statements that it should not (a foreign audience with our `azp`), so every claim is checked here,
on what joserfc verified. A statement without a signature, or signed with a shared secret, is never accepted.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import time
from collections.abc import Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from community.accounts.oidc.providers import Provider
from community.accounts.oidc.refusals import Reason, SignInRefused
from community.accounts.oidc.relations import Relation
from community.core.clock import now

LEEWAY_SECONDS = 60
LARGEST_TOKEN = 64 * 1024
LONGEST_SUBJECT = 255
KINDS: dict[str, type[Key]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), RSAKey),
    **dict.fromkeys(("ES256", "ES384", "ES512"), ECKey),
    "EdDSA": OKPKey,
}


def verified(relation: Relation, token: object) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Give header and claims of a statement that the provider signed, or refuse it."""
    header = header_of(token)
    algorithm = header.get("alg")
    said = relation.metadata().signing_algorithms
    if not isinstance(algorithm, str) or algorithm not in KINDS or (said and algorithm not in said):
        raise SignInRefused(Reason.BAD_ALGORITHM, repr(algorithm)[:60])
    key = key_for(relation, header.get("kid"), algorithm)
    try:
        found = jwt.decode(str(token), key, algorithms=[algorithm])
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise SignInRefused(Reason.BAD_SIGNATURE, type(error).__name__) from error
    return found.header, found.claims


def header_of(token: object) -> Mapping[str, Any]:
    """Give the header of a statement, before anything in it is believed."""
    if not isinstance(token, str) or not token.isascii() or token.count(".") != 2 or len(token) > LARGEST_TOKEN:
        raise SignInRefused(Reason.BAD_SIGNATURE, "not a signed statement")
    try:
        return jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise SignInRefused(Reason.BAD_SIGNATURE, type(error).__name__) from error


def key_for(relation: Relation, key_id: object, algorithm: str) -> Key:
    """Give the key that signed, asking for the keys once more where it is new to us."""
    asked_at, keys = relation.keys()
    found = matching(keys, key_id, algorithm)
    if found is None:
        _, keys = relation.keys(newer_than=max(asked_at + 1e-9, time.monotonic()))
        found = matching(keys, key_id, algorithm)
    if found is None:
        raise SignInRefused(Reason.UNKNOWN_KEY)
    return found


def matching(keys: list[Key], key_id: object, algorithm: str) -> Key | None:
    """Give the one key of the right kind with this id; without an id only where there is no choice."""
    suited = [key for key in keys if isinstance(key, KINDS[algorithm]) and key.get("alg", algorithm) == algorithm]
    if key_id is not None:
        suited = [key for key in suited if key.kid == key_id]
    return suited[0] if len(suited) == 1 else None


def check_id_token(relation: Relation, token: object, *, nonce: str, access_token: str) -> Mapping[str, Any]:
    """Give the claims of an id token that answers our own question, or refuse it."""
    header, claims = verified(relation, token)
    check_parties(relation.provider, claims)
    check_times(claims)
    if not same(claims.get("nonce"), nonce):
        raise SignInRefused(Reason.WRONG_NONCE)
    if "at_hash" in claims and not same(claims["at_hash"], half_hash(access_token, str(header["alg"]))):
        raise SignInRefused(Reason.WRONG_HASH)
    subject_of(claims)
    return claims


def check_parties(provider: Provider, claims: Mapping[str, Any]) -> None:
    """Refuse a statement by somebody else, or for somebody else: this site must be its only audience."""
    if claims.get("iss") != provider.issuer:
        raise SignInRefused(Reason.WRONG_ISSUER, "in the token")
    audience = claims.get("aud")
    if audience != provider.client_id and audience != [provider.client_id]:
        raise SignInRefused(Reason.WRONG_AUDIENCE)
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise SignInRefused(Reason.WRONG_AUDIENCE, "azp")
    if provider.tenant and claims.get("tid") != provider.tenant:
        raise SignInRefused(Reason.WRONG_TENANT)


def check_times(claims: Mapping[str, Any]) -> None:
    """Refuse what has expired, was made in the future, or does not say when it was made."""
    moment = now().timestamp()
    expires, made = seconds(claims.get("exp")), seconds(claims.get("iat"))
    not_before = seconds(claims["nbf"]) if "nbf" in claims else made
    if expires <= moment - LEEWAY_SECONDS or max(made, not_before) > moment + LEEWAY_SECONDS:
        raise SignInRefused(Reason.WRONG_TIME)


def seconds(value: object) -> float:
    """Read a moment in a token."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SignInRefused(Reason.WRONG_TIME, "not a number")
    try:
        moment = float(value)
    except OverflowError as error:
        raise SignInRefused(Reason.WRONG_TIME, "not a moment") from error
    if not math.isfinite(moment):
        raise SignInRefused(Reason.WRONG_TIME, "not a moment")
    return moment


def subject_of(claims: Mapping[str, Any]) -> str:
    """Give who a statement is about."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise SignInRefused(Reason.WRONG_SUBJECT)
    return subject


def half_hash(access_token: str, algorithm: str) -> str:
    """Give the left half of an access token's digest, by which an id token is bound to it."""
    size = "512" if algorithm == "EdDSA" else algorithm[2:]
    whole = hashlib.new(f"sha{size}", access_token.encode()).digest()
    return base64.urlsafe_b64encode(whole[: len(whole) // 2]).rstrip(b"=").decode()


def same(value: object, expected: str) -> bool:
    """Whether a claim is the expected text, without telling by the time it takes."""
    return isinstance(value, str) and hmac.compare_digest(value.encode(errors="replace"), expected.encode())
