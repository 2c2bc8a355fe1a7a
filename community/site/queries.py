"""The site's settings as a typed value, read from the few rows that differ from the defaults, and what goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import null, select, union_all

from community import policy
from community.content.models import State
from community.core.db import db
from community.pages.models import FOOT_PAGES, Page
from community.policy import VISITOR
from community.review.models import HeldFor
from community.site.arrangement import PAGE, links_of
from community.site.colours import fingerprint, style_sheet
from community.site.models import SitePicture, SiteSetting

# How high pages show the logo, in CSS pixels.
LOGO_HEIGHT = 48


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
    # The main colour that takes the place of the house style's, as #rrggbb; none by default.
    main_colour: str = ""
    # The name of the logo's picture, with its width and height: 0f3a-240x96. None by default.
    logo: str = ""
    # The words of `community.site.arrangement`, in their order.
    menu: tuple[str, ...] = ("nieuws", "regios", "werkgroepen")
    home: tuple[str, ...] = ("mijn", "nieuws", "regios", "werkgroepen", "meedoen")
    joining: Joining = Joining.APPROVAL
    # E-mail domains whose people are admitted at once, where their provider vouches for the address.
    admitted_domains: tuple[str, ...] = field(default=())
    # Whether an applicant must say why.
    motivation_needed: bool = True
    comments_for_members: bool = False
    contact_email: str = ""
    # How many days an invitation by e-mail into a group can be used.
    group_invitation_days: int = 14
    # After how many days without a sign-in a member is asked whether they want to stay (0: never), and how many days
    # they then have.
    reconfirm_after_days: int = 365
    reconfirm_within_days: int = 60
    # How long things are kept, in days: the terms of `community.privacy.terms`.
    days_to_come_back: int = 14
    days_of_copies: int = 7
    days_of_applications: int = 365
    days_of_invitations: int = 90
    days_of_reports: int = 730
    days_of_notifications: int = 180
    days_of_notes: int = 730
    days_of_log_words: int = 1095
    # Whether function and organisation stay beside the contributions of who was erased.
    keeps_bylines: bool = False
    # What waits until a moderator has looked at it: whose texts, and texts with these words (a star: any letters).
    held_for: HeldFor = HeldFor.NOBODY
    held_words: tuple[str, ...] = field(default=())
    # How many links to other sites, and people mentioned, a text may have without waiting.
    most_links: int = 3
    most_links_new: int = 1
    most_mentions: int = 10


@dataclass(frozen=True, slots=True)
class Site(SiteSettings):
    """The settings, with what else stands on every page."""

    # Those of `FOOT_PAGES` that everybody can read.
    pages: frozenset[str] = frozenset()
    # The addresses and titles of the pages in the menu, by their words, as far as everybody can read them.
    in_menu: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def style_address(self) -> str:
        """The path of the style sheet with the site's own colour; empty where it has none."""
        return f"/stijl/{fingerprint(style_sheet(self.main_colour))}.css" if self.main_colour else ""

    @property
    def links(self) -> list[tuple[str, Any]]:
        """The links of the main menu, each with its address and its words."""
        return links_of(self.menu, region_word=self.region_word, pages=self.in_menu)

    @property
    def logo_size(self) -> tuple[int, int]:
        """Width and height of the logo as pages show it, in CSS pixels."""
        width, height = map(int, self.logo.rpartition("-")[2].split("x"))
        return round(width * LOGO_HEIGHT / height), LOGO_HEIGHT


def site_to_show() -> Site:
    """Give what every page says of the site, by one query; a second one where pages stand in the menu."""
    of_settings = select(SiteSetting.key, SiteSetting.value)
    on_view = (policy.readable(VISITOR, Page), Page.state == State.PUBLISHED, Page.slug.in_(FOOT_PAGES))
    rows = db.session.execute(union_all(of_settings, select(Page.slug, null()).where(*on_view))).all()
    settings = settings_from({key: value.get("value") for key, value in rows if value is not None})
    return Site(
        **asdict(settings),
        pages=frozenset(slug for slug, value in rows if value is None),
        in_menu=pages_in_menu(settings.menu),
    )


def pages_in_menu(menu: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Give the addresses and titles of the pages in a menu, by their words, as far as everybody can read them."""
    ids = [int(word.removeprefix(PAGE)) for word in menu if word.startswith(PAGE)]
    if not ids:
        return {}
    on_view = (policy.readable(VISITOR, Page), Page.state == State.PUBLISHED, Page.id.in_(ids))
    rows = db.session.execute(select(Page.id, Page.slug, Page.title).where(*on_view))
    return {f"{PAGE}{row.id}": (f"/over/{row.slug}", row.title) for row in rows}


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
    if "held_for" in chosen:
        chosen["held_for"] = HeldFor(chosen["held_for"])
    for name in ("admitted_domains", "held_words", "menu", "home"):
        if name in chosen:
            chosen[name] = tuple(chosen[name])
    return SiteSettings(**chosen)


def picture_in_head(name: str) -> bytes | None:
    """Give the content of the picture of the logo, which everybody sees; None where it has another name by now."""
    return db.session.scalar(select(SitePicture.content).where(SitePicture.name == name))
