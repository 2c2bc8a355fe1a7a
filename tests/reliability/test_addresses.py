"""Whatever stands in an address, in a cookie or in a header: the site answers with a page, and never falls over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from tests.builders.fixtures import token_of
from tests.builders.world import World
from tests.canary.crawl import every_address
from tests.policy.things import Cast, make_things
from tests.reliability.nasty import CURSORS, ENCODED

READERS = ("visitor", "administrator", "coordinator", "author", "applicant")
asked: set[str] = set()


class Noting(ImmutableMultiDict[str, str]):
    """The parameters of a request, noting which a view asks for."""

    def get(self, key: Any, *rest: Any, **more: Any) -> Any:
        asked.add(key)
        return super().get(key, *rest, **more)

    def getlist(self, key: Any, *rest: Any, **more: Any) -> Any:
        asked.add(key)
        return super().getlist(key, *rest, **more)


@pytest.fixture
def noting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Noting)


def one_of_each(world: World) -> Iterator[tuple[str, FlaskClient]]:
    """Give one address of each route that can be read, with the browser of somebody who may."""
    cast = Cast(world)
    make_things(world, cast)
    browsers = {name: world.client(cast.rows.get(name)) for name in READERS}
    with world.context():
        addresses = sorted(set(every_address(world.app)))
    match = world.app.url_map.bind("localhost").match
    done = set()
    for address in addresses:
        endpoint = match(urlsplit(address).path)[0]
        for browser in browsers.values():
            if endpoint not in done and browser.get(address).status_code == 200:
                done.add(endpoint)
                yield address, browser
    print(f"\n{len(done)} routes")
    assert len(done) > 40


# PostgreSQL refuses more of what is strange than SQLite does, and the pages are the same.
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True, scope="session")
def test_no_parameter_of_any_page_makes_it_fall_over(world: World, noting: None) -> None:
    bad, tries = [], 0
    for address, browser in one_of_each(world):
        asked.clear()
        browser.get(address)
        names = sorted(asked)
        for kind, value in (ENCODED | CURSORS).items() if names else ():
            answer = browser.get(f"{address}?" + "&".join(f"{name}={value}" for name in names))
            tries += 1
            if answer.status_code >= 500:
                bad.append(f"{address} with {kind} for {names}: {answer.status_code}")
    print(f"{tries} questions")
    assert not bad, "\n".join(bad)


# Each stands where an address has a slug, an id, a word or a name of a file.
PLACES = (
    "/nieuws/{}",
    "/nieuws/{}/wijzig",
    "/reacties/{}/wijzig",
    "/werkgroepen/{}/gesprekken/{}",
    "/leden/{}",
    "/beheer/leden/{}",
    "/beheer/organisaties/{}",
    "/bijlagen/{}/{}",
    "/bijlagen/1/{}/x.webp",
    "/stukken/{}/versies/vergelijk",
    "/feeds/thema/{}.atom",
    "/lid-worden/uitnodiging/{}",
    "/taal/{}",
    "/static/dist/{}",
    "/{}",
)


def get_raw(app: Flask, path: str, **environ: Any) -> Response:
    """Ask for a path whose bytes reach the application as a server passes them on, whatever they are."""
    builder = EnvironBuilder(path="/", base_url="http://localhost")
    values = builder.get_environ() | {"PATH_INFO": path, "REQUEST_URI": path, "RAW_URI": path} | environ
    body, status, headers = run_wsgi_app(app.wsgi_app, values, buffered=True)
    return Response(body, status, headers)


def cookie_of(browser: FlaskClient) -> str:
    """Give the cookie of a browser, as it sends it."""
    cookie = browser.get_cookie("community")
    assert cookie
    return f"community={cookie.value}"


def decoded(value: str) -> str:
    """Give an encoded value as WSGI holds it: each byte as the letter with its number."""
    return re.sub("%(..)", lambda found: chr(int(found.group(1), 16)), value)


def test_nothing_in_a_path_makes_the_site_fall_over(world: World) -> None:
    cookie = cookie_of(world.client(world.administrator()))
    bad = []
    for place in PLACES:
        for kind, value in ENCODED.items():
            answer = get_raw(world.app, place.replace("{}", decoded(value)), HTTP_COOKIE=cookie)
            # Some lead to a neighbouring page, such as nothing at all; none is a mishap.
            if answer.status_code not in (200, 303, 308, 400, 403, 404, 405):
                bad.append(f"{place} with {kind}: {answer.status_code}")
            if (
                answer.status_code >= 400
                and answer.mimetype == "text/html"
                and "<h1" not in answer.get_data(as_text=True)
            ):
                bad.append(f"{place} with {kind}: no page of the site")
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "community=\xff\xfe; taal=\xff"},
        {"HTTP_COOKIE": "community=eyJfdXNlcl9pZCI6MX0.x.y; community=; =; ;;"},
        {"HTTP_COOKIE": "taal=en\x00nl"},
        {"HTTP_COOKIE": "community=" + "a" * 60_000},
        {"HTTP_REFERER": "http://[::1"},
        {"HTTP_ACCEPT_LANGUAGE": "\xff;q=x," * 500},
        {"HTTP_IF_NONE_MATCH": '"' * 999},
        {"HTTP_IF_MODIFIED_SINCE": "gisteren"},
        {"HTTP_RANGE": "bytes=9-1,-0,,99999999999999999999-"},
        {"HTTP_USER_AGENT": "\xff\x00" * 5000},
        {"HTTP_X_FORWARDED_FOR": "1.2.3.4, \xff"},
        {"HTTP_HX_REQUEST": "\xff"},
        {"CONTENT_LENGTH": "-5"},
        {"CONTENT_LENGTH": "zeven"},
        {"QUERY_STRING": "&&==&=%&%zz&" * 200},
        {"QUERY_STRING": "q=" + "a" * 100_000},
        {"QUERY_STRING": "na=\xff&voor=\x00"},
    ],
    ids=lambda environ: f"{next(iter(environ))} {next(iter(environ.values()))[:12]!r}",
)
def test_a_strange_header_is_as_if_it_were_not_there(world: World, environ: dict[str, str]) -> None:
    world.post("Een bericht")
    for path in ("/nieuws", "/inloggen?via=geen", "/lid-worden"):
        assert get_raw(world.app, path, **environ).status_code in (200, 400, 404)


@pytest.mark.parametrize("referrer", ["http://[::1", "http://localhost:x/", "http://localhost/nieuws/\xff", "\x00"])
def test_a_strange_referrer_does_not_take_the_text_away(world: World, referrer: str) -> None:
    answer = world.client().post("/reacties/bij/5", data={"text": "Mijn woorden"}, headers={"Referer": referrer})
    assert answer.status_code == 401
    assert "Mijn woorden" in answer.text


@pytest.mark.parametrize("host", ["", "evil.example", "localhost:99999", "local host", "localhost\xff", "[::1", "@"])
def test_another_host_gets_400_whatever_it_is(world: World, host: str) -> None:
    assert get_raw(world.app, "/nieuws", HTTP_HOST=host).status_code == 400


def test_what_is_hidden_and_what_is_absent_give_the_same_body(world: World) -> None:
    cast = Cast(world)
    things = make_things(world, cast)
    stranger = world.client(cast.rows["member"])
    stranger.get("/mijn")
    hidden, absent = cast.groups["hidden"].address, "/werkgroepen/bestaat-niet"
    pairs = [
        (hidden, absent),
        (f"{hidden}/leden", f"{absent}/leden"),
        (f"{hidden}/gesprekken", f"{absent}/gesprekken"),
        (f"/reacties/{things['group_comment'][1]}/wijzig", "/reacties/5/wijzig"),
        (f"/stukken/{things['closed_discussion'][1]}/versies", "/stukken/5/versies"),
        (f"/bijlagen/{things['group_attachment'][1]}/verslag.pdf", "/bijlagen/5/verslag.pdf"),
    ]
    for there, nowhere in pairs:
        first, second = stranger.get(there), stranger.get(nowhere)
        assert (first.status_code, second.status_code) == (404, 404)
        assert plain(first.text, there) == plain(second.text, nowhere)
        assert dict(first.headers) == dict(second.headers) | {"Content-Length": str(len(first.data))}


def plain(page: str, address: str) -> str:
    """Give a page without the address that was asked for, and without the token of its forms."""
    return re.sub(r'(value=|"X-CSRFToken": )"[^"]{40,}"', "", page.replace(address, ""))


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775807", "9223372036854775808", "1" * 400, "٣", "1e3"])
def test_a_post_to_an_id_that_nobody_has_is_a_404(world: World, number: str) -> None:
    browser = world.client(world.administrator())
    token = token_of(browser.get("/mijn/sessies"))
    for path in (
        "/reacties/bij/{}",
        "/reacties/{}/waardeer",
        "/bijlagen/{}/verwijder",
        "/beheer/aanvragen/{}/toelaten",
    ):
        data = {"csrf_token": token, "text": "x", "kind": "agree"}
        assert browser.post(path.format(number), data=data).status_code == 404
