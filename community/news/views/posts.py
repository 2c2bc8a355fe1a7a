"""Reading news: the list with its filters as plain links, and one post with its comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.content.models import Attachment, AttachmentUse, State
from community.content.queries.attachments import attachments_of
from community.content.queries.items import group_of_item, moved_item
from community.content.views.thread import conversation, with_conversation
from community.core.pagination import Place
from community.news.models import NewsKind, NewsPost
from community.news.queries import (
    NewsFilter,
    featured_cards,
    news_page,
    post_to_read,
    regions_and_themes,
    related_posts,
    years_of_news,
)
from community.policy import Absent, Actor, Permission, allows
from community.regions.models import Region
from community.themes.models import Theme
from community.trail.views import with_trail
from community.web import current
from community.web.answers import page
from community.web.gate import public
from community.web.shared import ItemPage, item_page

blueprint = Blueprint("news", __name__)

FIRST_YEAR, LAST_YEAR = 1970, 2200
ORDER = ("thema", "regio", "soort", "jaar", "na", "voor")


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One choice of a filter, as a link to the list narrowed by it."""

    label: Any
    address: str
    is_current: bool
    count: int | None = None


@blueprint.get("/nieuws")
@public
def index() -> Response:
    """Show the list of news."""
    actor = current.actor()
    regions, themes = regions_and_themes(actor)
    words = chosen_words(request.args, regions, themes)
    place = Place(after=request.args.get("na"), before=request.args.get("voor"))
    is_front = not words and not place.after and not place.before
    featured = featured_cards(actor) if is_front else []
    found = news_page(actor, filter_of(words, regions, themes), place, without=[card.id for card in featured])
    return page(
        "news/index.html",
        featured=featured,
        cards=found.rows,
        older=address_with(words, na=found.next) if found.next else None,
        newer=address_with(words, voor=found.previous) if found.previous else None,
        filters=filters(words, regions, themes, years_of_news(actor)),
        is_narrowed=bool(words),
        feeds=feeds_beside(words, regions, themes),
        may_write=allows(actor, Permission.NEWS_CREATE),
    )


def chosen_words(given: Mapping[str, str], regions: Sequence[Region], themes: Sequence[Theme]) -> dict[str, str]:
    """Keep of an address what is a choice of ours; anything else is as if it were not there."""
    good = {
        "thema": {theme.slug for theme in themes},
        "regio": {region.slug for region in regions},
        "soort": {kind.value for kind in NewsKind},
        "jaar": {str(year) for year in range(FIRST_YEAR, LAST_YEAR)},
    }
    return {word: given[word] for word, choices in good.items() if given.get(word) in choices}


def filter_of(words: Mapping[str, str], regions: Sequence[Region], themes: Sequence[Theme]) -> NewsFilter:
    """Give what the chosen words narrow the list to."""
    return NewsFilter(
        theme_id=next((theme.id for theme in themes if theme.slug == words.get("thema")), None),
        region_id=next((region.id for region in regions if region.slug == words.get("regio")), None),
        kind=NewsKind(words["soort"]) if "soort" in words else None,
        year=int(words["jaar"]) if "jaar" in words else None,
    )


def address_with(words: Mapping[str, str], **more: str | None) -> str:
    """Give the address of the list with these choices, always in the same order, so that it is one address."""
    given = {**words, **more}
    chosen = {word: given[word] for word in ORDER if given.get(word)}
    return f"/nieuws?{urlencode(chosen)}" if chosen else "/nieuws"


def filters(
    words: dict[str, str], regions: Sequence[Region], themes: Sequence[Theme], years: Sequence[int]
) -> list[tuple[Any, list[FilterLink]]]:
    """Give each filter with its choices; one with nothing to choose is left out."""
    offered: list[tuple[Any, str, list[tuple[str, Any]]]] = [
        (_("Thema"), "thema", [(theme.slug, theme.name) for theme in themes]),
        (_("Regio"), "regio", [(region.slug, region.name) for region in regions]),
        (_("Soort"), "soort", [(kind.value, kind.label) for kind in NewsKind]),
        (_("Jaar"), "jaar", [(str(year), str(year)) for year in years]),
    ]
    return [(label, links(words, word, choices)) for label, word, choices in offered if choices]


def links(words: dict[str, str], word: str, choices: Iterable[tuple[str, Any]]) -> list[FilterLink]:
    """Give the choices of one filter, the others kept as they are."""
    chosen = words.get(word)
    everything = FilterLink(_("Alles"), address_with({**words, word: ""}), chosen is None)
    return [
        everything,
        *(FilterLink(label, address_with({**words, word: value}), value == chosen) for value, label in choices),
    ]


def feeds_beside(words: Mapping[str, str], regions: Sequence[Region], themes: Sequence[Theme]) -> list[tuple[str, str]]:
    """Give the name and address of the feeds that go with this list."""
    found = [(_("Nieuws als Atom-feed"), "/feeds/nieuws.atom")]
    for region in regions:
        if region.slug == words.get("regio"):
            found.append((_("Atom-feed van %(name)s", name=region.name), f"/feeds/proeftuinen/{region.slug}.atom"))
    for theme in themes:
        if theme.slug == words.get("thema"):
            found.append((_("Atom-feed over %(name)s", name=theme.name), f"/feeds/thema/{theme.slug}.atom"))
    return found


@blueprint.get("/nieuws/<slug>")
@public
def show(slug: str) -> Response:
    """Show one post with its comments; an old address leads to the new one."""
    return item_page(
        ItemPage(lambda actor: show_to(actor, slug), conversation, group_of=lambda: group_of_item(NewsPost, slug))
    )


def show_to(actor: Actor, slug: str) -> Response:
    """Show one post to somebody."""
    try:
        post = post_to_read(actor, slug)
    except Absent:
        return redirect(moved_item(actor, NewsPost, slug).address, 301)
    return page("news/show.html", item=post, conversation=with_conversation(actor, post), **post_values(actor, post))


def post_values(actor: Actor, post: NewsPost) -> dict[str, Any]:
    """Give what the page of a post shows beside its comments."""
    attachments = attachments_of(actor, post)
    return {
        "lead_picture": lead_picture_of(attachments),
        "files": [each for each in attachments if each.use == AttachmentUse.FILE],
        "related": related_posts(actor.within(post.group_id), post),
        "trail": with_trail(actor, post),
        "is_archived": post.state == State.ARCHIVED,
        "is_unpublished": post.state not in (State.PUBLISHED, State.ARCHIVED),
        "may_edit": allows(actor, Permission.ITEM_EDIT, post),
        "may_publish": allows(actor, Permission.ITEM_PUBLISH, post),
        "may_remove": allows(actor, Permission.ITEM_REMOVE, post),
        "may_report": allows(actor, Permission.ITEM_REPORT, post),
    }


def lead_picture_of(attachments: Sequence[Attachment]) -> Any:
    """Give the picture above the text as a page draws it, where there is one."""
    return next((each.picture for each in attachments if each.use == AttachmentUse.LEAD_PICTURE), None)
