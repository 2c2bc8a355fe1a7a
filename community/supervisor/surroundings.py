"""What the programs of `make run` are told: ports, addresses, and secrets made once and kept in DATA_DIR.

Every setting that is given already stays as it is. Nothing here is a default of the site itself: those are in
`config.py`, which knows no secret.
"""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class Unusable(Exception):
    """This cannot start as it was asked for; the text is one clear line."""


@dataclass(frozen=True)
class Surroundings:
    """Where everything is, and the environment of all programs."""

    port: int
    provider_port: int
    data_dir: Path
    environment: Mapping[str, str]

    @property
    def site(self) -> str:
        """The address at which the site answers on this machine."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def provider(self) -> str:
        """The address at which the identity provider answers."""
        return f"http://127.0.0.1:{self.provider_port}"

    @property
    def with_demo(self) -> bool:
        """Whether the demo content belongs in the database."""
        return self.environment["COMMUNITY_DEMO"] in ("1", "true", "yes")


def survey(given: Mapping[str, str] = os.environ) -> Surroundings:
    """Work out the surroundings from the environment; raise `Unusable` where they cannot serve."""
    if given.get("COMMUNITY_ENV", "development") != "development":
        raise Unusable("COMMUNITY_ENV is not development: `make run` is for development only, see README.md")
    port, provider_port = port_number(given, "PORT", 8000), port_number(given, "IDP_PORT", 8001)
    if port == provider_port:
        raise Unusable(f"PORT and IDP_PORT are both {port}: choose two")
    data_dir = Path(given.get("DATA_DIR") or "var").absolute()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        chosen = settings(given, port, provider_port, data_dir)
    except OSError as error:
        raise Unusable(f"DATA_DIR cannot be used: {error}") from error
    return Surroundings(port, provider_port, data_dir, chosen)


def settings(given: Mapping[str, str], port: int, provider_port: int, data_dir: Path) -> dict[str, str]:
    """Add to the environment what the programs need and nobody gave."""
    wanted = {
        "COMMUNITY_BASE_URL": f"http://127.0.0.1:{port}",
        "COMMUNITY_DEMO": "1",
        "COMMUNITY_OIDC_ISSUER": f"http://127.0.0.1:{provider_port}",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
    }
    kept = {
        "COMMUNITY_SECRET_KEY": "secret-key",
        "COMMUNITY_OIDC_CLIENT_SECRET": "oidc-client-secret",
    }
    missing = {name: value for name, value in wanted.items() if not is_given(given, name)}
    missing |= {name: kept_secret(data_dir / file) for name, file in kept.items() if not is_given(given, name)}
    fixed = {
        "COMMUNITY_ENV": "development",
        "PORT": str(port),
        "IDP_PORT": str(provider_port),
        "DATA_DIR": str(data_dir),
        "PYTHONUNBUFFERED": "1",
    }
    return {**given, **missing, **fixed}


def is_given(given: Mapping[str, str], name: str) -> bool:
    """Whether somebody set this, or named a file that holds it."""
    return bool(given.get(name) or given.get(f"{name}_FILE"))


def kept_secret(path: Path) -> str:
    """Read a secret that stays the same between starts, made at the first."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def port_number(given: Mapping[str, str], name: str, default: int) -> int:
    """Read a port, or raise `Unusable`."""
    text = given.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Unusable(f"{name} must be a port between 1 and 65535, not {text!r}")
    return int(text)


def refuse_taken_ports(surroundings: Surroundings) -> None:
    """Raise `Unusable` where another program listens on a port that is needed."""
    for name, port in (("PORT", surroundings.port), ("IDP_PORT", surroundings.provider_port)):
        with socket.socket() as probe:
            # As the servers do: a connection of an earlier start that still lingers is no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                hint = f"try: make run {name}={port + 10}"
                raise Unusable(f"{name} {port} cannot be used ({error.strerror}); {hint}") from error
