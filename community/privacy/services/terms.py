"""Clears what was kept for as long as the site keeps it: of each kind some at a time, the oldest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, or_, select

from community import audit
from community.accounts.models import MemberState
from community.audit.models import AuditDetail, AuditEntry
from community.audit.privacy_events import TermsKept
from community.core.clock import now
from community.core.db import db
from community.groups.models import MailInvitationState
from community.membership.models import ApplicationState
from community.policy import Actor, Permission, requires
from community.reports.models import CaseState
from community.site.queries import site_settings
from community.trash.services.purging import forget_words, table_of, take_away

BATCH = 200


@requires(Permission.TERMS_KEEP_DUE)
def clear_some(actor: Actor, *, setting: str) -> int:
    """Clear some of what one term is over for, and give how much that was; 0 says that nothing is left."""
    before = now() - timedelta(days=getattr(site_settings(), setting))
    return CLEARING[setting](before)


@requires(Permission.TERMS_KEEP_DUE)
def note_clearing(actor: Actor, *, setting: str, count: int) -> None:
    """Write down how much was cleared of one kind."""
    audit.record(actor, TermsKept(kind=setting, count=count))


def _copies(before: datetime) -> int:
    """Take away copies whose own day is over, which was set when they were made."""
    copies = table_of("data_copy")
    return _clear(copies, copies.c.expires_at < now())


def _applications(before: datetime) -> int:
    rows, members = table_of("application"), table_of("member")
    over = rows.c.state.in_((ApplicationState.REFUSED, ApplicationState.WITHDRAWN)) & (rows.c.decided_at < before)
    # An objection that waits keeps what it is about.
    objections = table_of("objection")
    waiting = select(objections.c.application_id).where(objections.c.decided_at.is_(None))
    waits = select(members.c.id).where(members.c.state == MemberState.APPLICANT)
    return _clear(rows, over & rows.c.id.not_in(waiting) & rows.c.member_id.not_in(waits))


def _invitations(before: datetime) -> int:
    rows, by_mail = table_of("invitation"), table_of("group_mail_invitation")
    over = or_(rows.c.used_at < before, rows.c.expires_at < before)
    done = by_mail.c.state.not_in((MailInvitationState.WAITING, MailInvitationState.CLAIMED))
    return _clear(rows, over) or _clear(by_mail, done & (by_mail.c.expires_at < before))


def _reports(before: datetime) -> int:
    rows = table_of("report_case")
    closed = rows.c.state.in_((CaseState.DISMISSED, CaseState.DECIDED, CaseState.SETTLED))
    return _clear(
        rows, closed & (rows.c.decided_at < before) & (rows.c.ruled_at.is_(None) | (rows.c.ruled_at < before))
    )


def _notifications(before: datetime) -> int:
    rows = table_of("notification")
    return _clear(rows, rows.c.read_at < before)


def _notes(before: datetime) -> int:
    rows = table_of("member_note")
    return _clear(rows, rows.c.created_at < before)


def _log_words(before: datetime) -> int:
    query = select(AuditDetail.entry_id).join(AuditEntry, AuditEntry.id == AuditDetail.entry_id)
    ids = list(db.session.scalars(query.where(AuditEntry.at < before).limit(BATCH)))
    forget_words(AuditEntry.id.in_(ids))
    return len(ids)


def _clear(table: Table, which: ColumnElement[bool]) -> int:
    ids = list(db.session.scalars(select(table.c.id).where(which).order_by(table.c.id).limit(BATCH)))
    take_away(table, ids)
    return len(ids)


CLEARING: dict[str, Callable[[datetime], int]] = {
    "days_of_copies": _copies,
    "days_of_applications": _applications,
    "days_of_invitations": _invitations,
    "days_of_reports": _reports,
    "days_of_notifications": _notifications,
    "days_of_notes": _notes,
    "days_of_log_words": _log_words,
}
