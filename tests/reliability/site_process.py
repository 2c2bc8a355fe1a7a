"""The site as it really runs: `community serve` and `community worker` as processes of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from community.accounts.models import Member
from community.app import create_app
from community.core.db import db
from tests.builders.fixtures import make_settings
from tests.builders.world import World
from tests.services.process import free_port, running, wait_until

ROOT = Path(__file__).parents[2]


@dataclass
class Site:
    """A database with a world in it, and the environment in which programs run on it."""

    world: World
    environment: dict[str, str]
    base: str

    def cookie(self, member: Member) -> dict[str, str]:
        """Give the cookie of somebody who has signed in."""
        cookie = self.world.client(member).get_cookie("community")
        assert cookie
        return {"community": cookie.value}

    @contextlib.contextmanager
    def serving(self, *, processes: int = 1) -> Iterator[subprocess.Popen[Any]]:
        """Serve pages for as long as the block lasts."""
        command = [sys.executable, "-m", "community.cli", "serve", "--workers", str(processes)]
        with running(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as it:
            wait_until(lambda: self.answers(it), "the first answer", seconds=60)
            yield it

    def answers(self, process: subprocess.Popen[Any]) -> bool:
        """Whether the site answers."""
        assert process.poll() is None, "the site ended"
        with contextlib.suppress(requests.ConnectionError):
            return requests.get(f"{self.base}/healthz", timeout=5).ok
        return False


def kill_all(process: subprocess.Popen[Any]) -> None:
    """Kill a program and all that it started, in one moment; no more is left of it, and nothing was said to it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def site(url: str, folder: Path, **more: str) -> Iterator[Site]:
    """Make a site on an empty database."""
    port = str(free_port())
    base = f"http://127.0.0.1:{port}"
    settings = make_settings(url, folder, COMMUNITY_BASE_URL=base, PORT=port, **more)
    app = create_app(settings)
    app.config["SERVER_NAME"] = None
    with app.app_context():
        db.create_all()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")} | {
        "COMMUNITY_SECRET_KEY": settings.secret_key,
        "COMMUNITY_BASE_URL": base,
        "COMMUNITY_DATABASE_URL": url,
        "COMMUNITY_OIDC_ISSUER": settings.oidc_issuer,
        "COMMUNITY_OIDC_CLIENT_ID": settings.oidc_client_id,
        "COMMUNITY_OIDC_CLIENT_SECRET": settings.oidc_client_secret,
        "DATA_DIR": str(folder),
        "PORT": port,
        **more,
    }
    try:
        yield Site(World(app), environment, base)
    finally:
        with app.app_context():
            db.engine.dispose()


class Browser:
    """A browser that talks to the site over HTTP."""

    def __init__(self, site: Site, member: Member, *, form_at: str = "/mijn/sessies") -> None:
        self.site, self.session = site, requests.Session()
        # Under the name of the host, so that the site's own cookie takes its place.
        self.session.cookies.set("community", site.cookie(member)["community"], domain="127.0.0.1", path="/")
        self.token = self.get(form_at).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def get(self, path: str) -> requests.Response:
        """Ask for a page."""
        return self.session.get(self.site.base + path, timeout=30, allow_redirects=False)

    def post(self, path: str, **data: str) -> requests.Response:
        """Send a form."""
        sent = {"csrf_token": self.token} | data
        return self.session.post(self.site.base + path, data=sent, timeout=30, allow_redirects=False)
