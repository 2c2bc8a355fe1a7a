"""Starts the development identity provider for a test, with clients of the test's own, and acts as a browser at it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.services.process import free_port, running, wait_until

ROOT = Path(__file__).resolve().parents[2]
REDIRECT_URI = "http://127.0.0.1:9/oidc/pleio/callback"


def command(port: int, data_dir: Path, *more: str) -> list[str]:
    """Give the command line of a provider."""
    return [sys.executable, "-m", "community.devidp", "--port", str(port), "--data-dir", str(data_dir), *more]


def environment(**more: str) -> dict[str, str]:
    """Give an environment in which nothing of the developer's own settings is left."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COMMUNITY_")} | more


def answers(url: str) -> bool:
    """Whether something answers at an address."""
    with contextlib.suppress(requests.RequestException):
        return requests.get(url, timeout=2).status_code == 200
    return False


@dataclass
class Devidp:
    """A running provider."""

    issuer: str
    data_dir: Path
    browser: requests.Session = field(default_factory=requests.Session)

    def choose(self, address: str, persona: str) -> str:
        """Choose a person on the page at an address; where the browser is then sent."""
        assert self.browser.get(address, timeout=10).status_code == 200
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        return self.post({**asked, "persona": persona}).headers["Location"]

    def post(self, data: dict[str, str]) -> requests.Response:
        """Send the form of the page."""
        return self.browser.post(f"{self.issuer}/authorize", data=data, allow_redirects=False, timeout=10)

    def rotate(self) -> None:
        """Let the provider make a new key."""
        assert requests.post(f"{self.issuer}/dev/rotate", timeout=10).status_code == 200


@contextlib.contextmanager
def devidp(
    data_dir: Path, *clients: dict[str, Any], port: int | None = None, arguments: tuple[str, ...] = ()
) -> Iterator[Devidp]:
    """Run a provider that knows these clients."""
    port = port or free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    file = data_dir / "clients.json"
    file.write_text(json.dumps(clients))
    issuer = f"http://127.0.0.1:{port}"
    with running([*command(port, data_dir, "--clients", str(file), *arguments)], env=environment(), cwd=ROOT):
        wait_until(lambda: answers(f"{issuer}/.well-known/openid-configuration"), "devidp")
        yield Devidp(issuer, data_dir)


def client(client_id: str = "site", **more: Any) -> dict[str, Any]:
    """Describe a client with a secret."""
    return {"client_id": client_id, "client_secret": "a secret: of 50%", "redirect_uris": [REDIRECT_URI], **more}


def proof() -> tuple[str, str]:
    """Make a PKCE verifier and its challenge."""
    verifier = secrets.token_urlsafe(40)
    return verifier, base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def question(challenge: str, **more: str) -> dict[str, str]:
    """Give the parameters of an authorization request."""
    return {
        "response_type": "code",
        "client_id": "site",
        "redirect_uri": REDIRECT_URI,
        "scope": "openid profile email",
        "state": "a-state",
        "nonce": secrets.token_hex(8),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **more,
    }
