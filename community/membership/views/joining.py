"""Joining: the three ways in, the application form, and where somebody stands who is not in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.models import MemberState
from community.accounts.views import providers
from community.membership.forms import AnswerForm, ObjectionForm
from community.membership.models import Application, ApplicationState, Objection
from community.membership.queries.applications import Way, application_to_decide, last_application, own_person, way_in
from community.membership.queries.objections import objection_against, objection_waits
from community.membership.queries.people import running_suspension
from community.membership.queries.questions import newest_question, questions_about
from community.membership.services import applications as services
from community.membership.services import objections, questions
from community.membership.views.blueprint import answers_in, blueprint, choices, joining_form
from community.policy import Actor, Permission, Refused, allows, demand
from community.privacy.queries.own import waiting_erasure
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.forms import Form
from community.web.gate import for_signed_in, public

STANDING = "/lid-worden/stand"
FORM = "/lid-worden/aanvraag"
IS_IN = (MemberState.APPLICANT, MemberState.MEMBER)
NO_QUESTION = _l("Er staat geen vraag voor je open.")
NO_APPLICATION = _l("Je hebt geen aanvraag die wacht.")


@blueprint.get("/lid-worden")
@public
def join() -> Response:
    """Explain the three ways in."""
    return page("membership/join.html", providers=providers(current_app))


@blueprint.get("/lid-worden/stand")
@for_signed_in
def standing() -> Response:
    """Show where this person stands, or send them to where they can do something."""
    actor = current.actor()
    if actor.is_member:
        return see_other("/mijn")
    if actor.state == MemberState.SUSPENDED:
        answer = page("membership/suspended.html", suspension=running_suspension(actor, actor.id))
        answer.status_code = 403
        return answer
    if actor.state == MemberState.LEFT and waiting_erasure(actor, actor.id) is not None:
        return see_other("/mijn/lidmaatschap-beeindigen")
    if actor.state not in (MemberState.APPLICANT, MemberState.REFUSED):
        return see_other(FORM)
    return show_standing(actor)


def show_standing(actor: Actor, wrong: Form | None = None) -> Response:
    """Show where an applicant stands, with what they can still say; with the form that must be corrected, if one."""
    application = last_application(actor, with_person=True)
    values: dict[str, Any] = {"application": application}
    if actor.state == MemberState.APPLICANT:
        template, form = "membership/waiting.html", AnswerForm(formdata=None)
        values["questions"] = questions_about(actor, [application] if application else [])
    else:
        template, form = "membership/refused.html", ObjectionForm(formdata=None)
        values["objection"] = objection_against(actor, application) if application else None
        values["may_object"] = may_still_object(actor, application, values["objection"])
    return page(template, form=form, **values) if wrong is None else invalid(template, wrong, **values)


def may_still_object(actor: Actor, application: Application | None, objection: Objection | None) -> bool:
    """Whether there is a moderator's refusal against which the applicant did not object yet."""
    if application is None or application.decided_by_id is None or objection is not None:
        return False
    return allows(actor, Permission.APPLICATION_OBJECT, application)


@blueprint.post("/lid-worden/stand/antwoord")
@for_signed_in
def answer_question() -> Response:
    """Take in the answer to what a moderator asked; a doubled submit finds that it is answered."""
    form = AnswerForm()
    if not form.validate():
        return answer_or_leave(form, MemberState.APPLICANT)
    actor = current.begin_writing()
    mine = last_application(actor)
    if mine is None:
        raise Refused(Permission.APPLICATION_QUESTION_ANSWER, NO_APPLICATION)
    question = newest_question(actor, application_to_decide(actor, mine.id))
    if question is None:
        raise Refused(Permission.APPLICATION_QUESTION_ANSWER, NO_QUESTION)
    if question.answered_at is None or question.answer != form.answer.data:
        questions.answer(actor, question, text=form.answer.data or "")
    flash(_("Je antwoord is verstuurd."))
    return see_other(STANDING)


@blueprint.post("/lid-worden/stand/bezwaar")
@for_signed_in
def object_to_refusal() -> Response:
    """Take in an objection to a refusal; a doubled submit finds that it was made."""
    form = ObjectionForm()
    if not form.validate():
        return answer_or_leave(form, MemberState.REFUSED)
    actor = current.begin_writing()
    mine = last_application(actor)
    if mine is None:
        raise Refused(Permission.APPLICATION_OBJECT, NO_APPLICATION)
    application = application_to_decide(actor, mine.id)
    made = objection_against(actor, application)
    if made is None or made.text != form.text.data:
        objections.object_to_refusal(actor, application, text=form.text.data or "")
    flash(_("Je bezwaar is verstuurd. Een andere moderator beslist erover."))
    return see_other(STANDING)


def answer_or_leave(form: Form, state: MemberState) -> Response:
    """Show the page again on which a form must be corrected, or the page of who is no longer where it is for."""
    actor = current.actor()
    return show_standing(actor, form) if actor.state == state else see_other(STANDING)


@blueprint.route(FORM, methods=["GET", "POST"])
@for_signed_in
def apply() -> Response:
    """Show the form of who wants to become a member, and take it in."""
    if request.method == "POST":
        return take_application()
    actor = current.actor()
    if actor.state in (*IS_IN, MemberState.SUSPENDED) or objection_waits(actor):
        return see_other(STANDING)
    way = way_in(actor)
    if way == Way.INVITATION:
        return page("membership/by_invitation.html")
    form = joining_form(actor, asks_motivation=way == Way.APPROVAL)
    return page("membership/apply.html", form=form, way=way.value, **choices(actor))


def take_application() -> Response:
    """Keep an application; a doubled submit finds that it is in already."""
    way = way_in(current.actor())
    form = joining_form(current.actor(), asks_motivation=way == Way.APPROVAL)
    is_good = form.validate()
    actor = current.begin_writing()
    person = own_person(actor, lock=True)
    if person.state in IS_IN:
        return see_other(STANDING)
    demand(actor, Permission.APPLICATION_MAKE, person)
    if not is_good:
        return invalid("membership/apply.html", form, way=way.value, **choices(actor))
    answers = replace(answers_in(actor, form), doubts=tuple(form.doubts()))
    application = services.apply(actor, person, answers=answers)
    if application.state == ApplicationState.ADMITTED:
        flash(_("Welkom! Je bent lid."))
        return see_other("/mijn")
    return see_other(STANDING)


@blueprint.post("/lid-worden/aanvraag/intrekken")
@for_signed_in
def withdraw() -> Response:
    """Take one's own application back."""
    actor = current.begin_writing()
    mine = last_application(actor)
    if mine is None:
        raise Refused(Permission.APPLICATION_WITHDRAW, NO_APPLICATION)
    application = application_to_decide(actor, mine.id)
    if application.state != ApplicationState.WITHDRAWN:
        services.withdraw(actor, application)
    flash(_("Je aanvraag is ingetrokken."))
    return see_other(FORM)
