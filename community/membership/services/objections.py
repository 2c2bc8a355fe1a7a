"""Objecting to a refusal, once, and deciding on that by another moderator than who refused."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from community import audit, jobs
from community.audit.member_events import MemberAdmitted, ObjectionGranted, RefusalObjected, RefusalUpheld
from community.core.clock import now
from community.core.db import db
from community.membership.models import Application, ApplicationState, Objection
from community.membership.queries.objections import objection_against
from community.membership.services.applications import _let_in, moderators_to_tell, settle
from community.policy import Actor, Permission, Refused, requires

ONCE = _l("Je hebt al bezwaar gemaakt tegen deze weigering.")
NOT_BY_A_MODERATOR = _l("Tegen deze weigering kun je geen bezwaar maken.")


@requires(Permission.APPLICATION_OBJECT)
def object_to_refusal(actor: Actor, application: Application, *, text: str) -> Objection:
    """Object to the refusal of one's own application, which has been locked; other moderators hear of it."""
    if objection_against(actor, application) is not None:
        raise Refused(Permission.APPLICATION_OBJECT, ONCE)
    if application.decided_by_id is None:
        raise Refused(Permission.APPLICATION_OBJECT, NOT_BY_A_MODERATOR)
    objection = Objection(
        application_id=application.id, member_id=actor.id, refused_by_id=application.decided_by_id, text=text
    )
    db.session.add(objection)
    db.session.flush()
    audit.record(actor, RefusalObjected(member_id=actor.id, application_id=application.id))
    for moderator_id in moderators_to_tell():
        jobs.enqueue("membership.tell_of_objection", objection_id=objection.id, member_id=moderator_id)
    return objection


@requires(Permission.OBJECTION_DECIDE)
def grant(actor: Actor, objection: Objection, *, reason: str) -> None:
    """Let a refused applicant in after all; why they were refused stays to be read by moderators."""
    application = objection.application
    _settle(actor, objection, reason, is_upheld=False)
    settle(application, ApplicationState.ADMITTED, by=actor.id, reason=application.reason)
    _let_in(actor, objection.member, application)
    ids = {"member_id": objection.member_id, "application_id": application.id}
    audit.record(actor, ObjectionGranted(**ids, reason=reason))
    audit.record(actor, MemberAdmitted(**ids))
    jobs.enqueue("membership.tell_admitted", application_id=application.id)


@requires(Permission.OBJECTION_DECIDE)
def uphold(actor: Actor, objection: Objection, *, reason: str) -> None:
    """Let a refusal stand, with a reason that the applicant reads."""
    _settle(actor, objection, reason, is_upheld=True)
    event = RefusalUpheld(member_id=objection.member_id, application_id=objection.application_id, reason=reason)
    audit.record(actor, event)
    jobs.enqueue("membership.tell_upheld", objection_id=objection.id)


def _settle(actor: Actor, objection: Objection, reason: str, *, is_upheld: bool) -> None:
    """Write down how an objection ended, and by whose hand."""
    objection.is_upheld, objection.reason = is_upheld, reason
    objection.decided_at, objection.decided_by_id = now(), actor.id
