"""Pages about the programme and the site, and what the home page brings together."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, union_all

from community import policy
from community.content.models import State
from community.content.queries.items import item_to_read, moved_item
from community.core.db import db
from community.news.models import NewsPost
from community.news.queries import NEWEST_FIRST, NewsCard, cards_of, published
from community.pages.models import Page
from community.policy import Absent, Actor

MOST = 200
LATEST = 4


def pages_to_read(actor: Actor) -> Sequence[Page]:
    """Give the published pages by title."""
    query = select(Page).where(policy.readable(actor, Page), Page.state == State.PUBLISHED)
    return list(db.session.scalars(query.order_by(Page.title, Page.id).limit(MOST)))


def page_to_read(actor: Actor, slug: str) -> Page:
    """Give one page with its text, or raise `Absent`."""
    return item_to_read(actor, Page, slug)


def moved_page(actor: Actor, slug: str) -> Page:
    """Give the page that had this address before its title changed, or raise `Absent`."""
    found = moved_item(actor, Page, slug)
    if not isinstance(found, Page):
        raise Absent
    return found


def front_news(actor: Actor) -> list[NewsCard]:
    """Give what the editors put first, then the newest posts; two queries, the pictures included."""
    on_view = select(NewsPost.id).where(policy.readable(actor, NewsPost), NewsPost.state == State.PUBLISHED)
    first = on_view.where(NewsPost.is_featured).order_by(*NEWEST_FIRST).limit(1).subquery()
    newest = on_view.order_by(*NEWEST_FIRST).limit(LATEST).subquery()
    chosen = union_all(select(first.c.id), select(newest.c.id))
    posts = list(db.session.scalars(published(actor, NewsPost.id.in_(chosen)).order_by(*NEWEST_FIRST)))
    leading = next((post for post in posts if post.is_featured), None)
    if leading is not None:
        posts.remove(leading)
        posts.insert(0, leading)
    return cards_of(actor, posts[:LATEST])
