"""Notices that somebody signed out elsewhere, forged in every way: none ends a sign-in here.

What a notice must say is tried in tests/accounts/test_oidc_logout_token.py; here is who signed it, and how it is sent.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from community.accounts.oidc import SignInRefused, validate_logout_token
from community.accounts.oidc.sign_out import EVENT
from tests.accounts.liar import KEYS, Liar, liar
from tests.accounts.parties import relation

STRANGER = RSAKey.generate_key(2048, {"kid": "key-0"})


@pytest.fixture(scope="module")
def idp() -> Iterator[Liar]:
    with liar() as server:
        yield server


def claims_of(idp: Liar, **more: Any) -> dict[str, Any]:
    """Give what a true notice says."""
    now = int(time.time())
    truth = {"iss": idp.issuer, "aud": "site", "iat": now, "exp": now + 120, "sid": "a", "sub": "b"}
    return truth | {"jti": secrets.token_hex(8), "events": {EVENT: {}}} | more


def encoded(value: Any) -> str:
    """Encode a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def sealed(claims: dict[str, Any], header: dict[str, Any], secret: bytes) -> str:
    """Sign with a shared secret."""
    body = f"{encoded(header)}.{encoded(claims)}"
    return f"{body}.{base64.urlsafe_b64encode(hmac.digest(secret, body.encode(), 'sha256')).rstrip(b'=').decode()}"


def signed(claims: dict[str, Any], key: RSAKey = KEYS[0], **header: Any) -> str:
    """Sign as the provider does."""
    return jwt.encode({"alg": "RS256", "kid": "key-0", "typ": "logout+jwt", **header}, claims, key)


FORGED: dict[str, Callable[[dict[str, Any]], str]] = {
    "none": lambda claims: f"{encoded({'alg': 'none', 'typ': 'logout+jwt'})}.{encoded(claims)}.",
    "nOnE": lambda claims: f"{encoded({'alg': 'nOnE', 'typ': 'logout+jwt'})}.{encoded(claims)}.",
    "client secret": lambda claims: sealed(claims, {"alg": "HS256", "typ": "logout+jwt"}, b"hush"),
    "public key": lambda claims: sealed(claims, {"alg": "HS256", "kid": "key-0"}, KEYS[0].as_pem(private=False)),
    "stranger": lambda claims: signed(claims, STRANGER),
    "own key inside": lambda claims: signed(claims, STRANGER, jwk=STRANGER.as_dict(private=False)),
    "unknown key": lambda claims: signed(claims, kid="key-of-nobody"),
    "cut": lambda claims: signed(claims)[:-6],
    "without seal": lambda claims: signed(claims).rpartition(".")[0] + ".",
    "other words under the seal": lambda claims: ".".join(
        (signed(claims).split(".")[0], encoded(claims | {"sub": "another"}), signed(claims).split(".")[2])
    ),
    "huge": lambda claims: signed(claims | {"padding": "x" * 70_000}),
    "list": lambda claims: f"{encoded({'alg': 'RS256', 'kid': 'key-0'})}.{encoded([claims])}.AAAA",
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_notice_that_the_provider_did_not_sign_is_refused(idp: Liar, forge: Callable[[dict[str, Any]], str]) -> None:
    with pytest.raises(SignInRefused):
        validate_logout_token(relation(idp.issuer), forge(claims_of(idp)))


@pytest.mark.parametrize(
    "lie",
    [
        *({"nonce": None}, {"nonce": ""}, {"events": {EVENT: None}}, {"events": {EVENT: []}}, {"events": EVENT}),
        *({"events": {EVENT.upper(): {}}}, {"aud": []}, {"aud": None}, {"aud": {"site": True}}, {"azp": "another"}),
        *({"iat": True}, {"iat": "now"}, {"iat": float("inf")}, {"exp": True}, {"jti": 7}, {"jti": ["a"]}),
        *({"sub": None, "sid": None}, {"sub": ["b"]}, {"sub": {"b": 1}}, {"sid": ["a"]}, {"nbf": 4_000_000_000}),
    ],
    ids=str,
)
def test_a_notice_with_values_of_another_kind_is_refused(idp: Liar, lie: dict[str, Any]) -> None:
    assert validate_logout_token(relation(idp.issuer), signed(claims_of(idp))).subject == "b"
    with pytest.raises(SignInRefused):
        validate_logout_token(relation(idp.issuer), signed(claims_of(idp, **lie)))


@pytest.mark.parametrize(
    "typ", ["at+jwt", "dpop+jwt", "id_token", "secevent+jwt", "logout+jwt;x", "", 7, ["logout+jwt"]]
)
def test_a_statement_of_another_type_is_no_notice(idp: Liar, typ: Any) -> None:
    token = f"{encoded({'alg': 'RS256', 'kid': 'key-0', 'typ': typ})}.{encoded(claims_of(idp))}.AAAA"
    with pytest.raises(SignInRefused):
        validate_logout_token(
            relation(idp.issuer), token if not isinstance(typ, str) else signed(claims_of(idp), typ=typ)
        )
