"""`/mijn/sessies`: on which devices somebody is signed in, and how to end that."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts import queries, services
from community.accounts.views.blueprint import blueprint
from community.accounts.views.sign_in import leave, provider_exit
from community.web import current
from community.web.answers import page, see_other
from community.web.gate import for_signed_in

LARGEST_ID = 2**63 - 1


@blueprint.get("/mijn/sessies")
@for_signed_in
def sign_ins() -> Response:
    """List where the actor is signed in."""
    return page(
        "accounts/sign_ins.html",
        sign_ins=queries.sign_ins_of(current.actor()),
        this_one=queries.hash_token(current.current_token()),
    )


@blueprint.post(f"/mijn/sessies/<int(max={LARGEST_ID}):sign_in_id>/beeindigen")
@for_signed_in
def end_sign_in(sign_in_id: int) -> Response:
    """End one of the actor's sign-ins."""
    actor = current.begin_writing()
    services.end_session(actor, queries.sign_in_of(actor, sign_in_id))
    if queries.sign_in_of_token(current.current_token()) is None:
        return leave("")
    flash(_("De aanmelding is beëindigd."), "success")
    return see_other("/mijn/sessies")


@blueprint.post("/mijn/sessies/overal-uitloggen")
@for_signed_in
def end_all_sign_ins() -> Response:
    """Sign the actor out on every device, this one too."""
    address = provider_exit()
    actor = current.begin_writing()
    found = queries.sign_in_of_token(current.current_token())
    if found is not None:
        services.end_all_sessions(actor, found)
    return leave(address)
