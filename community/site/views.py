"""The first page of administration, and the settings of the site."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.audit import messages
from community.audit.queries import LogFilter, entries_to_read
from community.core.pagination import Place
from community.membership.queries.applications import waiting_applications
from community.organisations.queries import unconfirmed_count
from community.policy import Permission
from community.site.forms import SettingsForm
from community.site.queries import site_settings
from community.site.services import change_settings
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

blueprint = Blueprint("site", __name__)
SHORT_LOG = 10
DESK_EVENTS = (
    *("ApplicationMade", "ApplicationRefused", "MemberAdmitted", "MemberJoined", "MembershipEnded", "RoleGiven"),
    *("MemberSuspended", "SuspensionEnded", "SuspensionExpired", "CommentHidden", "SettingChanged"),
)


@blueprint.get("/beheer")
def desk() -> Response:
    """Show what waits for a moderator, and what happened lately."""
    actor = administrator_of()
    return admin_page(
        "site/desk.html",
        applications=waiting_applications(actor, Place()),
        organisation_count=unconfirmed_count(actor),
        log=entries_to_read(actor, LogFilter(events=DESK_EVENTS), Place(), size=SHORT_LOG),
        messages=messages,
    )


@blueprint.route("/beheer/instellingen", methods=["GET", "POST"])
def settings() -> Response:
    """Let an administrator set the site up."""
    administrator_of(Permission.SITE_CONFIGURE)
    form = SettingsForm()
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        change_settings(actor, changes=form.changes())
        flash(_("De instellingen zijn bewaard."))
        return see_other("/beheer/instellingen")
    if request.method == "POST":
        return admin_invalid("site/settings.html", form)
    form.show(site_settings())
    return admin_page("site/settings.html", form=form)
