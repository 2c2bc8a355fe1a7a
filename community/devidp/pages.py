"""The pages that people see: choose who you are, make an account, sign out.

The page that asks who you are is always shown, also to who is signed in already, since a developer wants to change
persons all the time. It holds one form: every button posts the same request with another `persona`.
"""

import time
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Request
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from community.devidp import logout
from community.devidp.endpoints import provider
from community.devidp.levels import LEVELS
from community.devidp.people import Person, demo_people
from community.devidp.provider import SignedInPerson

pages = Blueprint("pages", __name__)
COOKIE = "devidp"
PASSED_ON = (
    *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "response_mode", "prompt"),
    *("code_challenge", "code_challenge_method", "max_age", "ui_locales", "login_hint", "acr_values"),
)


@pages.route("/authorize", methods=["GET", "POST"])
def authorize() -> AnyResponse:
    """A site asks who somebody is."""
    server: Any = provider().server  # the types of Authlib leave its newer methods out
    try:
        grant = server.get_consent_grant(end_user=recently_signed_in())
        address = grant.validate_authorization_request()
    except OAuth2Error as error:
        return refusal(error)
    silent = request.values.get("prompt") == "none"
    return decide(grant) if request.method == "POST" or silent else people_page(grant, address)


def decide(grant: AuthorizationCodeGrant) -> AnyResponse:
    """Answer the site: as the chosen person, as a new one, or not at all."""
    if request.values.get("action") == "deny":
        return answer(grant, None)
    if request.values.get("action") == "create":
        return create_account(grant)
    person = provider().store.choose(request.values.get("persona", ""))
    who = recently_signed_in() if request.values.get("prompt") == "none" else None
    if not person and not who:
        return people_page(grant, request.values["redirect_uri"], fault="Kies een van de personen op deze pagina.")
    return answer(grant, person or (who.person if who else None))


def create_account(grant: AuthorizationCodeGrant) -> AnyResponse:
    """Make an account for a newcomer and go on with it."""
    name, email = (request.form.get(field, "").strip()[:200] for field in ("name", "email"))
    if not name or "@" not in email:
        fault = "Vul een naam en een e-mailadres in."
        return people_page(grant, request.values["redirect_uri"], fault=fault)
    return answer(grant, provider().store.add_account(name, email))


def answer(grant: AuthorizationCodeGrant, person: Person | None) -> AnyResponse:
    """Send the browser back to the site, with a code or with the refusal."""
    if person is None:
        return make_response(provider().server.create_authorization_response(grant=grant, grant_user=None))
    anew = "login" in request.values.get("prompt", "").split() or (signed_in() and not recently_signed_in())
    cookie, session = provider().store.sign_in(request.cookies.get(COOKIE, ""), person.subject, anew=bool(anew))
    who = SignedInPerson(person, session, level())
    response = make_response(provider().server.create_authorization_response(grant=grant, grant_user=who))
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def signed_in() -> SignedInPerson | None:
    """Who is signed in at this provider in this browser."""
    session = provider().store.browser_session(request.cookies.get(COOKIE, ""))
    person = provider().store.person(session.subject) if session else None
    return SignedInPerson(person, session) if session and person else None


def recently_signed_in() -> SignedInPerson | None:
    """Who is signed in, unless longer ago than the site wants (`max_age`)."""
    who, longest = signed_in(), request.values.get("max_age", "")
    if who and longest.isdecimal() and time.time() - who.session.auth_time >= int(longest):
        return None
    return who


def level() -> str:
    """The level that was chosen, else the first of those that the site asks for, else the lowest."""
    asked = [request.form.get("acr", ""), *request.values.get("acr_values", "").split(), *LEVELS]
    return next(name for name in asked if name in LEVELS)


def people_page(grant: AuthorizationCodeGrant, address: str, fault: str = "") -> Response:
    """The page with a button for each person."""
    who = signed_in()
    page = render_template(
        "people.html",
        passed_on={name: request.values[name] for name in PASSED_ON if name in request.values},
        site=urlsplit(address).netloc,
        known=who.person if who else None,
        groups=[("Vaste personen", demo_people()[:9]), ("Nog meer leden", demo_people()[9:])],
        accounts=provider().store.accounts()[-20:],
        roles=ROLES,
        levels=LEVELS,
        level=level(),
        fault=fault,
        name=request.form.get("name", ""),
        email=request.form.get("email", ""),
    )
    return make_response(page, 422 if fault else 200)


ROLES = {
    "member": "lid",
    "coordinator": "trekker van een werkgroep",
    "editor": "redacteur",
    "moderator": "moderator",
    "administrator": "beheerder",
    "applicant": "heeft een aanvraag gedaan",
    "new": "is hier nog nooit geweest",
    "suspended": "is geschorst",
}


def refusal(error: OAuth2Error) -> AnyResponse:
    """Send the refusal to the site where its address was right; else show it here."""
    server = provider().server
    response = make_response(server.handle_error_response(FlaskOAuth2Request(request), error))
    if response.location:
        server.execute_hook("after_create_authorization_response", response)
        return response
    text = f"{error.error}: {error.description or ''}".rstrip(": ")
    lead = "De site stelde een vraag die niet mag."
    page = render_template("message.html", title="Deze vraag klopt niet", text=lead, detail=text)
    return make_response(page, 400)


@pages.route("/end_session", methods=["GET", "POST"])
def end_session() -> AnyResponse:
    """A site asks to sign somebody out: at once with a token of ours, else only after a question."""
    server: Any = provider().server
    try:
        asked = server.validate_endpoint_request("end_session")
    except OAuth2Error as error:
        return refusal(error)
    if asked.needs_confirmation and request.form.get("action") != "sign-out":
        return make_response(render_template("sign_out.html", who=signed_in()))
    claims = asked.id_token_claims or {}
    response = make_response(server.create_endpoint_response("end_session", asked) or redirect(url_for("pages.home")))
    return end_here(response, str(claims.get("sid", "")), str(claims.get("aud", "")))


def end_here(response: Response, sid: str, but: str) -> Response:
    """End the session named by the token, and the one of this browser."""
    who = signed_in()
    for session in {sid, who.session.sid if who else ""} - {""}:
        logout.end(provider(), session, but=but)
    response.delete_cookie(COOKIE)
    return response


@pages.get("/")
def home() -> str:
    """What this program is, and who is signed in."""
    return render_template("home.html", who=signed_in(), site=provider().settings.site)


@pages.post("/afmelden")
def sign_out() -> AnyResponse:
    """Sign out here, and at every site."""
    return end_here(make_response(redirect(url_for("pages.home"), 303)), "", "")
