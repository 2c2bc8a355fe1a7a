"""What the site itself notices: a text that stands at once, and that somebody had better look at.

Comments and discussions wait where there is reason for it (see `community.review`). A page of the wiki, a document, a
decision, an action item and a profile do not: others go on working with them meanwhile. Of these the site opens a case,
as a report of a member would.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from community import audit, jobs
from community.accounts.models import Member
from community.audit.report_events import ReportMade
from community.content.models import ContentItem, State
from community.core.db import db
from community.notifications.tell import Event, tell
from community.policy import CLOCK, Actor
from community.reports.models import CaseState, ReportCase
from community.reports.queries import things
from community.reports.queries.judges import judges_of
from community.reports.services.making import Thing, _open_where_none_is
from community.review.services.checking import Reason, Written, _reasons_to_notice
from community.richtext import from_plain


def notice_item(item: ContentItem, *, writer: Actor) -> None:
    """Open a case of an item as its writer left it, where there is reason for that; read with its text."""
    if item.state != State.PUBLISHED:
        return
    words = things.words_to_keep(things.shown_item(item, with_text=True))
    written = Written(item.body, title=f"{item.title}\n{item.lead}", item_id=item.id, group_id=item.group_id)
    thing = Thing("item", "item_id", item.id, writer.id, item.group_id, words)
    _notice(thing, _reasons_to_notice(writer, written))


def notice_member(member: Member, *, writer: Actor) -> None:
    """Open a case of what a member tells all of themselves, where there is reason for that; read with the profile."""
    shown = things.shown_member(member)
    written = Written(from_plain(shown.words), title=member.function)
    thing = Thing("member", "profile_id", member.id, member.id, None, things.words_to_keep(shown))
    _notice(thing, _reasons_to_notice(writer, written))


def _notice(thing: Thing, signs: Sequence[Reason]) -> None:
    """Open a case with these signs and tell who decides; one case of the same words is enough, and one at a time."""
    if not signs or _is_known(thing):
        return
    case_id = _open_where_none_is(thing, signs)
    if case_id is None:
        return
    # Not about what: who wrote it may read the log as well.
    audit.record(CLOCK, ReportMade())
    tell(CLOCK, Event.CASE_NOTICED, case_id=case_id)
    case = db.session.get_one(ReportCase, case_id)
    for member_id in judges_of(case):
        if member_id != thing.about_id:
            jobs.enqueue("reports.mail_judge", case_id=case_id, member_id=member_id)


def _is_known(thing: Thing) -> bool:
    """Whether somebody looks at this thing already, or was asked to look at these very words before."""
    same = or_(ReportCase.state == CaseState.OPEN, ReportCase.snapshot == thing.words)
    query = select(ReportCase.id).where(getattr(ReportCase, thing.column) == thing.id, same)
    return db.session.scalar(query.limit(1)) is not None
