"""The regions: on a map and as a list, and one with its facts, organisations, news and groups."""

from __future__ import annotations

from werkzeug.wrappers import Response

from community.announcements.queries import latest_announcements
from community.groups.queries.groups import GroupFilter, liveliest_groups
from community.news.queries import NewsFilter, latest_cards
from community.organisations.messages import LAYER_WORDS
from community.regions.queries import (
    region_to_read,
    regions_to_read,
    regions_with_themes,
)
from community.regions.views.blueprint import blueprint
from community.seating import messages as seats_in_words
from community.seating.queries import glance_at_region
from community.web import current
from community.web.answers import page
from community.web.gate import public

SHOWN = 6


@blueprint.get("/proeftuinen")
@public
def index() -> Response:
    """Show all regions."""
    return page("regions/index.html", regions=regions_with_themes(current.actor()))


@blueprint.get("/proeftuinen/<slug>")
@public
def show(slug: str) -> Response:
    """Show one region."""
    actor = current.actor()
    region = region_to_read(actor, slug)
    return page(
        "regions/show.html",
        region=region,
        regions=regions_to_read(actor),
        table=glance_at_region(actor, region),
        words=seats_in_words.WORDS_IN_REGION,
        says=seats_in_words,
        layer_words=LAYER_WORDS,
        cards=latest_cards(actor, NewsFilter(region_id=region.id), limit=SHOWN),
        announcements=latest_announcements(actor, region),
        groups=liveliest_groups(actor, GroupFilter(region_id=region.id), limit=SHOWN),
    )
