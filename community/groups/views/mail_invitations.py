"""Invitations by e-mail: who runs a group sends them and sees where they stand; whoever holds the link answers."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.accounts.models import MemberState
from community.groups.forms import MailInviteForm
from community.groups.models import Group, GroupMailInvitation, MailInvitationState
from community.groups.queries.mail_invitations import (
    holding_link,
    mail_invitation_in_hand,
    mail_invitation_of,
    mail_invitations_of,
)
from community.groups.services import mail_invitations as services
from community.groups.views.arrival import arrive, blueprint, first_page, head, place_in_list
from community.policy import Actor, Permission, Refused, allows, demand
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import for_signed_in, public

GONE = 410
STATE_WORDS = {
    MailInvitationState.WAITING: _l("wacht op antwoord"),
    MailInvitationState.CLAIMED: _l("aangenomen, wacht op toelating tot de site"),
    MailInvitationState.ACCEPTED: _l("doet mee"),
    MailInvitationState.WITHDRAWN: _l("ingetrokken"),
    MailInvitationState.EXPIRED: _l("verlopen"),
}


@blueprint.get("/<slug>/uitnodigingen")
def mail_invitations(slug: str) -> Response:
    """Show which addresses were invited and where each stands, and invite another."""
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_EDIT, group)
    return page("groups/mail_invitations.html", form=MailInviteForm(formdata=None), **sent_by(actor, group))


def sent_by(actor: Actor, group: Group) -> dict[str, Any]:
    """Give what the page shows of the addresses that were invited."""
    invitations = mail_invitations_of(actor, group, place_in_list())
    days = current.site().group_invitation_days
    return head(actor, group) | {"invitations": invitations, "state_words": STATE_WORDS, "days": days}


@blueprint.post("/<slug>/uitnodigingen")
def invite_address(slug: str) -> Response:
    """Invite an address; the answer is the same whoever it belongs to."""
    form = MailInviteForm()
    is_good = form.validate()
    actor = current.begin_writing()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_MANAGE, group)
    if not is_good:
        return invalid("groups/mail_invitations.html", form, **sent_by(actor, group))
    services.invite_address(
        actor,
        group,
        email=form.email.data or "",
        message=form.message.data or "",
        days=current.site().group_invitation_days,
        secret_key=current.settings().secret_key,
    )
    flash(_("De uitnodiging gaat naar %(email)s.", email=form.email.data), "success")
    return see_other(f"{group.address}/uitnodigingen")


@blueprint.post("/<slug>/uitnodigingen/<int(max=9223372036854775807):mail_invitation_id>/per-mail-intrekken")
def withdraw_address(slug: str, mail_invitation_id: int) -> Response:
    """Take an invitation by e-mail back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    services.withdraw_address(actor, mail_invitation_of(actor, group, mail_invitation_id))
    flash(_("De uitnodiging werkt niet meer."), "success")
    return see_other(f"{group.address}/uitnodigingen")


# --- who holds the link ---


@blueprint.get("/uitnodiging/<token>")
@public
def mail_invitation(token: str) -> Response:
    """Show an invitation to whoever holds its link."""
    actor = holding_link(current.actor(), token)
    answer = shown_to_holder(actor, mail_invitation_in_hand(actor), token)
    # Its address is a secret, and what it says ends at a moment of its own.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def shown_to_holder(actor: Actor, invitation: GroupMailInvitation, token: str) -> Response:
    """Show what the holder of a link can do with it, or that it is over."""
    if actor.is_member and invitation.group_id in actor.group_ids:
        flash(_("Je doet al mee met deze werkgroep."))
        return see_other(invitation.group.address)
    if invitation.used_by_id == actor.id and invitation.state == MailInvitationState.CLAIMED:
        return see_other("/lid-worden/stand")
    if actor.state == MemberState.SUSPENDED:
        return see_other("/lid-worden/stand")
    if not is_good(actor, invitation):
        return over()
    return page("groups/mail_invitation.html", invitation=invitation, token=token)


def is_good(actor: Actor, invitation: GroupMailInvitation) -> bool:
    """Whether an invitation can still be used, by this person or once they have signed in."""
    if invitation.state != MailInvitationState.WAITING or services.is_expired(invitation):
        return False
    if invitation.group.is_archived:
        return False
    return not actor.is_member or allows(actor, Permission.GROUP_MAIL_INVITATION_ACCEPT, invitation)


def over() -> Response:
    """Say that an invitation is over, and no more: not of which group it was."""
    answer = page("groups/mail_invitation_over.html")
    answer.status_code = GONE
    return answer


@blueprint.post("/uitnodiging/<token>")
@for_signed_in
def use_mail_invitation(token: str) -> Response:
    """Come into the group, or take the invitation along to the application for membership; it works once."""
    actor = holding_link(current.begin_writing(), token)
    invitation = mail_invitation_in_hand(actor)
    if actor.is_member and invitation.group_id in actor.group_ids:
        return see_other(invitation.group.address)
    try:
        if actor.is_member:
            services.accept_address(actor, invitation)
        else:
            services.claim_address(actor, invitation)
    except Refused:
        current.take_back()
        return over()
    if actor.is_member:
        flash(_("Je doet nu mee met deze werkgroep."), "success")
        return see_other(first_page(invitation.group))
    flash(_("Word eerst lid van de site. Zodra je bent toegelaten, doe je mee met de werkgroep."))
    return see_other("/lid-worden/stand")
