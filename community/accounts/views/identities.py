"""`/mijn/aanmelden`: by which accounts a member signs in, adding one, and taking one away.

Both ask for a sign-in of just now: whoever finds a forgotten device must not get in by an account of their own later.
"""

from __future__ import annotations

from flask import current_app, flash, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts import oidc, queries, services
from community.accounts.views import asked_again
from community.accounts.views.blueprint import blueprint, providers, relation_with
from community.accounts.views.sign_in import to_provider
from community.accounts.views.sign_ins import LARGEST_ID
from community.policy import Permission, demand
from community.web import current
from community.web.answers import page, see_other

LIST = "/mijn/aanmelden"


@blueprint.get(LIST)
def identities() -> Response:
    """List the accounts by which the actor signs in."""
    own, _relation = asked_again.own_sign_in()
    return page(
        "accounts/identities.html",
        identities=queries.identities_of(current.actor()),
        providers=providers(current_app),
        labels=labels(),
        own=(own.provider, own.subject) if own else ("", ""),
    )


def labels() -> dict[str, str]:
    """Give what each provider is called."""
    return {provider.key: provider.label for provider in providers(current_app)}


@blueprint.post(f"{LIST}/toevoegen")
def add_identity() -> Response:
    """Send a member to the provider of the account that they add."""
    relation = relation_with(request.form.get("via", "")[:40])
    provider, actor = relation.provider, current.actor()
    demand(actor, Permission.IDENTITY_LINK, queries.member_of(actor))
    if not asked_again.is_fresh():
        question = _("Wil je een account van %(provider)s toevoegen om mee in te loggen?", provider=provider.label)
        return asked_again.ask(question, fields={"via": provider.key}, back=LIST)
    own, _relation = asked_again.own_sign_in()
    if own is None:
        raise current.SessionEnded
    return to_provider(relation, LIST, oidc.Purpose.LINK, sign_in_id=own.id)


@blueprint.post(f"{LIST}/<int(max={LARGEST_ID}):identity_id>/verwijderen")
def remove_identity(identity_id: int) -> Response:
    """Take an account away; who signed in by it is signed out."""
    identity = queries.identity_of(current.actor(), identity_id)
    if not asked_again.is_fresh():
        label = labels().get(identity.provider, identity.provider)
        name = f"{label} ({identity.email})" if identity.email else label
        question = _("Wil je niet meer inloggen met het account van %(name)s?", name=name)
        return asked_again.ask(question, fields={}, back=LIST)
    actor = current.begin_writing()
    services.remove_identity(actor, queries.identity_of(actor, identity_id))
    if queries.sign_in_of_token(current.current_token()) is None:
        session.clear()
        return see_other("/")
    flash(_("Je logt niet meer in met dat account."), "success")
    return see_other(LIST)
