"""What the worker does about reports: one mail to one person, each of whom must still be concerned when it is sent."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from community import jobs
from community.accounts.models import Member, MemberState
from community.accounts.queries import actor_for
from community.content.models import ContentItem
from community.core.db import begin_writing, db
from community.jobs import task
from community.mail import compose, deliver
from community.notifications.tell import Event, tell
from community.policy import CLOCK, Permission, allows
from community.reports.models import CaseState, Report, ReportCase, Verdict
from community.reports.queries.judges import case_of_first_report, judges_of, moderators
from community.reports.queries.things import WITH_THING, shown_thing, what_of
from community.reports.services.noticing import notice_item, notice_member


def mail(template: str, person: Member, **values: object) -> None:
    """Mail somebody in their language; nothing to who has no address."""
    if not person.email:
        return
    message = compose(template, name=person.name, email=person.email, language=person.language, **values)
    db.session.rollback()
    deliver(message)


@task("reports.tell_judges")
def tell_judges(report_id: int) -> None:
    """Ask for a mail to each who may decide, of the first report in a case only."""
    case = case_of_first_report(report_id)
    if case is None:
        return
    by_id = db.session.get_one(Report, report_id).member_id
    people, case_id = [each for each in judges_of(case) if each != by_id], case.id
    begin_writing()
    for member_id in people:
        jobs.enqueue("reports.mail_judge", case_id=case_id, member_id=member_id)
    db.session.commit()


@task("reports.look_at_item")
def look_at_item(item_id: int, member_id: int) -> None:
    """Open a case of what somebody just wrote, where the site sees reason for it."""
    with_text = (joinedload(ContentItem.group), undefer(ContentItem.body))
    query = select(ContentItem).where(ContentItem.id == item_id).options(*with_text)
    begin_writing()
    item, writer = db.session.scalars(query).one_or_none(), db.session.get(Member, member_id)
    if item is not None and writer is not None:
        notice_item(item, writer=actor_for(writer))
    db.session.commit()


@task("reports.look_at_member")
def look_at_member(member_id: int) -> None:
    """Open a case of what somebody just told of themselves, where the site sees reason for it."""
    query = select(Member).where(Member.id == member_id).options(joinedload(Member.profile))
    begin_writing()
    member = db.session.scalars(query).one_or_none()
    if member is not None:
        notice_member(member, writer=actor_for(member))
    db.session.commit()


@task("reports.mail_judge")
def mail_judge(case_id: int, member_id: int) -> None:
    """Tell somebody that a case waits, who may still decide on it; what it is about stands on the site."""
    case, person = case_with_thing(case_id), db.session.get(Member, member_id)
    if case is None or person is None or person.state != MemberState.MEMBER:
        return
    actor = actor_for(person)
    if not allows(actor, Permission.CASE_DECIDE, case):
        return
    is_overseer = allows(actor, Permission.ADMINISTRATION_OPEN)
    in_group = f"{case.group.address}/signalen/{case.id}" if case.group is not None else case.address
    values = {"what": what_of(case), "is_noticed": bool(case.signs)}
    mail("report_waits", person, address=case.address if is_overseer else in_group, **values)


@task("reports.decided")
def decided(case_id: int) -> None:
    """Let the author hear of a decision, where something was done, and all who reported: a notification and a mail."""
    case = db.session.get(ReportCase, case_id)
    if case is None:
        return
    reports = list(db.session.scalars(select(Report.id).where(Report.case_id == case_id)))
    is_told = case.state == CaseState.DECIDED
    begin_writing()
    if is_told:
        tell(CLOCK, Event.CASE_DECIDED, case_id=case_id)
        jobs.enqueue("reports.mail_author", case_id=case_id)
    for report_id in reports:
        tell(CLOCK, Event.REPORT_ANSWERED, report_id=report_id)
        jobs.enqueue("reports.mail_reporter", report_id=report_id)
    db.session.commit()


@task("reports.mail_author")
def mail_author(case_id: int) -> None:
    """Tell an author what was done and why, never who reported it."""
    case = case_with_thing(case_id)
    if case is None or case.verdict in (None, Verdict.NOTHING):
        return
    if not allows(actor_for(case.about), Permission.CASE_READ, case):
        return
    thing = shown_thing(actor_for(case.about), case)
    values = {"title": thing.title, "what": thing.what, "reason": case.reason, "verdict": case.verdict.label}
    muted_in = case.group.name if case.verdict == Verdict.MUTE and case.group is not None else ""
    is_suspended = case.verdict == Verdict.SUSPEND
    values |= {"is_from_review": case.is_from_review, "muted_in": muted_in, "is_suspended": is_suspended}
    mail("report_decided", case.about, until=case.until, address=case.own_address, **values)


@task("reports.mail_reporter")
def mail_reporter(report_id: int) -> None:
    """Tell who reported something what came of it."""
    query = select(Report).where(Report.id == report_id).options(joinedload(Report.member), joinedload(Report.case))
    report = db.session.scalars(query).one_or_none()
    if report is None or not report.answer:
        return
    if not allows(actor_for(report.member), Permission.REPORT_READ, report):
        return
    mail("report_answered", report.member, what=what_of(report.case), answer=report.answer)


@task("reports.objected")
def objected(case_id: int) -> None:
    """Ask for a mail to each moderator who may decide on an objection."""
    people = moderators()
    begin_writing()
    for member_id in people:
        jobs.enqueue("reports.mail_objection", case_id=case_id, member_id=member_id)
    db.session.commit()


@task("reports.mail_objection")
def mail_objection(case_id: int, member_id: int) -> None:
    """Tell a moderator that an objection waits, who did not decide at first."""
    case, person = case_with_thing(case_id), db.session.get(Member, member_id)
    if case is None or person is None or not allows(actor_for(person), Permission.CASE_RULE, case):
        return
    mail("report_objection", person, what=what_of(case), address=case.address)


@task("reports.ruled")
def ruled(case_id: int) -> None:
    """Tell an author what came of an objection."""
    case = case_with_thing(case_id)
    if case is None or not allows(actor_for(case.about), Permission.CASE_READ, case):
        return
    values = {"is_upheld": case.is_upheld, "reason": case.ruling, "address": case.own_address}
    mail("report_ruled", case.about, **values)


def case_with_thing(case_id: int) -> ReportCase | None:
    """Give a case with its thing."""
    return db.session.scalars(select(ReportCase).where(ReportCase.id == case_id).options(*WITH_THING)).one_or_none()
