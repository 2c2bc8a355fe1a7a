"""What is new for a member below an item. The page itself is the same for many, so this is asked for apart from it."""

from __future__ import annotations

from flask import Blueprint, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.content.queries.items import item_by_id
from community.content.queries.visits import news_in
from community.content.services import visits
from community.content.views.thread import comment_place
from community.policy import Permission, demand
from community.web import current
from community.web.answers import page, see_other

blueprint = Blueprint("visits", __name__, url_prefix="/stukken/<int:item_id>")


@blueprint.post("/bezoek")
def visit(item_id: int) -> Response:
    """Keep that a member looks at an item, and say what was new in it; asked for by the page once it is shown."""
    actor = current.begin_writing()
    item = item_by_id(actor, item_id)
    demand(actor, Permission.ITEM_VISIT, item)
    news = news_in(actor, item)
    visits.note_visit(actor, item)
    return page("content/news_line.html", news=news, item=item)


@blueprint.post("/gelezen")
def mark_read(item_id: int) -> Response:
    """Keep that a member has read everything below an item."""
    actor = current.begin_writing()
    item = item_by_id(actor, item_id)
    visits.mark_read(actor, item)
    flash(_("Alles hier geldt nu als gelezen."), "success")
    return see_other(item.address)


@blueprint.get("/nieuw")
def first_new(item_id: int) -> Response:
    """Lead to the first comment that a member has not seen, or to the end of what was said."""
    actor = current.actor()
    item = item_by_id(actor, item_id)
    news = news_in(actor, item)
    return see_other(comment_place(item.address, news.ids[0]) if news.ids else f"{item.address}#reacties")
