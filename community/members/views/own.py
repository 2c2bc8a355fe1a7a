"""Everybody's own page over HTTP: what is theirs and their settings."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.models import Notify
from community.accounts.queries import identities_of
from community.accounts.views import providers
from community.core.counts import counts
from community.members.forms import SettingsForm
from community.members.queries.own import own_page, waiting_requests
from community.members.queries.profiles import NEWEST, contributions_of, groups_of
from community.members.services.profiles import change_settings
from community.members.views.blueprint import blueprint
from community.membership.queries.applications import waiting_count
from community.membership.queries.estimates import mails_per_week
from community.policy import Actor, Permission, allows
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.languages import keep_language


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
        contributions=contributions_of(actor, member, size=NEWEST),
        waiting=counts(waiting_count(actor))[0] if allows(actor, Permission.MEMBER_MANAGE) else 0,
    )


@blueprint.route("/mijn/instellingen", methods=["GET", "POST"])
def settings() -> Response:
    """Let a member change how they hear of things, and in which language."""
    actor = current.actor()
    form = SettingsForm()
    form.offer(mails_per_week(actor))
    if request.method == "GET":
        form.show(own_page(actor))
        return page("members/settings.html", form=form, accounts=accounts_of(actor))
    if not form.validate():
        return invalid("members/settings.html", form, accounts=accounts_of(actor))
    actor = current.begin_writing()
    change_settings(actor, own_page(actor), notify=Notify(form.notify.data), language=form.language.data)
    flash(_("Je instellingen zijn bewaard."))
    return keep_language(see_other("/mijn"), form.language.data)


def accounts_of(actor: Actor) -> list[tuple[Any, str]]:
    """Give by which accounts a member signs in: the provider and the address there."""
    labels = {provider.key: provider.label for provider in providers(current_app)}
    return [(labels.get(each.provider, each.provider), each.email) for each in identities_of(actor)]
