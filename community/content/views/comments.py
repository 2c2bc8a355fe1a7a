"""Comments over HTTP: every form works with and without JavaScript, and a doubled submit posts nothing twice."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import richtext
from community.accounts.queries import Byline, byline_of
from community.content.forms import CommentForm, HideForm
from community.content.models import Comment, ContentItem, ReactionKind
from community.content.queries.comments import (
    ItemFacts,
    comment_by_key,
    comment_to_read,
    comment_with_history,
    earlier_texts,
    facts_of,
)
from community.content.queries.items import facts_by_id, item_by_id
from community.content.services import answers
from community.content.services import comments as services
from community.content.views.thread import comment_place
from community.core.ids import new_id, read_id
from community.core.kept import NO_ITEM, Made
from community.notifications.queries.mentions import with_people
from community.policy import Absent, Actor, Permission, allows, demand
from community.web import current, keeping
from community.web.answers import invalid, page, see_other
from community.web.limits import count_mentions

blueprint = Blueprint("comments", __name__)

# About what they take in memory.
FACTS_BYTES = BYLINE_BYTES = 300


@dataclass(frozen=True, slots=True)
class ReadForComment:
    """What is read before a comment is written."""

    item: ItemFacts
    byline: Byline
    reply_to: Comment | None


@blueprint.post("/reacties/bij/<int:item_id>")
def add(item_id: int) -> Response:
    """Post a comment; sent twice it stands once, and both are answered alike."""
    form = CommentForm()
    if not form.validate():
        return answer_invalid(item_by_id(current.actor(), item_id), form)
    person = current.actor()
    text = with_people(person, item_facts(person, item_id), richtext.from_plain(form.text.data or ""))
    count_mentions(text)
    answered = read_id(form.reply_to.data)
    actor, read = current.begin_writing_after(
        lambda person: read_for_comment(person, item_id, answered), item_id=item_id if answered else NO_ITEM
    )
    submit_key = f"{actor.id}-{item_id}-{form.key.data or new_id()}"
    try:
        comment_id = services.add_comment(
            actor, read.item, text=text, submit_key=submit_key, byline=read.byline, reply_to=read.reply_to
        )
    except services.AlreadyPosted as doubled:
        posted = None if doubled.comment_id else comment_by_key(current.begin_writing(), submit_key)
        if posted is None and not doubled.comment_id:
            raise
        comment_id = posted.id if posted is not None else doubled.comment_id or 0
    return see_other(comment_place(read.item.address, comment_id))


def read_for_comment(actor: Actor, item_id: int, answered: int | None) -> ReadForComment:
    """Read what a comment needs, and refuse who may not write one."""
    item = item_facts(actor, item_id)
    demand(actor, Permission.ITEM_COMMENT, item)
    byline: Byline = keeping.kept(("byline", actor.id), lambda: Made(byline_of(actor), BYLINE_BYTES, NO_ITEM))
    return ReadForComment(item, byline, replied_comment(actor, item, answered))


def item_facts(actor: Actor, item_id: int) -> ItemFacts:
    """Give what a comment needs of an item that may be read, or raise `Absent`."""
    facts: ItemFacts | None = keeping.kept(("item", item_id), lambda: Made(facts_by_id(item_id), FACTS_BYTES, NO_ITEM))
    if facts is None or not allows(actor, Permission.ITEM_READ, facts):
        raise Absent
    return facts


def replied_comment(actor: Actor, item: ItemFacts, comment_id: int | None) -> Comment | None:
    """Give the comment that is answered, which must stand under the same item."""
    if comment_id is None:
        return None
    comment = comment_to_read(actor, comment_id)
    if comment.item_id != item.id:
        raise Absent
    return comment


def answer_invalid(item: ContentItem, form: CommentForm) -> Response:
    """Show the form again with its text and its fault, to who may comment."""
    demand(current.actor(), Permission.ITEM_COMMENT, item)
    return invalid("content/comment_invalid.html", form, item=item)


@blueprint.route("/reacties/<int:comment_id>/wijzig", methods=["GET", "POST"])
def edit(comment_id: int) -> Response:
    """Change one's own comment."""
    form = CommentForm()
    if request.method == "POST" and form.validate():
        text = changed_text(comment_to_read(current.actor(), comment_id), form)
        actor = current.begin_writing()
        comment = comment_to_read(actor, comment_id)
        services.edit_comment(actor, comment, text=text)
        flash(_("Je reactie is gewijzigd."))
        return see_other(comment_place(comment.item.address, comment.id))
    actor = current.actor()
    comment = comment_to_read(actor, comment_id)
    demand(actor, Permission.COMMENT_EDIT, comment)
    if request.method == "POST":
        return invalid("content/comment_edit.html", form, comment=comment)
    form.text.data = richtext.to_plain(comment.html)
    return page("content/comment_edit.html", form=form, comment=comment)


def changed_text(comment: Comment, form: CommentForm) -> richtext.CleanHtml:
    """Give what a comment says from now on; whom it mentioned by a name that others have too, it still does."""
    text = richtext.from_plain(form.text.data or "")
    known = richtext.mentioned_slugs(comment.html)
    return with_people(current.actor(), facts_of(comment.item), text, known=known)


@blueprint.post("/reacties/<int:comment_id>/verwijder")
def remove(comment_id: int) -> Response:
    """Take a comment away."""
    actor = current.begin_writing()
    comment = comment_to_read(actor, comment_id)
    services.remove_comment(actor, comment)
    flash(_("De reactie is verwijderd."))
    return see_other(comment_place(comment.item.address, comment.id))


@blueprint.route("/reacties/<int:comment_id>/verberg", methods=["GET", "POST"])
def hide(comment_id: int) -> Response:
    """Hide a comment with a reason; the page is for who gave none."""
    form = HideForm()
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        comment = comment_to_read(actor, comment_id)
        services.hide_comment(actor, comment, reason=form.reason.data or "")
        flash(_("De reactie is verborgen. De schrijver leest de reden."))
        return see_other(comment_place(comment.item.address, comment.id))
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
    return see_other(comment_place(comment.item.address, comment.id))


@blueprint.post("/reacties/<int:comment_id>/waardeer")
def react(comment_id: int) -> Response:
    """Value a comment, or take that back."""
    kind = request.form.get("kind", "")
    if kind not in list(ReactionKind):
        abort(400)
    actor = current.begin_writing()
    comment = comment_to_read(actor, comment_id)
    services.toggle_reaction(actor, comment, kind=ReactionKind(kind))
    return see_other(comment_place(comment.item.address, comment.id))


@blueprint.post("/reacties/<int:comment_id>/<any(antwoord, 'geen-antwoord'):deed>")
def answer(comment_id: int, deed: str) -> Response:
    """Call a comment the answer to what it stands under, or no longer."""
    actor = current.begin_writing()
    comment = comment_to_read(actor, comment_id)
    if deed == "antwoord":
        answers.mark_answer(actor, comment.item, comment=comment)
        flash(_("Dit staat nu bovenaan als antwoord."), "success")
    else:
        answers.unmark_answer(actor, comment.item)
        flash(_("Deze reactie is niet meer het antwoord."), "success")
    return see_other(comment_place(comment.item.address, comment.id))


@blueprint.get("/reacties/<int:comment_id>/eerder")
def history(comment_id: int) -> Response:
    """Show moderators what a comment said before."""
    actor = current.actor()
    comment = comment_with_history(actor, comment_id)
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
