"""Objecting once to a decision, and deciding on that; where the objection holds, what was done is undone."""

from __future__ import annotations

from community import audit, jobs
from community.audit.report_events import CaseObjected, CaseRuled
from community.content.models import ContentItem
from community.content.services import comments as comment_services
from community.content.services import publication
from community.core.clock import now
from community.core.db import db
from community.documents.models import Document
from community.documents.services.documents import restore_document
from community.groups.services import mutes
from community.membership.queries.people import person_to_manage
from community.membership.services.suspensions import reinstate
from community.notifications.tell import Event, tell
from community.policy import Actor, Permission, allows, demand, requires
from community.reports.models import CaseState, ReportCase, Verdict
from community.reports.queries.places import place_of_author
from community.wiki.models import WikiPage
from community.wiki.services import restore_page


@requires(Permission.CASE_OBJECT)
def object_to(actor: Actor, case: ReportCase, *, objection: str) -> None:
    """Say once that one does not agree; another moderator than who decided looks again."""
    _hold(case)
    demand(actor, Permission.CASE_OBJECT, case)
    case.state, case.objection, case.objected_at = CaseState.OBJECTED, objection, now()
    audit.record(actor, CaseObjected(member_id=case.about_id, group_id=case.group_id))
    tell(actor, Event.CASE_OBJECTED, case_id=case.id)
    jobs.enqueue("reports.objected", case_id=case.id)


@requires(Permission.CASE_RULE)
def rule(actor: Actor, case: ReportCase, *, is_upheld: bool, reason: str) -> None:
    """Decide on an objection; where it holds, what was done is undone as far as it can be."""
    _hold(case)
    demand(actor, Permission.CASE_RULE, case)
    if not is_upheld:
        _undo(actor, case)
    case.state, case.is_upheld, case.ruling = CaseState.SETTLED, is_upheld, reason
    case.ruled_at, case.ruled_by_id = now(), actor.id
    outcome = "stands" if is_upheld else "falls"
    event = CaseRuled(member_id=case.about_id, group_id=case.group_id, outcome=outcome, reason=reason)
    audit.record(actor, event)
    tell(actor, Event.CASE_DECIDED, case_id=case.id)
    jobs.enqueue("reports.ruled", case_id=case.id)


def _undo(actor: Actor, case: ReportCase) -> None:
    """Undo what was decided; what somebody else ended meanwhile stays as it is."""
    if case.verdict == Verdict.HIDE and case.comment is not None and case.comment.is_hidden:
        comment_services.show_comment(actor, case.comment)
    elif case.verdict == Verdict.REMOVE and case.item is not None:
        _restore_item(actor, case.item)
    elif case.verdict == Verdict.MUTE:
        place = place_of_author(actor, case)
        if place is not None:
            mutes.unmute(actor, place)
    elif case.verdict == Verdict.SUSPEND:
        member = person_to_manage(actor, case.about.slug, lock=True)
        if allows(actor, Permission.MEMBER_REINSTATE, member):
            reinstate(actor, member)


def _restore_item(actor: Actor, item: ContentItem) -> None:
    """Put an item back as its kind is put back."""
    if isinstance(item, Document):
        restore_document(actor, item)
    elif isinstance(item, WikiPage):
        restore_page(actor, item)
    else:
        publication.restore(actor, item)


def _hold(case: ReportCase) -> None:
    """Keep others from changing the same case until this transaction ends, and read anew what they may have changed."""
    db.session.refresh(case, ["state", "decided_by_id", "about_id"], with_for_update=True)
