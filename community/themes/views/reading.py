"""The themes, and all that there is to read on one."""

from __future__ import annotations

from werkzeug.wrappers import Response

from community.groups.queries.groups import GroupFilter, liveliest_groups
from community.news.queries import NewsFilter, latest_cards
from community.themes.queries import other_items_on, regions_with, theme_to_read, themes_to_read
from community.themes.views.blueprint import blueprint
from community.web import current
from community.web.answers import page
from community.web.gate import public

SHOWN = 9


@blueprint.get("/thema")
@public
def index() -> Response:
    """List all themes."""
    return page("themes/index.html", themes=themes_to_read(current.actor()))


@blueprint.get("/thema/<slug>")
@public
def show(slug: str) -> Response:
    """Show what there is on one theme: news, working groups, what is said there, and the regions that work on it."""
    actor = current.actor()
    theme = theme_to_read(actor, slug)
    return page(
        "themes/show.html",
        theme=theme,
        regions=regions_with(actor, theme),
        cards=latest_cards(actor, NewsFilter(theme_id=theme.id), limit=SHOWN),
        groups=liveliest_groups(actor, GroupFilter(theme_id=theme.id), limit=SHOWN),
        items=other_items_on(actor, theme),
    )
