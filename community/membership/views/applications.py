"""Deciding on applications. Of two moderators who decide at once, the second reads that it is decided."""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.membership.forms import RefusalForm
from community.membership.models import Application, ApplicationState
from community.membership.queries.applications import application_to_decide, application_to_read
from community.membership.services import applications as services
from community.membership.views.blueprint import blueprint
from community.policy import Actor, Permission, demand
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

LIST = "/beheer/leden"


def is_doubled(actor: Actor, application: Application, state: ApplicationState) -> bool:
    """Whether this same decision of this same moderator came in before: a doubled submit."""
    return application.state == state and application.decided_by_id == actor.id


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
