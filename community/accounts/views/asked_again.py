"""Asked again: a deed that must not be done on a forgotten device waits until its person has just signed in.

A view that does such a deed says, after it has read its form:

    if not asked_again.is_fresh():
        return asked_again.ask(_("…wil je dit doen?"), fields={"role": …}, back="/beheer/leden/…")

The person goes to the provider and proves who they are. What they chose waits meanwhile in the address to which they
return, signed and bound to this sign-in; there they read it once more and send it by a form, with which the same view
is asked again. So coming back does nothing by itself, and two tabs wait beside each other.

This stands with the views: how long ago somebody signed in belongs to a sign-in and to the moment, while rights are
about people and things. A deed of the command line has no sign-in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, flash, request
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from community.accounts import oidc, queries
from community.accounts.models import LoginSession
from community.accounts.views.blueprint import blueprint, relations
from community.accounts.views.sign_in import refuse, to_provider, unkept
from community.core.clock import now
from community.web import current
from community.web.answers import page, see_other
from community.web.gate import for_signed_in

FRESH_FOR = timedelta(minutes=5)
WAITS_SECONDS = 900
ADDRESS = "/mijn/bevestigen"
LONGEST = 4000


def own_sign_in() -> tuple[LoginSession | None, oidc.Relation | None]:
    """Give this sign-in and the relation with the provider where it was made, where that is still trusted."""
    own = queries.sign_in_of_token(current.current_token())
    return own, relations(current_app).get(own.provider) if own else None


def is_fresh() -> bool:
    """Whether this person proved a moment ago who they are, as surely as the provider is asked to be."""
    own, relation = own_sign_in()
    if own is None or relation is None or own.authenticated_at is None:
        return False
    provider = relation.provider
    return own.authenticated_at >= now() - FRESH_FOR and provider.is_sure_enough(own.acr, provider.level_for_deeds)


def ask(question: str, *, fields: dict[str, str], back: str) -> Response:
    """Send the person to their provider; what this form said waits, to be read and sent once more after that."""
    own, relation = own_sign_in()
    if own is None:
        raise current.SessionEnded
    if relation is None:
        return refuse(own.provider, oidc.SignInRefused(oidc.Reason.UNKNOWN_PROVIDER))
    kept = {"path": request.path, "fields": fields, "question": question, "back": back}
    address = f"{ADDRESS}?wat={signer(own).dumps(kept)}"
    return to_provider(relation, address, oidc.Purpose.FRESHEN, sign_in_id=own.id)


def signer(own: LoginSession) -> URLSafeTimedSerializer:
    """Give what signs for one sign-in only."""
    return URLSafeTimedSerializer(current.settings().secret_key, salt=f"asked again in sign-in {own.id}")


def kept_in(text: str) -> dict[str, Any] | None:
    """Give what waits, where this sign-in chose it a short while ago."""
    own, _relation = own_sign_in()
    try:
        found: dict[str, Any] | None = signer(own).loads(text[:LONGEST], max_age=WAITS_SECONDS) if own else None
    except BadData:
        return None
    return found


@blueprint.get(ADDRESS)
@for_signed_in
def confirm_again() -> Response:
    """Show what somebody was about to do, with the form that does it."""
    kept = kept_in(request.args.get("wat", ""))
    if kept is None:
        flash(_("Je keuze is verlopen. Begin opnieuw."))
        return unkept(see_other("/mijn"))
    return unkept(page("accounts/asked_again.html", **kept))
