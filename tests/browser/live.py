"""The real site as people meet it: web server, worker and identity provider as programs of their own, with the demo.

Used by the browser tests and by `make screenshots`. Nothing of the site is imported here: it is started by its commands
and reached through its addresses.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import requests

from tests.services.process import free_port, running, wait_until

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "COMMUNITY_SECRET_KEY": "a-key-for-browser-tests-0123456789abcdef",
    "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-browser-tests-0123456789",
}


@dataclass
class Live:
    """A running site with its demo content."""

    port: int
    provider_port: int
    data_dir: Path
    environment: dict[str, str]
    demo: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the site answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def provider(self) -> str:
        """Where the identity provider answers."""
        return f"http://127.0.0.1:{self.provider_port}"

    @property
    def log(self) -> Path:
        """What the programs of the site said."""
        return self.data_dir / "programs.log"

    def do(self, *command: str) -> None:
        """Run one command of the site to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "community.cli", *command],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"community {' '.join(command)} failed:\n{done.stdout}{done.stderr}"

    @contextlib.contextmanager
    def serving(self, output: IO[bytes] | None = None) -> Iterator[None]:
        """Serve the site for as long as the block lasts; ended and begun again, it is the network that fails."""
        command = [sys.executable, "-m", "community.cli", "serve"]
        # A quick end: browsers keep connections open that a polite end would wait for.
        with running(command, stop=signal.SIGTERM, seconds=3, env=self.environment, cwd=ROOT, **_output(output)):
            wait_until(lambda: answers(f"{self.address}/readyz"), "the site's first answer", 60)
            yield


def answers(url: str) -> bool:
    """Whether something answers well at an address."""
    with contextlib.suppress(requests.RequestException):
        return requests.get(url, timeout=2).status_code == 200
    return False


@contextlib.contextmanager
def prepared(data_dir: Path, database_url: str = "", **more: str) -> Iterator[Live]:
    """Fill a database with the demo, and run the provider and the worker; the site itself is not served yet."""
    live = _live(data_dir, database_url, more)
    live.do("migrate")
    live.do("demo")
    live.demo = json.loads((data_dir / "demo.json").read_text())
    provider = [sys.executable, "-m", "community.devidp"]
    worker = [sys.executable, "-m", "community.cli", "worker"]
    with (
        live.log.open("ab") as output,
        running(provider, env=live.environment, cwd=ROOT, **_output(output)),
        running(worker, env=live.environment, cwd=ROOT, **_output(output)),
    ):
        wait_until(lambda: answers(f"{live.provider}/.well-known/openid-configuration"), "the provider", 30)
        yield live


@contextlib.contextmanager
def live_site(data_dir: Path, database_url: str = "", **more: str) -> Iterator[Live]:
    """Run everything for as long as the block lasts."""
    with prepared(data_dir, database_url, **more) as live, live.log.open("ab") as output, live.serving(output):
        yield live


def _live(data_dir: Path, database_url: str, more: dict[str, str]) -> Live:
    port, provider_port = free_port(), free_port()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("COMMUNITY_")}
    told = {
        "COMMUNITY_ENV": "development",
        "COMMUNITY_DEMO": "1",
        "COMMUNITY_BASE_URL": f"http://127.0.0.1:{port}",
        "COMMUNITY_OIDC_ISSUER": f"http://127.0.0.1:{provider_port}",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
        "PORT": str(port),
        "IDP_PORT": str(provider_port),
        "DATA_DIR": str(data_dir),
    }
    database = {"COMMUNITY_DATABASE_URL": database_url} if database_url else {}
    return Live(port, provider_port, data_dir, {**inherited, **SECRETS, **told, **database, **more})


def _output(output: IO[bytes] | None) -> dict[str, Any]:
    where = output or subprocess.DEVNULL
    return {"stdout": where, "stderr": where}
