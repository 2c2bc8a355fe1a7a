"""Cases of reports: those to decide, what was reported in each, and what is known of the person it is about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from community import policy
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.groups.models import Group
from community.membership.models import Suspension
from community.policy import Actor, Permission
from community.reports.models import TOLD, CaseState, Report, ReportCase, Verdict
from community.reports.queries.things import WITH_TEXT, WITH_THING

MOST_EARLIER = 20
MOST_REPORTS = 100
# Beyond, a count says "99+".
MOST_COUNTED = 100
WAITING = (CaseState.OPEN, CaseState.OBJECTED)
# What can be done about each kind of thing.
VERDICTS: dict[str, tuple[Verdict, ...]] = {
    "comment": (Verdict.NOTHING, Verdict.HIDE, Verdict.EDIT, Verdict.MUTE, Verdict.WARN, Verdict.SUSPEND),
    "item": (Verdict.NOTHING, Verdict.REMOVE, Verdict.EDIT, Verdict.MUTE, Verdict.WARN, Verdict.SUSPEND),
    "attachment": (Verdict.NOTHING, Verdict.REMOVE, Verdict.EDIT, Verdict.MUTE, Verdict.WARN, Verdict.SUSPEND),
    "picture": (Verdict.NOTHING, Verdict.REMOVE, Verdict.EDIT, Verdict.WARN, Verdict.SUSPEND),
    "message": (Verdict.NOTHING, Verdict.WARN, Verdict.SUSPEND),
    "member": (Verdict.NOTHING, Verdict.EDIT, Verdict.WARN, Verdict.SUSPEND),
}


def cases_to_decide(
    actor: Actor, place: Place, *, is_over: bool = False, group: Group | None = None
) -> Page[ReportCase]:
    """Give a page of the cases that wait, the oldest first; or of those that are over, the newest first."""
    states = [each for each in CaseState if each not in WAITING] if is_over else list(WAITING)
    query = (
        select(ReportCase)
        .where(policy.permitted(actor, Permission.CASE_OVERSEE, ReportCase), ReportCase.state.in_(states))
        .options(*WITH_THING)
    )
    if group is not None:
        query = query.where(ReportCase.group_id == group.id)
    return keyset_page(query, (ReportCase.id,), place, descending=is_over)


def case_to_judge(actor: Actor, case_id: int, *, group: Group | None = None, lock: bool = False) -> ReportCase:
    """Give one case that the actor watches over, or raise `Absent`; locked, others wait until it is decided."""
    criteria: list[ColumnElement[bool]] = [
        ReportCase.id == case_id,
        policy.permitted(actor, Permission.CASE_OVERSEE, ReportCase),
    ]
    if group is not None:
        criteria.append(ReportCase.group_id == group.id)
    if lock:
        db.session.execute(select(ReportCase.id).where(*criteria).with_for_update())
    return policy.get(actor, ReportCase, *criteria, options=(*WITH_THING, *WITH_TEXT))


def case_about_me(actor: Actor, case_id: int) -> ReportCase:
    """Give one decided case about something of the actor, or raise `Absent`."""
    return policy.get(actor, ReportCase, ReportCase.id == case_id, ReportCase.about_id == actor.id, options=WITH_THING)


def cases_about_me(actor: Actor) -> Sequence[ReportCase]:
    """Give the decided cases about things of the actor, the newest first."""
    query = (
        select(ReportCase)
        .where(ReportCase.about_id == actor.id, policy.readable(actor, ReportCase))
        .options(*WITH_THING)
        .order_by(ReportCase.id.desc())
        .limit(MOST_EARLIER)
    )
    return list(db.session.scalars(query))


def reports_in(actor: Actor, cases: Sequence[ReportCase]) -> dict[int, list[Report]]:
    """Give what was reported in each of these cases, the oldest first, with who reported."""
    query = (
        select(Report)
        .where(Report.case_id.in_([case.id for case in cases]), policy.readable(actor, Report))
        .options(joinedload(Report.member))
        .order_by(Report.id)
        .limit(MOST_REPORTS * max(1, len(cases)))
    )
    found: dict[int, list[Report]] = {case.id: [] for case in cases}
    for report in db.session.scalars(query):
        found[report.case_id].append(report)
    return found


def report_counts(actor: Actor, cases: Sequence[ReportCase]) -> dict[int, int]:
    """Count what was reported in each of these cases."""
    query = (
        select(Report.case_id, func.count())
        .where(Report.case_id.in_([case.id for case in cases]), policy.readable(actor, Report))
        .group_by(Report.case_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def earlier_cases(actor: Actor, case: ReportCase) -> Sequence[ReportCase]:
    """Give the other cases about the same person in which something was done and stands, the newest first."""
    query = (
        select(ReportCase)
        .where(
            ReportCase.about_id == case.about_id,
            ReportCase.id != case.id,
            ReportCase.state.in_(TOLD),
            ReportCase.is_upheld,
            policy.permitted(actor, Permission.CASE_OVERSEE, ReportCase),
        )
        .order_by(ReportCase.id.desc())
        .limit(MOST_EARLIER)
    )
    return list(db.session.scalars(query))


def earlier_suspensions(actor: Actor, case: ReportCase) -> Sequence[Suspension]:
    """Give the suspensions of the person, the newest first, for who may read them."""
    query = (
        select(Suspension)
        .where(Suspension.member_id == case.about_id, policy.readable(actor, Suspension))
        .order_by(Suspension.id.desc())
        .limit(MOST_EARLIER)
    )
    return list(db.session.scalars(query))


def open_case_count(actor: Actor, group: Group | None = None) -> int:
    """Count the cases that wait for the actor, up to a hundred."""
    return db.session.scalar(open_cases_counted(actor, group)) or 0


def open_cases_counted(actor: Actor, group: Group | None = None) -> Select[int]:
    """Count the cases that wait for the actor: a query to be asked together with others."""
    waits = or_(
        policy.permitted(actor, Permission.CASE_DECIDE, ReportCase),
        policy.permitted(actor, Permission.CASE_RULE, ReportCase),
    )
    query = select(ReportCase.id).where(ReportCase.state.in_(WAITING), waits)
    if group is not None:
        query = query.where(ReportCase.group_id == group.id)
    return select(func.count()).select_from(query.limit(MOST_COUNTED).subquery())


def has_reported(actor: Actor, key: str) -> bool:
    """Whether the actor reported the thing of this key, and it waits for a decision."""
    query = (
        select(Report.id)
        .join(Report.case)
        .where(ReportCase.thing == key, ReportCase.state == CaseState.OPEN, Report.member_id == actor.id)
        .where(policy.readable(actor, Report))
    )
    return db.session.scalar(query) is not None


def reports_of(actor: Actor, place: Place) -> Page[Report]:
    """Give a page of what the actor reported, the newest first."""
    query = (
        select(Report)
        .where(Report.member_id == actor.id, policy.readable(actor, Report))
        .options(joinedload(Report.case))
    )
    return keyset_page(query, (Report.id,), place, descending=True)


def verdicts_for(actor: Actor, case: ReportCase) -> list[Verdict]:
    """Give what the actor can decide about a case."""
    on_person = policy.allows(actor, Permission.CASE_DECIDE_ON_PERSON, case)
    may = {
        Verdict.HIDE: may_take_away(actor, case),
        Verdict.REMOVE: may_take_away(actor, case),
        Verdict.MUTE: case.group is not None and policy.allows(actor, Permission.GROUP_MEMBERS_READ, case.group),
        Verdict.WARN: on_person,
        Verdict.SUSPEND: on_person,
    }
    return [each for each in VERDICTS[case.thing.partition(":")[0]] if may.get(each, True)]


def may_take_away(actor: Actor, case: ReportCase) -> bool:
    """Whether the actor may hide or remove the thing of a case, by the right that each kind of thing has for it."""
    if case.comment is not None:
        return policy.allows(actor, Permission.COMMENT_HIDE, case.comment)
    if case.item is not None:
        return policy.allows(actor, Permission.ITEM_REMOVE, case.item)
    if case.attachment is not None:
        return policy.allows(actor, Permission.ATTACHMENT_REMOVE, case.attachment)
    return case.picture is not None and policy.allows(actor, Permission.GROUP_MANAGE, case.picture.group)


def was_asked_to_edit(actor: Actor, comment_id: int) -> bool:
    """Whether the actor was asked to change a comment of theirs, which they may then do at any time."""
    query = (
        select(ReportCase.id)
        .where(
            ReportCase.comment_id == comment_id,
            ReportCase.about_id == actor.id,
            ReportCase.verdict == Verdict.EDIT,
            policy.readable(actor, ReportCase),
        )
        .limit(1)
    )
    return db.session.scalar(query) is not None
