"""What the views of membership share: their blueprint, places in lists, and the form of who wants to join."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request

from community.accounts.models import Notify
from community.core.pagination import Place
from community.membership.forms import ApplicationForm
from community.membership.queries.estimates import mails_per_week
from community.membership.services.applications import Answers
from community.organisations.models import Organisation
from community.organisations.queries import organisation_by_name, organisations_to_choose
from community.policy import Actor
from community.regions.queries import regions_to_read
from community.web import current

blueprint = Blueprint("membership", __name__)


def place() -> Place:
    """Give where in a list the reader is, from the address."""
    return Place(after=request.args.get("na"), before=request.args.get("voor"))


def answers_in(actor: Actor, form: ApplicationForm) -> Answers:
    """Give what was filled in."""
    name = form.organisation.data or ""
    return Answers(
        organisation=organisation_by_name(actor, name),
        organisation_name=name,
        function=form.function.data or "",
        region_id=form.chosen_region(),
        motivation=(form.motivation.data or "") if "motivation" in form else "",
        notify=Notify(form.notify.data),
    )


def joining_form(actor: Actor, *, asks_motivation: bool) -> ApplicationForm:
    """Make the form for this person; a motivation is asked where somebody decides by it."""
    form = ApplicationForm()
    form.offer(regions_to_read(actor), mails_per_week(actor))
    if not asks_motivation:
        del form.motivation
    elif current.site().motivation_needed:
        form.need_motivation()
    return form


def choices(actor: Actor) -> dict[str, Any]:
    """Give what the page of a form about oneself shows besides the form."""
    organisations: Sequence[Organisation] = organisations_to_choose(actor)
    return {"organisations": organisations}
