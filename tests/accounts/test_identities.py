"""A second account by which a member signs in: added from within a sign-in, and taken away again."""

from __future__ import annotations

from datetime import timedelta
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from community.accounts import services
from community.accounts.models import Identity, LoginSession, Member
from community.accounts.oidc import SignedInPerson
from community.audit.models import AuditEntry
from community.core.clock import now
from community.core.db import db
from community.jobs.drain import drain
from community.policy import Refused
from tests.accounts.liar import Liar
from tests.accounts.test_oidc_providers import choose
from tests.accounts.test_sign_in_pages import arrive, known, refusals
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.devidp.process import Devidp

LIST = "/mijn/aanmelden"
HOUR = timedelta(hours=1)


def add(browser: FlaskClient, via: str = "andere") -> TestResponse:
    """Press the button that adds an account of a provider."""
    return submit(browser, f"{LIST}/toevoegen", {"via": via}, form_at=LIST)


def back(browser: FlaskClient, brought: dict[str, list[str]], via: str = "andere") -> TestResponse:
    return browser.get(f"/oidc/{via}/callback", query_string=brought)


def accounts_of(world: World, member: Member) -> list[tuple[str, str]]:
    return [(row.issuer, row.subject) for row in world.all(Identity, Identity.member_id == member.id)]


@pytest.fixture
def member(world: World, hostile: Liar, mock: str, trust: Any) -> Member:
    """Make a member with an account at one provider, where a second provider is trusted too."""
    trust(hostile.issuer, mock)
    person = world.member("Anne Anders")
    world.identity(person, issuer=hostile.issuer, subject="somebody")
    return person


@pytest.fixture
def browser(world: World, member: Member) -> FlaskClient:
    """Sign the member in just now by their account."""
    return world.client(member, account=world.one(Identity, Identity.member_id == member.id))


def test_a_member_adds_an_account_and_then_signs_in_by_it(
    app: Flask, world: World, member: Member, browser: FlaskClient, mock: str
) -> None:
    page = browser.get(LIST)
    assert page.status_code == 200
    assert "Dit is je enige account" in page.text
    assert f"{LIST}/" not in page.text.replace(f"{LIST}/toevoegen", "")
    away = add(browser)
    assert away.headers["Location"].startswith(mock)
    answer = back(browser, choose(away.headers["Location"], "second"))
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    assert (mock, "second") in accounts_of(world, member)
    assert "Je kunt nu ook met dit account inloggen" in browser.get(LIST).text
    # By either account it is the same person.
    other = world.client()
    away = other.get("/inloggen?via=andere&next=/leden")
    assert back(other, choose(away.headers["Location"], "second")).headers["Location"] == "/leden"
    assert world.count(Member) == 1
    assert {row.member_id for row in world.all(LoginSession)} == {member.id}
    assert world.count(AuditEntry, AuditEntry.event == "IdentityLinked", AuditEntry.member_id == member.id) == 1
    assert "met nog een account inloggen" in mails_to(app, member.email)


def mails_to(app: Flask, email: str) -> str:
    """Do what waits in the outbox, and give the newest mail to an address that speaks of another account."""
    folder = Path(app.config["SETTINGS"].data_dir) / "mail"
    for path in folder.glob("*.eml"):
        path.unlink()
    with app.test_request_context():
        drain()
        db.session.remove()
    (mail,) = [BytesParser(policy=default).parsebytes(path.read_bytes()) for path in folder.glob("*.eml")]
    assert email in mail["To"]
    body = mail.get_body(("plain",))
    assert body is not None
    return str(mail["Subject"]) + str(body.get_content())


def test_an_account_of_another_member_cannot_be_added(
    world: World, member: Member, browser: FlaskClient, mock: str
) -> None:
    other = world.member("Iemand Anders")
    world.identity(other, issuer=mock, subject="theirs")
    answer = back(browser, choose(add(browser).headers["Location"], "theirs"))
    assert answer.status_code == 400
    assert "hoort hier al bij iemand anders" in answer.text
    assert "of_another" in refusals(world)[-1]
    assert accounts_of(world, other) == [(mock, "theirs")]
    assert len(accounts_of(world, member)) == 1
    assert world.count(AuditEntry, AuditEntry.event == "IdentityLinked") == 0


def test_the_account_by_which_one_is_signed_in_says_so(
    world: World, member: Member, browser: FlaskClient, hostile: Liar
) -> None:
    brought = hostile.ask(add(browser, "pleio").headers["Location"])
    assert back(browser, brought, "pleio").headers["Location"] == LIST
    assert "waarmee je nu bent ingelogd" in browser.get(LIST).text
    assert len(accounts_of(world, member)) == 1


def test_an_account_that_was_added_before_says_so(
    world: World, member: Member, browser: FlaskClient, mock: str
) -> None:
    world.identity(member, issuer=mock, subject="second")
    back(browser, choose(add(browser).headers["Location"], "second"))
    assert "had je al toegevoegd" in browser.get(LIST).text
    assert len(accounts_of(world, member)) == 2


def test_an_answer_for_adding_does_nothing_in_another_sign_in(
    world: World, member: Member, browser: FlaskClient, mock: str
) -> None:
    brought = choose(add(browser).headers["Location"], "second")
    victim = world.member("Slacht Offer")
    others = (world.client(victim), world.client(member), world.client())
    for other in others:
        assert back(other, brought).status_code == 400
    # Also with the whole cookie of who began it, but for the sign-in itself.
    with browser.session_transaction() as ours, others[0].session_transaction() as theirs:
        theirs["oidc"] = ours["oidc"]
    assert back(others[0], brought).status_code == 400
    assert world.count(Identity) == 1
    assert len(world.all(LoginSession)) == 3


def test_an_answer_for_adding_does_nothing_after_signing_out(
    world: World, member: Member, browser: FlaskClient, mock: str
) -> None:
    brought = choose(add(browser).headers["Location"], "second")
    with world.context():
        for row in db.session.query(LoginSession):
            db.session.delete(row)
    assert back(browser, brought).status_code == 400
    assert (world.count(Identity), world.count(Member), world.count(LoginSession)) == (1, 1, 0)


def test_adding_and_taking_away_ask_for_a_sign_in_of_just_now(
    world: World, member: Member, browser: FlaskClient, hostile: Liar, mock: str
) -> None:
    extra = world.identity(member, issuer=mock, subject="second")
    with world.context():
        db.session.execute(update(LoginSession).values(authenticated_at=now() - HOUR))
    for path, fields in ((f"{LIST}/toevoegen", {"via": "andere"}), (f"{LIST}/{extra.id}/verwijderen", {})):
        away = submit(browser, path, fields, form_at=LIST)
        # To the provider of this sign-in, whichever account is meant.
        assert away.headers["Location"].startswith(f"{hostile.issuer}/authorize")
        assert "max_age=0" in away.headers["Location"]
    assert len(accounts_of(world, member)) == 2
    hostile.claims = {"auth_time": int(now().timestamp())}
    place = back(browser, hostile.ask(away.headers["Location"]), "pleio").headers["Location"]
    page = browser.get(place)
    assert "Wil je niet meer inloggen met het account" in page.text
    assert len(accounts_of(world, member)) == 2
    assert submit(browser, f"{LIST}/{extra.id}/verwijderen", form_at=place).headers["Location"] == LIST
    assert len(accounts_of(world, member)) == 1


def test_taking_an_account_away_ends_the_sign_ins_made_by_it_and_no_others(
    world: World, member: Member, browser: FlaskClient, mock: str
) -> None:
    extra = world.identity(member, issuer=mock, subject="second")
    with world.context():
        db.session.merge(extra).provider = "andere"
    extra = world.one(Identity, Identity.id == extra.id)
    by_extra, stranger = world.client(member, account=extra), world.client(world.member())
    assert submit(browser, f"{LIST}/{extra.id}/verwijderen", form_at=LIST).headers["Location"] == LIST
    assert by_extra.get("/mijn").status_code == 303
    assert [each.get("/mijn").status_code for each in (browser, stranger)] == [200, 200]
    assert world.count(AuditEntry, AuditEntry.event == "IdentityRemoved", AuditEntry.member_id == member.id) == 1
    # Who comes with it now is somebody new.
    other = world.client()
    away = other.get("/inloggen?via=andere")
    assert back(other, choose(away.headers["Location"], "second")).headers["Location"] == "/lid-worden/aanvraag"
    assert world.count(Member) == 3


def test_taking_away_the_account_of_now_signs_out_here(
    world: World, member: Member, browser: FlaskClient, mock: str
) -> None:
    own = world.one(Identity)
    world.identity(member, issuer=mock, subject="second")
    assert "ook hier" in browser.get(LIST).text
    assert submit(browser, f"{LIST}/{own.id}/verwijderen", form_at=LIST).headers["Location"] == "/"
    assert browser.get("/mijn").status_code == 303
    assert accounts_of(world, member) == [(mock, "second")]


def test_the_last_account_stays_and_anothers_is_not_there(world: World, member: Member, browser: FlaskClient) -> None:
    own, theirs = world.one(Identity), world.identity(world.member("Iemand Anders"))
    assert submit(browser, f"{LIST}/{own.id}/verwijderen", form_at=LIST).status_code == 403
    for number in (theirs.id, 1, 2**63 - 1):
        assert submit(browser, f"{LIST}/{number}/verwijderen", form_at=LIST).status_code == 404
    assert world.count(Identity) == 2
    assert submit(browser, f"{LIST}/toevoegen", {"via": "onbekend"}, form_at=LIST).status_code == 404


def test_another_deed_cannot_add_an_account_to_somebody_else(world: World, member: Member, hostile: Liar) -> None:
    other, actor = world.member("Iemand Anders"), world.actor(member)
    person = SignedInPerson("pleio", hostile.issuer, "new", "N", "n@n.example")
    with world.context(), pytest.raises(Refused):
        services.link_identity(actor, db.session.get_one(Member, other.id), person=person)
    assert world.count(Identity) == 1


def test_a_member_of_the_development_provider_adds_a_second_person_there(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    person = known(world, idp, "lid")
    browser = world.client()
    arrive(browser, idp, "lid")
    away = add(browser, "pleio")
    location = Devidp(idp.issuer, idp.data_dir).choose(away.headers["Location"], "marit")
    answer = browser.get(location.removeprefix("http://localhost"))
    assert answer.headers["Location"] == LIST
    assert len(accounts_of(world, person)) == 2
    assert "marit.oosterveen@vlissingen.example" in browser.get(LIST).text
