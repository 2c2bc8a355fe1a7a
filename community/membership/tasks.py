"""What the worker does about membership: mails to those concerned, the end of suspensions, and who stays away."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import jobs
from community.accounts.models import Member, MemberState
from community.accounts.queries import actor_for
from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs import every, task
from community.mail import compose, deliver
from community.membership.models import (
    Application,
    ApplicationQuestion,
    ApplicationState,
    Invitation,
    Objection,
    Suspension,
)
from community.membership.queries.absence import (
    Term,
    absent_to_ask,
    absent_to_end,
    absent_to_remind,
    absent_who_may_end,
)
from community.membership.services import absence
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


@task("membership.send_question")
def send_question(question_id: int) -> None:
    """Send an applicant what a moderator asks, as long as the application waits for the answer."""
    question = question_with_people(question_id)
    if question is None or question.answered_at is not None:
        return
    if question.application.state == ApplicationState.WAITING:
        mail("application_question", question.member, question=question.question)


@task("membership.send_answer")
def send_answer(question_id: int) -> None:
    """Send the moderator who asked what the applicant answered, as long as they may read it."""
    question = question_with_people(question_id)
    if question is None or question.answered_at is None:
        return
    if allows(actor_for(question.asked_by), Permission.APPLICATION_QUESTION_READ, question):
        words = {"question": question.question, "answer": question.answer}
        mail("application_answer", question.asked_by, applicant=question.member, **words)


def question_with_people(question_id: int) -> ApplicationQuestion | None:
    """Give a question with its application, the applicant and who asked."""
    query = (
        select(ApplicationQuestion)
        .where(ApplicationQuestion.id == question_id)
        .options(
            joinedload(ApplicationQuestion.application),
            joinedload(ApplicationQuestion.member),
            joinedload(ApplicationQuestion.asked_by),
        )
    )
    return db.session.scalars(query).one_or_none()


@task("membership.tell_of_objection")
def tell_of_objection(objection_id: int, member_id: int) -> None:
    """Tell one moderator of an objection that waits, as long as they may decide on it."""
    objection, moderator = objection_with_person(objection_id), db.session.get(Member, member_id)
    if objection is None or moderator is None:
        return
    if allows(actor_for(moderator), Permission.OBJECTION_DECIDE, objection):
        mail("objection_waits", moderator, applicant=objection.member.name, address=f"/beheer/bezwaren/{objection.id}")


@task("membership.tell_upheld")
def tell_upheld(objection_id: int) -> None:
    """Tell an applicant why the refusal stands."""
    objection = objection_with_person(objection_id)
    if objection is not None and objection.is_upheld:
        mail("refusal_upheld", objection.member, reason=objection.reason)


def objection_with_person(objection_id: int) -> Objection | None:
    """Give an objection with the applicant."""
    query = select(Objection).where(Objection.id == objection_id).options(joinedload(Objection.member))
    return db.session.scalars(query).one_or_none()


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
    # Nobody invites while they are kept out.
    if invitation.invited_by.state != MemberState.MEMBER:
        return
    token = secret_link(invitation.id, current_app.config["SETTINGS"].secret_key)
    message = compose(
        "invitation",
        name=invitation.name or invitation.email.partition("@")[0],
        email=invitation.email,
        called=invitation.name,
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


@every(seconds=3600)
def ask_absent_members() -> None:
    """Ask who was not seen for long whether they want to stay, remind them once, and let the term end for the rest.

    Each of the three takes a batch; what is left is for the next round. The write lock is taken only where there is
    something to do.
    """
    term = Term.of(site_settings())
    if term is None:
        return
    for find, deed in ((absent_to_ask, absence.ask), (absent_to_remind, absence.remind)):
        if find(CLOCK, term, lock=False):
            begin_writing()
            for member in find(CLOCK, term, lock=True):
                deed(CLOCK, member)
            db.session.commit()
    ending = [member.id for member in absent_to_end(CLOCK, term)]
    if ending:
        begin_writing()
        for member_id in ending:
            jobs.enqueue("membership.end_absent", member_id=member_id)


@task("membership.end_absent")
def end_absent(member_id: int) -> None:
    """End one membership for want of an answer, unless one came in the meantime."""
    term = Term.of(site_settings())
    begin_writing()
    member = absent_who_may_end(CLOCK, term, member_id) if term else None
    if member is not None:
        absence.end(CLOCK, member)


@task("membership.ask_to_stay")
def ask_to_stay(member_id: int) -> None:
    """Mail a member that they are asked whether they want to stay, as long as they did not answer; once more later."""
    member, term = db.session.get(Member, member_id), Term.of(site_settings())
    if member is None or term is None or member.confirm_asked_at is None or member.state != MemberState.MEMBER:
        return
    is_reminder = member.confirm_reminded_at is not None
    mail(
        "still_a_member",
        member,
        is_reminder=is_reminder,
        until=member.confirm_asked_at + term.within,
        ends=allows(CLOCK, Permission.ABSENCE_END_DUE, member),
    )


@task("membership.tell_lapsed")
def tell_lapsed(member_id: int) -> None:
    """Tell somebody that they are no member any more, and how to come back."""
    member = db.session.get(Member, member_id)
    if member is not None and member.state == MemberState.LEFT and member.confirm_asked_at is not None:
        mail("membership_lapsed", member)


@task("membership.tell_merged")
def tell_merged(member_id: int) -> None:
    """Tell a member that another account of theirs has become part of this one."""
    member = db.session.get(Member, member_id)
    if member is not None and member.state == MemberState.MEMBER:
        mail("accounts_merged", member)
