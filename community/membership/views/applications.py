"""Deciding on applications. Of two moderators who decide at once, the second reads that it is decided."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from community.core.pagination import LARGEST_NUMBER, PAGE_SIZE
from community.membership.forms import QuestionForm, RefusalForm
from community.membership.models import Application, ApplicationState
from community.membership.queries.applications import application_to_decide, application_to_read, applications_by_id
from community.membership.queries.people import person_to_manage
from community.membership.queries.questions import newest_question
from community.membership.services import applications as services
from community.membership.services import questions
from community.membership.views.blueprint import blueprint
from community.membership.views.people import person_values
from community.policy import Absent, Actor, Permission, Refused, demand
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

LIST = "/beheer/leden"
REPORT = "/beheer/aanvragen/verslag"
FIELD = "aanvraag"


def is_doubled(actor: Actor, application: Application, state: ApplicationState) -> bool:
    """Whether this same decision of this same moderator came in before: a doubled submit."""
    return application.state == state and application.decided_by_id == actor.id


@blueprint.post("/beheer/aanvragen/toelaten")
def admit_several() -> Response:
    """Let several applicants in, each by the same deed as one; who cannot be let in stops none of the others."""
    administrator_of()
    chosen = chosen_ids(request.form)
    if not chosen:
        flash(_("Kies eerst wie je wilt toelaten."), "error")
        return see_other(LIST)
    actor = current.begin_writing()
    held: list[Application] = []
    for application_id in chosen:
        with suppress(Absent):
            held.append(application_to_decide(actor, application_id))
    # All are held before the first organisation is named, and these in one order, so that nobody waits in a circle.
    for application in sorted(held, key=lambda each: each.organisation_name):
        # What was decided meanwhile is told in the report.
        with suppress(Refused):
            services.admit(actor, application)
    return see_other(f"{REPORT}?{urlencode([(FIELD, each) for each in chosen])}")


@blueprint.get(REPORT)
def report() -> Response:
    """Show what has become of some applications that were decided on at once."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    found = applications_by_id(actor, chosen_ids(request.args))
    return admin_page("membership/report.html", applications=found)


def chosen_ids(fields: MultiDict[str, str]) -> list[int]:
    """Give the numbers of the chosen applications, in the one order in which all who decide lock them."""
    texts = [text for text in fields.getlist(FIELD) if text.isascii() and text.isdigit() and len(text) < 20]
    # A larger number is in no row, and too large for the database.
    return sorted({int(text) for text in texts if int(text) <= LARGEST_NUMBER})[:PAGE_SIZE]


@blueprint.post("/beheer/aanvragen/<int:application_id>/toelaten")
def admit(application_id: int) -> Response:
    """Let an applicant in."""
    administrator_of()
    actor = current.begin_writing()
    application = application_to_decide(actor, application_id)
    if not is_doubled(actor, application, ApplicationState.ADMITTED):
        services.admit(actor, application)
    flash(_("%(name)s is nu lid en krijgt daarover een mail.", name=application.member.name))
    return see_other(LIST)


@blueprint.post("/beheer/aanvragen/<int:application_id>/vraag")
def ask(application_id: int) -> Response:
    """Ask an applicant something; a doubled submit finds that it was asked."""
    administrator_of()
    form = QuestionForm()
    if not form.validate():
        actor = current.actor()
        application = application_to_read(actor, application_id)
        demand(actor, Permission.APPLICATION_ASK, application)
        member = person_to_manage(actor, application.member.slug)
        return admin_invalid("membership/person.html", form, **person_values(actor, member, question_form=form))
    actor = current.begin_writing()
    application = application_to_decide(actor, application_id)
    text, last = form.question.data or "", newest_question(actor, application)
    if last is None or last.answered_at is not None or (last.asked_by_id, last.question) != (actor.id, text):
        questions.ask(actor, application, question=text)
    flash(_("De vraag is gemaild aan %(name)s. De aanvraag wacht op het antwoord.", name=application.member.name))
    return see_other(f"/beheer/leden/{application.member.slug}")


@blueprint.route("/beheer/aanvragen/<int:application_id>/weigeren", methods=["GET", "POST"])
def refuse(application_id: int) -> Response:
    """Refuse an applicant, with a reason."""
    administrator_of()
    form = RefusalForm()
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        application = application_to_decide(actor, application_id)
        if not is_doubled(actor, application, ApplicationState.REFUSED):
            services.refuse(actor, application, reason=form.reason.data or "")
        flash(_("De aanvraag van %(name)s is geweigerd. De reden is gemaild.", name=application.member.name))
        return see_other(LIST)
    actor = current.actor()
    application = application_to_read(actor, application_id)
    demand(actor, Permission.APPLICATION_DECIDE, application)
    if request.method == "POST":
        return admin_invalid("membership/refuse.html", form, application=application)
    return admin_page("membership/refuse.html", form=form, application=application)
