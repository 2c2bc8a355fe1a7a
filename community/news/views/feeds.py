"""Atom feeds of news: always what a visitor may read, whoever asks, since a feed travels on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator
from flask import Blueprint, make_response
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.content.forms import tidy
from community.news.models import NewsPost
from community.news.queries import NewsFilter, posts_to_read
from community.policy import VISITOR
from community.regions.queries import region_to_read
from community.themes.queries import theme_to_read
from community.web import current
from community.web.gate import public

blueprint = Blueprint("news_feeds", __name__)

SIZE = 30
# When an empty feed changed last.
BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
LANGUAGE_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}lang"


class AsWritten(BaseEntryExtension):  # type: ignore[misc]
    """Says that a post is in Dutch, as all that people write here, in whatever language the feed speaks of itself."""

    def extend_atom(self, entry: Any) -> Any:
        """Add the language to an entry."""
        entry.set(LANGUAGE_ATTRIBUTE, "nl")
        return entry


@blueprint.get("/feeds/nieuws.atom")
@public
def all_news() -> Response:
    """Give the newest public posts."""
    return feed("/feeds/nieuws.atom", current.site().name, "/nieuws", NewsFilter())


@blueprint.get("/feeds/proeftuinen/<slug>.atom")
@public
def of_region(slug: str) -> Response:
    """Give the newest public posts of a region."""
    region = region_to_read(VISITOR, slug)
    title = _("%(site)s: nieuws uit %(region)s", site=current.site().name, region=region.name)
    return feed(f"/feeds/proeftuinen/{slug}.atom", title, region.address, NewsFilter(region_id=region.id))


@blueprint.get("/feeds/thema/<slug>.atom")
@public
def of_theme(slug: str) -> Response:
    """Give the newest public posts about a theme."""
    theme = theme_to_read(VISITOR, slug)
    title = _("%(site)s: nieuws over %(theme)s", site=current.site().name, theme=theme.name)
    return feed(f"/feeds/thema/{slug}.atom", title, theme.address, NewsFilter(theme_id=theme.id))


def feed(path: str, title: str, page_path: str, chosen: NewsFilter) -> Response:
    """Write a feed; it says of itself that it changed when its newest post did, so that it can be kept."""
    posts = posts_to_read(VISITOR, chosen, limit=SIZE)
    base = current.settings().base_url
    made = FeedGenerator()
    made.id(base + path)
    made.title(tidy(title))
    made.language(str(get_locale()))
    made.link(href=base + path, rel="self", type="application/atom+xml")
    made.link(href=base + page_path, rel="alternate", type="text/html")
    made.updated(newest_change(posts))
    for post in posts:
        add_entry(made, base, post)
    response = make_response(made.atom_str(pretty=False))
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


def newest_change(posts: Sequence[NewsPost]) -> str:
    """Give the moment at which a feed last changed; the day on which it all began where it is empty."""
    return max((post.updated_at for post in posts), default=BEGINNING).isoformat()


def add_entry(made: FeedGenerator, base: str, post: NewsPost) -> None:
    """Add one post; its id stays the same when its address changes."""
    entry = made.add_entry(order="append")
    entry.register_extension("written_in", AsWritten, rss=False)
    entry.id(f"tag:{urlsplit(base).hostname},2024:item/{post.id}")
    entry.title(tidy(post.title))
    entry.link(href=base + post.address, rel="alternate", type="text/html")
    entry.author(name=tidy(post.author.name))
    entry.published(post.published_at)
    entry.updated(max(post.updated_at, post.published_at or post.updated_at))
    entry.summary(tidy(post.lead))
    for theme in post.themes:
        entry.category(term=theme.slug, label=tidy(theme.name))
