"""For moderators: the groups that nobody runs, who was asked and when, and appointing somebody."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.models import Member
from community.groups.forms import AppointForm
from community.groups.queries import continuity, people
from community.groups.services.continuity import appoint as appoint_coordinator
from community.groups.views.arrival import place_in_list
from community.policy import Absent, Actor
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

blueprint = Blueprint("unled_groups", __name__, url_prefix="/beheer/werkgroepen")
LIST = "/beheer/werkgroepen"


@blueprint.get("")
def index() -> Response:
    """List the groups that nobody runs."""
    actor = administrator_of()
    found = continuity.groups_without_coordinator(actor, place_in_list())
    return admin_page("groups/unled.html", page=found, offers=continuity.offers_of(actor, found.rows))


@blueprint.route("/<slug>", methods=["GET", "POST"])
def appoint(slug: str) -> Response:
    """Show who was asked to run a group, and make somebody its coordinator."""
    administrator_of()
    form = AppointForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    try:
        group = continuity.group_without_coordinator(actor, slug)
    except Absent:
        if request.method == "GET":
            raise
        flash(_("Deze werkgroep heeft inmiddels een coördinator."))
        return see_other(LIST)
    member = chosen_member(actor, form) if is_good else None
    if member is not None:
        appoint_coordinator(actor, group, member=member)
        flash(_("%(name)s is nu coördinator van %(group)s.", name=member.name, group=group.name), "success")
        return see_other(LIST)
    offers = continuity.offers_of(actor, [group])[group.id]
    if request.method == "POST":
        return admin_invalid("groups/appoint.html", form, group=group, offers=offers)
    return admin_page("groups/appoint.html", form=form, group=group, offers=offers)


def chosen_member(actor: Actor, form: AppointForm) -> Member | None:
    """Give the member whom the form names; None, with an error beside the field, where that is not one person."""
    found = people.members_called(actor, form.person.data or "")
    if len(found) == 1:
        return found[0]
    form.person.errors = [
        _("Er zijn meer leden met deze naam. Vul het e-mailadres in.")
        if found
        else _("We vinden geen lid met deze naam of dit e-mailadres.")
    ]
    return None
