"""Reporting a thing: the first report of it opens a case, later ones join it, and nobody joins it twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from community import audit, jobs
from community.accounts.models import Member
from community.audit.report_events import ReportMade
from community.content.models import Attachment, Comment, ContentItem
from community.core.clock import now
from community.core.db import db, insert_where_absent
from community.core.ids import new_id
from community.groups.models import GroupMessage, GroupPicture
from community.notifications.tell import Event, tell
from community.policy import VISITOR, Actor, Permission, requires
from community.reports.models import CaseState, Report, ReportCase, ReportReason
from community.reports.queries import things

# A case that is decided in the very moment of a report leaves it without one; the next try opens a new case.
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Said:
    """Why somebody reports a thing: a reason of the list, and their own words."""

    reason: ReportReason
    words: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is reported: the name of its key in a case, its number, whose it is, its group, and its words."""

    kind: str
    column: str
    id: int
    about_id: int
    group_id: int | None
    words: str

    @property
    def key(self) -> str:
        """The words by which the reports of one thing find each other."""
        return f"{self.kind}:{self.id}"


@requires(Permission.ITEM_REPORT)
def report_item(actor: Actor, item: ContentItem, *, said: Said) -> bool:
    """Report an item; says whether this is new."""
    words = things.words_to_keep(things.shown_item(item, with_text=True))
    return _report(actor, Thing("item", "item_id", item.id, item.author_id, item.group_id, words), said)


@requires(Permission.COMMENT_REPORT)
def report_comment(actor: Actor, comment: Comment, *, said: Said) -> bool:
    """Report a comment; says whether this is new."""
    words = things.words_to_keep(things.shown_comment(comment))
    thing = Thing("comment", "comment_id", comment.id, comment.author_id, comment.item.group_id, words)
    return _report(actor, thing, said)


@requires(Permission.MEMBER_REPORT)
def report_member(actor: Actor, member: Member, *, said: Said) -> bool:
    """Report what somebody says of themselves; says whether this is new."""
    words = things.words_to_keep(things.shown_member(member))
    return _report(actor, Thing("member", "profile_id", member.id, member.id, None, words), said)


@requires(Permission.ATTACHMENT_REPORT)
def report_attachment(actor: Actor, attachment: Attachment, *, said: Said) -> bool:
    """Report a picture or file of an item; says whether this is new."""
    group_id = attachment.item.group_id
    words = things.words_to_keep(things.shown_attachment(attachment))
    thing = Thing("attachment", "attachment_id", attachment.id, attachment.uploaded_by_id, group_id, words)
    return _report(actor, thing, said)


@requires(Permission.GROUP_MESSAGE_REPORT)
def report_message(actor: Actor, message: GroupMessage, *, said: Said) -> bool:
    """Report a message to all members of a group; says whether this is new."""
    words = things.words_to_keep(things.shown_message(message))
    thing = Thing("message", "message_id", message.id, message.author_id, message.group_id, words)
    return _report(actor, thing, said)


@requires(Permission.GROUP_PICTURE_REPORT)
def report_picture(actor: Actor, picture: GroupPicture, *, said: Said) -> bool:
    """Report the picture of a group; says whether this is new."""
    words = things.words_to_keep(things.shown_picture(picture))
    thing = Thing("picture", "picture_id", picture.id, picture.uploaded_by_id, picture.group_id, words)
    return _report(actor, thing, said)


def _report(actor: Actor, thing: Thing, said: Said) -> bool:
    """Write a report in the open case of a thing, which it opens where there is none."""
    case = _open_case(thing)
    values = {
        "id": new_id(),
        "case_id": case.id,
        "member_id": actor.id,
        "reason": said.reason,
        "words": said.words,
        "created_at": now(),
        "answer": "",
    }
    written = db.session.scalar(insert_where_absent(Report).values(values).returning(Report.id))
    if written is None:
        return False
    # Not by whom: who wrote the thing may read the log as well.
    audit.record(VISITOR, ReportMade())
    tell(actor, Event.REPORT_MADE, report_id=written)
    jobs.enqueue("reports.tell_judges", report_id=written)
    return True


def _open_case(thing: Thing) -> ReportCase:
    """Give the open case of a thing, locked, so that it is not decided while a report joins it."""
    open_one = (
        select(ReportCase)
        .where(ReportCase.thing == thing.key, ReportCase.state == CaseState.OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for _ in range(MOST_TRIES):
        _open_where_none_is(thing)
        case = db.session.scalars(open_one).one_or_none()
        if case is not None:
            return case
    raise RuntimeError("a case of this thing is opened and decided again and again")


def _open_where_none_is(thing: Thing, signs: Sequence[dict[str, str]] = ()) -> int | None:
    """Open a case of a thing and give its number; None where one is open already."""
    values = {
        "id": new_id(),
        "thing": thing.key,
        thing.column: thing.id,
        "group_id": thing.group_id,
        "about_id": thing.about_id,
        "snapshot": thing.words,
        "signs": list(signs),
        "state": CaseState.OPEN,
        "created_at": now(),
        "reason": "",
        "objection": "",
        "is_upheld": True,
        "ruling": "",
    }
    opened: int | None = db.session.scalar(insert_where_absent(ReportCase).values(values).returning(ReportCase.id))
    return opened
