"""A line in the log for each request that an operator asks about: deeds, refusals, mishaps and what was slow.

Reading is counted in /metrics only, and has a line in the log of whatever stands in front. A line names the route and
never the address, which may hold a name or what somebody searched for; nor who asked, nor from where.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

from flask import Flask, g, request
from werkzeug.wrappers import Response

log = logging.getLogger(__name__)

SLOW_MS = 1000
READING = ("GET", "HEAD", "OPTIONS")
# What a scanner asks for is absent a thousand times a day.
UNREMARKABLE = (404, 405)


def install(app: Flask) -> None:
    """Note each request that is worth a line."""
    app.before_request(begin)
    app.after_request(note)
    app.log_exception = note_mishap  # type: ignore[method-assign]


def begin() -> None:
    """Remember when a request came in."""
    g.began_at = time.perf_counter()


def request_number() -> str:
    """Give the number under which this request is found in the log, made when it is first asked for."""
    if "request_number" not in g:
        g.request_number = secrets.token_hex(6)
    return str(g.request_number)


def note_mishap(exc_info: Any) -> None:
    """Write down that a request ended in an error; Flask itself would name its address."""
    log.error("mishap", exc_info=exc_info, extra={"request": request_number()})


def note(answer: Response) -> Response:
    """Write the line of a request, if it gets one."""
    took = round((time.perf_counter() - g.get("began_at", time.perf_counter())) * 1000)
    status = answer.status_code
    refused = status >= 400 and status not in UNREMARKABLE
    if request.method not in READING or refused or took >= SLOW_MS:
        route = request.url_rule.rule if request.url_rule else ""
        words = {"method": request.method, "route": route, "status": status, "ms": took, "request": request_number()}
        log.log(logging.ERROR if status == 500 else logging.INFO, "request", extra=words)
    return answer
