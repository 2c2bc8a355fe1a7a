"""The page on which moderators confirm the organisations that people named, or merge them with known ones."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.organisations import services
from community.organisations.forms import LAYERS, OrganisationForm
from community.organisations.models import Layer, Organisation
from community.organisations.queries import (
    organisation_by_id,
    organisation_by_name,
    organisations_to_choose,
    organisations_to_confirm,
)
from community.policy import Actor, Permission
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

blueprint = Blueprint("organisations", __name__)
LIST = "/beheer/organisaties"


@blueprint.get(LIST)
def index() -> Response:
    """Show the organisations that wait for confirmation."""
    actor = administrator_of(Permission.ORGANISATION_MANAGE)
    return admin_page("organisations/index.html", waiting=organisations_to_confirm(actor))


@blueprint.get(f"{LIST}/<int:organisation_id>")
def show(organisation_id: int) -> Response:
    """Show one organisation with the form to confirm it."""
    actor = administrator_of(Permission.ORGANISATION_MANAGE)
    organisation = organisation_by_id(actor, organisation_id)
    form = OrganisationForm(formdata=None, data={"name": organisation.name, "layer": organisation.layer.value})
    return admin_page("organisations/show.html", form=form, **values(actor, organisation))


def values(actor: Actor, organisation: Organisation) -> dict[str, Any]:
    """Give what the page of one organisation shows besides its form."""
    return {"organisation": organisation, "known": organisations_to_choose(actor), "layers": LAYERS}


@blueprint.post(f"{LIST}/<int:organisation_id>")
def decide(organisation_id: int) -> Response:
    """Confirm an organisation; under the name of one that is known already, the two become one."""
    actor = administrator_of(Permission.ORGANISATION_MANAGE)
    form = OrganisationForm()
    if not form.validate():
        organisation = organisation_by_id(actor, organisation_id)
        return admin_invalid("organisations/show.html", form, **values(actor, organisation))
    actor = current.begin_writing()
    organisation = organisation_by_id(actor, organisation_id)
    name = form.name.data or ""
    known = organisation_by_name(actor, name)
    if known is not None and known.id != organisation.id:
        services.merge_organisation(actor, organisation, into=known)
        flash(_("Samengevoegd met %(name)s.", name=known.name))
    else:
        services.confirm_organisation(actor, organisation, name=name, layer=Layer(form.layer.data))
        flash(_("%(name)s staat nu in de lijst.", name=name))
    return see_other(LIST)
