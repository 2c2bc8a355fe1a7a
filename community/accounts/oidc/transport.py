"""Asking a provider something over HTTP, so that no answer can keep us waiting, fill the memory or lead elsewhere.

Every request has a deadline for the whole answer; answers are cut off above a size; redirects are not followed;
compressed answers are not accepted. What goes wrong is a `SignInRefused`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from community.accounts.oidc.refusals import Reason, SignInRefused

CONNECT_SECONDS = 3.05
READ_SECONDS = 5.0
WHOLE_SECONDS = 10.0
LARGEST_ANSWER = 512 * 1024


class BoundedAdapter(HTTPAdapter):
    """Sends requests of which the answer is limited in time and size."""

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        """Send, and read the whole answer within the limits."""
        deadline = time.monotonic() + WHOLE_SECONDS
        options |= {"stream": True, "timeout": (CONNECT_SECONDS, READ_SECONDS)}
        request.headers["Accept-Encoding"] = "identity"
        try:
            response = super().send(request, **options)
        except requests.RequestException as error:
            raise SignInRefused(Reason.UNREACHABLE, type(error).__name__) from error
        try:
            response._content = read_bounded(response, deadline)
        finally:
            response.close()
        return response


def read_bounded(response: requests.Response, deadline: float) -> bytes:
    """Give the body of an answer, or refuse one that is too large, too slow, compressed or a redirect."""
    if response.is_redirect or response.headers.get("Content-Encoding", "identity") != "identity":
        raise SignInRefused(Reason.BAD_ANSWER, f"redirect or encoding, status {response.status_code}")
    body = bytearray()
    try:
        while piece := response.raw.read1(64 * 1024):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise SignInRefused(Reason.TOO_LARGE)
            if time.monotonic() > deadline:
                raise SignInRefused(Reason.UNREACHABLE, "answered too slowly")
    except (HTTPError, OSError) as error:
        raise SignInRefused(Reason.UNREACHABLE, type(error).__name__) from error
    return bytes(body)


def bound(session: requests.Session) -> requests.Session:
    """Limit every answer that a session may get."""
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter(max_retries=0))
    return session


def fetch(url: str, *, token: str = "") -> Mapping[str, Any]:
    """Give the JSON object at an address, asked for with an access token where one is given."""
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with bound(requests.Session()) as session:
        response = session.get(url, headers=headers, allow_redirects=False)
    if response.status_code >= 500:
        raise SignInRefused(Reason.UNREACHABLE, f"status {response.status_code}")
    if response.status_code != 200:
        raise SignInRefused(Reason.BAD_ANSWER, f"status {response.status_code}")
    return json_object(response.content)


def json_object(body: bytes) -> Mapping[str, Any]:
    """Read a JSON object that comes from outside."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SignInRefused(Reason.BAD_ANSWER, "not JSON") from error
    if not isinstance(found, dict):
        raise SignInRefused(Reason.BAD_ANSWER, "not a JSON object")
    return found
