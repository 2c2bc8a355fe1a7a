"""Running a group: who may come in, who does what, how it is set up; and founding one."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.models import Member
from community.content.forms import tidy
from community.core.counts import counts
from community.groups.forms import GroupForm, InviteForm, NewGroupForm, ReasonForm
from community.groups.models import Access, Group, GroupRole
from community.groups.queries import people
from community.groups.services import groups, invitations, places, requests
from community.groups.services.groups import GroupSettings
from community.groups.views.arrival import arrive, blueprint, head
from community.organisations.queries import organisation_called
from community.policy import Actor, Permission, allows, demand
from community.regions.queries import regions_to_read
from community.reports.queries.cases import open_case_count
from community.review.queries.held import waiting_text_count
from community.themes.queries import themes_to_read
from community.web import current
from community.web.answers import invalid, page, see_other


@blueprint.get("/<slug>/beheer")
def manage(slug: str) -> Response:
    """Show who waits to come in, and find members to invite."""
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_EDIT, group)
    return page("groups/manage.html", **desk(actor, group), form=InviteForm(formdata=None))


def desk(actor: Actor, group: Group) -> dict[str, Any]:
    """Give what the page shows from which a group is run."""
    words = tidy(request.args.get("q") or "")[:100]
    organisation = organisation_called(actor, tidy(request.args.get("organisatie") or "")[:200])
    found = (
        people.candidates_from(actor, group, organisation) if organisation else people.candidates(actor, group, words)
    )
    return head(actor, group) | {
        "waiting": people.waiting_requests(actor, group),
        "invited": people.waiting_invitations(actor, group),
        "words": words,
        "case_count": open_case_count(actor, group),
        "held_count": counts(waiting_text_count(actor, group))[0],
        "may_hand_over": allows(actor, Permission.GROUP_HAND_OVER, group),
        "may_send": allows(actor, Permission.GROUP_MESSAGE_SEND, group),
        "may_welcome": allows(actor, Permission.GROUP_MANAGE, group)
        and allows(actor, Permission.GROUP_WELCOME_READ, group),
        # Whose empty chair at the table somebody came here to fill.
        "organisation": organisation,
        "candidates": found,
        "may_copy": allows(actor, Permission.GROUP_COPY, group),
    }


@blueprint.post("/<slug>/verzoeken/<int(max=9223372036854775807):request_id>/toelaten")
def admit(slug: str, request_id: int) -> Response:
    """Let somebody in who asked."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    found = people.request_to_read(actor, group, request_id)
    requests.admit(actor, found)
    flash(_("%(name)s doet nu mee.", name=found.member.name), "success")
    return see_other(f"{group.address}/beheer")


@blueprint.route("/<slug>/verzoeken/<int(max=9223372036854775807):request_id>/weigeren", methods=["GET", "POST"])
def refuse(slug: str, request_id: int) -> Response:
    """Turn a request down, with a reason."""
    form = ReasonForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    group = arrive(actor, slug)
    found = people.request_to_read(actor, group, request_id)
    demand(actor, Permission.GROUP_REQUEST_DECIDE, found)
    if is_good:
        requests.refuse(actor, found, reason=form.reason.data or "")
        flash(_("Je hebt het verzoek afgewezen. %(name)s leest je reden.", name=found.member.name), "success")
        return see_other(f"{group.address}/beheer")
    answer = invalid if request.method == "POST" else page
    return answer("groups/refuse.html", form=form, asked=found, **head(actor, group))


@blueprint.post("/<slug>/uitnodigen")
def invite(slug: str) -> Response:
    """Invite a member of the site."""
    form = InviteForm()
    is_good = form.validate()
    actor = current.begin_writing()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_MANAGE, group)
    if not is_good:
        return invalid("groups/manage.html", form, **desk(actor, group))
    member = people.candidate(actor, form.member.data or "")
    invitations.invite(actor, group, member=member, message=form.message.data or "")
    flash(_("%(name)s krijgt een uitnodiging.", name=member.name), "success")
    return see_other(f"{group.address}/beheer")


@blueprint.post("/<slug>/uitnodigingen/<int(max=9223372036854775807):invitation_id>/intrekken")
def withdraw_invitation(slug: str, invitation_id: int) -> Response:
    """Take an invitation back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    found = people.invitation_of(actor, group, invitation_id)
    invitations.withdraw_invitation(actor, found)
    flash(_("De uitnodiging is ingetrokken."), "success")
    return see_other(f"{group.address}/beheer")


@blueprint.post("/<slug>/leden/<member_slug>/<any(coordinator, lid):role>")
def change_role(slug: str, member_slug: str, role: str) -> Response:
    """Make a member coordinator, or coordinator no longer."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    member = people.member_in(actor, group, member_slug)
    chosen = GroupRole.COORDINATOR if role == "coordinator" else GroupRole.MEMBER
    places.change_role(actor, group, member=member, role=chosen)
    if chosen == GroupRole.COORDINATOR:
        flash(_("%(name)s is nu coördinator.", name=member.name), "success")
    else:
        flash(_("%(name)s is geen coördinator meer.", name=member.name), "success")
    return see_other(f"{group.address}/leden" if member.id != actor.id else group.address)


@blueprint.route("/<slug>/leden/<member_slug>/verwijderen", methods=["GET", "POST"])
def remove_member(slug: str, member_slug: str) -> Response:
    """Put a member out of a group, with a reason."""
    form = ReasonForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_MANAGE, group)
    member = people.member_in(actor, group, member_slug)
    if is_good:
        places.remove_member(actor, group, member=member, reason=form.reason.data or "")
        flash(_("%(name)s doet niet meer mee en leest je reden.", name=member.name), "success")
        return see_other(f"{group.address}/leden")
    answer = invalid if request.method == "POST" else page
    return answer("groups/remove_member.html", form=form, member=member, **head(actor, group))


@blueprint.route("/<slug>/instellingen", methods=["GET", "POST"])
def settings(slug: str) -> Response:
    """Set a group up."""
    form = offered(GroupForm())
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_EDIT, group)
    if is_good:
        groups.change_group(actor, group, chosen=chosen_in(form))
        flash(_("De werkgroep is bijgewerkt."), "success")
        return see_other(group.address)
    if request.method == "POST":
        return invalid("groups/settings.html", form, **head(actor, group))
    form.fill(group)
    return page("groups/settings.html", form=form, **head(actor, group))


@blueprint.route("/nieuw", methods=["GET", "POST"])
def create() -> Response:
    """Found a group."""
    form = offered(NewGroupForm())
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    demand(actor, Permission.GROUP_CREATE)
    coordinator = chosen_coordinator(actor, form) if is_good else None
    if coordinator is not None:
        group = groups.create_group(actor, chosen=chosen_in(form), coordinator=coordinator)
        flash(_("De werkgroep is er. Nodig nu de eerste leden uit."), "success")
        return see_other(f"{group.address}/beheer")
    answer = invalid if request.method == "POST" else page
    return answer("groups/new.html", form=form)


def offered(form: Any) -> Any:
    """Fill in what can be chosen in the form of a group."""
    form.offer(regions_to_read(current.actor()), themes_to_read(current.actor()))
    return form


def chosen_in(form: GroupForm) -> GroupSettings:
    """Give what a valid form sets."""
    return GroupSettings(
        name=form.name.data or "",
        purpose=form.purpose.data or "",
        access=Access(form.access.data) if isinstance(form, NewGroupForm) else Access.CLOSED,
        region_id=form.region_id.data or None,
        theme_id=form.theme_id.data or None,
    )


def chosen_coordinator(actor: Actor, form: NewGroupForm) -> Member | None:
    """Give the first coordinator that the form names; None, with an error beside the field, where nobody fits."""
    if not form.coordinator.data:
        return people.candidate(actor, actor.slug)
    found = people.members_called(actor, form.coordinator.data)
    if len(found) == 1:
        return found[0]
    form.coordinator.errors = [
        _("Er zijn meer leden met deze naam. Vul het e-mailadres in.")
        if found
        else _("We vinden geen lid met deze naam of dit e-mailadres.")
    ]
    return None
