"""A deed that asks for a sign-in of just now: to the provider and back, and what a provider may lie about meanwhile."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from community.accounts.models import Identity, LoginSession, Member, MemberState, Role
from community.core.clock import now
from community.core.db import db
from tests.accounts.liar import DROP, Liar
from tests.accounts.test_sign_in_pages import SUBJECTS, arrive, come_back, known, refusals
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.devidp.process import Devidp

LONG_AGO = timedelta(hours=1)
LEVELS = ("low", "substantial", "high")


class Desk:
    """An administrator at a browser, signed in an hour ago at a provider that may lie, and a member."""

    def __init__(self, world: World, provider: Liar) -> None:
        self.world, self.provider = world, provider
        self.boss, self.member = world.administrator("Baas Beheer"), world.member("Wordt Redacteur")
        self.account = world.identity(self.boss, issuer=provider.issuer, subject="somebody")
        self.browser = self.sign_in()
        self.path = f"/beheer/leden/{self.member.slug}"

    def sign_in(self) -> FlaskClient:
        return self.world.client(self.boss, ago=LONG_AGO, account=self.account)

    def choose(self, role: str = "editor", browser: FlaskClient | None = None) -> TestResponse:
        return submit(browser or self.browser, f"{self.path}/rol", {"role": role}, form_at=self.path)

    def brought(self, away: TestResponse, **claims: Any) -> dict[str, list[str]]:
        """Ask the provider what the site wants, with these claims in its answer."""
        assert away.status_code == 303
        self.provider.claims = {"auth_time": int(time.time())} | claims
        return self.provider.ask(away.headers["Location"])

    def back(self, brought: dict[str, list[str]], browser: FlaskClient | None = None) -> TestResponse:
        return (browser or self.browser).get("/oidc/pleio/callback", query_string=brought)

    @property
    def role(self) -> Role:
        return self.world.one(Member, Member.id == self.member.id).role

    def is_fresh(self) -> bool:
        rows = self.world.all(LoginSession, LoginSession.member_id == self.boss.id)
        return any(row.authenticated_at and row.authenticated_at > now() - LONG_AGO / 2 for row in rows)


@pytest.fixture
def desk(world: World, hostile: Liar, trust: Any) -> Desk:
    trust(hostile.issuer)
    return Desk(world, hostile)


def send(desk: Desk, page: TestResponse, browser: FlaskClient | None = None) -> TestResponse:
    """Send the form of the page on which a choice is read once more."""
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    role = page.text.split('name="role"')[1].split('value="')[1].split('"')[0]
    return (browser or desk.browser).post(f"{desk.path}/rol", data={"csrf_token": token, "role": role})


def test_a_role_waits_until_the_administrator_has_signed_in_anew(desk: Desk) -> None:
    away = desk.choose()
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert (asked["max_age"], asked["prompt"]) == (["0"], ["login"])
    assert "acr_values" not in asked
    assert desk.role == Role.MEMBER
    answer = desk.back(desk.brought(away))
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/mijn/bevestigen?wat=")
    # Coming back does nothing by itself, nor does reading it.
    page = desk.browser.get(answer.headers["Location"])
    assert "Wil je Wordt Redacteur de rol Redacteur geven?" in page.text
    assert desk.role == Role.MEMBER
    assert send(desk, page).headers["Location"] == desk.path
    assert desk.role == Role.EDITOR
    # For five minutes nothing is asked again.
    assert desk.choose("moderator").headers["Location"] == desk.path
    assert desk.role == Role.MODERATOR
    log = desk.browser.get("/beheer/logboek").text
    assert "logde opnieuw in voor iets dat extra zeker moet zijn" in log


def test_who_proved_anew_who_they_are_is_known_by_another_token_and_the_one_before_is_worth_nothing(desk: Desk) -> None:
    away = desk.choose()
    before = desk.browser.get_cookie("community")
    assert before
    answer = desk.back(desk.brought(away))
    thief = desk.world.client()
    thief.set_cookie("community", before.value)
    assert thief.get(desk.path).status_code in (303, 401)
    # The choice waits still, and the sign-in is the same one in the list of devices.
    assert send(desk, desk.browser.get(answer.headers["Location"])).headers["Location"] == desk.path
    assert desk.role == Role.EDITOR
    assert desk.world.count(LoginSession, LoginSession.member_id == desk.boss.id) == 1


def test_after_five_minutes_it_is_asked_again(desk: Desk) -> None:
    desk.back(desk.brought(desk.choose()))
    with desk.world.context():
        db.session.execute(update(LoginSession).values(authenticated_at=now() - timedelta(minutes=5, seconds=1)))
    assert desk.choose().headers["Location"].startswith(desk.provider.issuer)
    assert desk.role == Role.MEMBER


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"auth_time": DROP}, "not_fresh"),
        ({"auth_time": None}, "not_fresh"),
        ({"auth_time": int(time.time()) - 3600}, "not_fresh"),
        ({"auth_time": 0}, "not_fresh"),
        ({"auth_time": -1}, "not_fresh"),
        ({"auth_time": "now"}, "wrong_time"),
        ({"auth_time": True}, "wrong_time"),
        ({"auth_time": 2**70}, "wrong_time"),
        ({"auth_time": int(time.time()) + 3600}, "wrong_time"),
        ({"act": {"sub": "another"}}, "for_another"),
        ({"act": None}, "for_another"),
        ({"act": {"sub": "another"}, "represents": {"sub": "another"}}, "for_another"),
    ],
)
def test_a_return_that_proves_nothing_new_changes_nothing(desk: Desk, claims: dict[str, Any], reason: str) -> None:
    answer = desk.back(desk.brought(desk.choose(), **claims))
    assert answer.status_code == 400
    assert "Er is niets veranderd" in answer.text
    assert reason in refusals(desk.world)[-1]
    assert not desk.is_fresh()
    assert desk.choose().headers["Location"].startswith(desk.provider.issuer)
    assert desk.role == Role.MEMBER


def test_another_account_that_comes_back_is_refused(desk: Desk) -> None:
    desk.provider.person = {"sub": "another"}
    answer = desk.back(desk.brought(desk.choose(), sub="another"))
    assert answer.status_code == 400
    assert "met een ander account" in answer.text
    assert "other_person" in refusals(desk.world)[-1]
    assert not desk.is_fresh()
    # Nobody was made of that account, and the administrator is still signed in.
    assert desk.world.count(Identity) == 1
    assert desk.browser.get("/beheer/leden").status_code == 200


def test_another_account_of_the_same_member_is_another_account(desk: Desk) -> None:
    desk.world.identity(desk.boss, issuer=desk.provider.issuer, subject="second")
    desk.provider.person = {"sub": "second"}
    assert desk.back(desk.brought(desk.choose(), sub="second")).status_code == 400
    assert not desk.is_fresh()


def test_a_return_counts_once_and_in_its_own_sign_in_only(desk: Desk) -> None:
    away = desk.choose()
    brought = desk.brought(away)
    stranger = desk.world.client(desk.world.administrator("Ander Beheer"), ago=LONG_AGO)
    elsewhere = desk.sign_in()
    for other in (stranger, elsewhere, desk.world.client()):
        assert desk.back(brought, other).status_code == 400
    assert not desk.is_fresh()
    assert desk.back(brought).status_code == 303
    assert desk.is_fresh()
    assert desk.back(brought).status_code == 400


def test_a_return_into_a_browser_where_somebody_else_signed_in_does_nothing(desk: Desk) -> None:
    brought = desk.brought(desk.choose())
    with desk.browser.session_transaction() as ours, desk.sign_in().session_transaction() as other:
        ours["_user_id"] = other["_user_id"]
    asked = len(desk.provider.asked)
    assert desk.back(brought).status_code == 400
    # Before the code is used at all.
    assert desk.provider.asked[asked:] == []
    assert not desk.is_fresh()


def test_what_waits_is_read_in_its_own_sign_in_only_and_cannot_be_changed(desk: Desk) -> None:
    place = desk.back(desk.brought(desk.choose())).headers["Location"]
    assert desk.browser.get(place).status_code == 200
    assert desk.sign_in().get(place).headers["Location"] == "/mijn"
    assert desk.browser.get(f"{place[:-4]}AAAA").headers["Location"] == "/mijn"
    assert desk.browser.get("/mijn/bevestigen").headers["Location"] == "/mijn"
    assert desk.world.client().get(place).status_code == 303


def test_two_tabs_wait_beside_each_other(desk: Desk) -> None:
    first, second = desk.choose("editor"), desk.choose("moderator")
    one = desk.browser.get(desk.back(desk.brought(first)).headers["Location"])
    two = desk.browser.get(desk.back(desk.brought(second)).headers["Location"])
    assert send(desk, two).headers["Location"] == desk.path
    assert desk.role == Role.MODERATOR
    assert send(desk, one).headers["Location"] == desk.path
    assert desk.role == Role.EDITOR


def test_who_may_give_no_roles_is_not_sent_to_the_provider_first(world: World, desk: Desk) -> None:
    moderator = world.client(world.moderator(), ago=LONG_AGO)
    answer = submit(moderator, f"{desk.path}/rol", {"role": "editor"}, form_at="/mijn")
    assert answer.status_code == 403
    answer = submit(desk.browser, "/beheer/leden/niemand/rol", {"role": "editor"}, form_at="/mijn")
    assert answer.status_code == 404


def test_a_provider_on_another_host_than_its_name_is_a_link(desk: Desk) -> None:
    desk.provider.metadata = {"authorization_endpoint": "https://elders.example/authorize"}
    answer = desk.choose()
    assert answer.status_code == 200
    assert 'href="https://elders.example/authorize?' in answer.text


def test_a_provider_that_is_trusted_no_more_refreshes_nothing(desk: Desk, trust: Any) -> None:
    with desk.world.context():
        db.session.execute(update(LoginSession).values(authenticated_at=now()))
    trust()
    assert desk.choose().status_code == 400
    assert desk.role == Role.MEMBER


# --- how sure the provider is ---


def test_a_level_is_asked_for_and_all_above_it_will_do(desk: Desk, trust: Any) -> None:
    trust(desk.provider.issuer, acr_levels=LEVELS, acr="low", acr_fresh="substantial")
    away = desk.choose()
    assert parse_qs(urlsplit(away.headers["Location"]).query)["acr_values"] == ["substantial high"]
    assert desk.back(desk.brought(away, acr="high")).status_code == 303
    assert desk.choose().headers["Location"] == desk.path
    assert desk.role == Role.EDITOR


@pytest.mark.parametrize("acr", ["low", "", "SUBSTANTIAL", "highest", ["high"], {"high": 1}, 3, True, None, DROP])
def test_a_lower_or_unknown_level_is_refused(desk: Desk, trust: Any, acr: Any) -> None:
    trust(desk.provider.issuer, acr_levels=LEVELS, acr_fresh="substantial")
    answer = desk.back(desk.brought(desk.choose(), acr=acr))
    assert answer.status_code == 400
    assert "niet zeker genoeg" in answer.text
    assert "low_level" in refusals(desk.world)[-1]
    assert not desk.is_fresh()
    assert desk.choose().headers["Location"].startswith(desk.provider.issuer)


def test_a_sign_in_of_just_now_at_a_lower_level_is_not_enough_for_a_deed(desk: Desk, trust: Any) -> None:
    trust(desk.provider.issuer, acr_levels=LEVELS, acr_fresh="substantial")
    with desk.world.context():
        db.session.execute(update(LoginSession).values(authenticated_at=now(), acr="low"))
    assert desk.choose().headers["Location"].startswith(desk.provider.issuer)


@pytest.mark.parametrize(("acr", "status"), [("high", 303), ("substantial", 303), ("low", 400), (DROP, 400)])
def test_signing_in_itself_can_ask_for_a_level(desk: Desk, trust: Any, acr: Any, status: int) -> None:
    trust(desk.provider.issuer, acr_levels=LEVELS, acr="substantial")
    browser, before = desk.world.client(), desk.world.count(LoginSession)
    away = browser.get("/inloggen")
    assert parse_qs(urlsplit(away.headers["Location"]).query)["acr_values"] == ["substantial high"]
    assert desk.back(desk.brought(away, acr=acr), browser).status_code == status
    assert desk.world.count(LoginSession) == before + (status == 303)


def test_only_what_is_signed_says_when_and_how_surely(desk: Desk, trust: Any) -> None:
    trust(desk.provider.issuer, acr_levels=LEVELS, acr_fresh="substantial")
    desk.provider.person = {"auth_time": int(time.time()), "acr": "high"}
    assert desk.back(desk.brought(desk.choose(), acr=DROP, auth_time=DROP)).status_code == 400
    assert not desk.is_fresh()


@pytest.mark.parametrize("said", [{"act": {"sub": "x"}}, {"act": {"sub": "x"}, "represents": {"sub": "x"}}])
def test_who_is_not_the_subject_of_the_answer_is_never_signed_in(desk: Desk, said: dict[str, Any]) -> None:
    for of_token, of_userinfo in ((said, {}), ({}, said)):
        browser, before = desk.world.client(), desk.world.count(LoginSession)
        desk.provider.person = of_userinfo
        answer = desk.back(desk.brought(browser.get("/inloggen"), **of_token), browser)
        assert answer.status_code == 400
        assert "namens iemand anders" in answer.text
        assert desk.world.count(LoginSession) == before


# --- at the development provider ---


def test_an_administrator_changes_a_role_through_the_development_provider(
    world: World, idp: Devidp, trust: Any
) -> None:
    trust(idp.issuer, acr_levels=LEVELS, acr_fresh="substantial")
    known(world, idp, "beheerder", role=Role.ADMINISTRATOR)
    member = world.member("Wordt Moderator")
    browser, person, path = world.client(), Devidp(idp.issuer, idp.data_dir), f"/beheer/leden/{member.slug}"
    come_back(browser, person.choose(browser.get("/inloggen").headers["Location"], "beheerder"))

    def wait(session: LoginSession) -> None:
        session.authenticated_at = now() - LONG_AGO

    with world.context():
        wait(db.session.query(LoginSession).one())

    def choose() -> str:
        return submit(browser, f"{path}/rol", {"role": "moderator"}, form_at=path).headers["Location"]

    # Somebody else at the same desk, and the same person less surely.
    assert come_back(browser, person.choose(choose(), "lid")).status_code == 400
    asked = {key: values[0] for key, values in parse_qs(urlsplit(choose()).query).items()}
    low = person.post({**asked, "persona": "beheerder", "acr": "low"}).headers["Location"]
    assert come_back(browser, low).status_code == 400
    assert world.one(Member, Member.id == member.id).role == Role.MEMBER
    place = come_back(browser, person.choose(choose(), "beheerder")).headers["Location"]
    page = browser.get(place)
    assert "de rol Moderator geven?" in page.text
    assert choose() == path
    assert world.one(Member, Member.id == member.id).role == Role.MODERATOR
    assert SUBJECTS["beheerder"] == world.one(LoginSession).subject


def test_who_is_not_admitted_signs_in_anew_all_the_same(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    known(world, idp, "lid", state=MemberState.APPLICANT)
    browser = world.client()
    arrive(browser, idp, "lid")
    assert browser.get("/mijn/bevestigen").status_code == 303
