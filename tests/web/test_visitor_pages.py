"""Pages for visitors are answered from what is kept, and are never older than the database."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from community.accounts.models import Member
from community.content.models import Audience
from community.core.db import db
from tests.builders.fixtures import BASE_URL
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]


@pytest.fixture
def statements(app: Flask) -> Any:
    """The statements that pages ask of the database; none where a page was kept."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_a_page_is_made_once_for_all_visitors(world: World, visitor: FlaskClient, statements: list[str]) -> None:
    post = world.post("Goed nieuws")
    first = visitor.get(post.address)
    statements.clear()
    again = world.client().get(post.address)
    assert again.data == first.data and "Goed nieuws" in again.text
    assert statements == []


def test_a_kept_page_has_every_header_of_a_fresh_one(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    fresh, kept = visitor.get(post.address), visitor.get(post.address)
    assert dict(kept.headers) == dict(fresh.headers)
    assert kept.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Encoding"} <= set(kept.vary)
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "ETag"):
        assert kept.headers[name]
    assert "Set-Cookie" not in kept.headers


def test_who_has_the_page_already_is_told_so(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    tag = visitor.get(post.address).headers["ETag"]
    for given in (tag, f'"other", W/{tag}', "*"):
        answer = visitor.get(post.address, headers={"If-None-Match": given})
        assert answer.status_code == 304 and answer.data == b"" and answer.headers["ETag"] == tag
    world.comment(post)
    assert visitor.get(post.address, headers={"If-None-Match": tag}).status_code == 200


def test_the_page_comes_packed_to_who_takes_that(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    plain = visitor.get(post.address)
    packed = visitor.get(post.address, headers={"Accept-Encoding": "br;q=1, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    for refused in ("gzip;q=0", "identity", ""):
        assert "Content-Encoding" not in visitor.get(post.address, headers={"Accept-Encoding": refused}).headers


def test_head_gives_the_same_headers_without_a_page(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    head, page = visitor.head(post.address), visitor.get(post.address)
    assert head.data == b"" and dict(head.headers) == dict(page.headers)


def test_a_comment_is_seen_on_the_next_request(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    assert "Heel vers" not in visitor.get(post.address).text
    world.comment(post, "Heel vers")
    assert "Heel vers" in visitor.get(post.address).text


def test_a_comment_from_another_process_is_seen_on_the_next_request(
    app: Flask, world: World, visitor: FlaskClient
) -> None:
    post = world.post()
    comment = world.comment(post, "Van hier")
    assert "Van elders" not in visitor.get(post.address).text
    program = (
        "import sys; from sqlalchemy import create_engine, text\n"
        "with create_engine(sys.argv[1]).begin() as connection:\n"
        "    connection.execute(text(\"UPDATE comment SET html = '<p>Van elders</p>' WHERE id = :id\"),"
        " {'id': int(sys.argv[2])})"
    )
    url = app.config["SETTINGS"].database_url
    subprocess.run([sys.executable, "-c", program, url, str(comment.id)], check=True)
    assert "Van elders" in visitor.get(post.address).text


def test_what_becomes_closed_is_gone_on_the_next_request(world: World, visitor: FlaskClient) -> None:
    post = world.post("Straks voor leden")
    assert visitor.get(post.address).status_code == 200
    with world.context():
        db.session.get_one(type(post), post.id).audience = Audience.MEMBERS
    assert visitor.get(post.address).status_code == 404
    assert "Straks voor leden" not in visitor.get("/nieuws").text


def test_today_becomes_yesterday_at_midnight_in_amsterdam(world: World, visitor: FlaskClient) -> None:
    # Half past eleven in the evening in Amsterdam; summer time.
    evening = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)
    with time_machine.travel(evening, tick=False) as clock:
        post = world.post(published_at=evening)
        assert "vandaag" in visitor.get(post.address).text
        clock.shift(timedelta(minutes=29))
        assert "vandaag" in visitor.get(post.address).text
        clock.shift(timedelta(minutes=1))
        assert "gisteren" in visitor.get(post.address).text


def test_a_member_never_gets_a_visitors_page_nor_a_visitor_a_members(
    world: World, visitor: FlaskClient, sign_in: SignIn
) -> None:
    post, member = world.post(), world.member("Lena Lid")
    for _ in range(2):
        assert "Lena Lid" not in visitor.get(post.address).text
        page = sign_in(member).get(post.address)
        assert "Lena Lid" in page.text and page.headers["Cache-Control"] == "private, no-store"


def test_each_language_is_kept_apart(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    dutch = visitor.get(post.address)
    visitor.set_cookie("taal", "en")
    english = visitor.get(post.address)
    assert '<html lang="en"' in english.text and '<html lang="nl"' in dutch.text
    visitor.set_cookie("taal", "klingon")
    assert visitor.get(post.address).data == dutch.data


def test_another_host_is_refused_though_the_page_is_kept(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    assert visitor.get(post.address).status_code == 200
    assert visitor.get(post.address, base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize("query", ["utm_source=x", "na=1&na=2", "next=/mijn", "na=1&%6ea=2"])
def test_an_address_with_other_parameters_is_not_kept(
    world: World, visitor: FlaskClient, statements: list[str], query: str
) -> None:
    post = world.post()
    visitor.get(f"{post.address}?{query}")
    statements.clear()
    assert visitor.get(f"{post.address}?{query}").status_code == 200
    assert statements != []


@pytest.mark.parametrize("path", ["/inloggen?next=/nieuws", "/nieuws/bestaat-niet", "/mijn", "/readyz", "/metrics"])
def test_what_is_no_page_for_everybody_is_passed_on(world: World, visitor: FlaskClient, path: str) -> None:
    first, again = visitor.get(path), visitor.get(path)
    assert first.status_code == again.status_code
    assert dict(first.headers).keys() == dict(again.headers).keys()


def test_an_address_that_was_absent_is_there_on_the_next_request(world: World, visitor: FlaskClient) -> None:
    assert visitor.get("/nieuws/komt-nog").status_code == 404
    world.post("Nu wel", slug="komt-nog")
    assert visitor.get("/nieuws/komt-nog").status_code == 200


def test_hits_and_misses_are_counted(world: World, visitor: FlaskClient) -> None:
    post = world.post()

    def count(result: str) -> float:
        lines = visitor.get("/metrics").text.splitlines()
        (line,) = [line for line in lines if line.startswith(f'community_visitor_pages_total{{result="{result}"}}')]
        return float(line.split()[1])

    made, hits = count("made"), count("kept")
    for _ in range(3):
        visitor.get(post.address, base_url=BASE_URL)
    assert (count("made") - made, count("kept") - hits) == (1, 2)
