"""The identity providers that a deployment trusts: what is set of each, and the presets for the usual ones.

One provider comes from `COMMUNITY_OIDC_ISSUER` and its companions; several come from a TOML file. A preset says under
which names a kind of provider gives a person's details; every line of it can be set otherwise. `docs/sign-in.md` is
the manual. Faults are `SettingError`s, met at the start and not at the first sign-in.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from config import SettingError, Settings

SigningKey = RSAKey | ECKey


def kind_of(pem: str) -> type[RSAKey] | type[ECKey]:
    """Say of which kind a private key is; raises `ValueError` where it is none that we can sign with."""
    key = load_pem_private_key(pem.encode(), password=None)
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SMALLEST_RSA_BITS:
        return RSAKey
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return ECKey
    raise ValueError("not an RSA key of 2048 bits or more, nor an EC key")


@dataclass(frozen=True)
class ClaimNames:
    """Under which names a provider gives a person's details; the first that holds something counts."""

    name: tuple[str, ...] = ("name", "preferred_username")
    email: tuple[str, ...] = ("email",)
    organisation: tuple[str, ...] = ("organisation", "organization")
    function: tuple[str, ...] = ("title",)


@dataclass(frozen=True)
class Provider:
    """One identity provider that this site trusts."""

    key: str
    issuer: str
    client_id: str
    label: str = ""
    client_secret: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    # The id under which the provider knows our public key, where it does not use the key's fingerprint.
    private_key_id: str = ""
    preset: str = "generic"
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    claims: ClaimNames = ClaimNames()
    # The only tenant whose people may come in (Entra ID).
    tenant: str = ""
    # Whether the details are asked for at the userinfo address too.
    userinfo: bool = True
    # Whether an e-mail address counts as verified where the provider does not say so.
    trust_email: bool = False
    # Whether a notice of a sign-out counts that does not say of itself that it is one (`typ`).
    untyped_logout: bool = False
    # How sure the provider can be of a person, in its own words (`acr`), from low to high; and the lowest of these that
    # will do for signing in, and for what asks for a sign-in of just now. Nothing asks for nothing.
    acr_levels: tuple[str, ...] = ()
    acr: str = ""
    acr_fresh: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the provider runs on this machine, and so may be spoken to without TLS."""
        return is_loopback(self.issuer)

    def levels_from(self, lowest: str) -> tuple[str, ...]:
        """Give a level and those above it; none where none is asked."""
        return self.acr_levels[self.acr_levels.index(lowest) :] if lowest else ()

    def is_sure_enough(self, acr: object, lowest: str) -> bool:
        """Whether what a provider said is a level that we know, and not below another."""
        return not lowest or acr in self.levels_from(lowest)

    @property
    def level_for_deeds(self) -> str:
        """The lowest level that will do for what asks for a sign-in of just now."""
        return self.acr_fresh or self.acr

    def redirect_uri(self, base_url: str) -> str:
        """Give the one address to which this provider may send an answer."""
        return f"{base_url}/oidc/{self.key}/callback"

    def signing_key(self) -> SigningKey | None:
        """Give the private key with which this site proves itself, where it has one."""
        if not self.private_key:
            return None
        kind = kind_of(self.private_key)
        key = kind.import_key(self.private_key, {"kid": self.private_key_id} if self.private_key_id else None)
        key.ensure_kid()
        return key


PRESETS: dict[str, dict[str, Any]] = {
    "generic": {},
    "pleio": {"label": "Pleio"},
    "keycloak": {
        "label": "Keycloak",
        "claims": ClaimNames(organisation=("organization", "organisation", "company")),
    },
    "entra": {
        "label": "Microsoft",
        # Entra's userinfo lives at another service and says nothing that the token does not.
        "userinfo": False,
        "claims": ClaimNames(email=("email",), organisation=("companyName", "company_name"), function=("jobTitle",)),
    },
    "surfconext": {
        "label": "SURFconext",
        "scopes": ("openid",),
        "claims": ClaimNames(organisation=("schac_home_organization",)),
    },
}

SMALLEST_RSA_BITS = 2048
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# As it can stand among others in a parameter, and be kept.
LEVEL = re.compile(r"[!-~]{1,200}")
ENTRA_HOST = "login.microsoftonline.com"
ENTRA_TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def load_providers(settings: Settings) -> dict[str, Provider]:
    """Give the providers of this deployment by their key, or raise `SettingError`; none where nothing is set."""
    if settings.oidc_providers:
        found = read_file(Path(settings.oidc_providers))
    elif settings.oidc_issuer:
        found = [only_provider(settings)]
    else:
        found = []
    for provider in found:
        check(provider, settings)
    if len({provider.key for provider in found}) != len(found):
        raise SettingError("COMMUNITY_OIDC_PROVIDERS names a provider twice")
    if len({provider.issuer for provider in found}) != len(found):
        raise SettingError("COMMUNITY_OIDC_PROVIDERS names an issuer twice")
    return {provider.key: provider for provider in found}


def only_provider(settings: Settings) -> Provider:
    """Give the provider that the environment describes: Pleio-style, under the key `pleio`."""
    return from_table(
        "pleio",
        {
            "preset": "pleio",
            "issuer": settings.oidc_issuer,
            "client_id": settings.oidc_client_id,
            "client_secret": settings.oidc_client_secret,
            "private_key": settings.oidc_private_key,
        },
    )


def read_file(path: Path) -> list[Provider]:
    """Give the providers of a TOML file, each under `[providers.<key>]`."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("providers", {})
    except (OSError, ValueError) as error:
        raise SettingError(f"COMMUNITY_OIDC_PROVIDERS cannot be read: {error}") from error
    if not isinstance(tables, dict) or not tables or not all(isinstance(table, dict) for table in tables.values()):
        raise SettingError("COMMUNITY_OIDC_PROVIDERS has no [providers.<key>] table")
    return [from_table(key, table) for key, table in tables.items()]


def from_table(key: str, table: dict[str, Any]) -> Provider:
    """Give one provider: its preset, overruled by what is set."""
    preset = PRESETS.get(str(table.get("preset", "generic")))
    if preset is None:
        raise SettingError(f"provider {key}: there is no preset {table['preset']!r}, only {', '.join(sorted(PRESETS))}")
    values: dict[str, Any] = {**preset, **files(key, table)}
    if isinstance(values.get("claims"), dict):
        values["claims"] = claim_names(key, preset.get("claims", ClaimNames()), values["claims"])
    if isinstance(values.get("scopes"), str | list):
        scopes = values["scopes"]
        values["scopes"] = tuple(scopes.split() if isinstance(scopes, str) else map(str, scopes))
    if isinstance(values.get("acr_levels"), list):
        values["acr_levels"] = tuple(map(str, values["acr_levels"]))
    check_names(key, values)
    provider = Provider(key=key, **{name: value for name, value in values.items() if value != ""})
    return replace(provider, label=provider.label or key.capitalize())


def files(key: str, table: dict[str, Any]) -> dict[str, Any]:
    """Give a table in which each `X_file` is replaced by what that file holds."""
    values = {name: value for name, value in table.items() if not name.endswith("_file")}
    for name in ("client_secret", "private_key"):
        if path := table.get(f"{name}_file"):
            try:
                values[name] = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingError(f"provider {key}: {name}_file cannot be read: {error}") from error
    return values


def claim_names(key: str, preset: ClaimNames, table: dict[str, Any]) -> ClaimNames:
    """Give a preset's names of claims, overruled by what is set."""
    known = {entry.name for entry in fields(ClaimNames)}
    if unknown := set(table) - known:
        raise SettingError(f"provider {key}: claims has no {sorted(unknown)[0]!r}, only {', '.join(sorted(known))}")
    return replace(
        preset, **{name: (value,) if isinstance(value, str) else tuple(value) for name, value in table.items()}
    )


def check_names(key: str, values: dict[str, Any]) -> None:
    """Raise `SettingError` for a setting that does not exist or is missing."""
    types = {entry.name: type(entry.default) for entry in fields(Provider) if entry.name != "key"}
    for name, value in values.items():
        if name not in types:
            raise SettingError(f"provider {key}: there is no setting {name!r}")
        if types[name] is tuple and not isinstance(value, tuple):
            raise SettingError(f"provider {key}: {name} must be a list")
        if types[name] in (str, bool) and not isinstance(value, types[name]):
            raise SettingError(f"provider {key}: {name} must be a {'text' if types[name] is str else 'true or false'}")
    for name in ("issuer", "client_id"):
        if not isinstance(values.get(name), str) or not values[name]:
            raise SettingError(f"provider {key}: {name} is missing")


def check(provider: Provider, settings: Settings) -> None:
    """Raise `SettingError` for a provider with which the site must not start."""
    name = f"provider {provider.key}"
    if not KEY.fullmatch(provider.key):
        raise SettingError(f"{name}: the key may hold small letters, digits and hyphens only")
    if not is_safe_url(provider.issuer, local=not settings.is_production and provider.is_local):
        raise SettingError(f"{name}: the issuer must begin with https://, not {provider.issuer!r}")
    if not provider.client_secret and not provider.private_key:
        raise SettingError(f"{name}: client_secret is missing (or private_key)")
    if "openid" not in provider.scopes:
        raise SettingError(f"{name}: scopes must hold openid")
    if provider.preset == "entra":
        check_entra(provider)
    check_levels(provider)
    try:
        provider.signing_key()
    except (ValueError, TypeError, UnsupportedAlgorithm, JoseError) as error:
        reason = str(error).splitlines()[0]
        raise SettingError(f"{name}: private_key cannot be used: {reason}") from error


def check_levels(provider: Provider) -> None:
    """Raise `SettingError` where a level is asked that is none of the provider's, or could not be asked."""
    name = f"provider {provider.key}"
    levels = provider.acr_levels
    if len(set(levels)) != len(levels) or not all(LEVEL.fullmatch(level) for level in levels):
        raise SettingError(f"{name}: acr_levels must be a list of different words, from low to high")
    for setting, level in (("acr", provider.acr), ("acr_fresh", provider.acr_fresh)):
        if level and level not in levels:
            raise SettingError(f"{name}: {setting} must be one of acr_levels, not {level!r}")
    if provider.acr and provider.acr_fresh and not provider.is_sure_enough(provider.acr_fresh, provider.acr):
        raise SettingError(f"{name}: acr_fresh must not be lower than acr")


def check_entra(provider: Provider) -> None:
    """Raise `SettingError` where an Entra ID provider is not bound to one tenant."""
    tenant = urlsplit(provider.issuer).path.strip("/").removesuffix("/v2.0")
    if urlsplit(provider.issuer).netloc == ENTRA_HOST and not ENTRA_TENANT.fullmatch(tenant):
        raise SettingError(f"provider {provider.key}: the issuer must name one tenant by its id, not {tenant!r}")
    if not provider.tenant:
        raise SettingError(f"provider {provider.key}: tenant is missing")


def is_loopback(url: str) -> bool:
    """Whether an address is one of this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_safe_url(url: object, *, local: bool) -> bool:
    """Whether we may send secrets and people to an address; without TLS only to this machine."""
    if not isinstance(url, str) or len(url) > 2000 or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    plain = local and parts.scheme == "http" and is_loopback(url)
    secure = parts.scheme == "https" or plain
    return secure and bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment and "\\" not in url
