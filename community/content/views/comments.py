"""Comments over HTTP: every form works with and without JavaScript, and a doubled submit posts nothing twice."""

from __future__ import annotations

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import richtext
from community.accounts.queries import author_of
from community.content.forms import CommentForm, HideForm
from community.content.models import Comment, ContentItem, ReactionKind
from community.content.queries.comments import comment_by_key, comment_to_read, earlier_texts
from community.content.queries.items import item_by_id
from community.content.services import comments as services
from community.content.views.thread import comment_place
from community.core.ids import new_id, read_id
from community.policy import Absent, Actor, Permission, demand
from community.web import current
from community.web.answers import invalid, page, see_other

blueprint = Blueprint("comments", __name__)


@blueprint.post("/reacties/bij/<int:item_id>")
def add(item_id: int) -> Response:
    """Post a comment."""
    form = CommentForm()
    is_good = form.validate()
    text = richtext.from_plain(form.text.data or "") if is_good else None
    actor = current.begin_writing()
    item = item_by_id(actor, item_id)
    demand(actor, Permission.ITEM_COMMENT, item)
    if text is None:
        return answer_invalid(item, form)
    author = author_of(actor)
    submit_key = f"{actor.id}-{item.id}-{form.key.data or new_id()}"
    comment = comment_by_key(actor, submit_key)
    if comment is None:
        reply_to = replied_comment(actor, item, read_id(form.reply_to.data))
        comment = services.add_comment(actor, item, text=text, submit_key=submit_key, author=author, reply_to=reply_to)
    comment.item = item
    return see_other(comment_place(comment))


def replied_comment(actor: Actor, item: ContentItem, comment_id: int | None) -> Comment | None:
    """Give the comment that is answered, which must stand under the same item."""
    if comment_id is None:
        return None
    comment = comment_to_read(actor, comment_id)
    if comment.item_id != item.id:
        raise Absent
    return comment


def answer_invalid(item: ContentItem, form: CommentForm) -> Response:
    """Show the form again with its text and its fault."""
    return invalid("content/comment_invalid.html", form, item=item)


@blueprint.route("/reacties/<int:comment_id>/wijzig", methods=["GET", "POST"])
def edit(comment_id: int) -> Response:
    """Change one's own comment."""
    form = CommentForm()
    if request.method == "POST" and form.validate():
        text = richtext.from_plain(form.text.data or "")
        actor = current.begin_writing()
        comment = comment_to_read(actor, comment_id)
        services.edit_comment(actor, comment, text=text)
        flash(_("Je reactie is gewijzigd."))
        return see_other(comment_place(comment))
    actor = current.actor()
    comment = comment_to_read(actor, comment_id)
    demand(actor, Permission.COMMENT_EDIT, comment)
    if request.method == "POST":
        return invalid("content/comment_edit.html", form, comment=comment)
    form.text.data = richtext.to_plain(comment.html)
    return page("content/comment_edit.html", form=form, comment=comment)


@blueprint.post("/reacties/<int:comment_id>/verwijder")
def remove(comment_id: int) -> Response:
    """Take a comment away."""
    actor = current.begin_writing()
    comment = comment_to_read(actor, comment_id)
    services.remove_comment(actor, comment)
    flash(_("De reactie is verwijderd."))
    return see_other(comment_place(comment))


@blueprint.route("/reacties/<int:comment_id>/verberg", methods=["GET", "POST"])
def hide(comment_id: int) -> Response:
    """Hide a comment with a reason; the page is for who gave none."""
    form = HideForm()
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        comment = comment_to_read(actor, comment_id)
        services.hide_comment(actor, comment, reason=form.reason.data or "")
        flash(_("De reactie is verborgen. De schrijver leest de reden."))
        return see_other(comment_place(comment))
    comment = comment_to_read(current.actor(), comment_id)
    demand(current.actor(), Permission.COMMENT_HIDE, comment)
    if request.method == "POST":
        return invalid("content/comment_hide.html", form, comment=comment)
    return page("content/comment_hide.html", form=form, comment=comment)


@blueprint.post("/reacties/<int:comment_id>/toon")
def show(comment_id: int) -> Response:
    """Show a hidden comment again."""
    actor = current.begin_writing()
    comment = comment_to_read(actor, comment_id)
    services.show_comment(actor, comment)
    flash(_("De reactie is weer te zien."))
    return see_other(comment_place(comment))


@blueprint.post("/reacties/<int:comment_id>/waardeer")
def react(comment_id: int) -> Response:
    """Value a comment, or take that back."""
    kind = request.form.get("kind", "")
    if kind not in list(ReactionKind):
        abort(400)
    actor = current.begin_writing()
    comment = comment_to_read(actor, comment_id)
    services.toggle_reaction(actor, comment, kind=ReactionKind(kind))
    return see_other(comment_place(comment))


@blueprint.get("/reacties/<int:comment_id>/eerder")
def history(comment_id: int) -> Response:
    """Show moderators what a comment said before."""
    actor = current.actor()
    comment = comment_to_read(actor, comment_id)
    if not actor.is_moderator:
        raise Absent
    return page("content/comment_history.html", comment=comment, texts=earlier_texts(actor, comment))


@blueprint.post("/stukken/<int:item_id>/reacties/<any(open, dicht):state>")
def set_open(item_id: int, state: str) -> Response:
    """Open or close the comments of an item."""
    actor = current.begin_writing()
    item = item_by_id(actor, item_id)
    deed = services.open_comments if state == "open" else services.close_comments
    deed(actor, item)
    flash(_("Reageren is nu weer mogelijk.") if state == "open" else _("Reageren is nu gesloten."))
    return see_other(item.address)
