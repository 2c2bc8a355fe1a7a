"""Nothing is changed by a form of another site: each route that writes, with every token but the right one."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.builders.fixtures import token_of
from tests.security.scene import WRITING, Scene, rows_of

# What is posted without a form of ours, and by what it proves itself instead.
EXEMPT = {
    "/oidc/<provider>/backchannel-logout": "a notice that the provider signed",
    "/afmelden/<token>": "the secret in the address, which stands in one mail",
}
# All that forms here ask for in one, so that none of these is refused for what it lacks.
WORDS = dict.fromkeys(
    ("text", "reason", "name", "title", "body", "motivation", "message", "purpose", "email"), "x@y.nl"
)
PERSONS = ("administrator", "applicant")


@pytest.fixture(scope="module")
def addresses(scene: Scene) -> list[tuple[Rule, str, str]]:
    """Give each route that writes, with each of its methods and an address of something that is there."""
    first = {place.rule.endpoint: place for place in reversed(scene.places)}
    found = [
        (place.rule, method, place.address)
        for place in first.values()
        for method in WRITING
        if method in (place.rule.methods or ())
    ]
    assert {rule.endpoint for rule, *_ in found} == {rule.endpoint for rule in scene.writing_rules}
    return found


def tokens(scene: Scene, person: str) -> dict[str, str]:
    """Give tokens that are not the right one: none, another person's, a visitor's page's, one that was cut, a guess."""
    right = token_of(scene.clients[person].get("/mijn/sessies", follow_redirects=True))
    other = "author" if person != "author" else "member"
    foreign = token_of(scene.clients[other].get("/mijn/sessies"))
    return {"none": "", "of another person": foreign, "cut": right[:-4], "a guess": "a" * 91}


def refused(browser: FlaskClient, method: str, address: str, token: str) -> bool:
    """Whether a form with this token is refused, in its field, in the header and in the address alike."""
    form = WORDS | ({"csrf_token": token} if token else {})
    ways = [{"data": form}]
    if token:
        ways.append({"data": WORDS, "headers": {"X-CSRFToken": token}})
    return all(browser.open(address, method=method, **way).status_code in (400, 403) for way in ways)  # type: ignore[arg-type]


def test_no_route_writes_anything_without_the_token_of_this_very_sign_in(
    scene: Scene, addresses: list[tuple[Rule, str, str]]
) -> None:
    before, tried, let_through = rows_of(scene.app), 0, []
    wrong = {person: tokens(scene, person) for person in PERSONS}
    for rule, method, address in addresses:
        if rule.rule in EXEMPT:
            continue
        for person, kinds in wrong.items():
            # Before the token is looked at all persons are alike, so one of them tries every kind.
            for kind, token in (
                kinds.items() if person == PERSONS[0] else [("of another person", kinds["of another person"])]
            ):
                tried += 1
                if not refused(scene.clients[person], method, address, token):
                    let_through.append(f"{method} {rule.rule} as {person} with the token: {kind}")
    assert not let_through, "\n".join(let_through)
    assert tried > 400
    assert rows_of(scene.app) == before


def test_a_right_token_in_the_address_alone_counts_for_nothing(
    scene: Scene, addresses: list[tuple[Rule, str, str]]
) -> None:
    browser = scene.clients["administrator"]
    before, token = rows_of(scene.app), token_of(browser.get("/mijn/sessies"))
    for rule, method, address in addresses:
        if rule.rule not in EXEMPT:
            answer = browser.open(f"{address}?csrf_token={token}", method=method, data=WORDS)
            assert answer.status_code in (400, 403), rule.rule
    assert rows_of(scene.app) == before


def test_whoever_has_no_sign_in_is_let_through_only_where_it_is_written(
    scene: Scene, addresses: list[tuple[Rule, str, str]]
) -> None:
    before, open_ones = rows_of(scene.app), set()
    for rule, method, address in addresses:
        if scene.browser("visitor").open(address, method=method, data=WORDS).status_code != 401:
            open_ones.add(rule.rule)
    assert open_ones == set(EXEMPT)
    after = rows_of(scene.app)
    # The notice that nobody signed is refused, which the log keeps.
    assert {name for name in after if after[name] != before[name]} <= {"audit_entry", "audit_detail"}


def test_no_page_is_changed_by_reading_it_with_the_method_in_a_field_or_header(scene: Scene) -> None:
    before, browser = rows_of(scene.app), scene.clients["administrator"]
    token = token_of(browser.get("/mijn/sessies"))
    for address in ("/mijn", "/beheer/leden", "/nieuws"):
        browser.get(f"{address}?_method=DELETE&csrf_token={token}", headers={"X-HTTP-Method-Override": "DELETE"})
    assert rows_of(scene.app) == before
