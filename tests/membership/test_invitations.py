"""Invitations: made by moderators, sent by mail, used once and within their time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.core.clock import now
from community.core.db import begin_writing, db
from community.membership.models import Application, ApplicationState, Invitation
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import APPLICATION, FORM, mails, mails_to, newcomer, plain
from tests.reliability.site_process import Browser, Site

SignIn = Callable[[Member], FlaskClient]
LIST = "/beheer/uitnodigingen"


def invite(app: Flask, client: FlaskClient, email: str, message: str = "") -> str:
    """Invite an address by the form, and give the link of the mail that arrives."""
    assert submit(client, LIST, {"emails": email, "message": message}, form_at=LIST).location == LIST
    (mail,) = mails_to(app, email)
    return link_in(mail)


def link_in(mail: EmailMessage) -> str:
    """Give the path of the link in an invitation."""
    found = re.search(r"http://[^/]+(/lid-worden/uitnodiging/\S+)", plain(mail))
    assert found
    return found.group(1)


def test_an_invited_person_becomes_a_member_by_the_link_of_the_mail(
    app: Flask, world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    world.setting(joining="invitation")
    link = invite(app, sign_in(world.moderator("Mod Mild")), "gast@elders.example", "Je hoort erbij.")
    page = visitor.get(link)
    assert page.status_code == 200 and "Mod Mild" in page.text and "Je hoort erbij." in page.text
    assert f"/inloggen?next={link}" in page.text
    person = newcomer(world, "Gast Vrij", email="heel.anders@elders.example")
    client = sign_in(person)
    assert submit(client, link, FORM, form_at=link).location == "/mijn"
    assert client.get("/mijn").status_code == 200
    row = world.one(Invitation)
    assert row.used_at is not None and row.used_by_id == person.id
    assert "lid geworden: Gast Vrij" in sign_in(world.moderator()).get(LIST).text


def test_the_link_stands_in_no_table(app: Flask, world: World, sign_in: SignIn) -> None:
    token = invite(app, sign_in(world.moderator()), "gast@elders.example").rpartition("/")[2]
    with world.context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(table.select()):
                assert token not in str(row), table.name


def test_an_invitation_is_used_once(app: Flask, world: World, sign_in: SignIn) -> None:
    link = invite(app, sign_in(world.moderator()), "gast@elders.example")
    first, second = newcomer(world, "Eerst Gast"), newcomer(world, "Tweede Gast")
    one, two = sign_in(first), sign_in(second)
    token_page = two.get(link)
    assert token_page.status_code == 200
    for _ in range(2):
        assert submit(one, link, FORM, form_at="/lid-worden").location == "/mijn"
    assert submit(two, link, FORM, form_at="/lid-worden").status_code == 403
    over = two.get(link)
    assert over.status_code == 410 and "al gebruikt" in over.text
    assert world.one(Member, Member.id == second.id).state == MemberState.NEW
    assert world.count(AuditEntry, AuditEntry.event == "MemberJoined") == 1


def test_of_two_who_use_a_link_at_once_one_gets_in(busy_site: Site) -> None:
    world = busy_site.world
    moderator = Browser(busy_site, world.moderator())
    for number in range(5):
        assert moderator.post(LIST, emails=f"gast{number}@elders.example", message="").status_code == 303
        (mail,) = mails_to(world.app, f"gast{number}@elders.example")
        link = link_in(mail)
        guests = [Browser(busy_site, newcomer(world, f"Gast {number}"), form_at=link) for _ in range(2)]
        answers = post_all_at_once(guests, lambda number, link=link: link, **FORM)
        assert sorted(answers) == [303, 403]
        is_in = (Member.state == MemberState.MEMBER, Member.name == f"Gast {number}")
        assert world.count(Member, *is_in) == 1


def test_an_expired_or_revoked_invitation_opens_nothing(app: Flask, world: World, sign_in: SignIn) -> None:
    moderator = sign_in(world.moderator())
    link = invite(app, moderator, "gast@elders.example")
    client = sign_in(newcomer(world))
    submit(moderator, f"{LIST}/{world.one(Invitation).id}/intrekken", form_at=LIST)
    over = client.get(link)
    assert over.status_code == 410 and "verlopen" in over.text
    answer = submit(client, link, FORM, form_at="/lid-worden")
    assert answer.status_code == 403 and "verlopen" in answer.text
    assert world.count(Member, Member.state == MemberState.NEW) == 1


def test_an_invitation_expires_by_itself(app: Flask, world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    link = invite(app, sign_in(world.moderator()), "gast@elders.example")
    with world.context():
        db.session.query(Invitation).update({Invitation.expires_at: now() - timedelta(seconds=1)})
    assert visitor.get(link).status_code == 410


def test_nobody_keeps_a_page_whose_address_is_a_secret(
    app: Flask, world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    link = invite(app, sign_in(world.moderator()), "gast@elders.example")
    for browser in (visitor, visitor, sign_in(newcomer(world, "Gast Vrij"))):
        assert browser.get(link).headers["Cache-Control"] == "private, no-store"


def test_a_made_up_link_leads_nowhere(visitor: FlaskClient, world: World, sign_in: SignIn) -> None:
    assert visitor.get("/lid-worden/uitnodiging/verzonnen").status_code == 404
    client = sign_in(newcomer(world))
    assert submit(client, "/lid-worden/uitnodiging/verzonnen", FORM, form_at="/lid-worden/aanvraag").status_code == 404


def test_a_suspended_person_comes_not_back_by_an_invitation(app: Flask, world: World, sign_in: SignIn) -> None:
    link = invite(app, sign_in(world.moderator()), "gast@elders.example")
    suspended = world.member("Ge Schorst", state=MemberState.SUSPENDED)
    client = sign_in(suspended)
    assert client.get(link).location == "/lid-worden/stand"
    assert submit(client, link, FORM, form_at="/lid-worden").status_code == 403
    assert world.one(Member, Member.id == suspended.id).state == MemberState.SUSPENDED


def test_an_applicant_who_is_invited_no_longer_waits(app: Flask, world: World, sign_in: SignIn) -> None:
    person = newcomer(world)
    client = sign_in(person)
    submit(client, "/lid-worden/aanvraag", APPLICATION, form_at="/lid-worden/aanvraag")
    link = invite(app, sign_in(world.moderator()), "gast@elders.example")
    assert submit(client, link, FORM, form_at=link).location == "/mijn"
    assert world.count(Application, Application.state == ApplicationState.WAITING) == 0


def test_who_is_known_is_not_invited_again(app: Flask, world: World, sign_in: SignIn) -> None:
    world.member("Al Lid", email="lid@elders.example")
    client = sign_in(world.moderator())
    for _ in range(2):
        data = {"emails": "gast@elders.example\nLID@elders.example, gast@elders.example"}
        page = submit(client, LIST, data, form_at=LIST, follow_redirects=True)
        assert "Al lid of al uitgenodigd" in page.text
    assert world.count(Invitation) == 1
    assert len(mails(app)) == 1


def test_what_is_no_address_is_named(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.moderator())
    answer = submit(client, LIST, {"emails": "goed@elders.example geen-adres"}, form_at=LIST)
    assert answer.status_code == 422 and "geen-adres" in answer.text
    many = "\n".join(f"gast{number}@elders.example" for number in range(51))
    assert submit(client, LIST, {"emails": many}, form_at=LIST).status_code == 422
    assert world.count(Invitation) == 0


def test_a_revoked_invitation_is_not_mailed(app: Flask, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.moderator())
    submit(client, LIST, {"emails": "gast@elders.example"}, form_at=LIST)
    with app.test_request_context():
        begin_writing()
        db.session.query(Invitation).update({Invitation.expires_at: now()})
        db.session.commit()
        db.session.remove()
    assert mails(app) == []
