"""What a member does about their own place in a group: join, ask, take back, answer an invitation, leave, look in."""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.groups.forms import RequestForm
from community.groups.queries import people
from community.groups.services import groups as group_services
from community.groups.services import invitations, places, requests
from community.groups.views.arrival import arrive, blueprint, first_page, head
from community.groups.views.groups import overview
from community.policy import Absent, Permission, allows, demand
from community.web import current
from community.web.answers import invalid, local_path, page, see_other


@blueprint.post("/<slug>/meedoen")
def join(slug: str) -> Response:
    """Come into an open group."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    if group.id not in actor.group_ids:
        places.join(actor, group)
        flash(_("Je doet nu mee met deze werkgroep."), "success")
        return see_other(first_page(group))
    return see_other(group.address)


@blueprint.post("/<slug>/verzoek")
def ask(slug: str) -> Response:
    """Ask to come into a closed group."""
    form = RequestForm()
    is_good = form.validate()
    actor = current.begin_writing()
    group = arrive(actor, slug)
    if group.id in actor.group_ids:
        return see_other(group.address)
    demand(actor, Permission.GROUP_REQUEST, group)
    if not is_good:
        return invalid("groups/show.html", form, request_form=form, **overview(actor, group))
    requests.request_place(actor, group, motivation=form.motivation.data or "")
    flash(_("Je verzoek is verstuurd. Je krijgt bericht als een coördinator erover heeft beslist."), "success")
    return see_other(group.address)


@blueprint.post("/<slug>/verzoek/intrekken")
def withdraw(slug: str) -> Response:
    """Take one's request back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    try:
        requests.withdraw_request(actor, people.my_waiting_request(actor, group))
    except Absent:
        return see_other(group.address)
    flash(_("Je verzoek is ingetrokken."), "success")
    return see_other(group.address)


@blueprint.route("/<slug>/verlaten", methods=["GET", "POST"])
def leave(slug: str) -> Response:
    """Leave a group, after a question."""
    if request.method == "POST":
        actor = current.begin_writing()
        group = arrive(actor, slug)
        places.leave(actor, group)
        flash(_("Je doet niet meer mee met %(group)s.", group=group.name), "success")
        return see_other("/werkgroepen")
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_LEAVE, group)
    if allows(actor, Permission.GROUP_HAND_OVER, group):
        return see_other(f"{group.address}/overdracht")
    return page("groups/leave.html", **head(actor, group))


@blueprint.post("/<slug>/meekijken")
def inspect(slug: str) -> Response:
    """Open a group to a moderator for this sign-in; that stands in the group's log."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    group_services.inspect_group(actor, group, token=current.current_token())
    flash(_("Je kijkt nu mee als moderator. Dat staat in het logboek van de werkgroep."))
    return see_other(local_path(request.form.get("next"), group.address))


@blueprint.get("/uitnodigingen/<int(max=9223372036854775807):invitation_id>")
def invitation(invitation_id: int) -> Response:
    """Show an invitation: all that a member knows of a hidden group before coming in."""
    return page("groups/invitation.html", invitation=people.my_invitation(current.actor(), invitation_id))


@blueprint.post("/uitnodigingen/<int(max=9223372036854775807):invitation_id>/<any(aannemen, afslaan):answer>")
def answer_invitation(invitation_id: int, answer: str) -> Response:
    """Accept or decline an invitation."""
    actor = current.begin_writing()
    try:
        found = people.my_invitation(actor, invitation_id)
    except Absent:
        flash(_("Deze uitnodiging staat niet meer open."))
        return see_other("/werkgroepen")
    if answer == "afslaan":
        invitations.decline(actor, found)
        flash(_("Je hebt de uitnodiging afgeslagen."), "success")
        return see_other("/werkgroepen")
    invitations.accept(actor, found)
    flash(_("Je doet nu mee met deze werkgroep."), "success")
    return see_other(first_page(found.group))
