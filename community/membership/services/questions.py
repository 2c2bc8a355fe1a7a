"""Asking an applicant something, and answering. The application waits meanwhile, and gets no younger by it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from community import audit, jobs
from community.audit.member_events import ApplicantAnswered, ApplicantAsked
from community.core.clock import now
from community.core.db import db
from community.membership.models import Application, ApplicationQuestion
from community.membership.queries.questions import newest_question
from community.policy import Actor, Permission, Refused, requires

STILL_OPEN = _l("Er staat nog een vraag open. Wacht op het antwoord, of beslis over de aanvraag.")


@requires(Permission.APPLICATION_ASK)
def ask(actor: Actor, application: Application, *, question: str) -> ApplicationQuestion:
    """Ask an applicant something, one thing at a time; the application has been locked."""
    last = newest_question(actor, application)
    if last is not None and last.answered_at is None:
        raise Refused(Permission.APPLICATION_ASK, STILL_OPEN)
    asked = ApplicationQuestion(
        application_id=application.id, member_id=application.member_id, asked_by_id=actor.id, question=question
    )
    db.session.add(asked)
    db.session.flush()
    audit.record(actor, ApplicantAsked(member_id=application.member_id, application_id=application.id))
    jobs.enqueue("membership.send_question", question_id=asked.id)
    return asked


@requires(Permission.APPLICATION_QUESTION_ANSWER)
def answer(actor: Actor, question: ApplicationQuestion, *, text: str) -> None:
    """Answer a question about one's own application, which has been locked; who asked hears of it."""
    question.answer, question.answered_at = text, now()
    audit.record(actor, ApplicantAnswered(member_id=actor.id, application_id=question.application_id))
    jobs.enqueue("membership.send_answer", question_id=question.id)
