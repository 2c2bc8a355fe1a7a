"""Deciding on a case. What is done about a thing or a person are deeds that stand elsewhere, with their own rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from community import audit, jobs
from community.audit.report_events import CaseDecided
from community.content.models import ContentItem
from community.content.queries.attachments import attachment_to_change
from community.content.services import attachments, publication
from community.content.services import comments as comment_services
from community.core.clock import now
from community.core.db import db
from community.discussions.models import Discussion
from community.discussions.services import remove_discussion
from community.documents.models import Document
from community.documents.services.documents import remove_document
from community.groups.models import GroupMembership
from community.groups.services import mutes
from community.groups.services.pictures import remove_picture
from community.membership.queries.people import person_to_manage
from community.membership.services.suspensions import suspend
from community.policy import Actor, Permission, Refused, demand, requires
from community.reports.models import CaseState, Report, ReportCase, Verdict
from community.reports.queries.cases import verdicts_for
from community.reports.queries.places import place_of_author
from community.wiki.models import WikiPage
from community.wiki.services import remove_page

GONE = _l("Dit staat er niet meer, of je mag het niet lezen. Kies een ander besluit.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done, what the author reads, what who reported it reads, and until when somebody is kept quiet or out."""

    verdict: Verdict
    reason: str
    answer: str
    until: datetime | None = None


@requires(Permission.CASE_DECIDE)
def decide(actor: Actor, case: ReportCase, *, decision: Decision) -> None:
    """Decide what is done about a thing; its author and all who reported it read why."""
    _hold(case)
    demand(actor, Permission.CASE_DECIDE, case)
    if decision.verdict not in verdicts_for(actor, case):
        raise Refused(Permission.CASE_DECIDE, _l("Dit besluit kan hier niet."))
    if decision.verdict.is_about_person:
        demand(actor, Permission.CASE_DECIDE_ON_PERSON, case)
    if not decision.answer and _is_reported(case):
        raise Refused(Permission.CASE_DECIDE, _l("Iemand gaf intussen een signaal. Lees het, en schrijf een antwoord."))
    _carry_out(actor, case, decision)
    done = decision.verdict != Verdict.NOTHING
    case.state = CaseState.DECIDED if done else CaseState.DISMISSED
    case.verdict, case.reason, case.until = decision.verdict, decision.reason if done else "", decision.until
    case.decided_at, case.decided_by_id = now(), actor.id
    answered = update(Report).where(Report.case_id == case.id)
    db.session.execute(answered.values(answer=decision.answer, answered_at=now()))
    event = CaseDecided(
        member_id=case.about_id,
        group_id=case.group_id,
        verdict=decision.verdict.value,
        reason=case.reason,
    )
    audit.record(actor, event)
    jobs.enqueue("reports.decided", case_id=case.id)


def _is_reported(case: ReportCase) -> bool:
    """Whether a member reported the thing, also where the site opened the case."""
    return db.session.scalar(select(Report.id).where(Report.case_id == case.id).limit(1)) is not None


def _carry_out(actor: Actor, case: ReportCase, decision: Decision) -> None:
    """Do what was decided, by the deed that is there for it; the mail about the decision tells of both."""
    if decision.verdict == Verdict.HIDE:
        if case.comment is None:
            raise Refused(Permission.COMMENT_HIDE, GONE)
        comment_services.hide_comment(actor, case.comment, reason=decision.reason, is_mailed=False)
    elif decision.verdict == Verdict.REMOVE:
        _remove(actor, case)
    elif decision.verdict == Verdict.MUTE:
        mutes.mute(actor, _place_of(actor, case), reason=decision.reason, until=decision.until, is_mailed=False)
    elif decision.verdict == Verdict.SUSPEND:
        member = person_to_manage(actor, case.about.slug, lock=True)
        suspend(actor, member, reason=decision.reason, until=decision.until, is_mailed=False)


def _remove(actor: Actor, case: ReportCase) -> None:
    """Take the thing of a case away."""
    if case.item is not None:
        _remove_item(actor, case.item)
    elif case.attachment_id is not None:
        attachments.remove_attachment(actor, attachment_to_change(actor, case.attachment_id))
    elif case.picture is not None:
        remove_picture(actor, case.picture.group)
    else:
        raise Refused(Permission.CASE_DECIDE, GONE)


def _remove_item(actor: Actor, item: ContentItem) -> None:
    """Take an item away as its kind is taken away."""
    if isinstance(item, Document):
        remove_document(actor, item)
    elif isinstance(item, WikiPage):
        remove_page(actor, item)
    elif isinstance(item, Discussion):
        remove_discussion(actor, item)
    else:
        publication.remove(actor, item)


def _place_of(actor: Actor, case: ReportCase) -> GroupMembership:
    """Give the place in the group of who a case is about, or refuse where they have none."""
    place = place_of_author(actor, case)
    if place is None:
        raise Refused(Permission.GROUP_MEMBERSHIP_MUTE, _l("Deze persoon zit niet in de werkgroep."))
    return place


def _hold(case: ReportCase) -> None:
    """Keep others from deciding the same case until this transaction ends, and read anew what they may have decided."""
    db.session.refresh(case, ["state", "decided_by_id", "about_id", "group_id"], with_for_update=True)
