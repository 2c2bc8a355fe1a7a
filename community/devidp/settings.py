"""What the provider is told at its start: its own address, the site that it serves, and where it keeps its files.

Values come from the command line, else from the environment that the supervisor of `make run` gives. Nothing is read
after the start.
"""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class StartRefused(Exception):
    """The provider may not or cannot start; the message is the one line that says why."""


@dataclass(frozen=True)
class Settings:
    """Everything that the provider knows about its surroundings."""

    port: int
    issuer: str
    site: str
    provider_key: str
    data_dir: Path
    client_id: str
    client_secret: str | None
    clients_file: Path | None
    code_seconds: int = 60
    token_seconds: int = 600
    key_days: float = 30.0

    @property
    def folder(self) -> Path:
        """The directory of this program's own files."""
        return self.data_dir / "devidp"


def parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    """The command line, with the environment as its defaults."""
    site = environ.get("COMMUNITY_BASE_URL") or f"http://127.0.0.1:{environ.get('PORT') or 8000}"
    cli = argparse.ArgumentParser(prog="python -m community.devidp", description="Development OpenID provider")
    cli.add_argument("--port", type=int, default=environ.get("IDP_PORT") or "8001")
    cli.add_argument("--issuer", default=environ.get("IDP_ISSUER"), help="default: http://127.0.0.1:PORT")
    cli.add_argument("--site", default=site, help="base address of the site that signs in here")
    cli.add_argument("--provider-key", default="pleio", help="the name by which the site knows this provider")
    cli.add_argument("--data-dir", type=Path, default=environ.get("DATA_DIR") or "var")
    cli.add_argument("--client-id", default=environ.get("COMMUNITY_OIDC_CLIENT_ID") or "community")
    cli.add_argument("--clients", type=Path, help="JSON file with more clients")
    cli.add_argument("--code-seconds", type=int, default=60, help="how long an authorization code may wait")
    cli.add_argument("--key-days", type=float, default=30.0, help="age at which a new signing key is made")
    cli.add_argument("--rotate", action="store_true", help="make a new signing key, and stop")
    return cli


def read(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> tuple[Settings, bool]:
    """The settings, and whether only a key rotation was asked for; raises StartRefused in production."""
    if environ.get("COMMUNITY_ENV", "").strip().lower() == "production":
        raise StartRefused("devidp: asks for no password and never starts with COMMUNITY_ENV=production")
    given = parser(environ).parse_args(arguments)
    settings = Settings(
        port=given.port,
        issuer=(given.issuer or f"http://127.0.0.1:{given.port}").rstrip("/"),
        site=given.site.rstrip("/"),
        provider_key=given.provider_key,
        data_dir=given.data_dir,
        client_id=given.client_id,
        client_secret=environ.get("COMMUNITY_OIDC_CLIENT_SECRET") or None,
        clients_file=given.clients,
        code_seconds=given.code_seconds,
        key_days=given.key_days,
    )
    return settings, given.rotate
