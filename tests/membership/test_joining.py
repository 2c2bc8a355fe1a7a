"""How a person becomes a member: the three ways, the form, and who is let in at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Notify, Role
from community.audit.models import AuditEntry
from community.core.db import db
from community.membership.models import Application, ApplicationState
from community.organisations.models import Organisation
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import APPLICATION, FORM, mails, mails_to, newcomer, plain

SignIn = Callable[[Member], FlaskClient]
FORM_AT = "/lid-worden/aanvraag"


def apply(client: FlaskClient, **more: Any) -> Any:
    return submit(client, FORM_AT, APPLICATION | more, form_at=FORM_AT)


def state_of(world: World, member: Member) -> MemberState:
    return world.one(Member, Member.id == member.id).state


def test_a_visitor_reads_the_three_ways_in_their_order(visitor: FlaskClient, world: World) -> None:
    page = visitor.get("/lid-worden")
    places = [page.text.index(words) for words in ("nog geen account", "al een account", "al lid")]
    assert page.status_code == 200
    assert places == sorted(places)


def test_a_visitor_who_opens_the_form_is_sent_to_sign_in_and_back(visitor: FlaskClient, world: World) -> None:
    answer = visitor.get(FORM_AT)
    assert answer.status_code == 303
    assert answer.location == "/inloggen?next=/lid-worden/aanvraag"


def test_a_newcomer_lands_on_the_form_and_then_waits(world: World, sign_in: SignIn) -> None:
    person = newcomer(world)
    region = world.region("Regio Zwolle")
    client = sign_in(person)
    assert client.get("/mijn").location == "/lid-worden/stand"
    assert client.get("/lid-worden/stand").location == FORM_AT
    assert apply(client, region=region.slug).location == "/lid-worden/stand"
    page = client.get("/lid-worden/stand")
    assert page.status_code == 200
    assert "Gemeente Zwolle" in page.text and "adviseur wonen" in page.text and "Regio Zwolle" in page.text
    assert state_of(world, person) == MemberState.APPLICANT
    assert client.get("/nieuws").status_code == 200
    assert client.get("/leden").location == "/lid-worden/stand"


def test_the_form_says_how_many_mails_each_choice_brings(world: World, sign_in: SignIn) -> None:
    post = world.post()
    for _ in range(6):
        world.comment(post)
    page = sign_in(newcomer(world)).get(FORM_AT)
    # One post and six comments in four weeks, all on one day: two a week at once, one a week by day.
    assert "ongeveer 2 mails per week" in page.text
    assert "hooguit 1 per week" in page.text


def test_what_is_missing_is_said_and_what_was_written_is_kept(world: World, sign_in: SignIn) -> None:
    client = sign_in(newcomer(world))
    answer = submit(client, FORM_AT, APPLICATION | {"function": " "}, form_at=FORM_AT)
    assert answer.status_code == 422
    assert "Vul in wat je functie is." in answer.text
    assert "Ik werk aan wonen en wil van anderen leren." in answer.text
    assert world.count(Application) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"motivation": ""},
        {"function": "x" * 161},
        {"organisation": "\0"},
        {"region": "nergens"},
        {"notify": "altijd"},
        {"motivation": "m" * 3001},
    ],
)
def test_what_cannot_be_is_refused(world: World, sign_in: SignIn, wrong: dict[str, str]) -> None:
    client = sign_in(newcomer(world))
    assert submit(client, FORM_AT, APPLICATION | wrong, form_at=FORM_AT).status_code == 422
    assert world.count(Application) == 0


def test_a_motivation_is_asked_only_where_the_site_wants_one(world: World, sign_in: SignIn) -> None:
    world.setting(motivation_needed=False)
    client = sign_in(newcomer(world))
    assert submit(client, FORM_AT, FORM, form_at=FORM_AT).location == "/lid-worden/stand"


def test_a_form_sent_twice_is_one_application(world: World, sign_in: SignIn) -> None:
    client = sign_in(newcomer(world))
    apply(client)
    again = submit(client, FORM_AT, APPLICATION, form_at="/lid-worden/stand")
    assert again.location == "/lid-worden/stand"
    assert world.count(Application) == 1
    assert world.count(AuditEntry, AuditEntry.event == "ApplicationMade") == 1


def test_each_moderator_gets_one_mail_unless_they_want_none(app: Flask, world: World, sign_in: SignIn) -> None:
    world.member("Mod Een", role="moderator", email="een@mod.example")
    world.member("Mod Twee", role="administrator", email="twee@mod.example")
    world.member("Mod Stil", role="moderator", email="stil@mod.example", notify=Notify.OFF)
    world.member("Re Dacteur", role="editor", email="redactie@mod.example")
    apply(sign_in(newcomer(world, "Ilse Nieuw")))
    assert sorted(str(mail["To"]) for mail in mails(app)) == [
        "Mod Een <een@mod.example>",
        "Mod Twee <twee@mod.example>",
    ]
    (mail,) = mails_to(app, "een@mod.example")
    assert mail["Subject"] == "Nieuwe aanvraag van Ilse Nieuw"
    assert "Gemeente Zwolle" in plain(mail)
    assert "http://localhost/beheer/leden" in plain(mail)


def test_an_applicant_withdraws_and_may_apply_again(world: World, sign_in: SignIn) -> None:
    person = newcomer(world)
    client = sign_in(person)
    apply(client)
    assert submit(client, "/lid-worden/aanvraag/intrekken", form_at="/lid-worden/stand").location == FORM_AT
    assert world.one(Application).state == ApplicationState.WITHDRAWN
    assert apply(client).location == "/lid-worden/stand"
    assert world.count(Application, Application.state == ApplicationState.WAITING) == 1


def test_on_an_open_site_one_is_a_member_at_once(app: Flask, world: World, sign_in: SignIn) -> None:
    world.setting(joining="open")
    person = newcomer(world, email="ilse@open.example")
    client = sign_in(person)
    assert submit(client, FORM_AT, FORM | {"notify": "off"}, form_at=FORM_AT).location == "/mijn"
    assert client.get("/mijn").status_code == 200
    row = world.one(Member, Member.id == person.id)
    assert (row.state, row.function, row.notify) == (MemberState.MEMBER, "adviseur wonen", Notify.OFF)
    (mail,) = mails_to(app, "ilse@open.example")
    assert "Je bent nu lid" in plain(mail)


def test_a_verified_address_of_an_admitted_domain_opens_the_door(world: World, sign_in: SignIn) -> None:
    world.setting(admitted_domains=["zwolle.example"])
    person = newcomer(world, email="ilse@Zwolle.example", is_verified=True)
    assert submit(sign_in(person), FORM_AT, FORM, form_at=FORM_AT).location == "/mijn"
    assert state_of(world, person) == MemberState.MEMBER


@pytest.mark.parametrize(
    ("email", "is_verified"),
    [
        ("ilse@zwolle.example", False),
        ("ilse@kwaad-zwolle.example", True),
        ("ilse@zwolle.example.kwaad.example", True),
        ("ilse@sub.zwolle.example", True),
        ("zwolle.example@kwaad.example", True),
    ],
)
def test_any_other_address_waits(world: World, sign_in: SignIn, email: str, is_verified: bool) -> None:
    world.setting(admitted_domains=["zwolle.example"])
    person = newcomer(world, email=email, is_verified=is_verified)
    assert apply(sign_in(person)).location == "/lid-worden/stand"
    assert state_of(world, person) == MemberState.APPLICANT


def test_where_only_invitations_open_the_door_nobody_applies(world: World, sign_in: SignIn) -> None:
    world.setting(joining="invitation")
    client = sign_in(newcomer(world))
    page = client.get(FORM_AT)
    assert "op uitnodiging" in page.text and 'name="function"' not in page.text
    answer = submit(client, FORM_AT, APPLICATION, form_at="/lid-worden")
    assert answer.status_code == 403
    assert "alleen met een uitnodiging" in answer.text
    assert world.count(Application) == 0


def test_a_new_organisation_is_made_when_its_applicant_is_let_in(world: World, sign_in: SignIn) -> None:
    world.setting(joining="open")
    submit(sign_in(newcomer(world)), FORM_AT, FORM | {"organisation": "Stichting Nieuw"}, form_at=FORM_AT)
    submit(sign_in(newcomer(world, "Bo Ander")), FORM_AT, FORM | {"organisation": "stichting nieuw"}, form_at=FORM_AT)
    organisation = world.one(Organisation)
    assert (organisation.name, organisation.is_confirmed) == ("Stichting Nieuw", False)
    assert world.count(Member, Member.organisation_id == organisation.id) == 2


def test_a_known_organisation_is_found_by_its_other_name(world: World, sign_in: SignIn) -> None:
    world.setting(joining="open")
    known = world.organisation("Ministerie van Binnenlandse Zaken", aliases=["BZK"])
    person = newcomer(world)
    submit(sign_in(person), FORM_AT, FORM | {"organisation": "bzk"}, form_at=FORM_AT)
    assert world.one(Member, Member.id == person.id).organisation_id == known.id
    assert world.count(Organisation) == 1


def test_who_left_may_come_back_and_who_is_suspended_may_not(world: World, sign_in: SignIn) -> None:
    left = sign_in(world.member("Weg Gegaan", state=MemberState.LEFT))
    assert left.get("/lid-worden/stand").location == FORM_AT
    assert apply(left).location == "/lid-worden/stand"
    suspended = sign_in(world.member("Ge Schorst", state=MemberState.SUSPENDED))
    assert suspended.get(FORM_AT).location == "/lid-worden/stand"
    assert submit(suspended, FORM_AT, APPLICATION, form_at="/lid-worden").status_code == 403
    assert world.count(Application) == 1


def test_who_no_longer_decides_is_not_told_of_an_application(app: Flask, world: World, sign_in: SignIn) -> None:
    still, before = world.moderator("Mod Nog"), world.moderator("Mod Eerst")
    apply(sign_in(newcomer(world)))
    with world.context():
        db.session.get_one(Member, before.id).role = Role.EDITOR
    assert len(mails_to(app, still.email)) == 1
    assert mails_to(app, before.email) == []
