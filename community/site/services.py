"""Setting the site up: what an administrator changes, kept only where it differs from the default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import delete

from community import audit
from community.audit.member_events import SettingChanged
from community.core.db import db
from community.policy import Actor, Permission, requires
from community.site.models import SiteSetting
from community.site.queries import SiteSettings, settings_from, site_settings


@requires(Permission.SITE_CONFIGURE)
def change_settings(actor: Actor, *, changes: Mapping[str, Any]) -> SiteSettings:
    """Change some settings by their names; each that really changes gets a line in the log."""
    before = site_settings()
    stored = {each.name: getattr(before, each.name) for each in fields(SiteSettings)}
    after = settings_from({name: plain(value) for name, value in (stored | dict(changes)).items()})
    for name in changes:
        old, new = plain(getattr(before, name)), plain(getattr(after, name))
        if old != new:
            keep(name, new)
            audit.record(actor, SettingChanged(setting=name, before=words(old), after=words(new)))
    return after


def keep(name: str, value: Any) -> None:
    """Write one setting; no row is kept for what is as it was delivered."""
    if value == plain(getattr(SiteSettings(), name)):
        db.session.execute(delete(SiteSetting).where(SiteSetting.key == name))
    else:
        db.session.merge(SiteSetting(key=name, value={"value": value}))


def plain(value: Any) -> Any:
    """Give a value as it is stored."""
    return list(value) if isinstance(value, tuple) else value


def words(value: Any) -> str:
    """Give a value as the log says it."""
    return ", ".join(value) if isinstance(value, list) else str(value)
