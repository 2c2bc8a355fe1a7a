"""The site never sends anybody elsewhere, however the way back is written, and answers under its own name alone."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.builders.fixtures import token_of
from tests.security.scene import Scene

ELSEWHERE = (
    *("https://evil.example/", "http://evil.example", "//evil.example/", "///evil.example", "////evil.example"),
    *("\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\\/evil.example", "https:evil.example"),
    *("https:/evil.example", "http:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x"),
    *("/\t/evil.example", "\t//evil.example", " //evil.example", "/\r\n/evil.example", "/\n\\evil.example"),
    *("\u2028//evil.example", "/\u2215/evil.example", "\uff0f\uff0fevil.example", "\u3000//evil.example"),
    *("/%09/evil.example", "/%5cevil.example", "/%2f/evil.example", "/%0d%0aLocation:%20https://evil.example"),
    *("http://localhost@evil.example/", "//localhost@evil.example", "http://localhost:80@evil.example"),
    *("http://localhost:99/mijn", "http://localhost./mijn", "https://localhost/mijn", "//localhost:99/mijn"),
    *("http://localhost\\@evil.example", "http://localhost%2f@evil.example", "//evil.example#@localhost/"),
    *("/x\r\nSet-Cookie: a=b", "/\0//evil.example", "evil.example", "@evil.example", ".evil.example", ":80", "?x", ""),
    *("/" + "a" * 3000, "//[::1]/", "//1249763844", "//evil%E3%80%82example", "blob:http://localhost/x"),
)
HERE = "http://localhost/een/pagina"
# The parameters that say where to go next: of which file each is, and by which test here it is tried.
READ_IN = {
    "community/accounts/views/sign_in.py": "next",
    "community/groups/views/places.py": "next",
    "community/notifications/views.py": "terug",
    "community/web/languages.py": "terug",
}


def place_of(location: str) -> tuple[str, str]:
    """Give scheme and host to which a browser goes: it passes over tabs and ends of lines, and turns backslashes."""
    read = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33)))).replace("\\", "/")
    found = urlsplit(urljoin(HERE, read))
    return found.scheme, found.netloc


@pytest.mark.parametrize("target", ELSEWHERE, ids=lambda target: ascii(target)[:30])
def test_no_way_back_leads_away_wherever_one_is_read(scene: Scene, target: str) -> None:
    query = quote(target, safe="")
    member, visitor = scene.browser("member"), scene.browser("visitor")
    group = scene.cast.groups["open"].slug  # type: ignore[index]
    answers = [
        member.get(f"/inloggen?next={query}"),
        visitor.get(f"/taal/en?terug={query}"),
        visitor.get(f"/mijn?next={query}"),
        visitor.get(f"/taal/nl?terug=/nieuws&terug={query}"),
    ]
    for answer in answers:
        location = answer.headers["Location"]
        assert place_of(location) == ("http", "localhost"), location
        assert "\n" not in location and "\r" not in location and "Set-Cookie: a" not in str(answer.headers)
    assert group


@pytest.mark.parametrize("target", ELSEWHERE[:12])
def test_no_form_leads_away_either(scene: Scene, target: str) -> None:
    """The forms are refused before they look at the way back, or lead to a page of this site."""
    moderator = scene.browser("moderator")
    token = token_of(moderator.get("/mijn/sessies"))
    slug = scene.world.one(type(scene.cast.archived), type(scene.cast.archived).id == scene.cast.archived.id).slug
    for path, name in ((f"/werkgroepen/{slug}/meekijken", "next"), ("/mijn/volgt/7/stop", "terug")):
        answer = moderator.post(path, data={"csrf_token": token, name: target})
        assert answer.status_code in (303, 403, 404)
        assert place_of(answer.headers.get("Location", "/")) == ("http", "localhost")


@pytest.mark.parametrize("referrer", ["https://evil.example/x", "http://localhost@evil.example/x", "//evil.example/x"])
def test_the_page_for_who_must_sign_in_again_leads_back_to_pages_of_this_site_alone(
    scene: Scene, referrer: str
) -> None:
    answer = scene.browser("visitor").post("/reacties/bij/5", data={"text": "x"}, headers={"Referer": referrer})
    assert answer.status_code == 401 and "evil.example" not in answer.text


def test_a_way_back_is_read_only_where_these_tests_try_it_and_always_checked() -> None:
    found = {}
    for path in Path("community").rglob("*.py"):
        for reading in re.findall(
            r"(\w+\()?request\.(?:args|form|values)(?:\.get\(|\[)\"(next|terug)\"", path.read_text()
        ):
            assert reading[0] == "local_path(", f"{path} reads where to go next, and does not check it"
            found[str(path)] = reading[1]
    assert found == READ_IN


# --- under which name it answers ---

HOSTS = (
    *(
        "evil.example",
        "localhost.evil.example",
        "localhost:8080",
        "localhost:",
        "localhost.",
        "LOCALHOST",
        "localhost,x",
    ),
    *(
        "localhost@evil.example",
        "evil.example#localhost",
        "localhost/evil.example",
        "local\thost",
        "[::1]",
        "127.0.0.1",
    ),
)


def ask(scene: Scene, path: str, **environ: str) -> tuple[str, str]:
    """Ask as a server passes it on; gives the status and all that was answered."""
    values = EnvironBuilder(path=path, base_url="http://localhost").get_environ() | environ
    body, status, headers = run_wsgi_app(scene.app.wsgi_app, values, buffered=True)
    return status[:3], b"".join(body).decode("utf-8", "replace") + str(headers)


@pytest.mark.parametrize("host", HOSTS)
def test_no_other_name_is_answered_and_none_is_repeated(scene: Scene, host: str) -> None:
    for path in ("/nieuws", "/inloggen", "/mijn", "/static/dist/geen.css"):
        status, told = ask(scene, path, HTTP_HOST=host)
        assert status == "400"
        assert "evil.example" not in told


@pytest.mark.parametrize("name", ["X_FORWARDED_HOST", "X_HOST", "FORWARDED", "X_FORWARDED_SERVER", "X_ORIGINAL_HOST"])
def test_the_name_of_the_site_comes_from_its_settings_whatever_a_header_says(scene: Scene, name: str) -> None:
    value = "host=evil.example;proto=https" if name == "FORWARDED" else "evil.example"
    for path in ("/nieuws", "/feeds/nieuws.atom", "/mijn", "/taal/en?terug=/nieuws"):
        plain, told = ask(scene, path), ask(scene, path, **{f"HTTP_{name}": value})
        assert told[0] == plain[0] != "400"
        assert "evil.example" not in told[1]


@pytest.mark.parametrize("name", ["X_FORWARDED_PREFIX", "X_SCRIPT_NAME", "X_ORIGINAL_URL", "X_REWRITE_URL"])
def test_no_header_changes_the_address_that_is_asked_for(scene: Scene, name: str) -> None:
    status, told = ask(scene, "/beheer/leden", **{f"HTTP_{name}": "/nieuws"})
    assert status == "303" and "/inloggen?next=/beheer/leden" in told
