"""The site's settings as a typed value, read from the few rows that differ from the defaults, and what goes with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import null, select, union_all

from community import policy
from community.content.models import State
from community.core.db import db
from community.pages.models import Page
from community.policy import VISITOR
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
    # How many days an invitation by e-mail into a group can be used.
    group_invitation_days: int = 14


# The pages below /over to which the foot of every page leads, where they exist.
FOOT_PAGES = ("huisregels", "privacy", "toegankelijkheid", "colofon")


@dataclass(frozen=True, slots=True)
class Site(SiteSettings):
    """The settings, with what else stands on every page."""

    # Those of `FOOT_PAGES` that everybody can read.
    pages: frozenset[str] = frozenset()


def site_to_show() -> Site:
    """Give what every page says of the site, by one query."""
    of_settings = select(SiteSetting.key, SiteSetting.value)
    on_view = (policy.readable(VISITOR, Page), Page.state == State.PUBLISHED, Page.slug.in_(FOOT_PAGES))
    rows = db.session.execute(union_all(of_settings, select(Page.slug, null()).where(*on_view))).all()
    settings = settings_from({key: value.get("value") for key, value in rows if value is not None})
    return Site(**asdict(settings), pages=frozenset(slug for slug, value in rows if value is None))


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
