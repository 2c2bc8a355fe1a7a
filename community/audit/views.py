"""The log as moderators read it."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.audit import messages
from community.audit.queries import LogFilter, entries_to_read
from community.core.ids import read_id
from community.core.pagination import Place
from community.web.administration import admin_page, administrator_of

blueprint = Blueprint("audit", __name__)

MEMBERSHIP = (
    *(
        "PersonArrived",
        "ApplicationMade",
        "ApplicationWithdrawn",
        "ApplicationRefused",
        "MemberAdmitted",
        "MemberJoined",
    ),
    *("MemberInvited", "InvitationRevoked", "MembershipEnded", "MailChosen", "ProfileChanged"),
)
SUSPENSIONS = ("MemberSuspended", "SuspensionEnded", "SuspensionExpired")
SETTING_UP = ("RoleGiven", "SettingChanged", "OrganisationNamed", "OrganisationConfirmed", "OrganisationMerged")
COMMENTS = ("CommentHidden", "CommentShown", "CommentRemoved", "CommentsClosed", "CommentsOpened", "CommentEdited")
SIGN_INS = ("SignedIn", "SignedOut", "SignInRefused")
# What a moderator chooses from, each with the events that belong to it.
KINDS = {
    "leden": (_l("Leden en aanvragen"), MEMBERSHIP),
    "schorsingen": (_l("Schorsingen"), SUSPENSIONS),
    "beheer": (_l("Rollen, instellingen en organisaties"), SETTING_UP),
    "reacties": (_l("Reacties"), COMMENTS),
    "aanmelden": (_l("Aanmelden"), SIGN_INS),
}


@blueprint.get("/beheer/logboek")
def log() -> Response:
    """Show who did what and when."""
    actor = administrator_of()
    chosen = request.args.get("soort", "")
    events = KINDS[chosen][1] if chosen in KINDS else ()
    person = read_id(request.args.get("wie"))
    place = Place(after=request.args.get("na"), before=request.args.get("voor"))
    found = entries_to_read(actor, LogFilter(events=events, person_id=person), place)
    return admin_page("audit/log.html", log=found, kinds=KINDS, chosen=chosen, person=person, messages=messages)
