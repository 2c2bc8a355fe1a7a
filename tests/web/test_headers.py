"""Who may keep an answer, and who may read what machines ask."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from community.accounts.models import Member
from community.web.assets import asset
from tests.builders.world import World


def test_an_asset_is_kept_for_good_and_one_that_is_not_there_is_not(
    world: World, visitor: FlaskClient, sign_in: Callable[[Member], FlaskClient]
) -> None:
    with visitor.get(asset("app.css")) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    absent = "/static/dist/app.0000000000.css"
    assert visitor.get(absent).status_code == 404
    assert visitor.get(absent).headers["Cache-Control"] == "no-cache"
    assert sign_in(world.member()).get(absent).headers["Cache-Control"] == "private, no-store"


def test_the_figures_are_for_this_machine_or_who_has_the_token(visitor: FlaskClient) -> None:
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert visitor.get("/metrics").status_code == 200
    for given in ("", "Bearer ", "Bearer geraden", "Bearer sl\u00f6t"):
        answer = visitor.get("/metrics", environ_overrides=far, headers={"Authorization": given})
        assert answer.status_code == 404
