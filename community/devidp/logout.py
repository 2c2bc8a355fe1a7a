"""Telling sites that somebody signed out at the provider (OpenID Connect Back-Channel Logout 1.0).

The calls leave from a thread, so that a site that does not answer keeps nobody waiting; what fails is printed and
forgotten, as a session at a site also ends by its own clock.
"""

import secrets
import sys
import threading
import time
from typing import Any

import requests
from joserfc import jwt

from community.devidp.clients import Client
from community.devidp.provider import ALGORITHM, Provider

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def logout_token(provider: Provider, client: Client, subject: str, sid: str) -> str:
    """The signed statement that a session ended."""
    now = int(time.time())
    key = provider.keys.signing_key()
    claims: dict[str, Any] = {"iss": provider.settings.issuer, "aud": client.client_id, "sub": subject, "sid": sid}
    claims |= {"jti": secrets.token_urlsafe(16), "events": {EVENT: {}}}
    times = {"iat": now, "exp": now + 120}
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": "logout+jwt"}, {**claims, **times}, key)


def end(provider: Provider, sid: str, but: str | None = None) -> None:
    """End a session here, and tell every site that took part in it, except the one that asked for it."""
    for client_id, subject in provider.store.end_session(sid):
        client = provider.clients.get(client_id)
        if client and client.backchannel_logout_uri and client_id != but:
            token = logout_token(provider, client, subject, sid)
            threading.Thread(target=tell, args=(client.backchannel_logout_uri, token), daemon=True).start()


def tell(address: str, token: str) -> None:
    """Bring one site the news."""
    try:
        answer = requests.post(address, data={"logout_token": token}, timeout=5, allow_redirects=False)
        answer.raise_for_status()
    except requests.RequestException as error:
        print(f"devidp: {address} was not told of a sign-out: {error}", file=sys.stderr)  # noqa: T201
