"""Saying once why somebody is not signed in any more, on the page that they ask for then, whichever it is."""

from __future__ import annotations

from flask import flash, request, session
from flask_babel import lazy_gettext as _l

from community.accounts import queries
from community.accounts.models import SignInEnd
from community.accounts.views.blueprint import blueprint
from community.web import current

RAN_OUT = _l(
    "Je bent uitgelogd. Dat gebeurt vanzelf als je hier een week niet was, of twee weken geleden hebt ingelogd."
)
SENTENCES = {
    SignInEnd.PROVIDER: _l("Je bent hier uitgelogd, omdat je aanmelddienst liet weten dat je daar bent uitgelogd."),
    SignInEnd.ELSEWHERE: _l(
        "Je bent hier uitgelogd vanaf een ander apparaat. Was jij dat niet? Log dan in, en kijk waar je bent ingelogd."
    ),
    SignInEnd.IDENTITY: _l(
        "Je bent hier uitgelogd, omdat het account waarmee je was ingelogd niet meer bij je aanmelding hoort."
    ),
    SignInEnd.MERGED: _l("Je bent uitgelogd, omdat je twee accounts zijn samengevoegd. Log opnieuw in."),
    SignInEnd.MEMBERSHIP: _l("Je bent uitgelogd, omdat je lidmaatschap is beëindigd."),
    SignInEnd.MODERATOR: _l("Een moderator heeft je op al je apparaten uitgelogd. Je kunt meteen weer inloggen."),
}
# These answer with no page of ours, or still need what the session holds.
SILENT = ("static", "site.logo", "site.style", "accounts.callback")


@blueprint.before_app_request
def say_why_signed_out() -> None:
    """Forget a sign-in that has ended, and say why on the page that is asked for."""
    if "_user_id" not in session or request.method != "GET" or request.endpoint in SILENT:
        return
    token = current.ended_token()
    if token:
        reason = queries.why_ended(token)
        session.clear()
        flash(SENTENCES[reason] if reason else RAN_OUT)
