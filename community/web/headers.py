"""The headers of every answer: what a browser may load, who may keep a copy, and whether it still has one."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from flask import Flask, Response, request

from community.web import current

YEAR = 31_536_000
# These answers say themselves who may keep them.
FILES = "attachments"


def install(app: Flask, form_origins: tuple[str, ...]) -> None:
    """Add the headers to every answer; forms may also lead to the origins of the identity providers."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        secure(response, form_origins)
        keep(response)
        return response


def secure(response: Response, form_origins: tuple[str, ...]) -> None:
    """Say what this page may load and who may show it."""
    response.headers.setdefault("Content-Security-Policy", content_security_policy(form_origins))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if current.settings().is_production:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"


@cache
def content_security_policy(form_origins: tuple[str, ...]) -> str:
    """Give the policy: only this site, nothing inline; sign-out is a form that ends at the provider."""
    actions = " ".join(("'self'", *form_origins))
    return (
        "default-src 'self'; img-src 'self'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        f"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action {actions}"
    )


def origin_of(url: str) -> str:
    """Give scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def keep(response: Response) -> None:
    """Say who may keep this answer, and answer 304 to a visitor who has it."""
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return
    if "Cache-Control" in response.headers:
        return
    response.vary.update(("Cookie", "Accept-Encoding"))
    if request.blueprint == FILES and response.status_code in (200, 304) and request.method in ("GET", "HEAD"):
        return
    if current.signed_in_person().is_signed_in or request.method not in ("GET", "HEAD"):
        response.headers["Cache-Control"] = "private, no-store"
        return
    response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code == 200 and not response.is_streamed and "Set-Cookie" not in response.headers:
        response.add_etag()
        response.make_conditional(request)
