"""What the worker does about membership: mails to those concerned, and the end of suspensions at their term."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.models import Member, MemberState
from community.accounts.queries import actor_for
from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs import every, task
from community.mail import compose, deliver
from community.membership.models import Application, ApplicationState, Invitation, Suspension
from community.membership.services.invitations import secret_link
from community.membership.services.suspensions import end_due_suspensions
from community.policy import CLOCK, Permission, allows
from community.site.queries import site_settings


def mail(template: str, person: Member, **values: object) -> None:
    """Mail a person in their language; nothing where they have no address."""
    if not person.email:
        return
    message = compose(template, name=person.name, email=person.email, language=person.language, **values)
    db.session.rollback()
    deliver(message)


def decided(application_id: int, state: ApplicationState) -> Application | None:
    """Give an application that still stands as it was decided, with its applicant."""
    query = (
        select(Application)
        .where(Application.id == application_id, Application.state == state)
        .options(joinedload(Application.member))
    )
    return db.session.scalars(query).one_or_none()


@task("membership.tell_admitted")
def tell_admitted(application_id: int) -> None:
    """Tell an applicant that they are a member, as long as they are."""
    application = decided(application_id, ApplicationState.ADMITTED)
    if application is not None and application.member.state == MemberState.MEMBER:
        mail("admitted", application.member, notify=application.member.notify.value)


@task("membership.tell_refused")
def tell_refused(application_id: int) -> None:
    """Tell an applicant why they were refused."""
    application = decided(application_id, ApplicationState.REFUSED)
    if application is not None:
        mail("refused", application.member, reason=application.reason)


@task("membership.tell_moderator")
def tell_moderator(application_id: int, member_id: int) -> None:
    """Tell one moderator of an application that still waits, as long as they may decide on it."""
    application = decided(application_id, ApplicationState.WAITING)
    moderator = db.session.get(Member, member_id)
    if application is None or moderator is None:
        return
    if not allows(actor_for(moderator), Permission.APPLICATION_DECIDE, application):
        return
    mail(
        "application_waits",
        moderator,
        applicant=application.member.name,
        organisation=application.organisation_name,
        function=application.function,
    )


@task("membership.tell_suspended")
def tell_suspended(suspension_id: int) -> None:
    """Tell a member that they are suspended, until when, why, and how to object."""
    suspension = with_person(suspension_id)
    if suspension is not None and suspension.ended_at is None:
        contact = site_settings().contact_email
        mail("suspended", suspension.member, reason=suspension.reason, until=suspension.ends_at, contact=contact)


@task("membership.tell_reinstated")
def tell_reinstated(suspension_id: int) -> None:
    """Tell a member that they may take part again."""
    suspension = with_person(suspension_id)
    if suspension is not None and suspension.member.state == MemberState.MEMBER:
        mail("reinstated", suspension.member)


def with_person(suspension_id: int) -> Suspension | None:
    """Give a suspension with its person."""
    query = select(Suspension).where(Suspension.id == suspension_id).options(joinedload(Suspension.member))
    return db.session.scalars(query).one_or_none()


@task("membership.invite")
def send_invitation(invitation_id: int) -> None:
    """Send an invitation with its secret link, as long as it can be used."""
    query = select(Invitation).where(Invitation.id == invitation_id).options(joinedload(Invitation.invited_by))
    invitation = db.session.scalars(query).one_or_none()
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= now():
        return
    token = secret_link(invitation.id, current_app.config["SETTINGS"].secret_key)
    message = compose(
        "invitation",
        name=invitation.email.partition("@")[0],
        email=invitation.email,
        inviter=invitation.invited_by.name,
        words=invitation.message,
        until=invitation.expires_at,
        address=f"/lid-worden/uitnodiging/{token}",
    )
    db.session.rollback()
    deliver(message)


@every(seconds=30)
def end_suspensions() -> None:
    """End the suspensions whose term is over."""
    begin_writing()
    end_due_suspensions(CLOCK)
