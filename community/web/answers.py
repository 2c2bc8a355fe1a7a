"""The answers that views give: a page, a form that must be corrected, or the way to the next page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import make_response, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response


def page(template: str, **values: Any) -> Response:
    """Answer with a page."""
    return make_response(render_template(template, **values))


def invalid(template: str, form: FlaskForm, **values: Any) -> Response:
    """Answer with the form, its text kept and its errors shown."""
    return make_response(render_template(template, form=form, **values), 422)


def see_other(path: str) -> Response:
    """Send the browser to another page of this site after a deed."""
    return redirect(path, 303)


def is_local(path: str) -> bool:
    """Whether a path stays on this site, however a browser might read it."""
    if (
        not path.startswith("/")
        or path.startswith("//")
        or any(mark in path for mark in ("\\", "\t", "\n", "\r", "\0"))
    ):
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc and not path.startswith(("/%09", "/%5c", "/%5C"))


def local_path(path: str | None, otherwise: str = "/") -> str:
    """Give a path of this site, or another one where the given path leads elsewhere."""
    return path if path and len(path) < 2000 and is_local(path) else otherwise


def wants_fragment() -> bool:
    """Whether htmx asks, so that only the changed part of a page is needed."""
    return request.headers.get("HX-Request") == "true"
