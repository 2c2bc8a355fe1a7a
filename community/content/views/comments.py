"""Comments over HTTP: every form works with and without JavaScript, and a doubled submit posts nothing twice."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import richtext
from community.accounts.queries import member_of
from community.content.forms import CommentForm, Confirmation, HideForm
from community.content.models import Comment, ContentItem, ReactionKind
from community.content.queries.comments import comment_by_key, comment_to_read, comments_to_read, earlier_texts
from community.content.queries.items import item_by_id
from community.content.services import comments as services
from community.core.ids import new_id
from community.policy import Absent, Actor, Permission, allows, demand
from community.web import current
from community.web.answers import invalid, page, see_other, wants_fragment

blueprint = Blueprint("comments", __name__)


def thread_values(actor: Actor, item: ContentItem, **more: Any) -> dict[str, Any]:
    """Give what the part of a page with comments shows; used by the page of every kind of item."""
    place = {name: number(request.args.get(word)) for name, word in PLACES.items()}
    form = CommentForm(formdata=None) if actor.is_member else None
    if form is not None:
        form.key.data = str(new_id())
    return {
        "item": item,
        "comment_page": comments_to_read(actor, item, **place),
        "comment_form": form,
        "may_comment": allows(actor, Permission.ITEM_COMMENT, item),
        "allows": allows,
        "Permission": Permission,
        "reaction_kinds": list(ReactionKind),
    } | more


PLACES = {"after": "na", "before": "voor", "around": "reactie"}


def number(text: str | None) -> int | None:
    """Read an id from an address; anything else is as if it were not there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def address_of(comment: Comment) -> str:
    """Give the address at which a comment is seen."""
    return f"{comment.item.address}?reactie={comment.id}#reactie-{comment.id}"


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
        return answer_invalid(actor, item, form)
    submit_key = f"{actor.id}-{form.key.data or new_id()}"
    comment = comment_by_key(actor, submit_key)
    if comment is None:
        reply_to = replied_comment(actor, item, number(form.reply_to.data))
        comment = services.add_comment(
            actor, item, text=text, submit_key=submit_key, author=member_of(actor), reply_to=reply_to
        )
        comment.item = item
    return see_other(address_of(comment))


def replied_comment(actor: Actor, item: ContentItem, comment_id: int | None) -> Comment | None:
    """Give the comment that is answered, which must stand under the same item."""
    if comment_id is None:
        return None
    comment = comment_to_read(actor, comment_id)
    if comment.item_id != item.id:
        raise Absent
    return comment


def answer_invalid(actor: Actor, item: ContentItem, form: CommentForm) -> Response:
    """Show the form again with its text and its fault."""
    template = "content/comment_form.html" if wants_fragment() else "content/comment_invalid.html"
    return invalid(template, form, item=item, comment_form=form, may_comment=True)


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
        return see_other(address_of(comment))
    actor = current.actor()
    comment = comment_to_read(actor, comment_id)
    demand(actor, Permission.COMMENT_EDIT, comment)
    if request.method == "POST":
        return invalid("content/comment_edit.html", form, comment=comment)
    form.text.data = richtext.to_plain(comment.html)
    return page("content/comment_edit.html", form=form, comment=comment)


@blueprint.route("/reacties/<int:comment_id>/verwijder", methods=["GET", "POST"])
def remove(comment_id: int) -> Response:
    """Take a comment away, after a question."""
    if request.method == "POST":
        actor = current.begin_writing()
        comment = comment_to_read(actor, comment_id)
        services.remove_comment(actor, comment)
        flash(_("De reactie is verwijderd."))
        return see_other(address_of(comment))
    comment = comment_to_read(current.actor(), comment_id)
    demand(current.actor(), Permission.COMMENT_REMOVE, comment)
    return page("content/comment_remove.html", form=Confirmation(), comment=comment)


@blueprint.route("/reacties/<int:comment_id>/verberg", methods=["GET", "POST"])
def hide(comment_id: int) -> Response:
    """Hide a comment with a reason."""
    form = HideForm()
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        comment = comment_to_read(actor, comment_id)
        services.hide_comment(actor, comment, reason=form.reason.data or "")
        flash(_("De reactie is verborgen. De schrijver leest de reden."))
        return see_other(address_of(comment))
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
    return see_other(address_of(comment))


@blueprint.post("/reacties/<int:comment_id>/waardeer/<kind>")
def react(comment_id: int, kind: str) -> Response:
    """Value a comment, or take that back."""
    if kind not in list(ReactionKind):
        abort(404)
    actor = current.begin_writing()
    comment = comment_to_read(actor, comment_id)
    services.toggle_reaction(actor, comment, kind=ReactionKind(kind))
    return see_other(address_of(comment))


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
