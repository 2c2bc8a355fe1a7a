"""The notice that somebody signed out at their provider: who may send it, and what it must say."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jwt

from community.accounts.oidc import SignInRefused, sign_out_address, validate_logout_token
from community.accounts.oidc.sign_out import EVENT
from tests.accounts.liar import DROP, KEYS, Liar, liar, without_dropped
from tests.accounts.parties import BASE_URL, begin, finish, relation

NOW = int(time.time())


@pytest.fixture(scope="module")
def idp() -> Iterator[Liar]:
    with liar() as server:
        yield server


def notice(idp: Liar, **lies: Any) -> str:
    header = without_dropped({"alg": "RS256", "kid": "key-0", "typ": lies.pop("typ", "logout+jwt")})
    now = int(time.time())  # not when the tests began: a notice grows old in ten minutes
    truth = {"iss": idp.issuer, "aud": "site", "iat": now, "exp": now + 120, "sid": "a", "sub": "b"}
    truth |= {"jti": secrets.token_hex(8), "events": {EVENT: {}}}
    return jwt.encode(header, without_dropped({**truth, **lies}), lies.pop("key", KEYS[0]))


def test_a_true_notice_names_the_session_and_the_person(idp: Liar) -> None:
    heard = validate_logout_token(relation(idp.issuer), notice(idp))
    assert (heard.provider, heard.sid, heard.subject) == ("pleio", "a", "b")
    assert validate_logout_token(relation(idp.issuer), notice(idp, sid=DROP)).sid == ""


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["site", "another"]},
        {"events": DROP},
        {"events": {}},
        {"events": {EVENT: 1}},
        {"events": [EVENT]},
        {"nonce": "n"},
        {"jti": DROP},
        {"jti": ""},
        {"iat": DROP},
        {"iat": NOW - 3600, "exp": DROP},
        {"iat": NOW + 3600},
        {"exp": NOW - 3600},
        {"sid": DROP, "sub": DROP},
        {"sid": 7},
        {"typ": "at+jwt"},
        {"typ": "JWT"},
        {"typ": DROP},
    ],
    ids=lambda lie: "-".join(lie),
)
def test_a_false_notice_signs_nobody_out(idp: Liar, lie: dict[str, Any]) -> None:
    with pytest.raises(SignInRefused):
        validate_logout_token(relation(idp.issuer), notice(idp, **lie))


@pytest.mark.parametrize("typ", [DROP, "JWT", "jwt", "application/logout+jwt"])
def test_a_provider_that_does_not_say_what_its_notices_are_is_heard_where_that_is_set(idp: Liar, typ: Any) -> None:
    assert validate_logout_token(relation(idp.issuer, untyped_logout=True), notice(idp, typ=typ)).sid == "a"


@pytest.mark.parametrize("typ", ["at+jwt", "id_token", "secevent+jwt", ""])
def test_what_says_that_it_is_something_else_is_no_notice_there_either(idp: Liar, typ: str) -> None:
    with pytest.raises(SignInRefused):
        validate_logout_token(relation(idp.issuer, untyped_logout=True), notice(idp, typ=typ))


@pytest.mark.parametrize("token", [None, "", "a.b.c", 7])
def test_what_is_no_notice_is_refused(idp: Liar, token: object) -> None:
    with pytest.raises(SignInRefused):
        validate_logout_token(relation(idp.issuer), token)


def test_an_id_token_never_passes_for_a_notice(idp: Liar) -> None:
    site = relation(idp.issuer)
    address, pending = begin(site)
    person = finish(site, idp.ask(address), pending)
    with pytest.raises(SignInRefused):
        validate_logout_token(site, person.id_token)
    with pytest.raises(SignInRefused):
        validate_logout_token(relation(idp.issuer, untyped_logout=True), person.id_token)


def test_signing_out_leads_to_the_provider_and_back_here(idp: Liar) -> None:
    address = sign_out_address(relation(idp.issuer), id_token="a.b.c", base_url=BASE_URL)
    assert address.startswith(f"{idp.issuer}/leave?")
    assert "id_token_hint=a.b.c" in address
    assert "post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2F" in address
    assert "hint" not in sign_out_address(relation(idp.issuer), id_token="x" * 9000, base_url=BASE_URL)
    assert sign_out_address(relation("http://127.0.0.1:9"), id_token="", base_url=BASE_URL) == ""
