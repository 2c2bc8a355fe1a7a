"""The regions in their order, and one with its organisations and themes. What is written in them belongs to others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from community import policy
from community.core.db import db
from community.organisations.models import Layer, Organisation
from community.policy import Actor
from community.regions.models import Region

MOST = 200
MOST_ORGANISATIONS = 500
# In the order in which people look for them; what has no organisation is left out.
LAYERS = (
    Layer.REGION,
    Layer.MUNICIPALITY,
    Layer.PROVINCE,
    Layer.WATER_BOARD,
    Layer.STATE,
    Layer.EDUCATION,
    Layer.KNOWLEDGE,
    Layer.BUSINESS,
    Layer.ASSOCIATION,
    Layer.OTHER,
)


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


def organisations_by_layer(actor: Actor, region: Region) -> list[tuple[Layer, list[Organisation]]]:
    """Give the confirmed organisations of a region under their layers, by name."""
    query = (
        select(Organisation)
        .where(
            policy.readable(actor, Organisation),
            Organisation.is_confirmed,
            Organisation.regions.any(Region.id == region.id),
        )
        .order_by(Organisation.name_folded, Organisation.id)
        .limit(MOST_ORGANISATIONS)
    )
    return by_layer(list(db.session.scalars(query)))


def by_layer(organisations: Sequence[Organisation]) -> list[tuple[Layer, list[Organisation]]]:
    """Put organisations under their layers, as they come."""
    found = [(layer, [each for each in organisations if each.layer == layer]) for layer in LAYERS]
    return [(layer, members) for layer, members in found if members]
