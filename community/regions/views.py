"""The regions: on a map and as a list, and one with its facts, organisations, news and groups."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.groups.queries.groups import GroupFilter, liveliest_groups
from community.news.queries import NewsFilter, latest_cards
from community.organisations.models import Layer
from community.regions.queries import (
    organisations_by_layer,
    region_to_read,
    regions_to_read,
    regions_with_themes,
)
from community.web import current
from community.web.answers import page
from community.web.gate import public

blueprint = Blueprint("regions", __name__, url_prefix="/proeftuinen")

SHOWN = 6
LAYER_WORDS = {
    Layer.REGION: _l("Regio"),
    Layer.MUNICIPALITY: _l("Gemeenten"),
    Layer.PROVINCE: _l("Provincies"),
    Layer.WATER_BOARD: _l("Waterschappen"),
    Layer.STATE: _l("Rijk"),
    Layer.EDUCATION: _l("Onderwijs"),
    Layer.KNOWLEDGE: _l("Kennisinstellingen"),
    Layer.BUSINESS: _l("Ondernemers"),
    Layer.ASSOCIATION: _l("Koepels"),
    Layer.OTHER: _l("Anderen"),
}


@blueprint.get("")
@public
def index() -> Response:
    """Show all regions."""
    return page("regions/index.html", regions=regions_with_themes(current.actor()))


@blueprint.get("/<slug>")
@public
def show(slug: str) -> Response:
    """Show one region."""
    actor = current.actor()
    region = region_to_read(actor, slug)
    return page(
        "regions/show.html",
        region=region,
        regions=regions_to_read(actor),
        layers=[(LAYER_WORDS[layer], rows) for layer, rows in organisations_by_layer(actor, region)],
        cards=latest_cards(actor, NewsFilter(region_id=region.id), limit=SHOWN),
        groups=liveliest_groups(actor, GroupFilter(region_id=region.id), limit=SHOWN),
    )
