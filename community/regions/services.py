"""What an administrator does to the regions: adds one, says more of it, and takes one away to which nothing belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from community import audit
from community.audit.site_events import RegionAdded, RegionChanged, RegionRemoved
from community.core.db import db
from community.core.slugs import slugify, with_letters
from community.notifications.models import Follow
from community.organisations.models import organisation_region
from community.policy import Actor, Permission, requires
from community.regions.models import Region, region_theme
from community.richtext import CleanHtml
from community.themes.models import Theme

# Below the list in the administration stands the form for a new one.
NO_ADDRESS = "nieuw"


class InUse(Exception):
    """Something belongs to this region, so it stays."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a region."""

    name: str
    summary: str
    body: CleanHtml
    # Each with a label, a value and a source.
    facts: list[dict[str, str]]
    position: int


@requires(Permission.SITE_CONFIGURE)
def add_region(actor: Actor, *, said: Said, themes: Sequence[Theme]) -> Region:
    """Add a region, under an address made of its name; it has no area on the map."""
    slug = slugify(said.name)
    if slug == NO_ADDRESS or db.session.scalar(select(Region.id).where(Region.slug == slug)) is not None:
        slug = with_letters(slug)
    region = Region(slug=slug, themes=list(themes), **asdict(said))
    db.session.add(region)
    db.session.flush()
    audit.record(actor, RegionAdded(name=said.name))
    return region


@requires(Permission.SITE_CONFIGURE)
def change_region(actor: Actor, *, region: Region, said: Said, themes: Sequence[Theme]) -> bool:
    """Say something else of a region, read with its themes, whose address stays; says whether anything changed."""
    after: dict[str, Any] = asdict(said)
    same = all(getattr(region, name) == value for name, value in after.items())
    if same and {each.id for each in region.themes} == {each.id for each in themes}:
        return False
    for name, value in after.items():
        setattr(region, name, value)
    region.themes = list(themes)
    audit.record(actor, RegionChanged(name=said.name))
    return True


@requires(Permission.SITE_CONFIGURE)
def remove_region(actor: Actor, *, region: Region) -> None:
    """Take a region away to which nothing belongs, or raise `InUse`; who followed it follows it no more."""
    name = region.name
    try:
        with db.session.begin_nested():
            # What is said of the region itself goes with it.
            db.session.execute(delete(region_theme).where(region_theme.c.region_id == region.id))
            db.session.execute(delete(organisation_region).where(organisation_region.c.region_id == region.id))
            db.session.execute(delete(Follow).where(Follow.region_id == region.id))
            db.session.execute(delete(Region).where(Region.id == region.id))
    except IntegrityError as error:
        raise InUse from error
    audit.record(actor, RegionRemoved(name=name))
