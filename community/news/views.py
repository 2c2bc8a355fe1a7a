"""The pages of news."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from community.content.queries.items import moved_item
from community.content.views.thread import thread_values
from community.news.models import NewsPost
from community.news.queries import NewsFilter, post_to_read, posts_to_read
from community.policy import Absent
from community.web import current
from community.web.answers import page
from community.web.gate import public

blueprint = Blueprint("news", __name__)


@blueprint.get("/nieuws")
@public
def index() -> Response:
    """Show the list of news."""
    return page("news/index.html", posts=posts_to_read(current.actor(), NewsFilter()))


@blueprint.get("/nieuws/<slug>")
@public
def show(slug: str) -> Response:
    """Show one post with its comments."""
    actor = current.actor()
    try:
        post = post_to_read(actor, slug)
    except Absent:
        return redirect(moved_item(actor, NewsPost, slug).address, 301)
    return page("news/show.html", **thread_values(actor, post))
