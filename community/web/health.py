"""What machines ask: does it live, is it ready, and its figures."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, make_response, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from community.site.readiness import unreadiness
from community.web import current
from community.web.gate import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process lives."""
    return plain("ok")


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Say whether the database is migrated, and the demo content in where it was asked for."""
    reason = unreadiness(with_demo=current.settings().with_demo)
    return plain(reason or "ok", 503 if reason else 200)


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Give Prometheus its figures, to this machine or to who has the token."""
    token = current.settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_near = request.remote_addr in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers
    if not is_near and not (token and hmac.compare_digest(token.encode(), given.encode())):
        abort(404)
    response = make_response(generate_latest())
    response.headers["Content-Type"] = CONTENT_TYPE_LATEST
    return response


def plain(text: str, status: int = 200) -> Response:
    """Answer a machine."""
    response = make_response(text + "\n", status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response
