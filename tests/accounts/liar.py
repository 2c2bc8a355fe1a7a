"""A hostile identity provider: a real HTTP server that plays the protocol right, except for the one lie it is told.

`Liar.claims`, `.header`, `.token`, `.metadata`, `.keys` and `.answers` change what it says; everything else is true. So
a test that sees a refusal sees it because of that lie, and a test without a lie sees the sign-in succeed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEYS = [RSAKey.generate_key(2048, {"kid": f"key-{number}"}) for number in range(2)]
ACCESS_TOKEN = "an-access-token"
DROP = object()

Answer = tuple[int, dict[str, str], bytes]


def said(value: Any, status: int = 200) -> Answer:
    """Answer with JSON."""
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def half_hash(text: str) -> str:
    """Give the left half of a text's digest."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).rstrip(b"=").decode()


class Liar(ThreadingHTTPServer):
    """One hostile provider."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[str] = []
        self.posted: dict[str, list[str]] = {}
        self.nonce = ""
        self.signer = KEYS[0]
        self.published = [KEYS[0]]
        # The lies.
        self.metadata: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.person: dict[str, Any] = {}
        self.raw_id_token: Callable[[dict[str, Any]], str] | None = None
        self.answers: dict[str, Callable[[Handler], Answer | None]] = {}

    def ask(self, address: str) -> dict[str, list[str]]:
        """Be asked who somebody is, and send them back."""
        question = parse_qs(urlsplit(address).query)
        self.nonce = question["nonce"][0]
        return {"code": ["a-code"], "state": question["state"], "iss": [self.issuer]}

    def described(self) -> Answer:
        """Say what this provider is."""
        truth = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/leave",
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": True,
        }
        return said(without_dropped({**truth, **self.metadata}))

    def signed(self) -> str:
        """Make the id token."""
        now = int(time.time())
        truth = {
            "iss": self.issuer,
            "aud": "site",
            "sub": "somebody",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "at_hash": half_hash(ACCESS_TOKEN),
            "sid": "a-session",
        }
        claims = without_dropped({**truth, **self.claims})
        if self.raw_id_token:
            return self.raw_id_token(claims)
        header = without_dropped({"alg": "RS256", "kid": self.signer.kid, **self.header})
        return jwt.encode(header, claims, self.signer, algorithms=["RS256", "PS256", "HS256"])

    def exchanged(self) -> Answer:
        """Answer to a code."""
        truth = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": self.signed()}
        return said(without_dropped({**truth, **self.token}))

    def known(self) -> Answer:
        """Say who the access token belongs to."""
        truth = {"sub": "somebody", "name": "Iemand Anders", "email": "iemand@anders.example", "email_verified": True}
        return said(without_dropped({**truth, **self.person}))

    def jwks(self) -> Answer:
        """Give the public keys."""
        return said({"keys": [key.as_dict(private=False) for key in self.published]})


def without_dropped(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is said to be dropped."""
    return {name: value for name, value in values.items() if value is not DROP}


class Handler(BaseHTTPRequestHandler):
    """Answers as the server says."""

    server: Liar
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.respond()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.posted = parse_qs(body)
        self.respond()

    def respond(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        truths = {
            "/.well-known/openid-configuration": self.server.described,
            "/jwks": self.server.jwks,
            "/token": self.server.exchanged,
            "/userinfo": self.server.known,
        }
        lie = self.server.answers.get(path)
        answer = lie(self) if lie else truths[path]()
        if answer:
            self.send(*answer)

    def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def liar() -> Iterator[Liar]:
    """Run a hostile provider."""
    server = Liar()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
