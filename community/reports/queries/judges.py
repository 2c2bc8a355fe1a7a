"""Who may decide on a case, for the worker; each of them is asked by the rules again before they are told."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select

from community.accounts.models import Member, MemberState, Role
from community.core.db import db
from community.groups.models import GroupMembership, GroupRole
from community.reports.models import Report, ReportCase

OVERSEERS = (Role.MODERATOR, Role.ADMINISTRATOR)


def case_of_first_report(report_id: int) -> ReportCase | None:
    """Give the case that a report opened; None where it only joined one, or is gone."""
    report = db.session.get(Report, report_id)
    if report is None:
        return None
    first = db.session.scalar(select(func.min(Report.id)).where(Report.case_id == report.case_id))
    return db.session.get(ReportCase, report.case_id) if first == report_id else None


def moderators() -> list[int]:
    """Give who watches over the whole site."""
    return members_who(Member.role.in_(OVERSEERS))


def judges_of(case: ReportCase) -> list[int]:
    """Give who watches over the whole site, and who runs the group in which the thing stands."""
    coordinators = select(GroupMembership.member_id).where(
        GroupMembership.group_id == case.group_id, GroupMembership.role == GroupRole.COORDINATOR
    )
    return members_who(or_(Member.role.in_(OVERSEERS), Member.id.in_(coordinators)))


def members_who(condition: ColumnElement[bool]) -> list[int]:
    """Give the members who fit a condition."""
    query = select(Member.id).where(Member.state == MemberState.MEMBER, condition).order_by(Member.id)
    return list(db.session.scalars(query))
