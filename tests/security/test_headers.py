"""What every answer of every route tells the browser: pages, errors, redirects, files, and what was not changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from community.app import create_app
from community.content.views.attachments import LOCKED_PDF
from community.web.assets import asset
from config import read_settings
from tests.security.scene import Scene, close

PERSONS = ("visitor", "administrator")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Nothing of these may stand in the policy of any answer.
LOOSE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data:", "blob:", "http:", "https: ", "*", "strict-dynamic")


def faults_of(answer: TestResponse) -> Iterator[str]:
    """Give what the headers of an answer lack."""
    for name, value in ALWAYS.items():
        if answer.headers.getlist(name) != [value]:
            yield f"{name} is {answer.headers.getlist(name)}"
    if answer.mimetype == "application/pdf":
        # A browser's own reader of PDF draws itself with a style; a PDF has no markup into which one could be put.
        assert answer.headers["Content-Security-Policy"] == LOCKED_PDF
    else:
        yield from faults_of_policy(answer)
    given = answer.headers.get("Permissions-Policy", "")
    if not all(f"{name}=()" in given for name in ("camera", "microphone", "geolocation")):
        yield f"Permissions-Policy is {given!r}"
    if "Server" in answer.headers or "X-Powered-By" in answer.headers:
        yield "it tells by what it is made"


def faults_of_policy(answer: TestResponse) -> Iterator[str]:
    """Give what is loose in what a page may load, and who may show it."""
    policies = answer.headers.getlist("Content-Security-Policy")
    policy = dict(each.strip().partition(" ")[::2] for each in "".join(policies).split(";") if each.strip())
    if len(policies) != 1 or policy.get("frame-ancestors") != "'none'" or policy.get("base-uri") != "'none'":
        yield f"the policy is {policies}"
    if policy.get("default-src") not in ("'self'", "'none'") or policy.get("object-src", "'none'") != "'none'":
        yield f"the policy is loose: {policy}"
    strict = {name: value for name, value in policy.items() if name != "form-action"}
    if loose := [word for word in LOOSE if any(word in f"{value} " for value in strict.values())]:
        yield f"the policy holds {loose}"


def test_every_route_gives_every_header_whoever_asks(scene: Scene) -> None:
    faults, statuses = [], set()
    for person in PERSONS:
        for address in scene.addresses:
            answer = scene.answer(person, address)
            statuses.add(answer.status_code)
            faults += [f"{person} at {address} ({answer.status_code}): {fault}" for fault in faults_of(answer)]
    assert not faults, "\n".join(faults[:20])
    assert {200, 303, 403, 404} <= statuses


def test_errors_files_and_what_was_not_changed_give_them_too(scene: Scene) -> None:
    visitor, member = scene.browser("visitor"), scene.browser("member")
    tag = visitor.get("/nieuws").headers["ETag"]
    with visitor.get(asset("app.css")) as styles:
        kept = styles.headers["ETag"]
    post = "/reacties/bij/5"
    answers = {
        200: visitor.get(asset("app.css")),
        303: visitor.get("/mijn"),
        304: visitor.get("/nieuws", headers={"If-None-Match": tag}),
        -304: visitor.get(asset("app.css"), headers={"If-None-Match": kept}),
        308: visitor.get("/nieuws/"),
        400: visitor.get("/nieuws", headers={"Host": "evil.example"}),
        401: visitor.post(post, data={"text": "x"}),
        403: member.get("/beheer/leden"),
        404: visitor.get("/niets"),
        -404: visitor.get("/static/dist/niets.css"),
        405: visitor.post("/nieuws/"),
        413: member.post(post, data=b"text=" + b"x" * 5_000_000),
    }
    answers |= {1000 + number: visitor.get(path) for number, path in enumerate(("/healthz", "/readyz", "/metrics"))}
    for status, answer in answers.items():
        assert status >= 1000 or answer.status_code in (abs(status), 404), (status, answer.status_code)
        assert not list(faults_of(answer)), (status, list(faults_of(answer)))
        answer.close()
    assert [answers[each].status_code for each in (304, -304, 400, 401, 403, 413)] == [304, 304, 400, 401, 403, 413]


def test_no_page_holds_a_script_or_a_style_of_its_own_which_the_policy_would_not_run(scene: Scene) -> None:
    """Without this the policy would only hide that pages count on what it forbids."""
    for (_, address), answer in scene.answers.items():
        if answer.mimetype == "text/html":
            page = answer.text.lower()
            assert "<style" not in page and " style=" not in page, address
            assert "javascript:" not in page and " onclick=" not in page and " onload=" not in page, address


@pytest.fixture(scope="module")
def production(scene: Scene) -> Iterator[Flask]:
    """Give the application as real people meet it, on the same database."""
    app = create_app(
        read_settings(
            {
                "COMMUNITY_ENV": "production",
                "COMMUNITY_SECRET_KEY": "a-key-for-tests-only-0123456789abcdefghij",
                "COMMUNITY_BASE_URL": "https://samen.example",
                "COMMUNITY_DATABASE_URL": f"sqlite:///{scene.folder}/scene.sqlite3",
                "COMMUNITY_OIDC_ISSUER": "https://idp.example",
                "COMMUNITY_OIDC_CLIENT_ID": "community",
                "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-tests",
                "DATA_DIR": str(scene.files),
            }
        )
    )
    yield app
    close(app)


def test_in_production_every_answer_keeps_browsers_on_https_and_every_cookie_too(
    scene: Scene, production: Flask
) -> None:
    visitor = production.test_client()
    for path in ("/nieuws", "/", "/mijn", "/niets", "/healthz", asset("app.css"), "/taal/en", "/beheer/leden"):
        with visitor.get(path, base_url="https://samen.example") as answer:
            years = answer.headers["Strict-Transport-Security"]
            assert int(years.partition("max-age=")[2].partition(";")[0]) >= 31_536_000 and "includeSubDomains" in years
            assert not list(faults_of(answer)), path
            for cookie in answer.headers.getlist("Set-Cookie"):
                assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie, cookie
    browser = production.test_client()
    with browser.session_transaction(base_url="https://samen.example") as session:
        session["x"] = "y"
    cookie = browser.get_cookie("__Host-community", domain="samen.example")
    assert cookie and cookie.secure and cookie.http_only and cookie.same_site == "Lax" and cookie.path == "/"


def test_every_answer_says_its_type_and_each_text_its_encoding(scene: Scene) -> None:
    for (person, address), answer in scene.answers.items():
        if answer.status_code not in (204, 304):
            kind = answer.headers.get("Content-Type", "")
            assert kind, f"{person} at {address}"
            assert not kind.startswith("text/") or "charset=utf-8" in kind.lower(), f"{person} at {address}: {kind}"
