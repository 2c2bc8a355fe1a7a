"""The code flow: send a person to their provider, and check what they come back with.

`begin` gives the address and what must be remembered until they return; `finish` takes the returned parameters and what
was remembered. PKCE, state and nonce are always used. Each step that Authlib leaves open is closed here.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey

from community.accounts.oidc.claims import SignedInPerson, person_from
from community.accounts.oidc.providers import Provider
from community.accounts.oidc.refusals import Reason, SignInRefused
from community.accounts.oidc.relations import Metadata, Relation
from community.accounts.oidc.tokens import LEEWAY_SECONDS, check_id_token, seconds, subject_of
from community.accounts.oidc.transport import bound, json_object
from community.core.clock import now

PATIENCE_SECONDS = 600
LONGEST_PARAMETER = 8192
# Whom somebody acts for (OIDC-NLGOV): the subject is still the person themselves; of the other nothing is read or kept.
REPRESENTED = "represents"
# Who acts for the subject (RFC 8693): the person at the browser is not the one of whom the rest speaks.
ACTING = "act"
EC_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


class Purpose(StrEnum):
    """What the answer of a provider is for."""

    SIGN_IN = "sign_in"
    # The same person proves anew who they are.
    FRESHEN = "freshen"
    # A member adds a second way to sign in.
    LINK = "link"


@dataclass(frozen=True)
class Pending:
    """A sign-in that has begun: what must be remembered, in this browser only, until the person returns."""

    provider: str
    state: str
    nonce: str
    verifier: str
    next: str
    begun_at: int
    # What the answer is for, and to which sign-in here it belongs; of a sign-in that is yet to begin it is nothing.
    purpose: Purpose = Purpose.SIGN_IN
    bound_to: str = ""
    # The lowest level that will do, and whether the person must prove anew who they are.
    level: str = ""
    anew: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give it for the session cookie."""
        return asdict(self)

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Pending | None:
        """Read it from the session cookie."""
        try:
            found = cls(**{entry.name: row[entry.name] for entry in fields(cls)})
            return replace(found, purpose=Purpose(found.purpose))
        except (KeyError, TypeError, ValueError):
            return None


def begin(
    relation: Relation, *, base_url: str, next_path: str, purpose: Purpose = Purpose.SIGN_IN, bound_to: str = ""
) -> tuple[str, Pending]:
    """Give the address that asks the provider who this is, and what to remember."""
    provider = relation.provider
    pending = Pending(
        provider=relation.provider.key,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        next=next_path,
        begun_at=int(now().timestamp()),
        purpose=purpose,
        bound_to=bound_to,
        level=provider.level_for_deeds if purpose == Purpose.FRESHEN else provider.acr,
        anew=purpose == Purpose.FRESHEN,
    )
    metadata = relation.metadata()
    with client(relation, metadata, base_url) as session:
        address, _ = session.create_authorization_url(
            metadata.authorization_endpoint,
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.verifier,
            **wishes(provider, pending),
        )
    return str(address), pending


def wishes(provider: Provider, pending: Pending) -> dict[str, str]:
    """Give what a provider is asked besides who this is: to let them prove it anew, and how sure it must be.

    A provider may pass over each of these, so the answer is checked.
    """
    asked: dict[str, str] = {}
    if pending.anew:
        asked["max_age"] = "0"
    if pending.purpose != Purpose.SIGN_IN:
        asked["prompt"] = "login"
    if pending.level:
        asked["acr_values"] = " ".join(provider.levels_from(pending.level))
    return asked


def client(relation: Relation, metadata: Metadata, base_url: str) -> OAuth2Session:
    """Give Authlib's client for a provider, limited in what it accepts."""
    provider = relation.provider
    key = provider.signing_key()
    session = OAuth2Session(
        provider.client_id,
        key or provider.client_secret,
        token_endpoint_auth_method=auth_method(key, metadata),
        scope=" ".join(provider.scopes),
        redirect_uri=provider.redirect_uri(base_url),
        code_challenge_method="S256",
    )
    if key is not None:
        algorithm = EC_ALGORITHMS[str(key["crv"])] if isinstance(key, ECKey) else "RS256"
        signer = PrivateKeyJWT(metadata.token_endpoint, headers={"kid": key.kid}, alg=algorithm)
        session.register_client_auth_method(signer)
    session.register_compliance_hook("access_token_response", check_answer)
    bound(session, relation.limits)
    return session


def auth_method(key: object, metadata: Metadata) -> str:
    """Give how this site proves itself: a signature, else the secret in the way that the provider takes it."""
    if key is not None:
        return "private_key_jwt"
    known = metadata.client_auth_methods
    return "client_secret_post" if known and "client_secret_basic" not in known else "client_secret_basic"


def check_answer(response: requests.Response) -> requests.Response:
    """Refuse an answer of the token address that is none, before Authlib reads it."""
    if response.status_code >= 500:
        raise SignInRefused(Reason.UNREACHABLE, f"status {response.status_code}")
    answer = json_object(response.content)
    if response.status_code != 200 or "error" in answer:
        raise SignInRefused(Reason.EXCHANGE_REFUSED, str(answer.get("error", response.status_code))[:100])
    return response


def finish(
    relation: Relation, parameters: Mapping[str, Sequence[str]], pending: Pending | None, *, base_url: str
) -> SignedInPerson:
    """Give the person who came back, or refuse; `parameters` holds every value of each parameter."""
    pending = check_pending(relation, parameters, pending)
    check_issuer(relation, one(parameters, "iss"))
    check_error(one(parameters, "error"))
    code = one(parameters, "code")
    if not code:
        raise SignInRefused(Reason.NO_CODE)
    answer = exchange(relation, code, pending, base_url)
    return check_person(relation, answer, pending)


def one(parameters: Mapping[str, Sequence[str]], name: str) -> str | None:
    """Give the only value of a parameter; two values are one too many."""
    values = parameters.get(name, ())
    if len(values) > 1 or any(len(value) > LONGEST_PARAMETER for value in values):
        raise SignInRefused(Reason.REPEATED_PARAMETER, name)
    return values[0] if values else None


def check_pending(relation: Relation, parameters: Mapping[str, Sequence[str]], pending: Pending | None) -> Pending:
    """Give the sign-in that this answer belongs to: begun in this browser, with this provider, a short while ago."""
    state = one(parameters, "state")
    if pending is None or not state or not hmac.compare_digest(state.encode(), pending.state.encode()):
        raise SignInRefused(Reason.WRONG_STATE)
    age = now().timestamp() - pending.begun_at
    if pending.provider != relation.provider.key or not 0 <= age + 1 <= PATIENCE_SECONDS:
        raise SignInRefused(Reason.WRONG_STATE, "another provider or too late")
    return pending


def check_issuer(relation: Relation, issuer: str | None) -> None:
    """Refuse an answer in another provider's name (RFC 9207), or in no name where the provider always gives it."""
    if issuer is None:
        if relation.metadata().names_itself:
            raise SignInRefused(Reason.MISSING_ISSUER)
    elif issuer != relation.provider.issuer:
        raise SignInRefused(Reason.WRONG_ISSUER, "in the answer")


def check_error(error: str | None) -> None:
    """Refuse where the provider did, or the person themselves."""
    if error == "access_denied":
        raise SignInRefused(Reason.DENIED)
    if error is not None:
        raise SignInRefused(Reason.PROVIDER_ERROR, error[:100])


def exchange(relation: Relation, code: str, pending: Pending, base_url: str) -> Mapping[str, Any]:
    """Give the provider's answer to a code."""
    metadata = relation.metadata()
    try:
        with client(relation, metadata, base_url) as session:
            return dict(
                session.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=pending.verifier,
                    allow_redirects=False,
                )
            )
    except (AuthlibBaseError, requests.RequestException, ValueError, TypeError) as error:
        raise SignInRefused(Reason.BAD_ANSWER, type(error).__name__) from error


def check_person(relation: Relation, answer: Mapping[str, Any], pending: Pending) -> SignedInPerson:
    """Give the person of whom the provider's answer speaks."""
    token, access_token = answer.get("id_token"), answer.get("access_token")
    if not token:
        raise SignInRefused(Reason.NO_ID_TOKEN)
    if not isinstance(access_token, str) or not access_token.isascii() or not access_token.isprintable():
        raise SignInRefused(Reason.BAD_ANSWER, "no access token")
    claims = check_id_token(relation, token, nonce=pending.nonce, access_token=access_token)
    subject = subject_of(claims)
    moment, acr = authentication(relation.provider, claims, pending)
    details = {**more_details(relation, access_token, subject), **claims}
    if ACTING in details:
        raise SignInRefused(Reason.FOR_ANOTHER)
    details.pop(REPRESENTED, None)
    # The token is kept for signing out there, which goes without; one that names another is not kept.
    values = {"subject": subject, "id_token": "" if REPRESENTED in claims else str(token), "acr": acr}
    return person_from(relation.provider, details, authenticated_at=moment, **values)


def authentication(provider: Provider, claims: Mapping[str, Any], pending: Pending) -> tuple[float, str]:
    """Give when the person proved who they are, and how surely; refuse what is less than was asked.

    Only what the provider signed counts.
    """
    moment, acr = claims.get("auth_time"), claims.get("acr")
    if not provider.is_sure_enough(acr, pending.level):
        raise SignInRefused(Reason.LOW_LEVEL, repr(acr)[:100])
    if pending.anew and moment is None:
        raise SignInRefused(Reason.NOT_FRESH, "no auth_time")
    proved_at = 0.0 if moment is None else seconds(moment)
    if proved_at > now().timestamp() + LEEWAY_SECONDS:
        raise SignInRefused(Reason.WRONG_TIME, "auth_time in the future")
    if pending.anew and proved_at < pending.begun_at - LEEWAY_SECONDS:
        raise SignInRefused(Reason.NOT_FRESH, "auth_time before it was asked")
    return proved_at, acr if isinstance(acr, str) and acr in provider.acr_levels else ""


def more_details(relation: Relation, access_token: str, subject: str) -> Mapping[str, Any]:
    """Give what the userinfo address adds; it must speak of the same person."""
    address = relation.metadata().userinfo_endpoint
    if not address or not relation.provider.userinfo:
        return {}
    details = relation.fetch(address, token=access_token)
    if details.get("sub") != subject:
        raise SignInRefused(Reason.WRONG_SUBJECT, "userinfo")
    return details
