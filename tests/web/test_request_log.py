"""Which requests have a line in the program's own log, and what it holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from community.app import create_app
from community.core.db import db
from tests.builders.fixtures import make_settings, submit
from tests.builders.world import World
from tests.services.databases import FreshDatabase

# The database has no part in it.
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")


@pytest.fixture
def broken(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[World]:
    """Give a site with one page that always goes wrong."""
    app = create_app(make_settings(fresh_database(), tmp_path))
    app.add_url_rule("/altijd-stuk", "broken", lambda: f"{1 // 0}")
    with app.app_context():
        db.create_all()
    yield World(app)
    with app.app_context():
        db.engine.dispose()


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Give the lines about requests."""
    return [record for record in caplog.records if record.getMessage() == "request"]


def test_a_deed_has_a_line_with_its_route_and_reading_has_none(world: World, caplog: pytest.LogCaptureFixture) -> None:
    post, member = world.post(), world.client(world.member())
    caplog.set_level(logging.INFO, "community")
    member.get(f"/nieuws/{post.slug}")
    member.get("/leden?q=Zoekwoord")
    member.get("/nieuws/bestaat-niet")
    assert not lines(caplog)
    assert submit(member, f"/reacties/bij/{post.id}", {"text": "Woorden", "key": "k1"}).status_code == 303
    (line,) = lines(caplog)
    assert (line.method, line.route, line.status) == ("POST", "/reacties/bij/<int:item_id>", 303)  # type: ignore[attr-defined]
    assert str(post.id) not in str(vars(line))


def test_a_refusal_has_a_line(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "community")
    assert world.client(world.member()).get("/beheer/logboek").status_code in (403, 404)
    assert world.client(world.member()).post("/mijn/profiel").status_code == 400
    assert [line.status for line in lines(caplog)][-1] == 400  # type: ignore[attr-defined]


def test_who_meets_a_mishap_reads_the_number_under_which_it_is_found_in_the_log(
    broken: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "community")
    answer = broken.client(broken.member()).get("/altijd-stuk")
    assert answer.status_code == 500
    mishap, line = (record for record in caplog.records if record.levelno == logging.ERROR)
    assert mishap.request == line.request  # type: ignore[attr-defined]
    assert str(line.request) in answer.text  # type: ignore[attr-defined]
