"""The gate before every view: the right host, sign-in first, and a token on whatever changes something.

Closed by default. A view is open to visitors only where it carries `@public`; `@for_signed_in` lets in whoever has
signed in, admitted or not. Which right a deed needs is decided by the deed itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, abort, current_app, redirect, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from community.policy import Actor, Permission, Refused
from community.web import current, viewing

View = TypeVar("View", bound=Callable[..., Any])

MEMBER_AREAS = ("/leden", "/mijn", "/beheer")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Machines ask these by any name under which they reach this process.
ANY_HOST = ("/healthz", "/readyz", "/metrics")

csrf = CSRFProtect()


def public(view: View) -> View:
    """Open a view to visitors."""
    view.opening = "public"  # type: ignore[attr-defined]
    return view


def for_signed_in(view: View) -> View:
    """Open a view to everybody who has signed in, admitted or not."""
    view.opening = "signed_in"  # type: ignore[attr-defined]
    return view


def without_token(view: View) -> View:
    """Let a machine post to a view that proves itself in another way (back-channel logout)."""
    view.opening = "public"  # type: ignore[attr-defined]
    view.is_machine = True  # type: ignore[attr-defined]
    return view


def takes_files(most: int) -> Callable[[View], View]:
    """Let the forms of a view be as large as this, in bytes, where they hold files; these go to the disk meanwhile."""

    def mark(view: View) -> View:
        view.largest_request = most  # type: ignore[attr-defined]
        return view

    return mark


def opening_of(endpoint: str | None) -> str:
    """Say for whom an endpoint is open: `public`, `signed_in` or `member`."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "opening", "public" if endpoint == "static" else "member")


def sign_in_address(path: str) -> str:
    """Give the address that signs a person in and brings them back to `path`."""
    return f"/inloggen?next={quote(path, safe='/')}"


def here() -> str:
    """Give the path and query of this request."""
    return request.full_path if request.query_string else request.path


def install(app: Flask) -> None:
    """Set the gate before every view of the application."""
    csrf.init_app(app)
    app.before_request(limit_body)
    app.before_request(check_address)
    app.before_request(check_host)
    app.before_request(check_viewing)
    app.before_request(check_entrance)
    app.before_request(check_token)


def limit_body() -> None:
    """Let only forms with files be large; reading the fields of another takes seconds where it has many megabytes."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
        return
    view = current_app.view_functions.get(request.endpoint or "")
    largest = getattr(view, "largest_request", None)
    if largest is not None and current.actor().is_signed_in:
        request.max_content_length = largest


def check_address() -> None:
    """Refuse a query that is no text, since reading it fails anywhere; a path with a null byte leads nowhere.

    PostgreSQL keeps no text with a null byte in it, and even asking for one is an error there.
    """
    if "\0" in request.path:
        abort(404)
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        request.query_string = b""
        abort(400)


def check_host() -> None:
    """Refuse a request that names another host than this site's."""
    if request.path not in ANY_HOST and request.host != current.settings().host:
        abort(400)


def check_viewing() -> None:
    """Refuse deeds, and what is a person's own, while they look at the site as somebody else."""
    if not viewing.is_on() or request.endpoint == "static" or not current.signed_in_person().is_signed_in:
        return
    if request.method not in SAFE_METHODS or viewing.is_own(request.path):
        raise Refused(Permission.VIEW_AS, viewing.ONLY_LOOKING)


def check_entrance() -> Response | None:
    """Send away who may not enter: to sign-in, to their application, or to the page about their suspension."""
    # Who asks is looked up only where it matters: machines ask for health when the database is away, too.
    is_reading_there = in_member_area(request.path) and request.method in SAFE_METHODS
    if is_reading_there and not current.actor().is_signed_in:
        return redirect(sign_in_address(here()), 303)
    if request.url_rule is None:
        return turn_away(current.actor(), "member") if is_reading_there else None
    opening = opening_of(request.endpoint)
    return None if opening == "public" else turn_away(current.actor(), opening)


def in_member_area(path: str) -> bool:
    """Whether an address stands where every visitor is sent to sign in, whatever is there."""
    return any(path == area or path.startswith(f"{area}/") for area in MEMBER_AREAS)


def turn_away(person: Actor, opening: str) -> Response | None:
    """Answer who may not enter; None lets them in."""
    if not person.is_signed_in:
        if request.method not in SAFE_METHODS:
            raise current.SessionEnded
        return redirect(sign_in_address(here()), 303)
    if person.is_member or opening == "signed_in":
        return None
    if request.method not in SAFE_METHODS:
        abort(403)
    return redirect("/lid-worden/stand", 303)


def check_token() -> None:
    """Demand the form's token on every request that may change something."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.url_rule is None or request.method in SAFE_METHODS or getattr(view, "is_machine", False):
        return
    if not current.actor().is_signed_in:
        raise current.SessionEnded
    csrf.protect()
