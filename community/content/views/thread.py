"""What the part of a page with comments shows: each comment with the deeds that this reader may do to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from community import richtext
from community.content.models import ContentItem, ReactionKind
from community.content.queries.comments import (
    CommentPage,
    ItemFacts,
    ReadComment,
    answer_of,
    comment_to_read,
    comments_to_read,
    facts_of,
    people_tied_to,
)
from community.content.services.comments import may_still_edit
from community.core.ids import read_id
from community.core.kept import NO_ITEM, Made
from community.policy import Absent, Actor, Permission, allows, why_not
from community.web import current, keeping, shared

LONGEST_QUOTE = 1000
PLACES = {"after": "na", "before": "voor", "around": "reactie"}
REACTIONS = {
    ReactionKind.AGREE: (_l("Eens"), "thumb-up"),
    ReactionKind.USEFUL: (_l("Nuttig"), "bulb"),
    ReactionKind.QUESTION: (_l("Vraag"), "help"),
}


@dataclass(frozen=True, slots=True)
class ShownReaction:
    """A kind of reaction with its count."""

    kind: str
    count: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment as one reader sees it; an address stands for a deed that is allowed."""

    id: int
    author_name: str
    author_address: str
    author_function: str
    author_organisation: str
    created_at: datetime
    edited_at: datetime | None
    html: str
    is_removed: bool
    is_hidden: bool
    is_held: bool
    hidden_reason: str
    reactions: tuple[ShownReaction, ...]
    reply_address: str = ""
    edit_address: str = ""
    remove_address: str = ""
    hide_address: str = ""
    show_address: str = ""
    history_address: str = ""
    reaction_address: str = ""
    quote_address: str = ""
    answer_address: str = ""
    no_answer_address: str = ""
    report_address: str = ""
    # Of one that waits for a moderator: what its reader is told, and where the rules stand.
    waiting_words: str = ""
    rules_address: str = ""
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class MayDo:
    """What a reader may do below an item as a whole, and which comment is its answer (0 for none)."""

    comment: bool
    choose_answer: bool
    answer_id: int


@dataclass(frozen=True, slots=True)
class ShownThread:
    """A comment with the answers to it that stand on this page; its beginning may stand on the page before."""

    beginning: ShownComment | None
    replies: list[ShownComment]


def with_conversation(actor: Actor, item: ContentItem) -> Markup:
    """Give the conversation below an item of any kind, for its place in the page."""
    facts = facts_of(item)
    return shared.conversation_in_page(facts, lambda: conversation(actor, facts))


def conversation(actor: Actor, item: ItemFacts) -> str:
    """Write the conversation below an item."""
    return render_template("content/comments.html", **thread_values(actor, item))


def thread_values(actor: Actor, item: ItemFacts) -> dict[str, Any]:
    """Give what the template of a conversation needs."""
    place = {name: read_id(request.args.get(word)) for name, word in PLACES.items()}
    read = comments_to_read(actor, item, **place)
    may_comment = allows(actor, Permission.ITEM_COMMENT, item)
    answer = answer_of(actor, item, read)
    may = MayDo(may_comment, allows(actor, Permission.ITEM_ANSWER, item), answer.id if answer else 0)
    tied = people_tied_to(item, read, limit=shared.MOST_TIED + 1) if shared.is_for_many() else ()
    shared.conversation_shows(item.id, tied=tied)
    return {
        "item": item,
        "threads": shown_threads(actor, item, read, may),
        "answer": answer,
        "answer_place": comment_place(item.address, answer.id) if answer else "",
        "answer_author_address": f"/leden/{answer.author_slug}"
        if answer and answer.author_slug and actor.is_member
        else "",
        "quote": quote(actor, item),
        "earlier_comments": f"{item.address}?voor={read.earlier_before}#reacties" if read.earlier_before else None,
        "later_comments": f"{item.address}?na={read.later_after}#reacties" if read.later_after else None,
        "may_comment": may_comment,
        "comments_refused": None if may_comment else why_not(actor, Permission.ITEM_COMMENT, item),
        "may_report": allows(actor, Permission.ITEM_REPORT, item),
        "may_moderate": allows(actor, Permission.ITEM_MODERATE, item),
        "written": written_comment,
        "submit_key": shared.new_submit_key(),
        "reply_to": replied(actor, item),
        "comment_count": read.comment_count if actor.may_read_comments else None,
    }


def quote(actor: Actor, item: ItemFacts) -> str:
    """Give what the form on this page begins with: the words of the comment that the reader wants to quote."""
    comment_id = read_id(request.args.get("citeer"))
    if comment_id is None:
        return ""
    try:
        comment = comment_to_read(actor, comment_id)
    except Absent:
        return ""
    if comment.item_id != item.id or comment.is_hidden or comment.is_removed:
        return ""
    words = richtext.to_plain(comment.html)
    if len(words) > LONGEST_QUOTE:
        words = words[:LONGEST_QUOTE].rsplit(maxsplit=1)[0] + " …"
    return richtext.quoted(_("%(name)s schreef:", name=comment.author.name) + "\n" + words) + "\n\n"


def replied(actor: Actor, item: ItemFacts) -> dict[str, Any] | None:
    """Give the comment that the form on this page answers, where the reader chose one."""
    comment_id = read_id(request.args.get("antwoord") or request.args.get("citeer"))
    if comment_id is None:
        return None
    try:
        comment = comment_to_read(actor, comment_id)
    except Absent:
        return None
    return {"id": comment.id, "author_name": comment.author.name} if comment.item_id == item.id else None


def shown_threads(actor: Actor, item: ItemFacts, read: CommentPage, may: MayDo) -> list[ShownThread]:
    """Put the comments of a page in their threads."""
    threads: list[ShownThread] = []
    last = None
    for comment in read.comments:
        shown = shown_comment(actor, item, comment, read, may)
        if not comment.is_reply:
            threads.append(ShownThread(shown, []))
        elif comment.thread_id != last:
            threads.append(ShownThread(None, [shown]))
        else:
            threads[-1].replies.append(shown)
        last = comment.thread_id
    return threads


def shown_comment(actor: Actor, item: ItemFacts, comment: ReadComment, read: CommentPage, may: MayDo) -> ShownComment:
    """Give a comment as this reader sees it."""
    here = f"/reacties/{comment.id}"

    def where_allowed(permission: Permission, address: str) -> str:
        return address if allows(actor, permission, comment) else ""

    edit = where_allowed(Permission.COMMENT_EDIT, f"{here}/wijzig") if may_still_edit(comment.created_at) else ""
    hide = where_allowed(Permission.COMMENT_HIDE, f"{here}/verberg")
    has_history = comment.edited_at or comment.is_removed
    history = where_allowed(Permission.COMMENT_HISTORY_READ, f"{here}/eerder") if has_history else ""
    is_on_view = not comment.is_removed and not comment.is_hidden
    can_answer = may.comment and is_on_view
    is_answer = comment.id == may.answer_id
    return ShownComment(
        id=comment.id,
        author_name=_("Verwijderd") if comment.is_removed else comment.author_name,
        author_address=page_of_author(comment) if actor.is_member and not comment.is_removed else "",
        author_function=comment.author_function,
        author_organisation=comment.author_organisation,
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        html=comment.html,
        is_removed=comment.is_removed,
        is_hidden=comment.is_hidden,
        is_held=comment.is_held,
        hidden_reason=comment.hidden_reason,
        reactions=() if comment.is_removed or comment.is_hidden else shown_reactions(comment, read),
        reply_address=f"{item.address}?antwoord={comment.id}#reageer" if can_answer else "",
        edit_address=edit,
        remove_address=where_allowed(Permission.COMMENT_REMOVE, f"{here}/verwijder"),
        hide_address="" if comment.is_hidden else hide,
        show_address=f"{here}/toon" if comment.is_hidden and hide else "",
        history_address=history,
        reaction_address=where_allowed(Permission.COMMENT_REACT, f"{here}/waardeer"),
        quote_address=f"{item.address}?citeer={comment.id}#reageer" if can_answer else "",
        answer_address=f"{here}/antwoord" if may.choose_answer and is_on_view and not is_answer else "",
        no_answer_address=f"{here}/geen-antwoord" if may.choose_answer and is_answer else "",
        report_address=where_allowed(Permission.COMMENT_REPORT, f"/signalen/reactie/{comment.id}"),
        is_answer=is_answer,
        waiting_words=waiting_words(actor, comment),
        rules_address="/over/huisregels" if comment.is_held and "huisregels" in current.site().pages else "",
    )


def page_of_author(comment: ReadComment) -> str:
    """Give the path of the page of who wrote a comment; empty where they have none."""
    return f"/leden/{comment.author_slug}" if comment.author_slug else ""


def waiting_words(actor: Actor, comment: ReadComment) -> str:
    """Say that a comment waits, and who sees it meanwhile."""
    if not comment.is_held:
        return ""
    if comment.author_id == actor.id:
        return str(_("Wacht op een moderator. Alleen jij ziet dit."))
    return str(_("Wacht op een moderator. Anderen zien dit nog niet."))


def shown_reactions(comment: ReadComment, read: CommentPage) -> tuple[ShownReaction, ...]:
    """Give each kind of reaction with how many there are."""
    counts = read.reactions.get(comment.id, {})
    return tuple(ShownReaction(kind.value, counts.get(kind, 0), (comment.id, kind) in read.mine) for kind in REACTIONS)


def written_comment(comment: ShownComment) -> Markup:
    """Write a comment; what many get alike is kept for as long as it looks the same, whatever happens beside it."""
    if not shared.is_for_many() and current.actor().is_signed_in:
        return write(comment)
    until = keeping.next_midnight()
    written: Markup = keeping.kept(("comment", str(get_locale()), comment), lambda: made(write(comment), until))
    return written


def write(comment: ShownComment) -> Markup:
    """Write a comment with the deeds that it allows."""
    macros = cast(Any, current_app.jinja_env.get_template("components/comment.html").module)
    return cast(Markup, macros.comment(comment, REACTIONS))


def made(html: Markup, until: float) -> Made:
    """Give what is kept of a written comment. Its key holds its text too."""
    return Made(html, 2 * len(html), NO_ITEM, until)


def comment_place(address: str, comment_id: int) -> str:
    """Give the address at which a comment on the item at an address is seen."""
    return f"{address}?reactie={comment_id}#reactie-{comment_id}"
