"""Deciding on a text that waits: it stands from now on, or it is refused with a reason that its author reads."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from community import audit, jobs
from community.accounts.queries import actor_for
from community.audit.review_events import TextRefused, TextReleased
from community.content.models import Comment, ContentItem, State
from community.content.services.comments import _release_comment
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.discussions.models import Discussion
from community.discussions.services import _release_discussion
from community.policy import Actor, Permission, Refused, demand, requires
from community.reports.models import CaseState, ReportCase, Verdict
from community.review.models import HeldState, HeldText

GONE = _l("De schrijver heeft deze tekst weggehaald.")


@requires(Permission.HELD_TEXT_DECIDE)
def release(actor: Actor, held: HeldText) -> None:
    """Let all read a text that waits; it is new from this moment on."""
    _hold(actor, held)
    by_author = actor_for(held.author)
    if held.comment is not None:
        _release_comment(held.comment, by_author=by_author, was_on_view=held.was_on_view, reply_to_id=held.reply_to_id)
    elif isinstance(held.item, Discussion):
        _release_discussion(held.item, by_author=by_author, was_on_view=held.was_on_view)
    _settle(actor, held, HeldState.RELEASED)
    audit.record(actor, TextReleased(member_id=held.author_id, group_id=held.group_id))


@requires(Permission.HELD_TEXT_DECIDE)
def refuse(actor: Actor, held: HeldText, *, reason: str) -> None:
    """Refuse a text that waits. Its author reads why, and can object once, as to what is decided on a report."""
    _hold(actor, held)
    if held.comment is not None:
        _refuse_comment(actor, held.comment, reason)
    elif held.item is not None:
        _refuse_item(actor, held.item)
    _settle(actor, held, HeldState.REFUSED, refusal=reason)
    case = _case_of(actor, held, reason)
    db.session.add(case)
    audit.record(actor, TextRefused(member_id=held.author_id, group_id=held.group_id, reason=reason))
    jobs.enqueue("reports.decided", case_id=case.id)


def _refuse_comment(actor: Actor, comment: Comment, reason: str) -> None:
    """Leave a comment hidden, as one that a moderator hid."""
    comment.is_held, comment.hidden_reason, comment.hidden_by_id = False, reason, actor.id


def _refuse_item(actor: Actor, item: ContentItem) -> None:
    """Take an item away, as one that was on view, so that an objection that holds puts it there."""
    item.state, item.removed_from = State.REMOVED, State.PUBLISHED
    item.removed_at, item.removed_by_id = now(), actor.id
    item.published_at = item.published_at or now()


def _settle(actor: Actor, held: HeldText, state: HeldState, *, refusal: str = "") -> None:
    """Write down what was decided."""
    held.state, held.refusal = state, refusal
    held.decided_at, held.decided_by_id = now(), actor.id


def _case_of(actor: Actor, held: HeldText, reason: str) -> ReportCase:
    """Make the case by which the author hears of a refusal and can object."""
    is_comment = held.comment_id is not None
    return ReportCase(
        id=new_id(),
        thing=f"comment:{held.comment_id}" if is_comment else f"item:{held.item_id}",
        item_id=held.item_id,
        comment_id=held.comment_id,
        group_id=held.group_id,
        about_id=held.author_id,
        is_from_review=True,
        state=CaseState.DECIDED,
        verdict=Verdict.HIDE if is_comment else Verdict.REMOVE,
        reason=reason,
        decided_at=now(),
        decided_by_id=actor.id,
    )


def _hold(actor: Actor, held: HeldText) -> None:
    """Keep others from deciding on the same text until this transaction ends, and read anew what they may have done."""
    db.session.refresh(held, ["state", "decided_by_id", "group_id"], with_for_update=True)
    demand(actor, Permission.HELD_TEXT_DECIDE, held)
    if held.comment is not None:
        db.session.refresh(held.comment, ["html", "is_hidden", "is_held", "is_removed"], with_for_update=True)
    if held.item is not None:
        db.session.refresh(held.item, ["state", "body"], with_for_update=True)
    if not is_there(held):
        raise Refused(Permission.HELD_TEXT_DECIDE, GONE)


def is_there(held: HeldText) -> bool:
    """Whether the text still waits where it would stand."""
    if held.comment is not None:
        return held.comment.is_held and not held.comment.is_removed
    return held.item is not None and held.item.state == State.HELD
