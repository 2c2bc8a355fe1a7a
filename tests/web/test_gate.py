"""What is open to whom, before any view is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from community.accounts.models import Member, MemberState
from community.core.db import db
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
OPEN = set(Path(__file__).with_name("open.txt").read_text().split("\n")) - {""}
MACHINES = {"/oidc/<provider>/backchannel-logout", "/afmelden/<token>"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def opening(app: Flask, rule: Rule) -> str:
    return getattr(app.view_functions[rule.endpoint], "opening", "member")


def example(rule: Rule) -> str:
    """Give an address that fits a rule, of a thing that is not there."""

    def value(found: re.Match[str]) -> str:
        converter = found.group(1) or ""
        if converter.startswith("any"):
            return re.findall(r"\w+", converter)[1]
        return "1" if converter.startswith("int") else "bestaat-niet"

    return re.sub(r"<(?:([^:<>]+):)?[^<>]+>", value, rule.rule)


def test_every_address_needs_sign_in_or_stands_in_the_list_of_open_ones(app: Flask) -> None:
    found = {rule.rule for rule in rules(app) if opening(app, rule) == "public"}
    assert found == OPEN, f"add to or take from tests/web/open.txt: {sorted(found ^ OPEN)}"


def test_a_visitor_gets_in_nowhere_else(app: Flask, visitor: FlaskClient) -> None:
    for rule in rules(app):
        if opening(app, rule) != "public" and "GET" in (rule.methods or ()):
            answer = visitor.get(example(rule))
            assert answer.status_code in (303, 404), f"{rule.rule}: {answer.status_code}"
            if answer.status_code == 303:
                assert answer.headers["Location"].startswith("/inloggen?next="), rule.rule


def test_below_the_members_areas_everything_answers_a_visitor_alike(visitor: FlaskClient) -> None:
    for path in ("/leden", "/leden/bestaat-niet", "/mijn", "/mijn/niets", "/beheer", "/beheer/leden", "/beheer/niets"):
        answer = visitor.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/inloggen?next={path}"


def test_every_post_without_a_token_is_refused(world: World, app: Flask, sign_in: SignIn) -> None:
    clients = {
        "administrator": sign_in(world.administrator()),
        "applicant": sign_in(world.member(state=MemberState.APPLICANT)),
    }
    tried = 0
    for rule in rules(app):
        if "POST" in (rule.methods or ()) and rule.rule not in MACHINES:
            for name, client in clients.items():
                answer = client.post(example(rule), data={"text": "x", "reason": "x", "name": "x"})
                assert answer.status_code in (400, 403), f"{name} {rule.rule}: {answer.status_code}"
            assert world.client().post(example(rule), data={"text": "x"}).status_code == 401, rule.rule
            tried += 1
    assert tried > 5


def test_machines_post_without_a_token_only_where_it_is_written(app: Flask) -> None:
    found = {rule.rule for rule in rules(app) if getattr(app.view_functions[rule.endpoint], "is_machine", False)}
    assert found == MACHINES


def test_an_unknown_host_gets_400(visitor: FlaskClient) -> None:
    assert visitor.get("/nieuws", headers={"Host": "evil.example"}).status_code == 400


def test_who_waits_is_led_to_their_application_and_gets_no_further(world: World, sign_in: SignIn) -> None:
    for state in (MemberState.NEW, MemberState.APPLICANT, MemberState.REFUSED, MemberState.LEFT):
        client = sign_in(world.member(state=state))
        assert client.get("/leden").headers["Location"] == "/lid-worden/stand"


def test_who_is_suspended_is_out_on_the_next_request(world: World, sign_in: SignIn) -> None:
    member = world.member()
    client = sign_in(member)
    assert client.get("/mijn/sessies").status_code == 200
    with world.context():
        db.session.get_one(Member, member.id).state = MemberState.SUSPENDED
    assert client.get("/leden").status_code in (303, 403)
