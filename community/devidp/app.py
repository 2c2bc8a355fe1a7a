"""Puts the provider together: the Flask program, its headers, and the addresses at which it may be called."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request

from community.devidp import provider as protocol
from community.devidp.endpoints import endpoints
from community.devidp.pages import pages
from community.devidp.provider import Provider
from community.devidp.settings import Settings


def create(settings: Settings) -> Flask:
    """The provider as a WSGI program."""
    app = Flask(__name__, static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.extensions["provider"] = protocol.build(app, settings)
    app.register_blueprint(endpoints)
    app.register_blueprint(pages)
    app.before_request(only_from_here)
    app.after_request(headers)
    return app


def own() -> Provider:
    """The provider of the running program."""
    found: Provider = current_app.extensions["provider"]
    return found


def only_from_here() -> None:
    """Serve nothing under a foreign name, and accept no form from a foreign page."""
    issuer = own().settings.issuer
    if request.host != urlsplit(issuer).netloc:
        abort(400, f"this provider is called {issuer}")
    if request.method == "POST" and request.headers.get("Origin", issuer) != issuer:
        abort(403)


def headers(response: Response) -> Response:
    """Nothing from elsewhere, no frames, nothing kept; forms may lead to the registered sites."""
    sites = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses())}
    policy = f"default-src 'none'; style-src 'self'; form-action 'self' {' '.join(sorted(sites))}"
    response.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'; base-uri 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def addresses() -> list[str]:
    """Every address to which an answer may be sent."""
    return [
        uri for client in own().clients.values() for uri in [*client.redirect_uris, *client.post_logout_redirect_uris]
    ]
