"""News as it is read: a list that is filtered by plain links, and one post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from community import policy
from community.content.models import State
from community.content.queries.items import item_to_read
from community.core.db import db
from community.news.models import NewsKind, NewsPost
from community.policy import Actor
from community.regions.models import Region
from community.themes.models import Theme

PAGE_SIZE = 20
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class NewsFilter:
    """What a reader narrows the list of news to."""

    theme_id: int | None = None
    region_id: int | None = None
    kind: NewsKind | None = None
    year: int | None = None


def post_to_read(actor: Actor, slug: str) -> NewsPost:
    """Give one post, or raise `Absent`."""
    return item_to_read(actor, NewsPost, slug)


def narrowed(chosen: NewsFilter) -> list[ColumnElement[bool]]:
    """Give the conditions of a filter."""
    conditions: list[ColumnElement[bool]] = [NewsPost.state == State.PUBLISHED]
    if chosen.theme_id:
        conditions.append(NewsPost.themes.any(Theme.id == chosen.theme_id))
    if chosen.region_id:
        conditions.append(NewsPost.region_id == chosen.region_id)
    if chosen.kind:
        conditions.append(NewsPost.genre == chosen.kind)
    if chosen.year:
        conditions += [
            NewsPost.published_at >= new_year(chosen.year),
            NewsPost.published_at < new_year(chosen.year + 1),
        ]
    return conditions


def new_year(year: int) -> datetime:
    """Give the moment at which a year begins in Amsterdam."""
    return datetime(year, 1, 1, tzinfo=AMSTERDAM).astimezone(UTC)


def posts_to_read(
    actor: Actor, chosen: NewsFilter, *, older_than: tuple[datetime, int] | None = None, limit: int = PAGE_SIZE
) -> Sequence[NewsPost]:
    """Give published posts, the newest first, after a place (published at, id) in the list."""
    query = (
        select(NewsPost)
        .where(policy.readable(actor, NewsPost), *narrowed(chosen))
        .options(
            joinedload(NewsPost.author),
            joinedload(NewsPost.region),
            joinedload(NewsPost.counter),
            selectinload(NewsPost.themes),
        )
        .order_by(NewsPost.published_at.desc(), NewsPost.id.desc())
        .limit(limit)
    )
    if older_than is not None:
        moment, item_id = older_than
        query = query.where(
            or_(
                NewsPost.published_at < moment,
                and_(NewsPost.published_at == moment, NewsPost.id < item_id),
            )
        )
    return list(db.session.scalars(query).unique())


def regions_and_themes(actor: Actor) -> tuple[Sequence[Region], Sequence[Theme]]:
    """Give all regions and themes, in their order."""
    regions = db.session.scalars(select(Region).where(policy.readable(actor, Region)).order_by(Region.position))
    themes = db.session.scalars(select(Theme).where(policy.readable(actor, Theme)).order_by(Theme.position))
    return list(regions), list(themes)
