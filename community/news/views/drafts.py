"""Writing news: what waits, a new draft, changing a post, and how it will look."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community import richtext
from community.accounts.queries import member_of
from community.content.forms import AttachmentForm
from community.content.models import Audience, State
from community.content.queries.attachments import attachments_of
from community.content.queries.comments import Revealed
from community.content.services.publication import NotAsPublic
from community.content.services.texts import Overtaken, Text
from community.content.views.writing import editor_values, html_of, written_html
from community.news.forms import PostForm, ScheduleForm
from community.news.models import NewsKind, NewsPost
from community.news.queries import post_to_read, regions_and_themes, unpublished_posts
from community.news.services import Place, WouldReveal, create_post, edit_post
from community.news.views.posts import post_values
from community.policy import Actor, Permission, allows, demand
from community.trail.views import come_out_of, origin_asked
from community.web import current
from community.web.answers import invalid, page, see_other

blueprint = Blueprint("news_drafts", __name__)


@blueprint.get("/nieuws/concepten")
def index() -> Response:
    """List what is not, or no longer, in the news: drafts, what is planned, the archive and what was removed."""
    actor = current.actor()
    demand(actor, Permission.NEWS_DRAFTS_READ)
    states = [
        (State.DRAFT, _("Concepten")),
        (State.SCHEDULED, _("Ingepland")),
        (State.ARCHIVED, _("Archief")),
        (State.REMOVED, _("Verwijderd")),
    ]
    shelves = [(state.value, label, unpublished_posts(actor, state)) for state, label in states]
    return page(
        "news/drafts.html",
        shelves=[shelf for shelf in shelves if shelf[2]],
        may_write=allows(actor, Permission.NEWS_CREATE),
    )


@blueprint.route("/nieuws/nieuw", methods=["GET", "POST"])
def create() -> Response:
    """Begin a post as a draft."""
    actor = current.actor()
    demand(actor, Permission.NEWS_CREATE)
    form = PostForm()
    form.offer(*regions_and_themes(actor))
    if request.method == "GET":
        return page("news/new.html", form=form, origin=origin_asked(actor), **editor_values(""))
    text = text_of(form)
    if text is None:
        return invalid("news/new.html", form, origin=origin_asked(actor), **editor_values(written_html(form)))
    actor = current.begin_writing()
    post = create_post(actor, author=member_of(actor), text=text, place=place_of(actor, form))
    come_out_of(actor, post)
    flash(_("Je concept is bewaard. Alleen de redactie ziet het."), "success")
    return see_other(post.edit_address)


@blueprint.route("/nieuws/<slug>/wijzig", methods=["GET", "POST"])
def edit(slug: str) -> Response:
    """Change a post."""
    actor = current.actor()
    post = post_to_read(actor, slug)
    demand(actor, Permission.ITEM_EDIT, post)
    form = PostForm(obj=None if request.method == "POST" else post)
    form.offer(*regions_and_themes(actor))
    if request.method == "GET":
        fill(form, post)
        return page("news/edit.html", form=form, **edit_values(actor, post, html=post.body))
    text = text_of(form)
    if text is None:
        return invalid("news/edit.html", form, **edit_values(actor, post, html=written_html(form)))
    return save(form, slug, text)


def save(form: PostForm, slug: str, text: Text) -> Response:
    """Save a post, or show its form again where another saved in between, readers would miss a picture, or more
    people would read its comments.
    """
    actor = current.begin_writing()
    post = post_to_read(actor, slug)
    try:
        place, seen = place_of(actor, form), form.revision_number.data or 0
        note, agreed = form.note.data or "", form.agreed_count.data or 0
        changed = edit_post(actor, post, text=text, place=place, seen_number=seen, note=note, agreed_count=agreed)
    except NotAsPublic as fault:
        form.body.errors = [fault.sentence]
        return again(form, slug)
    except Overtaken:
        return again(form, slug, mine=text)
    except WouldReveal as question:
        return again(form, slug, revealed=question.revealed)
    flash(_("Je wijzigingen zijn bewaard.") if changed else _("Er was niets gewijzigd."), "success")
    return see_other(post.edit_address)


def again(form: PostForm, slug: str, *, mine: Text | None = None, revealed: Revealed | None = None) -> Response:
    """Show the form with what was written; beside it what another saved in between, where that is the fault.

    Where more people would read comments it asks whether that is meant.
    """
    actor = current.take_back()
    post = post_to_read(actor, slug)
    values = edit_values(actor, post, html=written_html(form))
    if mine is not None:
        values["theirs"] = post
        values["difference"] = richtext.compare(post.body, mine.body)
        form.revision_number.data = post.revision_number
    if revealed is not None:
        values["revealed"] = revealed
        form.agreed_count.data = None
        form.agreed_count.errors = [question_about(revealed)]
    return invalid("news/edit.html", form, **values)


def question_about(revealed: Revealed) -> Any:
    """Say whose comments would be read by whom."""
    comments = ngettext("%(num)s reactie", "%(num)s reacties", revealed.comment_count)
    people = ngettext("%(num)s persoon", "%(num)s personen", revealed.people_count)
    if revealed.readers == Audience.PUBLIC:
        return _(
            "Hier staan %(comments)s van %(people)s, geschreven voor een kleinere kring. Als je dit bewaart, kan "
            "iedereen dat lezen, ook wie geen lid is. Vink aan dat je dat wilt, of kies anders bij ‘Voor wie?’.",
            comments=comments,
            people=people,
        )
    return _(
        "Hier staan %(comments)s van %(people)s, geschreven voor een kleinere kring. Als je dit bewaart, kunnen alle "
        "leden dat lezen. Vink aan dat je dat wilt, of kies anders bij ‘Voor wie?’.",
        comments=comments,
        people=people,
    )


def fill(form: PostForm, post: NewsPost) -> None:
    """Put into the form what the post says; its text as Markdown, for who has no JavaScript."""
    form.region_id.data = post.region_id or 0
    form.theme_ids.data = [theme.id for theme in post.themes]
    form.audience.data = post.audience.value
    form.body.data = richtext.to_markdown(post.body)
    form.note.data = ""


def text_of(form: PostForm) -> Text | None:
    """Give what the form says, cleaned; None where something in it must be corrected first."""
    if not form.validate():
        return None
    try:
        return Text(title=form.title.data or "", lead=form.lead.data or "", body=html_of(form))
    except richtext.TooLong:
        form.body.errors = [_("De tekst is te lang. Haal er iets uit, of verdeel hem over twee berichten.")]
        return None


def place_of(actor: Actor, form: PostForm) -> Place:
    """Give about what and for whom the form says that the post is."""
    regions, themes = regions_and_themes(actor)
    chosen_region, chosen_themes = form.region_id.data, set(form.theme_ids.data or ())
    return Place(
        genre=NewsKind(form.genre.data),
        audience=Audience(form.audience.data),
        region_id=next((region.id for region in regions if region.id == chosen_region), None),
        themes=[theme for theme in themes if theme.id in chosen_themes],
        comments_open=bool(form.comments_open.data),
    )


def edit_values(actor: Actor, post: NewsPost, *, html: str | None) -> dict[str, Any]:
    """Give what the page on which a post is changed shows."""
    attachments = attachments_of(actor, post)
    return editor_values(html) | {
        "post": post,
        "attachments": attachments,
        "pictures": [each.picture for each in attachments if each.is_picture],
        "attachment_form": AttachmentForm(formdata=None),
        "schedule_form": ScheduleForm(formdata=None),
        "may_publish": allows(actor, Permission.ITEM_PUBLISH, post),
        "may_remove": allows(actor, Permission.ITEM_REMOVE, post),
    }


@blueprint.route("/nieuws/<slug>/voorbeeld", methods=["GET", "POST"])
def preview(slug: str) -> Response:
    """Show how a post will look: as it was saved, or as it stands in the form that was sent; nothing is kept."""
    actor = current.actor()
    post = post_to_read(actor, slug)
    demand(actor, Permission.ITEM_EDIT, post)
    values = post_values(actor, post)
    if request.method == "POST":
        form = PostForm()
        form.offer(*regions_and_themes(actor))
        text = text_of(form)
        if text is None:
            return invalid("news/edit.html", form, **edit_values(actor, post, html=written_html(form)))
        show_as_written(post, text, place_of(actor, form))
    return page("news/show.html", item=post, is_preview=True, **values)


def show_as_written(post: NewsPost, text: Text, place: Place) -> None:
    """Let a post look as it was written, for this answer only: what a reading request changes is never kept."""
    post.title, post.lead, post.body = text.title, text.lead, text.body
    post.genre, post.audience, post.themes = place.genre, place.audience, list(place.themes)
