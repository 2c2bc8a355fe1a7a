"""The settings of one deployment, read from the environment. Not what an administrator sets in the site itself.

Every setting `X` may also be given as `X_FILE`, the path of a file that holds it. There are no default secrets: in
development `make run` makes one, in production a missing or weak setting stops the start with one line naming it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

WEAKEST_SECRET = 32
YES = ("1", "true", "yes")


class SettingError(Exception):
    """A setting is missing or cannot be used; its text is one clear line that names the setting."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of a deployment, checked."""

    # COMMUNITY_SECRET_KEY: signs the session cookie; at least 32 characters of chance.
    secret_key: str = field(repr=False)
    # COMMUNITY_BASE_URL: how the site calls itself, scheme and host only.
    base_url: str
    # COMMUNITY_ENV: `development` or `production`.
    environment: str
    # DATA_DIR: where files, the queue and SQLite's database live.
    data_dir: Path
    # COMMUNITY_DATABASE_URL: an SQLAlchemy URL; SQLite in DATA_DIR by default.
    database_url: str
    # COMMUNITY_REDIS_URL: for the queue and limits where several machines serve the site; none by default.
    redis_url: str
    # COMMUNITY_STORAGE_URL: an s3:// URL or a directory; DATA_DIR/files by default.
    storage_url: str
    # COMMUNITY_MAIL_URL: smtp://user:password@host:port, smtps://… or file:///directory; DATA_DIR/mail by default.
    mail_url: str
    # COMMUNITY_MAIL_FROM: the sender of all mail.
    mail_from: str
    # COMMUNITY_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET or _PRIVATE_KEY: the one identity provider.
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_private_key: str = field(repr=False)
    # COMMUNITY_OIDC_PROVIDERS: a TOML file that describes several providers instead.
    oidc_providers: str
    # COMMUNITY_SECURITY_CONTACT: where a leak can be reported (mailto:… or https://…), for /.well-known/security.txt;
    # the contact address that the administrator set by default.
    security_contact: str
    # COMMUNITY_METRICS_TOKEN: lets a machine other than this one read /metrics.
    metrics_token: str = field(repr=False)
    # COMMUNITY_AUDIT_STREAM: `1` where each line of the audit log is also written to the program's own log once it is
    # sealed (numbers only, no words), to be kept where who can write to the database cannot.
    audit_stream: bool
    # COMMUNITY_TRUSTED_PROXIES: how many proxies of ours stand in front and add to X-Forwarded-For; 0 by default,
    # so that nobody can choose the address by which they are counted.
    trusted_proxies: int
    # COMMUNITY_LIMIT_FACTOR: multiplies every limit on how often one may do something; for load tests. 1 by default.
    limit_factor: int
    # COMMUNITY_DEMO: `1` where the demo content must be in before the site calls itself ready.
    with_demo: bool
    # COMMUNITY_GROUP_QUOTA: how many megabytes of documents a working group may keep; 5000 by default.
    group_quota: int
    # PORT: the port that `community serve` listens on.
    port: int

    @property
    def is_production(self) -> bool:
        """Whether real people depend on this deployment."""
        return self.environment == "production"

    @property
    def host(self) -> str:
        """The host (with its port, where it has one) that requests must name."""
        return urlsplit(self.base_url).netloc


class Reader:
    """Reads settings from an environment in which `X_FILE` may stand for `X`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def text(self, name: str, default: str = "") -> str:
        """Give a setting, from its file where one is named."""
        path = self.environment.get(f"{name}_FILE")
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingError(f"{name}_FILE cannot be read: {error}") from error
        return self.environment.get(name, default).strip()

    def number(self, name: str, default: int) -> int:
        """Give a setting that is a whole number."""
        value = self.text(name, str(default))
        if not value.isdigit():
            raise SettingError(f"{name} is not a whole number: {value!r}")
        return int(value)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check all settings, or raise `SettingError` with one line that names the first fault."""
    read = Reader(environment)
    port = read.number("PORT", 8000)
    data_dir = Path(read.text("DATA_DIR", "var")).absolute()
    settings = Settings(
        secret_key=read.text("COMMUNITY_SECRET_KEY"),
        base_url=read.text("COMMUNITY_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        environment=read.text("COMMUNITY_ENV", "development"),
        data_dir=data_dir,
        database_url=read.text("COMMUNITY_DATABASE_URL", f"sqlite:///{data_dir / 'community.db'}"),
        redis_url=read.text("COMMUNITY_REDIS_URL"),
        storage_url=read.text("COMMUNITY_STORAGE_URL", str(data_dir / "files")),
        mail_url=read.text("COMMUNITY_MAIL_URL", (data_dir / "mail").as_uri()),
        mail_from=read.text("COMMUNITY_MAIL_FROM", "niet-beantwoorden@localhost"),
        oidc_issuer=read.text("COMMUNITY_OIDC_ISSUER"),
        oidc_client_id=read.text("COMMUNITY_OIDC_CLIENT_ID"),
        oidc_client_secret=read.text("COMMUNITY_OIDC_CLIENT_SECRET"),
        oidc_private_key=read.text("COMMUNITY_OIDC_PRIVATE_KEY"),
        oidc_providers=read.text("COMMUNITY_OIDC_PROVIDERS"),
        security_contact=read.text("COMMUNITY_SECURITY_CONTACT"),
        metrics_token=read.text("COMMUNITY_METRICS_TOKEN"),
        audit_stream=read.text("COMMUNITY_AUDIT_STREAM") in YES,
        trusted_proxies=read.number("COMMUNITY_TRUSTED_PROXIES", 0),
        limit_factor=max(1, read.number("COMMUNITY_LIMIT_FACTOR", 1)),
        with_demo=read.text("COMMUNITY_DEMO") in YES,
        group_quota=read.number("COMMUNITY_GROUP_QUOTA", 5000) * 1_000_000,
        port=port,
    )
    check_settings(settings)
    return settings


def check_settings(settings: Settings) -> None:
    """Raise `SettingError` for the first setting with which the site must not start."""
    if settings.environment not in ("development", "production"):
        raise SettingError(f"COMMUNITY_ENV must be development or production, not {settings.environment!r}")
    if len(settings.secret_key) < WEAKEST_SECRET or len(set(settings.secret_key)) < 8:
        raise SettingError(f"COMMUNITY_SECRET_KEY is missing or weak: give at least {WEAKEST_SECRET} random characters")
    contact = settings.security_contact
    if contact and (not contact.startswith(("mailto:", "https://")) or not contact.isprintable() or " " in contact):
        raise SettingError(f"COMMUNITY_SECURITY_CONTACT must begin with mailto: or https://, not {contact!r}")
    parts = urlsplit(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
        raise SettingError(f"COMMUNITY_BASE_URL must be like https://host, not {settings.base_url!r}")
    if settings.is_production:
        check_production(settings)


def check_production(settings: Settings) -> None:
    """Raise `SettingError` for what only development may go without."""
    if not settings.base_url.startswith("https://"):
        raise SettingError("COMMUNITY_BASE_URL must begin with https:// in production")
    if settings.with_demo:
        raise SettingError("COMMUNITY_DEMO cannot be set in production")
    if not settings.oidc_providers and not (settings.oidc_issuer and settings.oidc_client_id):
        raise SettingError(
            "COMMUNITY_OIDC_ISSUER and COMMUNITY_OIDC_CLIENT_ID are missing (or COMMUNITY_OIDC_PROVIDERS)"
        )
    if settings.oidc_issuer and not (settings.oidc_client_secret or settings.oidc_private_key):
        raise SettingError("COMMUNITY_OIDC_CLIENT_SECRET is missing (or COMMUNITY_OIDC_PRIVATE_KEY)")
