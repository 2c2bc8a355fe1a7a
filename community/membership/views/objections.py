"""Deciding on objections: another moderator than who refused admits, or lets the refusal stand."""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.membership.forms import JudgementForm
from community.membership.models import Objection
from community.membership.queries.objections import objection_to_read, objections_to_decide
from community.membership.services import objections as services
from community.membership.views.blueprint import blueprint, place
from community.membership.views.people import STATES
from community.policy import Actor, Permission, demand
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

LIST = "/beheer/bezwaren"


@blueprint.get(LIST)
def objections() -> Response:
    """Show the objections on which this moderator may decide."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    return admin_page("membership/objections.html", page=objections_to_decide(actor, place()), states=STATES)


@blueprint.route("/beheer/bezwaren/<int:objection_id>", methods=["GET", "POST"])
def judge(objection_id: int) -> Response:
    """Show one objection with the form to decide on it, and take the decision in."""
    administrator_of()
    form = JudgementForm()
    if request.method == "POST" and form.validate():
        return decide(objection_id, form)
    actor = current.actor()
    objection = objection_to_read(actor, objection_id)
    demand(actor, Permission.OBJECTION_DECIDE, objection)
    if request.method == "POST":
        return admin_invalid("membership/judge.html", form, objection=objection)
    return admin_page("membership/judge.html", form=form, objection=objection)


def decide(objection_id: int, form: JudgementForm) -> Response:
    """Decide on an objection; a doubled submit finds that this moderator decided so."""
    actor = current.begin_writing()
    objection = objection_to_read(actor, objection_id, lock=True)
    is_upheld, reason = form.outcome.data == "uphold", form.reason.data or ""
    if not is_doubled(actor, objection, is_upheld=is_upheld):
        (services.uphold if is_upheld else services.grant)(actor, objection, reason=reason)
    if is_upheld:
        flash(_("De weigering van %(name)s blijft staan. De reden is gemaild.", name=objection.member.name))
    else:
        flash(_("%(name)s is nu lid en krijgt daarover een mail.", name=objection.member.name))
    return see_other(LIST)


def is_doubled(actor: Actor, objection: Objection, *, is_upheld: bool) -> bool:
    """Whether this same decision of this same moderator came in before."""
    return objection.decided_by_id == actor.id and objection.is_upheld == is_upheld
