"""The protocol itself, on Authlib: the code flow, the tokens, client authentication and sign-out.

Authlib checks the requests; this module tells it what is stored where, and closes what it leaves open: PKCE with S256
is required of every client, a code works once even when the exchange fails, and a code that comes twice takes its
tokens back. Pages and addresses are in `pages` and `endpoints`.
"""

import time
from dataclasses import dataclass
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, InvalidClientError, InvalidRequestError, TokenMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.rpinitiated import EndSessionEndpoint
from flask import Flask
from joserfc.jwk import KeySet, RSAKey

from community.devidp import clients
from community.devidp.clients import Client
from community.devidp.keys import KeyRing
from community.devidp.people import Person
from community.devidp.settings import Settings
from community.devidp.store import BrowserSession, Store, digest

ALGORITHM = "RS256"


@dataclass
class Code(AuthorizationCodeMixin):
    """A stored authorization code."""

    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    subject: str
    sid: str
    auth_time: int
    digest: str
    acr: str
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        """The address to which it was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was asked for."""
        return self.scope

    def get_nonce(self) -> str:
        """The client's own number, for the token."""
        return self.nonce

    def get_auth_time(self) -> int:
        """When the person signed in here."""
        return self.auth_time

    def get_acr(self) -> str:
        """The level that was chosen on the page: nobody proved anything here."""
        return self.acr

    def get_amr(self) -> None:
        """Not said either."""


@dataclass
class AccessToken(TokenMixin):
    """A stored access token."""

    person: Person
    scope: str
    expires_at: float

    def get_scope(self) -> str:
        """What it opens."""
        return self.scope

    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at < time.time()

    def is_revoked(self) -> bool:
        """A revoked token is deleted, so never."""
        return False


@dataclass(frozen=True)
class SignedInPerson:
    """Who grants an authorization request, in which session, and how surely it is said to be them."""

    person: Person
    session: BrowserSession
    acr: str = ""


@dataclass
class Provider:
    """Everything that an endpoint needs."""

    settings: Settings
    store: Store
    keys: KeyRing
    clients: dict[str, Client]
    server: AuthorizationServer
    bearer: ResourceProtector


class RequiredPkce(CodeChallenge):
    """PKCE with S256, for every client."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without a challenge, before what Authlib checks."""
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with 'S256' is required.")
        super().validate_code_challenge(grant, redirect_uri)


def code_grant(settings: Settings, store: Store) -> type[AuthorizationCodeGrant]:
    """The code flow over this store."""

    class CodeGrant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")

        def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
            save_code(settings, store, code, request)

        def query_authorization_code(self, code: str, client: Any) -> Code | None:
            return take_code(store, code, client.client_id)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            """Nothing: `take_code` marked it as used."""

        def authenticate_user(self, authorization_code: Code) -> Person | None:
            return store.person(authorization_code.subject)

    return CodeGrant


def save_code(settings: Settings, store: Store, code: str, request: Any) -> None:
    """Keep a code with all that its exchange must prove."""
    store.run("delete from code where expires_at < ?", time.time() - 3600)
    data, who = request.payload.data, request.user
    store.run(
        "insert into code (digest, client_id, redirect_uri, scope, nonce, code_challenge, subject, sid, auth_time,"
        " acr, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        digest(code),
        request.client.client_id,
        request.payload.redirect_uri,
        request.scope,
        data.get("nonce"),
        data.get("code_challenge"),
        who.person.subject,
        who.session.sid,
        who.session.auth_time,
        who.acr,
        time.time() + settings.code_seconds,
    )


def take_code(store: Store, code: str, client_id: str) -> Code | None:
    """The code, once: a second try takes back the tokens of the first."""
    key = digest(code)
    if not store.run("update code set used = 1 where digest = ? and client_id = ? and used = 0", key, client_id):
        store.run("delete from token where code = ? and client_id = ?", key, client_id)
        return None
    row = store.row("select * from code where digest = ?", key)
    if row is None or row["expires_at"] < time.time():
        return None
    return Code(**{name: row[name] for name in row.keys() if name not in ("expires_at", "used")})  # noqa: SIM118


def id_token(settings: Settings, keys: KeyRing) -> OpenIDCode:
    """What stands in an id token, and the key that signs it."""

    class IdToken(OpenIDCode):
        def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
            return False  # whoever goes back to the page and picks another person brings the same one; clients check it

        def get_encode_header(self, client: Any) -> dict[str, str]:
            return {"alg": ALGORITHM, "kid": str(keys.signing_key().kid)}

        def resolve_client_private_key(self, client: Any) -> RSAKey:
            return keys.signing_key()

        def get_client_claims(self, client: Any) -> dict[str, Any]:
            now = int(time.time())
            return {"iss": settings.issuer, "aud": client.client_id, "iat": now, "exp": now + settings.token_seconds}

        def get_authorization_code_claims(self, authorization_code: Any) -> dict[str, Any]:
            return {**super().get_authorization_code_claims(authorization_code), "sid": authorization_code.sid}

        def generate_user_info(self, user: Person, scope: str) -> UserInfo:
            return UserInfo(user.claims(scope))

    return IdToken(require_nonce=True)


def client_assertion(settings: Settings, store: Store) -> JWTBearerClientAssertion:
    """Clients that prove themselves with a signed statement in place of a secret."""

    class Assertion(JWTBearerClientAssertion):
        CLIENT_AUTH_METHOD = "private_key_jwt"  # type: ignore[misc]

        def get_audiences(self) -> list[str]:
            return [settings.issuer, f"{settings.issuer}/token"]

        def validate_jti(self, claims: Any, jti: str) -> bool:
            return store.first_use(f"{claims['sub']} {jti}", float(claims["exp"]))

        def resolve_client_public_key(self, client: Any) -> KeySet:
            if not client.jwks:
                raise InvalidClientError(description="This client has no key.")
            return KeySet.import_key_set(client.jwks)

    return Assertion()


def sign_out(store: Store, keys: KeyRing) -> type[EndSessionEndpoint]:
    """Sign-out that a site asks for."""

    class SignOut(EndSessionEndpoint):
        def get_server_jwks(self) -> KeySet:
            return keys.public()

        def get_algorithms(self) -> list[str]:
            return [ALGORITHM]

        def end_session(self, end_session_request: Any) -> None:
            """Nothing: the view does it, which also knows the cookie."""

    return SignOut


def token_keeper(settings: Settings, store: Store) -> Any:
    """Keep a token with its code, so that a code used twice can take it back."""

    def save(token: dict[str, Any], request: Any) -> None:
        code, client_id = request.authorization_code, request.client.client_id
        expires_at = time.time() + settings.token_seconds
        token["expires_in"] = settings.token_seconds
        store.run("delete from token where expires_at < ?", time.time())
        values = (code.digest, client_id, code.subject, code.scope, code.sid, expires_at)
        store.run("insert into token values (?, ?, ?, ?, ?, ?, ?)", digest(token["access_token"]), *values)
        store.run("insert or ignore into audience values (?, ?, ?)", code.sid, client_id, code.subject)

    return save


def issuer_parameter(issuer: str) -> IssuerParameter:
    """The issuer's name in every answer to a site (RFC 9207)."""

    class Named(IssuerParameter):
        def get_issuer(self) -> str:
            return issuer

    return Named()


def bearer_check(store: Store) -> BearerTokenValidator:
    """Who may ask for a person's details."""

    class Bearer(BearerTokenValidator):
        def authenticate_token(self, token_string: str) -> AccessToken | None:
            row = store.row("select * from token where digest = ?", digest(token_string))
            person = store.person(row["subject"]) if row else None
            return AccessToken(person, row["scope"], row["expires_at"]) if row and person else None

    return Bearer()


def build(app: Flask, settings: Settings) -> Provider:
    """The provider, ready to answer."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    store = Store(settings.folder / "devidp.sqlite3")
    keys = KeyRing(settings.folder / "keys.json", settings.key_days)
    known, bearer = clients.registered(settings), ResourceProtector()
    server = AuthorizationServer(app, query_client=known.get, save_token=token_keeper(settings, store))
    server.register_grant(code_grant(settings, store), [RequiredPkce(required=True), id_token(settings, keys)])
    server.register_client_auth_method("private_key_jwt", client_assertion(settings, store))
    server.register_extension(issuer_parameter(settings.issuer))
    server.register_endpoint(sign_out(store, keys))
    bearer.register_token_validator(bearer_check(store))
    return Provider(settings, store, keys, known, server, bearer)
