"""The themes in their order, and one with what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from community import policy
from community.content.models import ContentItem, State
from community.core.db import db
from community.groups.models import Group
from community.policy import Actor
from community.regions.models import Region
from community.regions.queries import in_order
from community.themes.models import Theme

MOST = 200
MOST_ITEMS = 6
# News has its own cards, and pages are about the site.
NOT_LISTED = ("news", "page")


def themes_to_read(actor: Actor) -> Sequence[Theme]:
    """Give all themes in their order."""
    query = select(Theme).where(policy.readable(actor, Theme)).order_by(Theme.position, Theme.name, Theme.id)
    return list(db.session.scalars(query.limit(MOST)))


def theme_to_read(actor: Actor, slug: str) -> Theme:
    """Give one theme, or raise `Absent`."""
    return policy.get(actor, Theme, Theme.slug == slug)


def regions_with(actor: Actor, theme: Theme) -> Sequence[Region]:
    """Give the regions that work on a theme, in their order."""
    return list(db.session.scalars(in_order(actor).where(Region.themes.any(Theme.id == theme.id))))


def other_items_on(actor: Actor, theme: Theme) -> Sequence[ContentItem]:
    """Give what was last active on a theme besides news: what carries it, or is said in a group that works on it."""
    of_groups = select(Group.id).where(Group.theme_id == theme.id, policy.readable(actor, Group))
    query = (
        select(ContentItem)
        .where(
            ContentItem.kind.not_in(NOT_LISTED),
            ContentItem.state == State.PUBLISHED,
            or_(ContentItem.themes.any(Theme.id == theme.id), ContentItem.group_id.in_(of_groups)),
            policy.readable(actor, ContentItem),
        )
        .options(joinedload(ContentItem.author), joinedload(ContentItem.group), joinedload(ContentItem.counter))
        .order_by(ContentItem.last_activity_at.desc(), ContentItem.id.desc())
        .limit(MOST_ITEMS)
    )
    return list(db.session.scalars(query))
