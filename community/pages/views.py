"""The home page, and the pages about the programme and the site."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from community.content.models import State
from community.groups.queries.activity import new_in
from community.groups.queries.groups import liveliest_groups
from community.pages.queries import front_news, moved_page, page_to_read, pages_to_read
from community.policy import Absent
from community.policy.overview import KINDS, rights_in_words
from community.regions.queries import regions_to_read
from community.web import current
from community.web.answers import page
from community.web.gate import public

blueprint = Blueprint("pages", __name__)

GROUPS_SHOWN = 3
NEW_SHOWN = 5


@blueprint.get("/")
@public
def home() -> Response:
    """Show what the community is about and what is new; to a member, what is new in the own groups first."""
    actor = current.actor()
    return page(
        "pages/home.html",
        cards=front_news(actor),
        regions=regions_to_read(actor),
        groups=liveliest_groups(actor, limit=GROUPS_SHOWN),
        news_of_groups=new_in(actor, sorted(actor.group_ids), limit=NEW_SHOWN),
    )


@blueprint.get("/over")
@public
def index() -> Response:
    """List the pages about the programme and the site."""
    return page("pages/index.html", pages=pages_to_read(current.actor()))


@blueprint.get("/over/rechten")
@public
def rights() -> Response:
    """Show who may do what, made from the rules themselves."""
    return page("pages/rights.html", kinds=[label for label, _ in KINDS], rights=rights_in_words())


@blueprint.get("/over/<slug>")
@public
def show(slug: str) -> Response:
    """Show one page."""
    actor = current.actor()
    try:
        item = page_to_read(actor, slug)
    except Absent:
        return redirect(moved_page(actor, slug).address, 301)
    return page("pages/show.html", item=item, pages=pages_to_read(actor), is_unpublished=item.state != State.PUBLISHED)
