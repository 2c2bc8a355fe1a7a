"""What people do with comments: add, edit, take back, hide, show again, value."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from community import audit, jobs
from community.accounts.queries import Byline
from community.audit.events import (
    CommentAdded,
    CommentEdited,
    CommentHidden,
    CommentRemoved,
    CommentRestored,
    CommentsClosed,
    CommentShown,
    CommentsOpened,
)
from community.content.models import KEPT_FOR, Comment, CommentText, ContentItem, ItemCounter, Reaction, ReactionKind
from community.content.queries.comments import ItemFacts
from community.content.services.links import note_links, withdraw
from community.content.services.publication import TOO_LATE
from community.content.services.visits import put_visit
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.groups.models import Group
from community.notifications.tell import Event, follow_by_taking_part, tell
from community.policy import Actor, Permission, Refused, demand, requires
from community.reports.queries.cases import was_asked_to_edit
from community.review.services.checking import Written, _reasons_to_hold, comments_lately, doubled_comment
from community.review.services.holding import hold_comment_row
from community.richtext import CLEANER_VERSION, CleanHtml

EDITING_TIME = timedelta(minutes=30)
COUNTERS, ITEMS, GROUPS = (cast(Table, model.__table__) for model in (ItemCounter, ContentItem, Group))
# Of the tables rather than the models: written once, they take a fifth of the time.
MOVE_COUNT = (
    update(COUNTERS)
    .where(COUNTERS.c.item_id == bindparam("item"))
    .values(comment_count=COUNTERS.c.comment_count + bindparam("change"))
)
MOVE_ITEM = update(ITEMS).where(ITEMS.c.id == bindparam("item")).values(last_activity_at=bindparam("moment"))
# Whoever holds the group may be waiting for what a comment holds, so a comment never waits for the group: what happens
# there at the same moment moves it anyhow.
FREE_GROUP = GROUPS.alias("free_group")
MOVE_GROUP = (
    update(GROUPS)
    .where(
        GROUPS.c.id.in_(
            select(FREE_GROUP.c.id)
            .where(FREE_GROUP.c.id == bindparam("group"))
            .with_for_update(skip_locked=True, key_share=True)
        )
    )
    .values(last_activity_at=bindparam("moment"))
)


class AlreadyPosted(Exception):
    """A form that was sent twice: its comment stands already. Where its key was another, this knows which it is."""

    def __init__(self, comment_id: int | None = None) -> None:
        super().__init__()
        self.comment_id = comment_id


@requires(Permission.ITEM_COMMENT)
def add_comment(
    actor: Actor,
    item: ContentItem | ItemFacts,
    *,
    text: CleanHtml,
    submit_key: str,
    byline: Byline,
    reply_to: Comment | None = None,
) -> int:
    """Add the actor's comment to an item and give its id; an answer to an answer joins the thread that it stands in.

    Raises `AlreadyPosted` where the key has posted one already; the transaction is then of no more use. It is hidden
    until somebody else has looked at it where there is reason for that, and then nobody hears of it before.
    """
    written = Written(text, item_id=item.id, group_id=item.group_id)
    lately = comments_lately(actor.id)
    doubled = doubled_comment(lately, written, reply_to.thread_id if reply_to else None)
    if doubled is not None:
        raise AlreadyPosted(doubled)
    reasons = _reasons_to_hold(actor, written, lately)
    comment_id = new_id()
    comment = Comment(
        id=comment_id,
        item_id=item.id,
        thread_id=reply_to.thread_id if reply_to else comment_id,
        author_id=actor.id,
        author_function=byline.function,
        author_organisation=byline.organisation,
        submit_key=submit_key,
        html=text,
        cleaner_version=CLEANER_VERSION,
    )
    db.session.add(comment)
    # Who comments has read what stands there.
    put_visit(actor.id, item.id, before=now())
    audit.record(actor, CommentAdded(item_id=item.id, comment_id=comment_id, group_id=item.group_id))
    reply_to_id = reply_to.id if reply_to else None
    if reasons:
        hold_comment_row(comment, reasons, group_id=item.group_id, reply_to_id=reply_to_id)
    else:
        count_comment(item.id, 1)
        note_activity(item)
        tell(actor, Event.COMMENT_ADDED, comment_id=comment_id, **({"reply_to_id": reply_to.id} if reply_to else {}))
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyPosted from error
    if reasons:
        return comment_id
    follow_by_taking_part(actor.id, item_id=item.id)
    if "href=" in text:
        note_links(item.id, text, by=actor, comment_id=comment_id)
    return comment_id


def _release_comment(comment: Comment, *, by_author: Actor, was_on_view: bool, reply_to_id: int | None) -> None:
    """Let all see a comment that was held; from this moment on it is new, unless they saw it before."""
    comment.is_held = comment.is_hidden = False
    count_comment(comment.item_id, 1)
    note_links(comment.item_id, comment.html, by=by_author, comment_id=comment.id)
    if was_on_view:
        return
    comment.created_at = now()
    note_activity(comment.item)
    follow_by_taking_part(comment.author_id, item_id=comment.item_id)
    answered = {"reply_to_id": reply_to_id} if reply_to_id else {}
    tell(by_author, Event.COMMENT_ADDED, comment_id=comment.id, **answered)


@requires(Permission.COMMENT_EDIT)
def edit_comment(actor: Actor, comment: Comment, *, text: CleanHtml) -> None:
    """Change the actor's comment within half an hour of writing it; what it said before is kept for moderators.

    Who was asked to change it, after a report, may do so later as well.
    """
    if not may_still_edit(comment.created_at) and not was_asked_to_edit(actor, comment.id):
        raise Refused(Permission.COMMENT_EDIT, _l("Je kunt een reactie tot 30 minuten na plaatsen wijzigen."))
    if text == comment.html:
        return
    keep_text(comment)
    comment.html, comment.cleaner_version, comment.edited_at = text, CLEANER_VERSION, now()
    written = Written(text, item_id=comment.item_id, group_id=comment.item.group_id, comment_id=comment.id)
    reasons = _reasons_to_hold(actor, written, comments_lately(actor.id))
    if reasons:
        count_comment(comment.item_id, -1)
        withdraw(comment)
        hold_comment_row(comment, reasons, group_id=comment.item.group_id, was_on_view=True)
    else:
        note_links(comment.item_id, text, by=actor, comment_id=comment.id)
    audit.record(actor, CommentEdited(item_id=comment.item_id, comment_id=comment.id, group_id=comment.item.group_id))


@requires(Permission.COMMENT_REMOVE)
def remove_comment(actor: Actor, comment: Comment) -> None:
    """Take a comment away; a placeholder stays, so that the answers to it can be understood."""
    hold(comment)
    demand(actor, Permission.COMMENT_REMOVE, comment)
    keep_text(comment)
    comment.html, comment.is_removed = "", True
    comment.removed_at, comment.removed_by_id = now(), actor.id
    withdraw(comment)
    db.session.execute(delete(Reaction).where(Reaction.comment_id == comment.id))
    if not comment.is_hidden:
        count_comment(comment.item_id, -1)
    audit.record(actor, CommentRemoved(item_id=comment.item_id, comment_id=comment.id, group_id=comment.item.group_id))


@requires(Permission.COMMENT_RESTORE)
def restore_comment(actor: Actor, comment: Comment) -> None:
    """Put a comment that the actor took away back as it was; what people thought of it does not come back."""
    if (comment.removed_at or now()) <= now() - KEPT_FOR:
        raise Refused(Permission.COMMENT_RESTORE, TOO_LATE)
    hold(comment)
    demand(actor, Permission.COMMENT_RESTORE, comment)
    query = select(CommentText).where(CommentText.comment_id == comment.id).order_by(CommentText.id.desc()).limit(1)
    kept = db.session.scalars(query).one_or_none()
    if kept is None:
        raise Refused(Permission.COMMENT_RESTORE, TOO_LATE)
    comment.html, comment.is_removed, comment.removed_at, comment.removed_by_id = kept.html, False, None, None
    db.session.delete(kept)
    if not comment.is_hidden:
        count_comment(comment.item_id, 1)
        note_links(comment.item_id, comment.html, by=actor, comment_id=comment.id)
    event = CommentRestored(item_id=comment.item_id, comment_id=comment.id, group_id=comment.item.group_id)
    audit.record(actor, event)


@requires(Permission.COMMENT_HIDE)
def hide_comment(actor: Actor, comment: Comment, *, reason: str, is_mailed: bool = True) -> None:
    """Hide a comment from readers and from what they count; its author reads the reason. Done twice it is done once.

    Who tells the author of it in another mail says that none is needed.
    """
    hold(comment)
    demand(actor, Permission.COMMENT_HIDE, comment)
    if comment.is_hidden and comment.hidden_reason == reason:
        return
    if not comment.is_hidden:
        count_comment(comment.item_id, -1)
    withdraw(comment)
    comment.is_hidden, comment.hidden_reason, comment.hidden_by_id = True, reason, actor.id
    event = CommentHidden(
        item_id=comment.item_id,
        comment_id=comment.id,
        group_id=comment.item.group_id,
        member_id=comment.author_id,
        reason=reason,
    )
    audit.record(actor, event)
    if is_mailed:
        jobs.enqueue("content.comment_hidden", comment_id=comment.id)


@requires(Permission.COMMENT_HIDE)
def show_comment(actor: Actor, comment: Comment) -> None:
    """Show a hidden comment again."""
    hold(comment)
    demand(actor, Permission.COMMENT_HIDE, comment)
    if not comment.is_hidden:
        return
    count_comment(comment.item_id, 1)
    comment.is_hidden, comment.hidden_reason, comment.hidden_by_id = False, "", None
    note_links(comment.item_id, comment.html, by=actor, comment_id=comment.id)
    audit.record(actor, CommentShown(item_id=comment.item_id, comment_id=comment.id, group_id=comment.item.group_id))


@requires(Permission.COMMENT_REACT)
def toggle_reaction(actor: Actor, comment: Comment, *, kind: ReactionKind) -> bool:
    """Add the actor's reaction to a comment, or take it back; says whether it now stands."""
    of_actor = (Reaction.comment_id == comment.id, Reaction.member_id == actor.id, Reaction.kind == kind)
    if db.session.scalar(select(Reaction.id).where(*of_actor)) is None:
        # Where another request of the same person adds it in this very moment, it stands all the same.
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(Reaction(comment_id=comment.id, member_id=actor.id, kind=kind))
        return True
    db.session.execute(delete(Reaction).where(*of_actor))
    return False


@requires(Permission.ITEM_MODERATE)
def close_comments(actor: Actor, item: ContentItem) -> None:
    """Let nobody comment on an item any more; what was said stays."""
    item.comments_open = False
    audit.record(actor, CommentsClosed(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_MODERATE)
def open_comments(actor: Actor, item: ContentItem) -> None:
    """Let members comment on an item again."""
    item.comments_open = True
    audit.record(actor, CommentsOpened(item_id=item.id, group_id=item.group_id))


def may_still_edit(created_at: datetime) -> bool:
    """Whether a comment of that moment is new enough to be changed."""
    return now() - created_at <= EDITING_TIME


def keep_text(comment: Comment) -> None:
    """Keep what a comment says now, before it changes."""
    db.session.add(CommentText(comment_id=comment.id, html=comment.html))


def hold(comment: Comment) -> None:
    """Keep others from changing a comment until this transaction ends, and read anew what they may have changed."""
    db.session.refresh(
        comment, ["html", "is_hidden", "is_held", "hidden_reason", "is_removed", "removed_at"], with_for_update=True
    )


def count_comment(item_id: int, change: int) -> None:
    """Move the number of comments that all readers of an item see, on a row of its own."""
    db.session.connection().execute(MOVE_COUNT, {"item": item_id, "change": change})


def note_activity(item: ContentItem | ItemFacts) -> None:
    """Move the moment at which something last happened to an item, and in its group."""
    connection, moment = db.session.connection(), now()
    connection.execute(MOVE_ITEM, {"item": item.id, "moment": moment})
    if item.group_id is not None:
        connection.execute(MOVE_GROUP, {"group": item.group_id, "moment": moment})
