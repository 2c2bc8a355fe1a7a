"""Applying for membership and deciding on it. Who gets in at once, and who waits, follows the site's settings."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community import audit, jobs
from community.accounts.models import Member, MemberState, Notify, Role
from community.audit.member_events import (
    ApplicationMade,
    ApplicationRefused,
    ApplicationWithdrawn,
    MemberAdmitted,
    MemberJoined,
)
from community.core.clock import now
from community.core.db import db
from community.membership.models import Application, ApplicationState
from community.membership.queries.applications import Way, way_in
from community.membership.queries.objections import objection_waits
from community.organisations.models import Organisation
from community.organisations.services import name_organisation
from community.policy import Actor, Permission, Refused, requires

MOST_TOLD = 50
OBJECTION_WAITS = _l("Je bezwaar wordt nog bekeken. Daarna kun je opnieuw een aanvraag doen.")
BY_INVITATION = _l("Lid worden kan hier alleen met een uitnodiging.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody fills in to become a member; an organisation that is not in the list has only a name."""

    organisation: Organisation | None
    organisation_name: str
    function: str
    region_id: int | None
    motivation: str
    notify: Notify
    # What a program would have done with the form.
    doubts: tuple[str, ...] = ()


@requires(Permission.APPLICATION_MAKE)
def apply(actor: Actor, person: Member, *, answers: Answers) -> Application:
    """Ask for membership; it is given at once where the site is open or the person's address opens the door.

    What looks like the work of a program waits for a moderator, who reads why.
    """
    if objection_waits(actor):
        raise Refused(Permission.APPLICATION_MAKE, OBJECTION_WAITS)
    way = way_in(actor)
    if way == Way.INVITATION:
        raise Refused(Permission.APPLICATION_MAKE, BY_INVITATION)
    application = _keep_application(actor, person, answers)
    if way.is_at_once and not answers.doubts:
        settle(application, ApplicationState.ADMITTED)
        _let_in(actor, person, application)
        joined = MemberJoined(member_id=person.id, application_id=application.id, way=way.value)
        audit.record(actor, joined)
        jobs.enqueue("membership.tell_admitted", application_id=application.id)
    else:
        person.state = MemberState.APPLICANT
        for moderator_id in moderators_to_tell():
            jobs.enqueue("membership.tell_moderator", application_id=application.id, member_id=moderator_id)
    return application


def moderators_to_tell() -> list[int]:
    """Give who decides on applications and wants mail."""
    query = select(Member.id).where(
        Member.state == MemberState.MEMBER,
        Member.role.in_((Role.MODERATOR, Role.ADMINISTRATOR)),
        Member.notify != Notify.OFF,
    )
    return list(db.session.scalars(query.limit(MOST_TOLD)))


def _keep_application(actor: Actor, person: Member, answers: Answers) -> Application:
    """Keep what a person filled in."""
    application = Application(
        member_id=person.id,
        organisation_id=answers.organisation.id if answers.organisation else None,
        organisation_name=answers.organisation.name if answers.organisation else answers.organisation_name,
        function=answers.function,
        region_id=answers.region_id,
        motivation=answers.motivation,
        notify=answers.notify,
        doubts=list(answers.doubts),
        state=ApplicationState.WAITING,
    )
    db.session.add(application)
    db.session.flush()
    audit.record(actor, ApplicationMade(member_id=person.id, application_id=application.id))
    return application


def settle(application: Application, state: ApplicationState, *, by: int | None = None, reason: str = "") -> None:
    """Close an application."""
    application.state, application.reason = state, reason
    application.decided_at, application.decided_by_id = now(), by


def _let_in(actor: Actor, person: Member, application: Application) -> None:
    """Make a member of a person, as they described themselves."""
    if application.organisation_id is None and application.organisation_name:
        application.organisation_id = name_organisation(actor, name=application.organisation_name).id
    person.organisation_id = application.organisation_id
    person.function, person.region_id = application.function, application.region_id
    person.notify = application.notify
    person.state, person.joined_at = MemberState.MEMBER, now()
    # A group may have promised them a place.
    jobs.enqueue("groups.person_admitted", member_id=person.id)


@requires(Permission.APPLICATION_DECIDE)
def admit(actor: Actor, application: Application) -> None:
    """Let an applicant in, and tell them."""
    settle(application, ApplicationState.ADMITTED, by=actor.id)
    _let_in(actor, application.member, application)
    audit.record(actor, MemberAdmitted(member_id=application.member_id, application_id=application.id))
    jobs.enqueue("membership.tell_admitted", application_id=application.id)


@requires(Permission.APPLICATION_DECIDE)
def refuse(actor: Actor, application: Application, *, reason: str) -> None:
    """Refuse an applicant, with a reason that they read."""
    settle(application, ApplicationState.REFUSED, by=actor.id, reason=reason)
    application.member.state = MemberState.REFUSED
    event = ApplicationRefused(member_id=application.member_id, application_id=application.id, reason=reason)
    audit.record(actor, event)
    jobs.enqueue("membership.tell_refused", application_id=application.id)


@requires(Permission.APPLICATION_WITHDRAW)
def withdraw(actor: Actor, application: Application) -> None:
    """Take one's own application back."""
    settle(application, ApplicationState.WITHDRAWN)
    application.member.state = MemberState.NEW
    audit.record(actor, ApplicationWithdrawn(member_id=actor.id, application_id=application.id))
