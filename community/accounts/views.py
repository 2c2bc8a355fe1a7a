"""Signing in and out. The provider proves who a person is; this site keeps no password."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, current_app, request, session
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from community import audit
from community.accounts import services
from community.accounts.oidc import (
    Pending,
    Provider,
    Reason,
    Relation,
    SignInRefused,
    begin,
    finish,
    load_providers,
    relations,
    sign_out_address,
)
from community.accounts.queries import actor_for_token
from community.audit.events import SignInRefused as SignInRefusedEvent
from community.policy import Actor
from community.web import current
from community.web.answers import local_path, page, see_other
from community.web.errors import error_page
from community.web.gate import for_signed_in, public

blueprint = Blueprint("accounts", __name__)

PENDING = "sign_in"
STATE_PAGE = "/lid-worden/stand"


def install_providers(app: Flask) -> None:
    """Read the providers once, when the application starts."""
    app.extensions["oidc"] = relations(load_providers(app.config["SETTINGS"]).values())


def providers(app: Flask) -> list[Provider]:
    """Give the providers of this deployment."""
    return [relation.provider for relation in app.extensions["oidc"].values()]


def relation_of(key: str) -> Relation:
    """Give what is known of one provider."""
    known = cast("dict[str, Relation]", current_app.extensions["oidc"])
    if key not in known:
        raise SignInRefused(Reason.UNKNOWN_PROVIDER)
    return known[key]


@blueprint.get("/inloggen")
@public
def sign_in() -> Response:
    """Send the person to the provider, or let them choose where there are several."""
    next_path = local_path(request.args.get("next"))
    if current.actor().is_signed_in:
        return see_other(next_path)
    known = providers(current_app._get_current_object())  # type: ignore[attr-defined]
    if len(known) == 1:
        return start(known[0].key, next_path)
    return page("accounts/sign_in.html", providers=known, next_path=next_path)


@blueprint.get("/inloggen/<provider>")
@public
def sign_in_with(provider: str) -> Response:
    """Send the person to the provider that they chose."""
    return start(provider, local_path(request.args.get("next")))


def start(provider: str, next_path: str) -> Response:
    """Begin a sign-in, and remember it in this browser only."""
    address, pending = begin(relation_of(provider), base_url=current.settings().base_url, next_path=next_path)
    session[PENDING] = pending.to_dict()
    return see_other(address)


@blueprint.get("/oidc/<provider>/callback")
@public
def callback(provider: str) -> Response:
    """Take a person back from the provider; the exchange comes before the write lock."""
    pending = Pending.from_dict(session.pop(PENDING, {}))
    person = finish(
        relation_of(provider), request.args.to_dict(flat=False), pending, base_url=current.settings().base_url
    )
    current.begin_writing()
    token = services.sign_in(person, device=request.user_agent.string)
    actor = actor_for_token(token)
    session.clear()
    login_user(current.Principal(token, actor or Actor()))
    session.permanent = True
    next_path = local_path(pending.next if pending else None)
    return see_other(next_path if actor and actor.is_member else STATE_PAGE)


@blueprint.post("/uitloggen")
@for_signed_in
def sign_out() -> Response:
    """End this sign-in here and at the provider."""
    token = current.current_token()
    current.begin_writing()
    ended = services.end_sign_in(token)
    logout_user()
    session.clear()
    if ended is None:
        return see_other("/")
    relation = current_app.extensions["oidc"].get(ended.provider)
    address = relation and sign_out_address(relation, id_token=ended.id_token, base_url=current.settings().base_url)
    return see_other(address or "/")


@blueprint.app_errorhandler(SignInRefused)
def answer_refused(error: SignInRefused) -> Response:
    """Say in plain Dutch why signing in failed; the log keeps the reason."""
    provider = (request.view_args or {}).get("provider", "")
    audit.refused(Actor(), SignInRefusedEvent(provider=provider[:40], reason=error.reason_code.value))
    return error_page(400, reason=error.sentence)
