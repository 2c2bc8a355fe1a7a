"""Invitations: moderators make them, and whoever holds the link becomes a member by it."""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.models import MemberState
from community.members.forms import Confirmation
from community.membership.forms import ROLES, InvitationForm
from community.membership.queries.applications import own_person
from community.membership.queries.invitations import holding, invitation_by_id, invitation_in_hand, invitations_made
from community.membership.services import invitations as services
from community.membership.views.blueprint import answers_in, blueprint, choices, joining_form, place
from community.policy import Permission
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import invalid, page, see_other
from community.web.gate import public

GONE = 410
LIST = "/beheer/uitnodigingen"


@blueprint.route("/lid-worden/uitnodiging/<token>", methods=["GET", "POST"])
@public
def accept(token: str) -> Response:
    """Show an invitation to whoever holds its link, and let them in."""
    if request.method == "POST":
        return take_invitation(token)
    answer = show_invitation(token)
    # Its address is a secret, and what it says ends at a moment of its own.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def show_invitation(token: str) -> Response:
    """Show an invitation that still holds with what its holder can do, or that it is over."""
    actor = holding(current.actor(), token)
    invitation = invitation_in_hand(actor)
    if actor.is_member:
        return see_other("/mijn")
    if actor.state == MemberState.SUSPENDED:
        return see_other("/lid-worden/stand")
    if invitation.used_at is not None or services.is_expired(invitation):
        answer = page("membership/invitation_over.html", invitation=invitation)
        answer.status_code = GONE
        return answer
    if not actor.is_signed_in:
        return page("membership/invitation.html", invitation=invitation)
    form = joining_form(actor, asks_motivation=False)
    return page("membership/invitation_form.html", invitation=invitation, form=form, **choices(actor))


def take_invitation(token: str) -> Response:
    """Let the holder of a link in; a doubled submit finds that they are a member."""
    form = joining_form(current.actor(), asks_motivation=False)
    is_good = form.validate()
    actor = holding(current.begin_writing(), token)
    invitation = invitation_in_hand(actor, lock=True)
    if not is_good:
        return invalid("membership/invitation_form.html", form, invitation=invitation, **choices(actor))
    person = own_person(actor, lock=True)
    if person.state != MemberState.MEMBER:
        services.accept_invitation(actor, invitation, person=person, answers=answers_in(actor, form))
        flash(_("Welkom! Je bent lid."))
    return see_other("/mijn")


@blueprint.route(LIST, methods=["GET", "POST"])
def invite() -> Response:
    """Show the invitations, and make new ones."""
    actor = administrator_of(Permission.INVITATION_MAKE)
    form = InvitationForm()
    if request.method == "POST" and form.validate():
        return send_invitations(form)
    values = {
        "page": invitations_made(actor, place()),
        "is_expired": services.is_expired,
        "roles": dict(ROLES),
        "confirmation": Confirmation(),
    }
    if request.method == "POST":
        return admin_invalid("membership/invitations.html", form, **values)
    return admin_page("membership/invitations.html", form=form, **values)


def send_invitations(form: InvitationForm) -> Response:
    """Invite the addresses of a form, and say which were known already."""
    actor = current.begin_writing()
    made: list[str] = []
    known: list[str] = []
    for email in form.addresses():
        invitation = services.invite(
            actor, email=email, message=form.message.data or "", secret_key=current.settings().secret_key
        )
        (known if invitation is None else made).append(email)
    if made:
        flash(_("Uitgenodigd: %(addresses)s.", addresses=", ".join(made)))
    if known:
        flash(_("Al lid of al uitgenodigd: %(addresses)s.", addresses=", ".join(known)))
    return see_other(LIST)


@blueprint.post("/beheer/uitnodigingen/<int:invitation_id>/intrekken")
def revoke(invitation_id: int) -> Response:
    """Take an invitation back."""
    administrator_of(Permission.INVITATION_MAKE)
    actor = current.begin_writing()
    services.revoke_invitation(actor, invitation_by_id(actor, invitation_id))
    flash(_("De uitnodiging werkt niet meer."))
    return see_other(LIST)
