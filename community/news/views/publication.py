"""Publishing news: now, on a planned moment, no longer; first in the list; in the archive; gone and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.content.services import publication
from community.content.services.publication import NotAsPublic
from community.news.forms import PostForm, ScheduleForm
from community.news.queries import post_to_read, regions_and_themes
from community.news.views.drafts import edit_values, fill
from community.policy import Permission, demand
from community.web import current
from community.web.answers import invalid, see_other
from community.web.presentation import day_and_time

blueprint = Blueprint("news_publication", __name__)

DEEDS: dict[str, tuple[Callable[..., None], Any]] = {
    "publiceer": (publication.publish, _l("Het bericht is gepubliceerd.")),
    "intrekken": (publication.unpublish, _l("Het bericht is weer een concept. Alleen de redactie ziet het.")),
    "archiveer": (publication.archive, _l("Het bericht staat in het archief.")),
    "uitlichten": (publication.feature, _l("Het bericht staat nu bovenaan.")),
    "niet-uitlichten": (publication.unfeature, _l("Het bericht staat niet meer bovenaan.")),
    "verwijder": (publication.remove, _l("Het bericht is verwijderd. Een moderator kan het terugzetten.")),
    "terugzetten": (publication.restore, _l("Het bericht is teruggezet.")),
}


@blueprint.post(f"/nieuws/<slug>/<any({', '.join(repr(word) for word in DEEDS)}):word>")
def do(slug: str, word: str) -> Response:
    """Do one of the deeds that need no more than a button."""
    deed, sentence = DEEDS[word]
    actor = current.begin_writing()
    post = post_to_read(actor, slug)
    try:
        deed(actor, post)
    except NotAsPublic as fault:
        return refused(slug, body=fault.sentence)
    flash(sentence, "success")
    return see_other("/nieuws" if word == "verwijder" else post.address)


@blueprint.post("/nieuws/<slug>/inplannen")
def schedule(slug: str) -> Response:
    """Plan the publication of a post."""
    form = ScheduleForm()
    if not form.validate():
        return refused(slug, schedule_form=form)
    actor = current.begin_writing()
    post = post_to_read(actor, slug)
    try:
        publication.schedule(actor, post, at=form.moment())
    except NotAsPublic as fault:
        return refused(slug, body=fault.sentence)
    flash(_("Het bericht verschijnt op %(moment)s.", moment=day_and_time(form.moment())), "success")
    return see_other(post.edit_address)


def refused(slug: str, *, body: Any = None, **more: Any) -> Response:
    """Show the page on which the post is changed, with what stands in the way."""
    actor = current.take_back()
    post = post_to_read(actor, slug)
    demand(actor, Permission.ITEM_EDIT, post)
    form = PostForm(formdata=None, obj=post)
    form.offer(*regions_and_themes(actor))
    fill(form, post)
    if body is not None:
        form.body.errors = [body]
    values = edit_values(actor, post, html=post.body) | more
    return invalid("news/edit.html", form, **values)
