"""Writes a few reports: one of a comment that was hidden, and three that wait, of which the site gave one itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.models import Member, MemberState, Role
from community.audit.log import write
from community.audit.report_events import CaseDecided
from community.content.models import Audience, Comment, ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.core.ids import id_at
from community.groups.models import Access, Group, GroupMembership
from community.policy import Actor
from community.reports.models import CaseState, Report, ReportCase, ReportReason, Verdict
from community.review.models import Why

UNSURE = "Volgens mij klopt dit niet. Kan iemand die erover gaat hiernaar kijken?"
MISPLACED = "Dit gaat over een ander onderwerp dan deze werkgroep. Hoort het hier wel?"
RUDE = "Zo praten we hier niet met elkaar."
ANSWER = "Dank je. De reactie is verborgen: de toon was niet goed."


def write_reports() -> None:
    """Write two cases that wait and one that was decided, about what the demo has of each."""
    hidden = db.session.scalars(
        select(Comment)
        .where(Comment.is_hidden, Comment.hidden_by_id.is_not(None))
        .options(joinedload(Comment.item))
        .order_by(Comment.id)
        .limit(1)
    ).one_or_none()
    if hidden is not None:
        write_decided(hidden)
    said = db.session.scalars(
        select(Comment)
        .join(Comment.item)
        .where(~Comment.is_hidden, ~Comment.is_removed, ContentItem.kind == "news")
        .where(ContentItem.audience == Audience.PUBLIC, ContentItem.state == State.PUBLISHED)
        .order_by(Comment.id.desc())
        .limit(1)
    ).one_or_none()
    if said is not None:
        case = ReportCase(thing=f"comment:{said.id}", comment_id=said.id, about_id=said.author_id)
        write_open(case, members_but(said.author_id, 2), ReportReason.WRONG, UNSURE)
    talk = db.session.scalars(
        select(ContentItem)
        .where(ContentItem.kind == "discussion", ContentItem.group_access == Access.OPEN)
        .where(ContentItem.state == State.PUBLISHED)
        .order_by(ContentItem.id.desc())
        .limit(1)
    ).one_or_none()
    if talk is not None:
        case = ReportCase(thing=f"item:{talk.id}", item_id=talk.id, about_id=talk.author_id, group_id=talk.group_id)
        write_open(case, members_but(talk.author_id, 1, talk.group_id), ReportReason.OTHER, MISPLACED)
    write_noticed()


def write_noticed() -> None:
    """Write the case of a page that the site lets somebody look at: who wrote it is new where new members are read."""
    page = db.session.scalars(
        select(ContentItem)
        .join(ContentItem.group)
        .where(ContentItem.kind == "wiki_page", ContentItem.state == State.PUBLISHED, Group.access == Access.OPEN)
        .order_by(ContentItem.id.desc())
        .limit(1)
    ).one_or_none()
    if page is not None:
        case = ReportCase(thing=f"item:{page.id}", item_id=page.id, about_id=page.author_id, group_id=page.group_id)
        case.signs = [{"why": Why.NEWCOMER}]
        write_open(case, (), ReportReason.OTHER, "")


def members_but(author_id: int, count: int, group_id: int | None = None) -> Sequence[int]:
    """Give some members, of a group where one is named, who did not write the thing."""
    query = select(Member.id).where(
        Member.state == MemberState.MEMBER, Member.role == Role.MEMBER, Member.id != author_id
    )
    if group_id is not None:
        places = select(GroupMembership.member_id).where(GroupMembership.group_id == group_id)
        query = query.where(Member.id.in_(places))
    return list(db.session.scalars(query.order_by(Member.id).limit(count)))


def write_open(case: ReportCase, people: Sequence[int], reason: ReportReason, words: str) -> None:
    """Write a case that waits, in which these people reported within the last hours."""
    moment = now() - timedelta(hours=5)
    case.id, case.created_at = id_at(moment), moment
    db.session.add(case)
    db.session.flush()
    for number, member_id in enumerate(people):
        report(case, member_id, moment + timedelta(hours=number), reason, words if number == 0 else "")


def report(case: ReportCase, member_id: int, moment: datetime, reason: ReportReason, words: str) -> Report:
    """Write that somebody reported a thing."""
    row = Report(id=id_at(moment), case_id=case.id, member_id=member_id, reason=reason, words=words)
    row.created_at = moment
    db.session.add(row)
    return row


def write_decided(hidden: Comment) -> None:
    """Write the case after which a comment was hidden, half a day after it was posted."""
    reported, decided = hidden.created_at + timedelta(hours=2), hidden.created_at + timedelta(hours=12)
    case = ReportCase(
        id=id_at(reported),
        thing=f"comment:{hidden.id}",
        comment_id=hidden.id,
        about_id=hidden.author_id,
        group_id=hidden.item.group_id,
        state=CaseState.DECIDED,
        verdict=Verdict.HIDE,
        reason=hidden.hidden_reason,
        created_at=reported,
        decided_at=decided,
        decided_by_id=hidden.hidden_by_id,
    )
    db.session.add(case)
    db.session.flush()
    for member_id in members_but(hidden.author_id, 1, hidden.item.group_id):
        row = report(case, member_id, reported, ReportReason.RUDE, RUDE)
        row.answer, row.answered_at = ANSWER, decided
    event = CaseDecided(
        member_id=hidden.author_id, group_id=case.group_id, verdict=Verdict.HIDE.value, reason=case.reason
    )
    write(db.session, Actor(id=hidden.hidden_by_id or 0), event, at=decided)
