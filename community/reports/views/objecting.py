"""What was decided about something of one's own, and objecting to it once. It never tells who reported.

Who was suspended comes here as well.
"""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.policy import Actor, Permission, allows, demand
from community.reports.forms import ObjectionForm
from community.reports.models import ReportCase, Verdict
from community.reports.queries.cases import case_about_me
from community.reports.queries.things import shown_thing
from community.reports.services import objecting
from community.reports.views.blueprint import blueprint
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import for_signed_in


@blueprint.route("/mijn/signalen/besluit/<int:case_id>", methods=["GET", "POST"])
@for_signed_in
def own_case(case_id: int) -> Response:
    """Show an author what was decided, and take an objection."""
    form = ObjectionForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    found = case_about_me(actor, case_id)
    if is_good:
        objecting.object_to(actor, found, objection=form.objection.data or "")
        flash(_("Je bezwaar is verstuurd. Een andere moderator kijkt ernaar."), "success")
        return see_other(found.own_address)
    values = {
        "case": found,
        "thing": shown_thing(actor, found),
        "edit_address": edit_address(actor, found),
        "may_object": allows(actor, Permission.CASE_OBJECT, found),
    }
    if request.method == "POST":
        demand(actor, Permission.CASE_OBJECT, found)
        return invalid("reports/own_case.html", form, **values)
    return page("reports/own_case.html", form=form, **values)


def edit_address(actor: Actor, case: ReportCase) -> str:
    """Give where an author who was asked to change something does so; empty where there is no such place."""
    if case.verdict != Verdict.EDIT:
        return ""
    if case.comment is not None and allows(actor, Permission.COMMENT_EDIT, case.comment):
        return f"/reacties/{case.comment.id}/wijzig"
    if case.item is not None and allows(actor, Permission.ITEM_EDIT, case.item):
        return case.item.edit_address
    return (
        "/mijn/instellingen"
        if case.profile is not None and allows(actor, Permission.PROFILE_EDIT, case.profile)
        else ""
    )
