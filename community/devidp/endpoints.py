"""The addresses that programs call: discovery, keys, token, userinfo, and switches for tests and developers.

What people see is in `pages`.
"""

from typing import Any

from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Request
from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Response, current_app, jsonify, make_response, request

from community.devidp import clients, logout
from community.devidp.levels import LEVELS
from community.devidp.provider import ALGORITHM, Provider

endpoints = Blueprint("endpoints", __name__)


def provider() -> Provider:
    """The provider of this program."""
    found: Provider = current_app.extensions["provider"]
    return found


@endpoints.get("/.well-known/openid-configuration")
def discovery() -> Response:
    """Where everything is and what is supported."""
    issuer = provider().settings.issuer
    return jsonify(
        issuer=issuer,
        authorization_endpoint=f"{issuer}/authorize",
        token_endpoint=f"{issuer}/token",
        userinfo_endpoint=f"{issuer}/userinfo",
        jwks_uri=f"{issuer}/jwks",
        end_session_endpoint=f"{issuer}/end_session",
        **capabilities(),
    )


def capabilities() -> dict[str, Any]:
    """The part of the metadata that is the same everywhere."""
    return {
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "scopes_supported": list(clients.SCOPES),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [
            *("sub", "name", "email", "email_verified", "organisation", "title", "sid", "auth_time", "acr"),
        ],
        "acr_values_supported": list(LEVELS),
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "ui_locales_supported": ["nl"],
    }


@endpoints.get("/jwks")
def jwks() -> Response:
    """The public keys, old ones for a while."""
    return jsonify(provider().keys.public().as_dict(private=False))


@endpoints.post("/token")
def token() -> Response:
    """Exchange a code."""
    return make_response(provider().server.create_token_response())


@endpoints.route("/userinfo", methods=["GET", "POST"])
def userinfo() -> Response:
    """The details of the person to whom an access token belongs."""
    with provider().bearer.acquire("openid") as token:
        return jsonify(token.person.claims(token.scope))


@endpoints.post("/dev/rotate")
def rotate() -> Response:
    """Make a new signing key now."""
    return jsonify(kid=provider().keys.rotate())


@endpoints.post("/dev/sign-out")
def sign_out_everywhere() -> Response:
    """End all sessions of the person named by `key`, and tell the sites."""
    person = provider().store.choose(request.form.get("key", ""))
    ended = provider().store.sessions_of(person.subject) if person else []
    for sid in ended:
        logout.end(provider(), sid)
    return jsonify(ended=len(ended))


@endpoints.app_errorhandler(OAuth2Error)
def refused(error: OAuth2Error) -> Response:
    """The answer of the protocol to a refused request."""
    return make_response(provider().server.handle_error_response(FlaskOAuth2Request(request), error))
