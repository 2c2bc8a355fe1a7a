"""One lie per test, told by a real server: each is refused, for the right reason, and never as a mishap."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwe
from joserfc.jwk import RSAKey

from community.accounts import oidc
from community.accounts.oidc import Reason, SignInRefused
from community.accounts.oidc.transport import Limits
from tests.accounts.liar import DROP, KEYS, Handler, Liar, liar, said
from tests.accounts.parties import begin, finish, relation


@pytest.fixture
def idp() -> Iterator[Liar]:
    with liar() as server:
        yield server


def sign_in(idp: Liar, parameters: dict[str, Any] | None = None, **more: Any) -> oidc.SignedInPerson:
    """Go the whole way; `parameters` changes what the browser brings back."""
    site = relation(idp.issuer, **more)
    address, pending = begin(site)
    answer = {**idp.ask(address), **(parameters or {})}
    return finish(site, {name: value for name, value in answer.items() if value is not DROP}, pending)


def refusal(idp: Liar, parameters: dict[str, Any] | None = None, **more: Any) -> Reason:
    """Go the whole way, and give why it was refused."""
    with pytest.raises(SignInRefused) as refused:
        sign_in(idp, parameters, **more)
    assert refused.value.sentence
    return refused.value.reason_code


def test_without_a_lie_the_person_is_signed_in(idp: Liar) -> None:
    person = sign_in(idp)
    assert (person.issuer, person.subject, person.sid) == (idp.issuer, "somebody", "a-session")
    assert (person.name, person.email, person.email_verified) == ("Iemand Anders", "iemand@anders.example", True)
    assert idp.posted["code_verifier"][0]
    assert idp.posted["redirect_uri"] == ["http://127.0.0.1:9/oidc/pleio/callback"]


# --- what the browser brings back ---


@pytest.mark.parametrize(
    ("brought", "reason"),
    [
        ({"state": ["another"]}, Reason.WRONG_STATE),
        ({"state": DROP}, Reason.WRONG_STATE),
        ({"state": ["é"]}, Reason.WRONG_STATE),
        ({"iss": ["https://evil.example"]}, Reason.WRONG_ISSUER),
        ({"iss": [""]}, Reason.WRONG_ISSUER),
        ({"iss": DROP}, Reason.MISSING_ISSUER),
        ({"code": ["a", "b"]}, Reason.REPEATED_PARAMETER),
        ({"code": ["x" * 10_000]}, Reason.REPEATED_PARAMETER),
        ({"code": DROP}, Reason.NO_CODE),
        ({"code": [""]}, Reason.NO_CODE),
        ({"error": ["access_denied"]}, Reason.DENIED),
        ({"error": ["server_error"]}, Reason.PROVIDER_ERROR),
        ({"error": ["access_denied"], "iss": ["https://evil.example"]}, Reason.WRONG_ISSUER),
        ({"error": ["access_denied"], "state": ["another"]}, Reason.WRONG_STATE),
    ],
)
def test_a_forged_answer_is_refused_before_the_provider_is_asked(
    idp: Liar, brought: dict[str, Any], reason: Reason
) -> None:
    assert refusal(idp, brought) is reason
    assert "/token" not in idp.asked


def test_a_missing_issuer_is_accepted_of_a_provider_that_never_gives_one_but_a_wrong_one_is_not(idp: Liar) -> None:
    idp.metadata = {"authorization_response_iss_parameter_supported": DROP}
    assert sign_in(idp, {"iss": DROP}).subject == "somebody"
    assert refusal(idp, {"iss": ["https://evil.example"]}) is Reason.WRONG_ISSUER


def test_an_answer_that_nobody_waits_for_or_that_comes_too_late_is_refused(idp: Liar) -> None:
    site = relation(idp.issuer)
    address, pending = begin(site)
    answer = idp.ask(address)
    late = oidc.Pending(**{**pending.to_dict(), "begun_at": pending.begun_at - 3600})
    elsewhere = oidc.Pending(**{**pending.to_dict(), "provider": "other"})
    for waiting in (None, late, elsewhere):
        with pytest.raises(SignInRefused) as refused:
            finish(site, answer, waiting)
        assert refused.value.reason_code is Reason.WRONG_STATE


# --- what the id token says ---


NOW = int(time.time())


def without_clock(lies: dict[str, Any]) -> str:
    """Name a case in the same words whenever it is read: processes that share the tests must name them alike."""
    named = {
        key: f"now{value - NOW:+}" if type(value) is int and abs(value - NOW) < 10_000 else value
        for key, value in lies.items()
    }
    return json.dumps(named, default=lambda _: "absent")[:40]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "another-site"}, Reason.WRONG_AUDIENCE),
        ({"aud": "another-site", "azp": "site"}, Reason.WRONG_AUDIENCE),
        ({"aud": ["another-site"], "azp": "site"}, Reason.WRONG_AUDIENCE),
        ({"aud": ["site", "another-site"]}, Reason.WRONG_AUDIENCE),
        ({"aud": ["site", "another-site"], "azp": "site"}, Reason.WRONG_AUDIENCE),
        ({"aud": "site", "azp": "another-site"}, Reason.WRONG_AUDIENCE),
        ({"aud": DROP}, Reason.WRONG_AUDIENCE),
        ({"aud": []}, Reason.WRONG_AUDIENCE),
        ({"aud": {"site": 1}}, Reason.WRONG_AUDIENCE),
        ({"iss": "https://evil.example"}, Reason.WRONG_ISSUER),
        ({"iss": DROP}, Reason.WRONG_ISSUER),
        ({"nonce": "another"}, Reason.WRONG_NONCE),
        ({"nonce": DROP}, Reason.WRONG_NONCE),
        ({"nonce": 7}, Reason.WRONG_NONCE),
        ({"exp": NOW - 3600}, Reason.WRONG_TIME),
        ({"exp": DROP}, Reason.WRONG_TIME),
        ({"exp": "later"}, Reason.WRONG_TIME),
        ({"exp": True}, Reason.WRONG_TIME),
        ({"exp": float("inf")}, Reason.WRONG_TIME),
        ({"exp": float("nan")}, Reason.WRONG_TIME),
        ({"exp": 10**400}, Reason.WRONG_TIME),
        ({"iat": NOW + 3600}, Reason.WRONG_TIME),
        ({"iat": DROP}, Reason.WRONG_TIME),
        ({"nbf": NOW + 3600}, Reason.WRONG_TIME),
        ({"at_hash": "another"}, Reason.WRONG_HASH),
        ({"at_hash": None}, Reason.WRONG_HASH),
        ({"sub": DROP}, Reason.WRONG_SUBJECT),
        ({"sub": ""}, Reason.WRONG_SUBJECT),
        ({"sub": 7}, Reason.WRONG_SUBJECT),
        ({"sub": "x" * 256}, Reason.WRONG_SUBJECT),
        ({"sub": "a\x00b"}, Reason.WRONG_SUBJECT),
    ],
    ids=lambda value: without_clock(value) if isinstance(value, dict) else None,
)
def test_an_id_token_that_says_something_wrong_is_refused(idp: Liar, claims: dict[str, Any], reason: Reason) -> None:
    idp.claims = claims
    assert refusal(idp) is reason
    assert "/userinfo" not in idp.asked


def test_an_audience_of_one_in_a_list_is_right(idp: Liar) -> None:
    idp.claims = {"aud": ["site"], "azp": "site"}
    assert sign_in(idp).subject == "somebody"


def test_an_entra_token_of_another_tenant_is_refused(idp: Liar) -> None:
    idp.claims = {"tid": "another"}
    assert refusal(idp, tenant="ours") is Reason.WRONG_TENANT
    idp.claims = {}
    assert refusal(idp, tenant="ours") is Reason.WRONG_TENANT
    idp.claims = {"tid": "ours"}
    assert sign_in(idp, tenant="ours").subject == "somebody"


# --- who signed it ---


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(claims: dict[str, Any]) -> str:
    return f"{encoded({'alg': 'none'})}.{encoded(claims)}."


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """The old trick: the public key, which everybody knows, taken for a shared secret."""
    body = f"{encoded({'alg': 'HS256', 'kid': KEYS[0].kid})}.{encoded(claims)}"
    seal = hmac.digest(KEYS[0].as_pem(private=False), body.encode(), "sha256")
    return f"{body}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def signed_with_the_client_secret(claims: dict[str, Any]) -> str:
    body = f"{encoded({'alg': 'HS256'})}.{encoded(claims)}"
    return f"{body}.{base64.urlsafe_b64encode(hmac.digest(b'hush', body.encode(), 'sha256')).rstrip(b'=').decode()}"


def encrypted(claims: dict[str, Any]) -> str:
    return jwe.encrypt_compact({"alg": "RSA-OAEP", "enc": "A128GCM"}, json.dumps(claims), KEYS[0])


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        (unsigned, Reason.BAD_ALGORITHM),
        (
            lambda claims: unsigned(claims).replace(encoded({"alg": "none"}), encoded({"alg": "NoNe"})),
            Reason.BAD_ALGORITHM,
        ),
        (signed_with_the_public_key, Reason.BAD_ALGORITHM),
        (signed_with_the_client_secret, Reason.BAD_ALGORITHM),
        (lambda claims: f"{encoded({'alg': ['RS256']})}.{encoded(claims)}.AAAA", Reason.BAD_ALGORITHM),
        (lambda claims: f"{encoded({'alg': 'RS256', 'kid': 'key-0'})}.{encoded(claims)}.AAAA", Reason.BAD_SIGNATURE),
        (
            lambda claims: f"{encoded({'alg': 'RS256', 'kid': 'key-0', 'crit': ['x'], 'x': 1})}.{encoded(claims)}.AAAA",
            Reason.BAD_SIGNATURE,
        ),
        (encrypted, Reason.BAD_SIGNATURE),
        (lambda claims: "not a token", Reason.BAD_SIGNATURE),
        (lambda claims: "a.b.c", Reason.BAD_SIGNATURE),
        (lambda claims: f"{base64.urlsafe_b64encode(b'[' * 60_000).decode()}.e30.AAAA", Reason.BAD_SIGNATURE),
        (lambda claims: "é.é.é", Reason.BAD_SIGNATURE),
    ],
    ids=[
        "none",
        "NoNe",
        "public key as secret",
        "client secret",
        "list",
        "bad seal",
        "crit",
        "encrypted",
        "no token",
        "no json",
        "deep",
        "letters",
    ],
)
def test_an_id_token_that_the_provider_did_not_sign_is_refused(idp: Liar, forge: Any, reason: Reason) -> None:
    idp.raw_id_token = forge
    assert refusal(idp) is reason


def test_an_id_token_signed_by_a_stranger_under_the_providers_key_id_is_refused(idp: Liar) -> None:
    idp.signer = RSAKey.generate_key(2048, {"kid": "key-0"})
    assert refusal(idp) is Reason.BAD_SIGNATURE


def test_a_key_inside_the_token_itself_is_not_believed(idp: Liar) -> None:
    idp.signer = RSAKey.generate_key(2048, {"kid": "key-0"})
    idp.header = {"jwk": idp.signer.as_dict(private=False)}
    assert refusal(idp) is Reason.BAD_SIGNATURE


def test_an_algorithm_that_the_provider_does_not_announce_is_refused(idp: Liar) -> None:
    idp.metadata = {"id_token_signing_alg_values_supported": ["ES256"]}
    assert refusal(idp) is Reason.BAD_ALGORITHM


def test_a_weak_or_foreign_key_is_passed_over(idp: Liar) -> None:
    modulus = rsa.generate_private_key(65537, 1024).public_key().public_numbers().n.to_bytes(128)
    weak = {"kty": "RSA", "kid": "weak", "e": "AQAB", "n": base64.urlsafe_b64encode(modulus).rstrip(b"=").decode()}
    padded = {**weak, "n": base64.urlsafe_b64encode(bytes(200) + modulus).rstrip(b"=").decode()}
    secret = {"kty": "oct", "kid": "weak", "k": "aHVzaA"}
    other = {**KEYS[0].as_dict(private=False), "kid": "weak", "use": "enc"}
    idp.header = {"kid": "weak"}
    for row in (weak, padded, secret, other, {"kty": "RSA"}, {"kty": []}, "weak", None):
        idp.answers["/jwks"] = lambda handler, row=row: said({"keys": [row]})
        assert refusal(idp) is Reason.UNKNOWN_KEY


def test_a_rotated_key_is_asked_for_once(idp: Liar) -> None:
    site = relation(idp.issuer, pause=0)
    for signer in KEYS:
        idp.published, idp.signer = [signer], signer
        address, pending = begin(site)
        assert finish(site, idp.ask(address), pending).subject == "somebody"
    assert idp.asked.count("/jwks") == 2
    assert idp.asked.count("/.well-known/openid-configuration") == 1


def test_unknown_keys_do_not_make_us_ask_without_end(idp: Liar) -> None:
    site = relation(idp.issuer)
    idp.header = {"kid": "nobody's"}
    for _ in range(5):
        address, pending = begin(site)
        with pytest.raises(SignInRefused) as refused:
            finish(site, idp.ask(address), pending)
        assert refused.value.reason_code is Reason.UNKNOWN_KEY
    assert idp.asked.count("/jwks") <= 2


def test_a_token_without_key_id_is_accepted_only_where_there_is_no_choice(idp: Liar) -> None:
    idp.header = {"kid": DROP}
    assert sign_in(idp).subject == "somebody"
    idp.published = KEYS
    assert refusal(idp) is Reason.UNKNOWN_KEY


# --- what else the provider answers ---


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ({"id_token": DROP}, Reason.NO_ID_TOKEN),
        ({"id_token": None}, Reason.NO_ID_TOKEN),
        ({"id_token": ""}, Reason.NO_ID_TOKEN),
        ({"id_token": {"a": 1}}, Reason.BAD_SIGNATURE),
        ({"id_token": 7}, Reason.BAD_SIGNATURE),
        ({"id_token": ["a.b.c"]}, Reason.BAD_SIGNATURE),
        ({"access_token": DROP}, Reason.BAD_ANSWER),
        ({"access_token": 7}, Reason.BAD_ANSWER),
        ({"access_token": "a\r\nX-Evil: 1"}, Reason.BAD_ANSWER),
        ({"error": "invalid_grant"}, Reason.EXCHANGE_REFUSED),
        ({"expires_in": "soon"}, Reason.BAD_ANSWER),
    ],
)
def test_a_wrong_answer_to_the_code_is_refused(idp: Liar, token: dict[str, Any], reason: Reason) -> None:
    idp.token = token
    assert refusal(idp) is reason


def huge(handler: Handler) -> None:
    """Send more than anybody should read."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Connection", "close")
    handler.end_headers()
    try:
        for _ in range(64):
            handler.wfile.write(b" " * 1024 * 1024)
    except OSError:
        handler.close_connection = True


ANSWERS: list[tuple[str, Any, Reason]] = [
    ("html", lambda handler: (200, {"Content-Type": "text/html"}, b"<h1>Welkom</h1>"), Reason.BAD_ANSWER),
    ("empty", lambda handler: (200, {}, b""), Reason.BAD_ANSWER),
    ("list", lambda handler: said([]), Reason.BAD_ANSWER),
    ("null", lambda handler: said(None), Reason.BAD_ANSWER),
    ("bytes", lambda handler: (200, {}, b"\xff\xfe{"), Reason.BAD_ANSWER),
    ("deep", lambda handler: (200, {}, b"[" * 200_000), Reason.BAD_ANSWER),
    ("digits", lambda handler: (200, {}, b'{"expires_in": ' + b"9" * 9000 + b"}"), Reason.BAD_ANSWER),
    ("redirect", lambda handler: (302, {"Location": "http://127.0.0.1:9/"}, b""), Reason.BAD_ANSWER),
    ("packed", lambda handler: (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b"), Reason.BAD_ANSWER),
    ("broken", lambda handler: said({}, 503), Reason.UNREACHABLE),
    ("cut off", lambda handler: (200, {"Content-Length": "9999", "Connection": "close"}, b"{"), Reason.UNREACHABLE),
    ("huge", huge, Reason.TOO_LARGE),
]


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token", "/userinfo"])
@pytest.mark.parametrize(("answer", "reason"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_an_answer_that_is_none_is_refused_wherever_it_comes(idp: Liar, path: str, answer: Any, reason: Reason) -> None:
    idp.answers[path] = answer
    if answer is not huge and reason is Reason.UNREACHABLE:
        idp.answers[path] = lambda handler: (setattr(handler, "close_connection", True), answer(handler))[1]
    assert refusal(idp) is reason


def test_an_answer_that_drips_is_cut_off(idp: Liar) -> None:
    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass
        handler.close_connection = True

    idp.answers["/token"] = drip
    begun = time.monotonic()
    assert refusal(idp, limits=Limits(whole_seconds=0.5)) is Reason.UNREACHABLE
    assert time.monotonic() - begun < 3


def test_a_provider_that_is_away_is_not_asked_again_at_once(idp: Liar) -> None:
    idp.answers["/.well-known/openid-configuration"] = lambda handler: said({}, 503)
    site = relation(idp.issuer)
    for _ in range(3):
        with pytest.raises(SignInRefused) as refused:
            begin(site)
        assert refused.value.reason_code is Reason.UNREACHABLE
    assert len(idp.asked) == 1


def test_nobody_listening_is_a_refusal_too() -> None:
    with pytest.raises(SignInRefused) as refused:
        begin(relation("http://127.0.0.1:9"))
    assert refused.value.reason_code is Reason.UNREACHABLE


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": DROP},
        {"token_endpoint": DROP},
        {"token_endpoint": "http://evil.example/token"},
        {"token_endpoint": "ftp://evil.example/token"},
        {"token_endpoint": ["http://127.0.0.1/"]},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://a\r\nb"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://user@evil.example/"},
        {"end_session_endpoint": "http://evil.example/"},
        {"userinfo_endpoint": "https://[::1/"},
    ],
)
def test_metadata_that_leads_astray_is_refused(idp: Liar, metadata: dict[str, Any]) -> None:
    idp.metadata = metadata
    assert refusal(idp) is Reason.BAD_METADATA


def test_details_of_another_person_are_refused(idp: Liar) -> None:
    for person in ({"sub": "another"}, {"sub": DROP}):
        idp.person = person
        assert refusal(idp) is Reason.WRONG_SUBJECT


# --- what is believed of a person ---


def test_strange_details_become_nothing_or_one_clean_line(idp: Liar) -> None:
    idp.person = {
        "name": "  Eva\u202e\x00\n<b>Evers</b>  " + "x" * 500,
        "email": ["a@b.example"],
        "title": {"a": 1},
        "email_verified": "yes",
    }
    person = sign_in(idp)
    assert person.name.startswith("Eva <b>Evers</b> xxx")
    assert len(person.name) == 120
    assert (person.email, person.email_verified) == ("a@b.example", False)


@pytest.mark.parametrize("email", [7, None, "", "no at", "a b@c.example", "@c.example", "a@", "a@b@c"])
def test_what_is_no_address_is_none_and_never_verified(idp: Liar, email: Any) -> None:
    idp.person = {"email": email, "email_verified": True}
    person = sign_in(idp)
    assert (person.email, person.email_verified) == ("", False)


def test_an_address_is_verified_only_where_somebody_says_so(idp: Liar) -> None:
    idp.person = {"email_verified": DROP}
    assert not sign_in(idp).email_verified
    assert sign_in(idp, trust_email=True).email_verified


def test_the_signed_token_wins_over_the_details(idp: Liar) -> None:
    idp.claims = {"name": "Volgens Token"}
    assert sign_in(idp).name == "Volgens Token"
