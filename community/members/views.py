"""The list of members, the page of each, and everybody's own pages below `/mijn`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.models import Notify
from community.accounts.views import providers
from community.core.pagination import Place
from community.groups.queries.continuity import groups_run_alone
from community.members.forms import Confirmation, ProfileForm
from community.members.queries import (
    MemberFilter,
    comments_by,
    groups_of,
    identities_of,
    member_to_read,
    members_to_read,
    own_page,
    waiting_requests,
)
from community.members.services import change_profile
from community.membership.queries.applications import waiting_count
from community.membership.queries.estimates import mails_per_week
from community.membership.queries.people import person_to_leave
from community.membership.services.roles import leave
from community.organisations.forms import LAYERS
from community.organisations.models import Layer
from community.organisations.queries import organisation_by_name, organisations_to_choose
from community.policy import Actor, Permission, allows
from community.regions.queries import regions_to_read
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.languages import keep_language

blueprint = Blueprint("members", __name__)


@blueprint.get("/leden")
def index() -> Response:
    """Show the members, with search and filters."""
    actor = current.actor()
    layer = next((each for each in Layer if each.value == request.args.get("laag")), None)
    words = request.args.get("q", "")[:100].replace("\0", "")
    wanted = MemberFilter(words=words, region=request.args.get("regio", "")[:120].replace("\0", ""), layer=layer)
    place = Place(after=request.args.get("na"), before=request.args.get("voor"))
    found = members_to_read(actor, wanted, place)
    return page("members/index.html", page=found, wanted=wanted, regions=regions_to_read(actor), layers=LAYERS)


@blueprint.get("/leden/<slug>")
def show(slug: str) -> Response:
    """Show one member."""
    actor = current.actor()
    member = member_to_read(actor, slug)
    return page(
        "members/show.html",
        member=member,
        places=groups_of(actor, member),
        comments=comments_by(actor, member),
        may_manage=allows(actor, Permission.MEMBER_MANAGE, member),
    )


@blueprint.get("/mijn")
def mine() -> Response:
    """Show a member their own page: groups, requests, comments, and what waits for a moderator."""
    actor = current.actor()
    member = own_page(actor)
    return page(
        "members/mine.html",
        member=member,
        places=groups_of(actor, member),
        requests=waiting_requests(actor),
        comments=comments_by(actor, member),
        waiting=waiting_count(actor) if allows(actor, Permission.MEMBER_MANAGE) else 0,
    )


@blueprint.route("/mijn/instellingen", methods=["GET", "POST"])
def settings() -> Response:
    """Let a member change what the site says of them, and how they hear of things."""
    actor = current.actor()
    form = ProfileForm()
    form.offer(regions_to_read(actor), mails_per_week(actor))
    if request.method == "GET":
        form.show(own_page(actor))
        return page("members/settings.html", form=form, **choices(actor))
    if not form.validate():
        return invalid("members/settings.html", form, **choices(actor))
    actor = current.begin_writing()
    change_profile(actor, own_page(actor), **values_of(actor, form))
    flash(_("Je instellingen zijn bewaard."))
    return keep_language(see_other("/mijn"), form.language.data)


def choices(actor: Actor) -> dict[str, Any]:
    """Give what the form of settings shows besides its fields."""
    labels = {provider.key: provider.label for provider in providers(current_app)}
    accounts = [(labels.get(each.provider, each.provider), each.email) for each in identities_of(actor)]
    return {"organisations": organisations_to_choose(actor), "accounts": accounts}


def values_of(actor: Actor, form: ProfileForm) -> dict[str, Any]:
    """Give what a member filled in."""
    name = form.organisation.data or ""
    return {
        "organisation": organisation_by_name(actor, name),
        "organisation_name": name,
        "function": form.function.data or "",
        "region_id": form.chosen_region(),
        "about": form.about.data or "",
        "notify": Notify(form.notify.data),
        "language": form.language.data,
    }


@blueprint.route("/mijn/lidmaatschap", methods=["GET", "POST"])
def membership() -> Response:
    """Ask whether a member really wants to leave, and end their membership."""
    if request.method == "GET":
        actor = current.actor()
        alone = groups_run_alone(actor)
        return page("members/leave.html", form=Confirmation(), member=own_page(actor), run_alone=alone)
    actor = current.begin_writing()
    leave(actor, person_to_leave(actor))
    flash(_("Je lidmaatschap is beëindigd. Wat je schreef, blijft staan. Tot ziens!"))
    return see_other("/")
