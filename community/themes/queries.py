"""The themes in their order, and one with what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from community import policy
from community.core.db import db
from community.policy import Actor
from community.regions.models import Region
from community.themes.models import Theme

MOST = 200


def themes_to_read(actor: Actor) -> Sequence[Theme]:
    """Give all themes in their order."""
    query = select(Theme).where(policy.readable(actor, Theme)).order_by(Theme.position, Theme.name, Theme.id)
    return list(db.session.scalars(query.limit(MOST)))


def theme_to_read(actor: Actor, slug: str) -> Theme:
    """Give one theme, or raise `Absent`."""
    return policy.get(actor, Theme, Theme.slug == slug)


def regions_with(actor: Actor, theme: Theme) -> Sequence[Region]:
    """Give the regions that work on a theme, in their order."""
    query = (
        select(Region)
        .where(policy.readable(actor, Region), Region.themes.any(Theme.id == theme.id))
        .order_by(Region.position, Region.name, Region.id)
    )
    return list(db.session.scalars(query.limit(MOST)))
