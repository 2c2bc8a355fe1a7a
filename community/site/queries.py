"""The site's settings as a typed value, read from the few rows that differ from the defaults."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from community.core.db import db
from community.site.models import SiteSetting


class Joining(StrEnum):
    """How a person becomes a member."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Everything an administrator can set."""

    name: str = "Regio in beweging"
    tagline: str = "Samenwerken per regio"
    introduction: str = ""
    owner: str = ""
    region_word: str = "Proeftuinen"
    house_style: str = "regio"
    joining: Joining = Joining.APPROVAL
    # E-mail domains whose people are admitted at once, where their provider vouches for the address.
    admitted_domains: tuple[str, ...] = field(default=())
    # Whether an applicant must say why.
    motivation_needed: bool = True
    comments_for_members: bool = False
    contact_email: str = ""


def site_settings() -> SiteSettings:
    """Give all settings of the site."""
    rows = db.session.execute(select(SiteSetting.key, SiteSetting.value)).all()
    return settings_from({key: value.get("value") for key, value in rows})


def settings_from(values: dict[str, Any]) -> SiteSettings:
    """Make settings of stored values, passing over what is unknown."""
    known = {each.name for each in fields(SiteSettings)}
    chosen = {key: value for key, value in values.items() if key in known}
    if "joining" in chosen:
        chosen["joining"] = Joining(chosen["joining"])
    if "admitted_domains" in chosen:
        chosen["admitted_domains"] = tuple(chosen["admitted_domains"])
    return SiteSettings(**chosen)
