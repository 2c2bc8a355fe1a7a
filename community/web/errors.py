"""Refusals and mishaps as pages of the site: the right status, a plain sentence, and the person's text kept."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from community import audit
from community.audit.events import DeedRefused
from community.core.db import db
from community.policy import Absent, Refused
from community.web import current, viewing
from community.web.answers import local_path
from community.web.current import SessionEnded
from community.web.request_log import request_number

log = logging.getLogger(__name__)

OWN_PAGES = (400, 401, 403, 404, 413, 429, 503)
NOT_KEPT = ("csrf_token", "key", "format", "reply_to", "revision_number")


def install(app: Flask) -> None:
    """Answer every refusal and mishap with a page."""
    app.register_error_handler(Absent, lambda error: answer_http(NotFound()))
    app.register_error_handler(Refused, answer_refused)
    app.register_error_handler(SessionEnded, answer_session_ended)
    app.register_error_handler(CSRFError, answer_bad_token)
    app.register_error_handler(OperationalError, answer_database_away)
    app.register_error_handler(InterfaceError, answer_database_away)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(500, answer_mishap)


def kept_text() -> list[tuple[str, str]]:
    """Give what the person had written in the form that was refused, with a label each, so that it can be shown."""
    if request.method == "GET":
        return []
    try:
        fields = request.form.items(multi=True)
        return [(gettext("Je tekst"), text) for name, text in fields if name not in NOT_KEPT and text.strip()][:20]
    except HTTPException:
        return []


def error_page(status: int, **values: Any) -> Response:
    """Give the page for a status, or the one for a database that is away; the transaction is rolled back first."""
    db.session.rollback()
    g.writing = False
    try:
        return make_response(render_template(f"errors/{status}.html", **values), status)
    except (OperationalError, InterfaceError) as away:
        return answer_database_away(away)


def answer_refused(error: Refused) -> Response:
    """Say why this may not be done; that a person wanted to do it is written down, unless they only look as another."""
    actor = current.actor()
    if request.method == "POST" and actor.id and request.url_rule and not viewing.is_on():
        audit.refused(actor, DeedRefused(route=request.url_rule.rule))
    return error_page(403, reason=error.sentence, kept=kept_text())


def answer_session_ended(error: SessionEnded) -> Response:
    """Ask to sign in again, with the text on the page."""
    return error_page(401, kept=kept_text(), next_path=page_of_form())


def page_of_form() -> str:
    """Give the page from which the form was sent, to come back to."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # half an address
        return "/"
    return local_path(parts.path if parts.netloc == request.host else None)


def answer_bad_token(error: CSRFError) -> Response:
    """Refuse a form that does not come from this site, or has grown too old."""
    return error_page(400, kept=kept_text())


def answer_http(error: HTTPException) -> Response:
    """Give the page of an HTTP error, under the nearest status that has one."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    shown = status if status in OWN_PAGES else (400 if status < 500 else 500)
    wait = getattr(error, "retry_after", None)
    answer = error_page(shown, kept=kept_text(), retry_after=wait)
    if answer.status_code != shown:
        return answer
    answer.status_code = status
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow"):
            answer.headers[name] = value
    return answer


def answer_database_away(error: Exception) -> Response:
    """Say that the site is busy or the database away; a text that was sent is on the page."""
    log.exception("database away", extra={"request": request_number()})
    db.session.rollback()
    current.do_without_database()
    answer = make_response(render_template("errors/503.html", kept=kept_text()), 503)
    answer.headers["Retry-After"] = "10"
    return answer


def answer_mishap(error: Exception) -> Response:
    """Say that something went wrong here; the log has the rest."""
    cause = getattr(error, "original_exception", error)
    if isinstance(cause, SQLAlchemyError):
        current.do_without_database()
    return error_page(500, kept=kept_text(), number=request_number())
