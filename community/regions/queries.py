"""The regions in their order, and one with its themes. What is written in them belongs to others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from community import policy
from community.core.db import db
from community.policy import Actor
from community.regions.models import Region

MOST = 200


def in_order(actor: Actor) -> Select[Region]:
    """The regions in their order, to be narrowed."""
    query = select(Region).where(policy.readable(actor, Region))
    return query.order_by(Region.position, Region.name, Region.id).limit(MOST)


def regions_to_read(actor: Actor) -> Sequence[Region]:
    """Give all regions in their order."""
    return list(db.session.scalars(in_order(actor)))


def regions_with_themes(actor: Actor) -> Sequence[Region]:
    """Give all regions in their order, with their themes."""
    return list(db.session.scalars(in_order(actor).options(selectinload(Region.themes))))


def region_to_read(actor: Actor, slug: str) -> Region:
    """Give one region with its themes, or raise `Absent`."""
    return policy.get(actor, Region, Region.slug == slug, options=(selectinload(Region.themes),))
