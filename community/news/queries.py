"""News as it is read: a list that is filtered by plain links, one post and what is like it, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from community import policy
from community.content.models import Picture, State
from community.content.queries.attachments import lead_pictures
from community.content.queries.items import item_to_read
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.news.models import NewsKind, NewsPost
from community.policy import Actor, Permission
from community.regions.models import Region
from community.regions.queries import regions_to_read
from community.themes.models import Theme, item_theme
from community.themes.queries import themes_to_read

PAGE_SIZE = 20
FEATURED_SIZE = 2
RELATED_SIZE = 4
WAITING_SIZE = 200
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST_PAGE = Place()
OLDEST_FIRST = (NewsPost.published_at, NewsPost.id)
NEWEST_FIRST = (NewsPost.published_at.desc(), NewsPost.id.desc())


@dataclass(frozen=True, slots=True)
class NewsFilter:
    """What a reader narrows the list of news to."""

    theme_id: int | None = None
    region_id: int | None = None
    kind: NewsKind | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class NewsCard:
    """A post as a list shows it: plain values."""

    id: int
    title: str
    address: str
    lead: str
    kind_label: Any
    region_name: str
    author_name: str
    published_at: datetime | None
    comment_count: int
    audience: str
    picture: Picture | None


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


def published(actor: Actor, *conditions: ColumnElement[bool]) -> Select[NewsPost]:
    """The posts that the actor may read and that fit, with what a list says of them."""
    return (
        select(NewsPost)
        .where(policy.readable(actor, NewsPost), *conditions)
        .options(joinedload(NewsPost.author), joinedload(NewsPost.region), joinedload(NewsPost.counter))
    )


def posts_to_read(actor: Actor, chosen: NewsFilter, *, limit: int = PAGE_SIZE) -> Sequence[NewsPost]:
    """Give the newest published posts with their themes."""
    query = published(actor, *narrowed(chosen)).options(selectinload(NewsPost.themes))
    return list(db.session.scalars(query.order_by(*NEWEST_FIRST).limit(limit)))


def news_page(
    actor: Actor, chosen: NewsFilter, place: Place = FIRST_PAGE, *, without: Sequence[int] = ()
) -> Page[NewsCard]:
    """Give a page of the list as cards, the newest first."""
    conditions = [*narrowed(chosen), *([NewsPost.id.not_in(without)] if without else [])]
    found = keyset_page(
        published(actor, *conditions), (NewsPost.published_at, NewsPost.id), place, size=PAGE_SIZE, descending=True
    )
    return Page(cards_of(actor, found.rows), found.previous, found.next)


def cards_of(actor: Actor, posts: Sequence[NewsPost]) -> list[NewsCard]:
    """Give posts as a list shows them, with their pictures, in one query more."""
    pictures = lead_pictures(actor, [post.id for post in posts])
    return [card_of(actor, post, pictures[post.id].picture if post.id in pictures else None) for post in posts]


def card_of(actor: Actor, post: NewsPost, picture: Picture | None) -> NewsCard:
    """Give one post as a list shows it."""
    return NewsCard(
        id=post.id,
        title=post.title,
        address=post.address,
        lead=post.lead,
        kind_label=post.kind_label,
        region_name=post.region.name if post.region else "",
        author_name=post.author.name,
        published_at=post.published_at,
        comment_count=post.counter.comment_count if actor.may_read_comments else 0,
        audience=post.audience.value,
        picture=picture,
    )


def featured_cards(actor: Actor, *, limit: int = FEATURED_SIZE) -> list[NewsCard]:
    """Give the posts that the editors put first, the newest first."""
    query = published(actor, NewsPost.state == State.PUBLISHED, NewsPost.is_featured.is_(True)).order_by(*NEWEST_FIRST)
    return cards_of(actor, list(db.session.scalars(query.limit(limit))))


def latest_cards(actor: Actor, chosen: NewsFilter, *, limit: int, without: Sequence[int] = ()) -> list[NewsCard]:
    """Give the newest posts as cards, for a page that is about more than news."""
    conditions = [*narrowed(chosen), *([NewsPost.id.not_in(without)] if without else [])]
    query = published(actor, *conditions).order_by(*NEWEST_FIRST).limit(limit)
    return cards_of(actor, list(db.session.scalars(query)))


def related_posts(actor: Actor, post: NewsPost) -> Sequence[NewsPost]:
    """Give the newest other posts about a theme of this post, or about its region; title and address only."""
    # Asked of each post from the newest on, so that it ends at the fourth that fits, however many there are.
    same_theme = exists().where(
        item_theme.c.item_id == NewsPost.id, item_theme.c.theme_id.in_([theme.id for theme in post.themes])
    )
    likeness: ColumnElement[bool] = same_theme
    if post.region_id:
        likeness = or_(likeness, NewsPost.region_id == post.region_id)
    query = (
        select(NewsPost)
        .where(policy.readable(actor, NewsPost), NewsPost.state == State.PUBLISHED, NewsPost.id != post.id, likeness)
        .order_by(*NEWEST_FIRST)
        .limit(RELATED_SIZE)
    )
    return list(db.session.scalars(query))


def years_of_news(actor: Actor) -> list[int]:
    """Give the years in which there is news to read, the newest first."""
    moments = (
        select(NewsPost.published_at)
        .where(policy.readable(actor, NewsPost), NewsPost.state == State.PUBLISHED)
        .limit(1)
    )
    # The ends of an index, rather than min and max, for which a database reads it all.
    oldest = moments.order_by(*OLDEST_FIRST).scalar_subquery()
    newest = moments.order_by(*NEWEST_FIRST).scalar_subquery()
    first, last = db.session.execute(select(oldest, newest)).one()
    if first is None or last is None:
        return []
    return list(range(last.astimezone(AMSTERDAM).year, first.astimezone(AMSTERDAM).year - 1, -1))


def regions_and_themes(actor: Actor) -> tuple[Sequence[Region], Sequence[Theme]]:
    """Give all regions and themes, in their order."""
    return regions_to_read(actor), themes_to_read(actor)


def unpublished_posts(actor: Actor, state: State) -> Sequence[NewsPost]:
    """Give the posts in a state before or after publication that the actor may change, or put back."""
    permission = Permission.ITEM_REMOVE if state == State.REMOVED else Permission.ITEM_EDIT
    query = (
        select(NewsPost)
        .where(policy.readable(actor, NewsPost), policy.permitted(actor, permission, NewsPost), NewsPost.state == state)
        .options(joinedload(NewsPost.author))
        .order_by(NewsPost.updated_at.desc(), NewsPost.id.desc())
        .limit(WAITING_SIZE)
    )
    return list(db.session.scalars(query))
