"""English for who chose it, by the cookie and nothing else, with dates and sizes as English writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, ngettext

from community.web.presentation import ago, day, day_and_time, file_size
from tests.builders.days import noon_days_ago
from tests.builders.world import World

MOMENT = datetime(2017, 3, 27, 12, 0, tzinfo=UTC)


def test_who_chose_english_reads_english(world: World, visitor: FlaskClient) -> None:
    post = world.post("Duinen en dijken", published_at=noon_days_ago(191))
    dutch = visitor.get(post.address).text
    assert '<html lang="nl"' in dutch and "191 dagen geleden" in dutch and "Inloggen" in dutch
    answer = visitor.get(f"/taal/en?terug={post.address}")
    assert answer.location == post.address
    english = visitor.get(post.address).text
    assert '<html lang="en"' in english and "191 days ago" in english and "Sign in" in english
    assert "dagen" not in english and "Inloggen" not in english
    visitor.get("/taal/nl")
    assert '<html lang="nl"' in visitor.get(post.address).text


def test_members_choose_by_the_same_cookie(world: World) -> None:
    client = world.client(world.member())
    assert '<html lang="nl"' in client.get("/mijn").text
    client.set_cookie("taal", "en")
    page = client.get("/mijn").text
    assert '<html lang="en"' in page and "My page" in page and "Mijn pagina" not in page


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/", {"Accept-Language": "en"}),
        ("/?taal=en", {}),
        ("/?lang=en&locale=en", {}),
        ("/", {"Cookie": "taal=de"}),
        ("/", {"Cookie": "taal=en-GB"}),
        ("/", {"Cookie": "language=en"}),
    ],
)
def test_nothing_but_the_cookie_chooses(visitor: FlaskClient, address: str, headers: dict[str, str]) -> None:
    assert '<html lang="nl"' in visitor.get(address, headers=headers).text


def test_a_language_that_is_not_there_cannot_be_chosen(visitor: FlaskClient) -> None:
    answer = visitor.get("/taal/de")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nl", ["27 maart 2017", "27 maart 2017 14:00", "191 dagen geleden", "gisteren", "vandaag", "1,5 MB", "2 kB"]),
        ("en", ["27 March 2017", "27 March 2017 14:00", "191 days ago", "yesterday", "today", "1.5 MB", "2 kB"]),
    ],
)
def test_dates_and_sizes_are_written_as_in_the_language(site: Flask, language: str, written: list[str]) -> None:
    with site.test_request_context(), force_locale(language):
        found = [day(MOMENT), day_and_time(MOMENT), *(ago(noon_days_ago(days)) for days in (191, 1, 0))]
        assert [*found, file_size(1_500_000), file_size(2_000)] == written


@pytest.mark.parametrize(
    ("language", "one", "many"), [("nl", "1 reactie", "{} reacties"), ("en", "1 comment", "{} comments")]
)
def test_one_and_many_are_told_apart(site: Flask, language: str, one: str, many: str) -> None:
    with site.test_request_context(), force_locale(language):
        found = [ngettext("%(num)s reactie", "%(num)s reacties", count) for count in (0, 1, 2, 21)]
    assert found == [many.format(0), one, many.format(2), many.format(21)]
