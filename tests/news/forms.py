"""Fills the forms of news as a browser would send them."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.fixtures import submit

WRITTEN: dict[str, Any] = {
    "title": "Een brug over de Linge",
    "lead": "Twee gemeenten, één brug.",
    "body": "Een alinea.",
    "format": "markdown",
    "genre": "news",
    "audience": "public",
    "region_id": "0",
    "comments_open": "y",
}


def write(client: FlaskClient, **more: Any) -> TestResponse:
    """Send the form of a new post."""
    return submit(client, "/nieuws/nieuw", WRITTEN | more, form_at="/nieuws/nieuw")


def change(client: FlaskClient, address: str, **more: Any) -> TestResponse:
    """Send the form of a post that is changed, opened just before."""
    form = f"{address}/wijzig"
    return submit(client, form, WRITTEN | {"revision_number": seen_number(client, form)} | more, form_at=form)


def seen_number(client: FlaskClient, form: str) -> str:
    """Give the number of the revision that a form was opened on."""
    found = re.search(r'name="revision_number"[^>]*value="(\d+)"', client.get(form).text)
    assert found
    return found.group(1)


def press(client: FlaskClient, post: Any, word: str, **data: Any) -> TestResponse:
    """Press the button of one of the deeds on a post."""
    return submit(client, f"{post.address}/{word}", data)
