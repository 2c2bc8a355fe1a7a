"""To the provider and back: `/inloggen`, the answer at `/oidc/<provider>/callback`, and `/uitloggen`.

Everything slow (asking the provider) is done before the transaction begins. What must be remembered in between stands
in the signed session cookie, for a few sign-ins at once, so that two tabs do not disturb each other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, request, session
from flask_babel import gettext as _
from flask_login import login_user
from werkzeug.wrappers import Response

from community import audit
from community.accounts import oidc, queries, services
from community.accounts.models import LoginSession, MemberState
from community.accounts.views.blueprint import blueprint, relation_with, relations
from community.audit import events
from community.policy import Actor
from community.web import current
from community.web.answers import local_path, page, see_other
from community.web.current import Principal
from community.web.gate import SAFE_METHODS, for_signed_in, public, without_token

log = logging.getLogger(__name__)

PENDING = "oidc"
# Where Flask keeps what the next page says.
FLASHES = "_flashes"
MOST_PENDING = 3
WAITING_ROOM = "/lid-worden/stand"
APPLICATION = "/lid-worden/aanvraag"
INVITATION = "/lid-worden/uitnodiging/"
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Windows", "Windows"), ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


@blueprint.get("/inloggen")
@public
def sign_in() -> Response:
    """Send a person to their provider; where there are several they choose first."""
    path = local_path(request.args.get("next"))
    if current.actor().is_signed_in:
        return see_other(landing(current.actor(), path))
    known = relations(current_app)
    chosen = request.args.get("via") or (next(iter(known)) if len(known) == 1 else "")
    if chosen:
        return to_provider(relation_with(chosen), path)
    if not known:
        return refuse("", oidc.SignInRefused(oidc.Reason.UNKNOWN_PROVIDER))
    return page("accounts/sign_in.html", providers=[each.provider for each in known.values()], next_path=path)


def to_provider(
    relation: oidc.Relation, path: str, purpose: oidc.Purpose = oidc.Purpose.SIGN_IN, *, sign_in_id: int = 0
) -> Response:
    """Send somebody to a provider, for a sign-in or for what belongs to one that they have here."""
    base_url, bound_to = current.settings().base_url, str(sign_in_id or "")
    try:
        address, pending = oidc.begin(relation, base_url=base_url, next_path=path, purpose=purpose, bound_to=bound_to)
    except oidc.SignInRefused as refused:
        return refuse(relation.provider.key, refused)
    session[PENDING] = [*session.get(PENDING, []), pending.to_dict()][-MOST_PENDING:]
    if request.method in SAFE_METHODS or is_ours(address):
        return unkept(see_other(address))
    # A browser would block the redirect of a form.
    return unkept(page("accounts/to_provider.html", address=address, label=relation.provider.label))


@blueprint.get("/oidc/<provider>/callback")
@public
def callback(provider: str) -> Response:
    """Take the provider's answer: sign the person in, or say in plain words why not."""
    relation = relation_with(provider)
    parameters = request.args.to_dict(flat=False)
    pending = take_pending(parameters.get("state", [""])[0])
    path = local_path(pending.next if pending else None)
    try:
        check_same_sign_in(pending)
        person = oidc.finish(relation, parameters, pending, base_url=current.settings().base_url)
        return ANSWERED[pending.purpose if pending else oidc.Purpose.SIGN_IN](person, path)
    except oidc.SignInRefused as refused:
        return refuse(provider, refused)


def check_same_sign_in(pending: oidc.Pending | None) -> None:
    """Refuse an answer that belongs to a sign-in which this browser does not have any more, before it is used."""
    if pending is None or pending.purpose == oidc.Purpose.SIGN_IN:
        return
    own = queries.sign_in_of_token(current.current_token()) if current.actor().is_signed_in else None
    if own is None or str(own.id) != pending.bound_to:
        raise oidc.SignInRefused(oidc.Reason.WRONG_STATE, "of another sign-in")


def take_pending(state: str) -> oidc.Pending | None:
    """Give the sign-in that began with this state in this browser, and forget it: an answer counts once."""
    rows: list[dict[str, Any]] = session.get(PENDING, [])
    found = next((row for row in rows if row.get("state") == state), None)
    if found is None:
        return None
    session[PENDING] = [row for row in rows if row is not found]
    return oidc.Pending.from_dict(found)


def let_in(person: oidc.SignedInPerson, path: str) -> Response:
    """Begin a sign-in here, in place of the one that this browser may still have."""
    before = current.current_token()
    current.begin_writing()
    if before:
        services.end_sign_in(before)
    token = services.sign_in(person, device=device_name(request.user_agent.string))
    actor = queries.actor_for_token(token)
    assert actor is not None, "a sign-in that was just made"
    told = session.get(FLASHES)
    session.clear()
    if told:
        # Why they were signed out before, which they could not read yet.
        session[FLASHES] = told
    session.permanent = True
    login_user(Principal(token, actor))
    return unkept(see_other(landing(actor, path)))


def freshen(person: oidc.SignedInPerson, path: str) -> Response:
    """Write down that the same person proved anew who they are, and show what they were about to do."""
    actor, own = begin_writing_here()
    token = services.freshen(actor, own, person=person)
    login_user(Principal(token, actor))
    return unkept(see_other(path))


def link(person: oidc.SignedInPerson, path: str) -> Response:
    """Add an account by which a member signs in, unless it is theirs already."""
    actor, own = begin_writing_here()
    is_new = services.link_identity(actor, queries.member_of(actor), person=person)
    if is_new:
        flash(_("Je kunt nu ook met dit account inloggen. Je krijgt er een mail over."), "success")
    elif (own.provider, own.subject) == (person.provider, person.subject):
        flash(_("Dit is het account waarmee je nu bent ingelogd. Kies bij de aanmelddienst een ander account."))
    else:
        flash(_("Dit account had je al toegevoegd."))
    return unkept(see_other(path))


def begin_writing_here() -> tuple[Actor, LoginSession]:
    """Begin to write, and give the actor and this sign-in, which may have ended while the provider was asked."""
    actor = current.begin_writing()
    own = queries.sign_in_of_token(current.current_token())
    if own is None:
        raise oidc.SignInRefused(oidc.Reason.WRONG_STATE, "ended meanwhile")
    return actor, own


def landing(actor: Actor, path: str) -> str:
    """Give the page on which a sign-in ends: what was asked for, for those who are admitted or hold an invitation."""
    if actor.is_member or path.startswith(INVITATION):
        return path
    return APPLICATION if actor.state == MemberState.NEW else WAITING_ROOM


def refuse(provider: str, refused: oidc.SignInRefused) -> Response:
    """Say why somebody is not signed in, and keep it in the log, where it outlives the rollback."""
    log.warning("sign-in refused: %s %s", provider, refused)
    audit.refused(current.actor(), events.SignInRefused(provider=provider, reason=refused.reason_code.value))
    answer = page("accounts/refused.html", sentence=refused.sentence)
    answer.status_code = 400
    return unkept(answer)


def unkept(answer: Response) -> Response:
    """Let nobody keep an answer that is about one sign-in."""
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def device_name(user_agent: str) -> str:
    """Give browser and system in a few words, by which a person knows their own device."""
    names = (next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in names if name)


ANSWERED: dict[oidc.Purpose, Callable[[oidc.SignedInPerson, str], Response]] = {
    oidc.Purpose.SIGN_IN: let_in,
    oidc.Purpose.FRESHEN: freshen,
    oidc.Purpose.LINK: link,
}


@blueprint.post("/uitloggen")
@for_signed_in
def sign_out() -> Response:
    """End this sign-in, here and at the provider."""
    address = provider_exit()
    current.begin_writing()
    services.end_sign_in(current.current_token())
    return leave(address)


def provider_exit() -> str:
    """Give the address that signs this person out at their provider too; empty where there is none."""
    found = queries.sign_in_of_token(current.current_token())
    relation = relations(current_app).get(found.provider) if found else None
    if relation is None or found is None:
        return ""
    return oidc.sign_out_address(relation, id_token=found.id_token, base_url=current.settings().base_url)


def leave(address: str) -> Response:
    """Forget the session, and go on to the provider; with a link where a browser would refuse the redirect."""
    session.clear()
    if not address:
        return unkept(see_other("/"))
    if is_ours(address):
        return unkept(see_other(address))
    return unkept(page("accounts/signed_out.html", address=address, title=_("Je bent afgemeld")))


def is_ours(address: str) -> bool:
    """Whether a form of ours may lead to an address: it is at the host of a provider's issuer."""
    return origin(address) in {origin(relation.provider.issuer) for relation in relations(current_app).values()}


def origin(url: str) -> tuple[str, str]:
    """Give scheme and host of an address."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


@blueprint.post("/oidc/<provider>/backchannel-logout")
@without_token
def backchannel_logout(provider: str) -> Response:
    """Hear from a provider that a session ended there, and end what belongs to it here."""
    try:
        notice = oidc.validate_logout_token(relation_with(provider), request.form.get("logout_token"))
        current.begin_writing()
        services.end_sign_ins_at(notice)
    except oidc.SignInRefused as refused:
        log.warning("logout token refused: %s %s", provider, refused)
        audit.refused(current.actor(), events.SignInRefused(provider=provider, reason=refused.reason_code.value))
        return unkept(Response('{"error": "invalid_request"}', 400, mimetype="application/json"))
    return unkept(Response("", 200))
