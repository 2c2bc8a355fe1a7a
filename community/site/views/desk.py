"""The first page of administration, and the settings of the site."""

from __future__ import annotations

from flask import abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.audit import messages
from community.audit.queries import LogFilter, entries_to_read
from community.core.counts import counts
from community.core.pagination import Place
from community.membership.queries.applications import ApplicationFilter, waiting_applications
from community.organisations.queries import unconfirmed_count
from community.policy import Permission
from community.site.colours import fingerprint, style_sheet
from community.site.forms import SettingsForm
from community.site.queries import site_settings
from community.site.services import change_settings
from community.site.views.blueprint import blueprint
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other
from community.web.gate import public
from community.web.headers import YEAR

SHORT_LOG = 10
DESK_EVENTS = (
    *("ApplicationMade", "ApplicationRefused", "MemberAdmitted", "MemberJoined", "MembershipEnded", "MembershipLapsed"),
    "RoleGiven",
    *("MemberSuspended", "SuspensionEnded", "SuspensionExpired", "CommentHidden", "SettingChanged"),
)


@blueprint.get("/beheer")
def desk() -> Response:
    """Show what waits for a moderator, and what happened lately."""
    actor = administrator_of()
    return admin_page(
        "site/desk.html",
        applications=waiting_applications(actor, ApplicationFilter(), Place()),
        organisation_count=counts(unconfirmed_count(actor))[0],
        log=entries_to_read(actor, LogFilter(events=DESK_EVENTS), Place(), size=SHORT_LOG),
        messages=messages,
    )


@blueprint.get("/stijl/<name>.css")
@public
def style(name: str) -> Response:
    """Give the style sheet with the site's own colour; its name tells which, so that a browser keeps it for ever."""
    colour = current.site().main_colour
    sheet = style_sheet(colour) if colour else ""
    if not sheet or name != fingerprint(sheet):
        abort(404)
    answer = Response(sheet, mimetype="text/css")
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return answer


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
