"""Mishaps are pages of the site with the right status."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from community.web.errors import OWN_PAGES
from tests.builders.world import World


@pytest.mark.parametrize("status", OWN_PAGES)
def test_every_status_with_a_page_of_its_own_has_one(world: World, status: int) -> None:
    assert world.app.jinja_env.get_template(f"errors/{status}.html")


def test_posting_where_nothing_is_posted_is_405_on_a_page_of_the_site(world: World, visitor: FlaskClient) -> None:
    answer = visitor.post("/lid-worden", data={"x": "1"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert '<html lang="nl"' in answer.text
