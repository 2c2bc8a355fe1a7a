"""Joining: the three ways in, the application form, and where somebody stands who is not in."""

from __future__ import annotations

from flask import current_app, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.models import MemberState
from community.accounts.views import providers
from community.members.forms import Confirmation
from community.membership.models import ApplicationState
from community.membership.queries.applications import Way, application_to_decide, last_application, own_person, way_in
from community.membership.queries.people import running_suspension
from community.membership.services import applications as services
from community.membership.views.blueprint import answers_in, blueprint, choices, joining_form
from community.policy import Permission, Refused, demand
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import for_signed_in, public

STANDING = "/lid-worden/stand"
FORM = "/lid-worden/aanvraag"
IS_IN = (MemberState.APPLICANT, MemberState.MEMBER)
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
    if actor.state not in (MemberState.APPLICANT, MemberState.REFUSED):
        return see_other(FORM)
    application = last_application(actor)
    template = "membership/waiting.html" if actor.state == MemberState.APPLICANT else "membership/refused.html"
    return page(template, application=application, form=Confirmation())


@blueprint.route(FORM, methods=["GET", "POST"])
@for_signed_in
def apply() -> Response:
    """Show the form of who wants to become a member, and take it in."""
    if request.method == "POST":
        return take_application()
    actor = current.actor()
    if actor.state in (*IS_IN, MemberState.SUSPENDED):
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
    application = services.apply(actor, person, answers=answers_in(actor, form))
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
