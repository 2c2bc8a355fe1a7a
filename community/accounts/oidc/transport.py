"""Asking a provider something over HTTP, so that no answer can keep us waiting, fill the memory or lead elsewhere.

Every request has a deadline for the whole answer; answers are cut off above a size; redirects are not followed;
compressed answers are not accepted. What goes wrong is a `SignInRefused`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from community.accounts.oidc.refusals import Reason, SignInRefused


@dataclass(frozen=True)
class Limits:
    """How long an answer may take, and how large it may be."""

    connect_seconds: float = 3.05
    read_seconds: float = 5.0
    whole_seconds: float = 10.0
    largest_bytes: int = 512 * 1024


LIMITS = Limits()
# A provider that hangs must not take all threads of a process: of the eight that serve pages, half may wait for it.
MOST_AT_ONCE = 4
TURN_SECONDS = 0.25
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


class BoundedAdapter(HTTPAdapter):
    """Sends requests of which the answer is limited in time and size."""

    def __init__(self, limits: Limits) -> None:
        """Keep the limits; nothing is tried twice."""
        super().__init__(max_retries=0)
        self.limits = limits

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        """Send, and read the whole answer within the limits; refused where too many wait for an answer already."""
        if not _turns.acquire(timeout=TURN_SECONDS):
            raise SignInRefused(Reason.UNREACHABLE, "too many wait for an answer")
        try:
            return self.send_now(request, **options)
        finally:
            _turns.release()

    def send_now(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send, and read the whole answer within the limits."""
        deadline = time.monotonic() + self.limits.whole_seconds
        options |= {"stream": True, "timeout": (self.limits.connect_seconds, self.limits.read_seconds)}
        request.headers["Accept-Encoding"] = "identity"
        try:
            response = super().send(request, **options)
        except requests.RequestException as error:
            raise SignInRefused(Reason.UNREACHABLE, type(error).__name__) from error
        try:
            response._content = read_bounded(response, deadline, self.limits.largest_bytes)
        finally:
            response.close()
        return response


def read_bounded(response: requests.Response, deadline: float, largest: int) -> bytes:
    """Give the body of an answer, or refuse one that is too large, too slow, compressed or a redirect."""
    if response.is_redirect or response.headers.get("Content-Encoding", "identity") != "identity":
        raise SignInRefused(Reason.BAD_ANSWER, f"redirect or encoding, status {response.status_code}")
    body = bytearray()
    try:
        while piece := response.raw.read1(64 * 1024):
            body += piece
            if len(body) > largest:
                raise SignInRefused(Reason.TOO_LARGE)
            if time.monotonic() > deadline:
                raise SignInRefused(Reason.UNREACHABLE, "answered too slowly")
    except (HTTPError, OSError) as error:
        raise SignInRefused(Reason.UNREACHABLE, type(error).__name__) from error
    return bytes(body)


def bound(session: requests.Session, limits: Limits = LIMITS) -> requests.Session:
    """Limit every answer that a session may get."""
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter(limits))
    return session


def fetch(url: str, *, token: str = "", limits: Limits = LIMITS) -> Mapping[str, Any]:
    """Give the JSON object at an address, asked for with an access token where one is given."""
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with bound(requests.Session(), limits) as session:
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
