"""Our standing relation with each provider: its addresses and keys, asked for once an hour and kept.

One object per provider and process. A provider that does not answer is not asked again for a few seconds, so that it
cannot hold up every worker. Keys are asked for again when a token names one that we do not know (rotation), but not
more often than every few seconds.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from community.accounts.oidc.providers import SMALLEST_RSA_BITS, Provider, is_safe_url
from community.accounts.oidc.refusals import Reason, SignInRefused
from community.accounts.oidc.transport import LIMITS, TURN_SECONDS, Limits, fetch

KEPT_SECONDS = 3600.0
PAUSE_SECONDS = 5.0
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("userinfo_endpoint", "end_session_endpoint")


@dataclass(frozen=True)
class Metadata:
    """What a provider says of itself."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    names_itself: bool
    client_auth_methods: tuple[str, ...]
    signing_algorithms: tuple[str, ...]


class Relation:
    """What we know of one provider."""

    def __init__(self, provider: Provider, *, limits: Limits = LIMITS, pause_seconds: float = PAUSE_SECONDS) -> None:
        """Begin without having asked anything."""
        self.provider, self.limits, self.pause_seconds = provider, limits, pause_seconds
        self._lock = threading.Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, list[Key]] | None = None
        self._failed: tuple[float, SignInRefused] | None = None

    def metadata(self) -> Metadata:
        """Give the provider's addresses and abilities."""
        with self._turn():
            if self._metadata is None or time.monotonic() - self._metadata[0] > KEPT_SECONDS:
                self._metadata = (time.monotonic(), self._ask(self._read_metadata))
            return self._metadata[1]

    def keys(self, *, newer_than: float = 0.0) -> tuple[float, list[Key]]:
        """Give the provider's keys and when they were asked for; asked again where they are older than a moment."""
        address = self.metadata().jwks_uri
        with self._turn():
            age = time.monotonic() - self._keys[0] if self._keys else KEPT_SECONDS
            stale = self._keys is not None and self._keys[0] < newer_than and age >= self.pause_seconds
            if self._keys is None or age >= KEPT_SECONDS or stale:
                self._keys = (time.monotonic(), list(usable_keys(self._ask(lambda: self.fetch(address)))))
            return self._keys

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one ask at a time; who waits longer than a moment is refused, so that a slow provider holds up one."""
        if not self._lock.acquire(timeout=TURN_SECONDS):
            raise SignInRefused(Reason.UNREACHABLE, "another waits for an answer")
        try:
            yield
        finally:
            self._lock.release()

    def fetch(self, url: str, *, token: str = "") -> Mapping[str, Any]:
        """Give what the provider has at an address, within the limits of this relation."""
        return fetch(url, token=token, limits=self.limits)

    def _ask(self, question: Any) -> Any:
        """Ask the provider, unless it failed a moment ago."""
        if self._failed and time.monotonic() - self._failed[0] < self.pause_seconds:
            raise SignInRefused(self._failed[1].reason_code, "failed a moment ago")
        try:
            answer = question()
        except SignInRefused as refused:
            self._failed = (time.monotonic(), refused)
            raise
        self._failed = None
        return answer

    def _read_metadata(self) -> Metadata:
        found = self.fetch(f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        return checked(self.provider, found)


def checked(provider: Provider, found: Mapping[str, Any]) -> Metadata:
    """Give a provider's metadata, or refuse what names another issuer or an address that is not safe."""
    if found.get("issuer") != provider.issuer:
        raise SignInRefused(Reason.BAD_METADATA, "the metadata names another issuer")
    addresses = {name: found.get(name) or "" for name in (*NEEDED, *OPTIONAL)}
    for name, url in addresses.items():
        if (url or name in NEEDED) and not is_safe_url(url, local=provider.is_local):
            raise SignInRefused(Reason.BAD_METADATA, f"no safe {name}")
    return Metadata(
        **addresses,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        client_auth_methods=texts(found.get("token_endpoint_auth_methods_supported")),
        signing_algorithms=texts(found.get("id_token_signing_alg_values_supported")),
    )


def texts(value: object) -> tuple[str, ...]:
    """Give the texts in a list that comes from outside."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def usable_keys(found: Mapping[str, Any]) -> Iterator[Key]:
    """Give the public keys with which a provider may sign; others are passed over."""
    rows = found.get("keys")
    if not isinstance(rows, list):
        raise SignInRefused(Reason.BAD_METADATA, "no keys")
    for row in rows[:100]:
        key = usable_key(row)
        if key is not None:
            yield key


def usable_key(row: object) -> Key | None:
    """Give one public signing key, or nothing."""
    if not isinstance(row, dict) or row.get("kty") not in ("RSA", "EC", "OKP") or row.get("use", "sig") != "sig":
        return None
    try:
        if row["kty"] == "RSA" and modulus_bits(row["n"]) < SMALLEST_RSA_BITS:
            return None
        key = import_key(row)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None


def modulus_bits(modulus: str) -> int:
    """Give the strength of an RSA key, before anything is made of it."""
    return int.from_bytes(base64.urlsafe_b64decode(f"{modulus}==")).bit_length()


Relations = dict[str, Relation]


def relations(providers: Iterable[Provider]) -> Relations:
    """Begin a relation with each provider, by its key."""
    return {provider.key: Relation(provider) for provider in providers}
