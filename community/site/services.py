"""Setting the site up: what an administrator changes, kept only where it differs from the default."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import delete

from community import audit
from community.audit.member_events import SettingChanged
from community.core.db import db
from community.core.pictures import Variant
from community.policy import Actor, Permission, requires
from community.site.models import SitePicture, SiteSetting
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


@requires(Permission.SITE_CONFIGURE)
def put_logo(actor: Actor, *, picture: Variant) -> None:
    """Put a picture in the head of every page, in the place of the one before."""
    name = hashlib.sha256(picture.content).hexdigest()[:32]
    db.session.execute(delete(SitePicture).where(SitePicture.name != name))
    db.session.merge(SitePicture(name=name, content=picture.content))
    change_settings(actor, changes={"logo": f"{name}-{picture.width}x{picture.height}"})


@requires(Permission.SITE_CONFIGURE)
def take_logo_away(actor: Actor) -> None:
    """Let pages show the mark of the house style again."""
    db.session.execute(delete(SitePicture))
    change_settings(actor, changes={"logo": ""})


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
