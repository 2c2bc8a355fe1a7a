"""Pages on one's own data: a copy, leaving, coming back; for moderators erasing on request; the terms of the site."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, session
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from community.core.clock import now
from community.core.storage import StorageAway
from community.groups.queries.continuity import groups_run_alone
from community.members.forms import Confirmation
from community.membership.queries.people import person_to_leave, person_to_manage
from community.policy import Absent, Actor, Permission, demand
from community.privacy.forms import ErasingForm, LeavingForm, TermsForm
from community.privacy.messages import TERMS
from community.privacy.queries.own import copies_of, copy_to_fetch, oneself, waiting_erasure, what_is_kept
from community.privacy.services.asking import come_back, erase_on_request, leave_for_good
from community.privacy.services.copying import GIVEN_UP_AFTER, ask_for_copy, note_fetching
from community.site.queries import site_settings
from community.site.services import change_settings
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import page, see_other
from community.web.gate import for_signed_in

blueprint = Blueprint("privacy", __name__)
RETRY_SECONDS = 30
LEAVING = "/mijn/lidmaatschap-beeindigen"


@blueprint.get("/mijn/gegevens")
@for_signed_in
def own_data() -> Response:
    """Show what there is to know of one's data, and the copies that were asked for."""
    actor = current.actor()
    goes, stays = what_is_kept(oneself(actor))
    return page("privacy/own_data.html", form=Confirmation(), parts=[*goes, *stays], **copies(actor))


@blueprint.get("/mijn/gegevens/stand")
@for_signed_in
def state_of_copies() -> Response:
    """Give the list of copies alone, for a page that waits."""
    return page("privacy/copies.html", **copies(current.actor()))


def copies(actor: Actor) -> dict[str, Any]:
    """Give what the list of copies shows."""
    found = copies_of(actor)
    return {
        "copies": [each for each in found if each.made_at is None or (each.expires_at and each.expires_at > now())],
        "is_waiting": any(each.made_at is None for each in found),
        "is_late": any(each.made_at is None and each.asked_at < now() - GIVEN_UP_AFTER for each in found),
        "days": current.site().days_of_copies,
    }


@blueprint.post("/mijn/gegevens")
@for_signed_in
def ask() -> Response:
    """Ask for a copy."""
    actor = current.begin_writing()
    ask_for_copy(actor, oneself(actor))
    flash(_("We maken een kopie van je gegevens. Je krijgt een mail als die klaar is."), "success")
    return see_other("/mijn/gegevens")


@blueprint.post("/mijn/gegevens/<int:copy_id>")
@for_signed_in
def fetch(copy_id: int) -> Response:
    """Send a copy to whom it is about, and write down that it was fetched."""
    actor = current.begin_writing()
    copy = copy_to_fetch(actor, copy_id, now())
    note_fetching(actor, copy)
    try:
        pieces = current.storage().stream(copy.storage_key)
    except FileNotFoundError as error:
        raise Absent from error
    except StorageAway as error:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS) from error
    answer = Response(pieces, mimetype="application/zip")
    answer.content_length = copy.byte_count
    answer.headers.set("Content-Disposition", "attachment", filename="mijn-gegevens.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get(LEAVING)
@for_signed_in
def leaving() -> Response:
    """Ask whether somebody really wants to leave, with what goes and what stays; or offer to come back."""
    actor = current.actor()
    member = oneself(actor)
    erasure = waiting_erasure(actor, member.id)
    if erasure is not None:
        return page("privacy/come_back.html", form=Confirmation(), erasure=erasure)
    demand(actor, Permission.ERASURE_ASK, member)
    goes, stays = what_is_kept(member)
    return page(
        "privacy/leaving.html",
        form=LeavingForm(),
        goes=goes,
        stays=stays,
        run_alone=groups_run_alone(actor),
        is_member=actor.is_member,
        days=current.site().days_to_come_back,
        keeps_bylines=current.site().keeps_bylines,
    )


@blueprint.post(LEAVING)
@for_signed_in
def leave() -> Response:
    """End a membership, and plan to erase the person."""
    form = LeavingForm()
    actor = current.begin_writing()
    leave_for_good(actor, person_to_leave(actor), at_once=bool(form.at_once.data))
    # The sign-in has ended with it; what is said of that says more than a reason would.
    session.clear()
    flash(_("Je lidmaatschap is beëindigd. Je krijgt een mail over het wissen van je gegevens. Tot ziens!"))
    return see_other("/")


@blueprint.post("/mijn/terugkomen")
@for_signed_in
def return_to_site() -> Response:
    """Let somebody come back who was to be erased."""
    actor = current.begin_writing()
    erasure = waiting_erasure(actor, person_to_leave(actor).id)
    if erasure is None:
        raise Absent
    was_member = erasure.was_member
    come_back(actor, erasure)
    flash(_("Fijn dat je terug bent. Je gegevens worden niet gewist."), "success")
    return see_other("/mijn" if was_member else "/lid-worden/stand")


@blueprint.route("/beheer/leden/<slug>/wissen", methods=["GET"])
def erasing(slug: str) -> Response:
    """Ask a moderator whether somebody is really to be erased, with what goes and what stays."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    return admin_page("privacy/erasing.html", form=ErasingForm(), **erasing_values(actor, slug))


@blueprint.post("/beheer/leden/<slug>/wissen")
def erase(slug: str) -> Response:
    """Erase somebody who asked for it."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    form = ErasingForm()
    if not form.validate():
        return admin_invalid("privacy/erasing.html", form, **erasing_values(actor, slug))
    actor = current.begin_writing()
    member = person_to_manage(actor, slug, lock=True)
    name = member.name
    erase_on_request(actor, member, at_once=bool(form.at_once.data))
    flash(_("De gegevens van %(name)s worden gewist.", name=name), "success")
    return see_other("/beheer/leden")


def erasing_values(actor: Actor, slug: str) -> dict[str, Any]:
    """Give what the page shows on which a moderator erases somebody."""
    member = person_to_manage(actor, slug)
    demand(actor, Permission.ERASURE_ASK_FOR, member)
    goes, stays = what_is_kept(member)
    return {
        "member": member,
        "goes": goes,
        "stays": stays,
        "erasure": waiting_erasure(actor, member.id),
        "days": current.site().days_to_come_back,
    }


@blueprint.route("/beheer/bewaartermijnen", methods=["GET", "POST"])
def terms() -> Response:
    """Let an administrator set how long things are kept."""
    administrator_of(Permission.SITE_CONFIGURE)
    form = TermsForm()
    names = [term.setting for term in TERMS]
    if not form.is_submitted():
        form.show(site_settings())
        return admin_page("privacy/terms.html", form=form, names=names)
    if not form.validate():
        return admin_invalid("privacy/terms.html", form, names=names)
    actor = current.begin_writing()
    change_settings(actor, changes=form.changes())
    flash(_("De bewaartermijnen zijn bewaard."), "success")
    return see_other("/beheer/bewaartermijnen")
