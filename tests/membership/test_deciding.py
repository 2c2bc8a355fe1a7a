"""Moderators admit and refuse; every decision is made once, told to the applicant and kept in the log."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Notify
from community.audit.models import AuditEntry
from community.membership.models import Application, ApplicationState
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails, mails_to, plain
from tests.reliability.site_process import Browser, Site

SignIn = Callable[[Member], FlaskClient]


def email_of(world: World, application: Application) -> str:
    return world.one(Member, Member.id == application.member_id).email


def test_a_moderator_sees_what_waits_and_admits(app: Flask, world: World, sign_in: SignIn) -> None:
    application = world.applicant("Kwame Wacht", motivation="Ik werk aan scholing.", notify=Notify.OFF)
    moderator = sign_in(world.moderator())
    desk = moderator.get("/beheer")
    assert "Kwame Wacht" in desk.text and "Ik werk aan scholing." in desk.text
    answer = submit(moderator, f"/beheer/aanvragen/{application.id}/toelaten", form_at="/beheer/leden")
    assert answer.location == "/beheer/leden"
    person = world.one(Member, Member.id == application.member_id)
    assert (person.state, person.function, person.notify) == (MemberState.MEMBER, "adviseur", Notify.OFF)
    (mail,) = mails_to(app, person.email)
    assert mail["Subject"] == "Welkom bij Regio in beweging"
    assert world.count(AuditEntry, AuditEntry.event == "MemberAdmitted", AuditEntry.member_id == person.id) == 1
    assert "Er wacht niemand" in moderator.get("/beheer/leden").text


def test_an_admitted_person_is_in_on_the_next_request(world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    applicant = sign_in(world.one(Member, Member.id == application.member_id))
    assert applicant.get("/leden").status_code == 303
    submit(sign_in(world.moderator()), f"/beheer/aanvragen/{application.id}/toelaten", form_at="/beheer/leden")
    assert applicant.get("/leden").status_code == 200


def test_a_refusal_needs_a_reason(app: Flask, world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    path = f"/beheer/aanvragen/{application.id}/weigeren"
    answer = submit(sign_in(world.moderator()), path, {"reason": "  "}, form_at=path)
    assert answer.status_code == 422
    assert "Geef een reden" in answer.text
    assert world.one(Application).state == ApplicationState.WAITING
    assert mails(app) == []


def test_a_refused_applicant_reads_the_reason_on_the_site_and_in_a_mail(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    application = world.applicant()
    path = f"/beheer/aanvragen/{application.id}/weigeren"
    submit(sign_in(world.moderator()), path, {"reason": "Je werkt niet in een <regio>."}, form_at=path)
    person = world.one(Member, Member.id == application.member_id)
    assert person.state == MemberState.REFUSED
    page = sign_in(person).get("/lid-worden/stand")
    assert page.status_code == 200 and "Je werkt niet in een &lt;regio&gt;." in page.text
    assert 'href="/lid-worden/aanvraag"' in page.text
    (mail,) = mails_to(app, person.email)
    assert mail["Subject"] == "Je aanvraag bij Regio in beweging"
    assert "Een moderator heeft je aanvraag geweigerd. Dit is de reden:" in plain(mail)
    assert "Je werkt niet in een <regio>." in plain(mail)


def test_an_earlier_refusal_is_seen_by_who_decides(world: World, sign_in: SignIn) -> None:
    application = world.applicant("Nog Eens")
    world.keep(
        Application(
            member_id=application.member_id,
            function="adviseur",
            state=ApplicationState.REFUSED,
            reason="Te kort verteld.",
            decided_at=application.created_at,
        )
    )
    assert "Te kort verteld." in sign_in(world.moderator()).get("/beheer/leden").text


def test_a_decision_sent_twice_is_made_once(app: Flask, world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    moderator = sign_in(world.moderator())
    for _ in range(2):
        answer = submit(moderator, f"/beheer/aanvragen/{application.id}/toelaten", form_at="/beheer/instellingen/x")
        assert answer.status_code == 303
    assert world.count(AuditEntry, AuditEntry.event == "MemberAdmitted") == 1
    assert len(mails_to(app, email_of(world, application))) == 1


def test_the_second_moderator_reads_that_it_is_decided(world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    path = f"/beheer/aanvragen/{application.id}"
    first, second = sign_in(world.moderator("Mod Een")), sign_in(world.moderator("Mod Twee"))
    submit(first, f"{path}/toelaten", form_at="/beheer/leden")
    answer = submit(second, f"{path}/weigeren", {"reason": "Nee."}, form_at="/beheer/uitnodigingen")
    assert answer.status_code == 403
    assert "Over deze aanvraag is al beslist." in answer.text
    assert world.one(Application).state == ApplicationState.ADMITTED


def test_of_two_moderators_who_decide_at_once_one_decides(busy_site: Site) -> None:
    """An admission and a refusal start together, ten times over."""
    world = busy_site.world
    moderators = [Browser(busy_site, world.moderator(name)) for name in ("Mod Een", "Mod Twee")]
    for _ in range(10):
        application = world.applicant()
        path = f"/beheer/aanvragen/{application.id}"
        answers = post_all_at_once(
            moderators, lambda number, path=path: f"{path}/{('toelaten', 'weigeren')[number]}", reason="Nee."
        )
        assert sorted(answers) == [303, 403]
        entries = ("MemberAdmitted", "ApplicationRefused")
        lines = world.all(AuditEntry, AuditEntry.application_id == application.id, AuditEntry.event.in_(entries))
        state = world.one(Application, Application.id == application.id).state
        person = world.one(Member, Member.id == application.member_id)
        assert len(lines) == 1
        assert (state.value, person.state.value) in (("admitted", "member"), ("refused", "refused"))


def test_a_member_who_is_no_moderator_gets_403_everywhere_below_beheer(world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    paths = ("/beheer", "/beheer/leden", "/beheer/logboek", "/beheer/uitnodigingen", "/beheer/organisaties")
    for person in (world.member(), world.editor()):
        client = sign_in(person)
        for path in (*paths, "/beheer/instellingen", f"/beheer/leden/{person.slug}"):
            assert client.get(path).status_code == 403, path
        for deed in ("toelaten", "weigeren"):
            assert submit(client, f"/beheer/aanvragen/{application.id}/{deed}").status_code == 403
    assert world.one(Application).state == ApplicationState.WAITING


def test_settings_are_for_administrators_alone(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.moderator()).get("/beheer/instellingen").status_code == 403
    assert sign_in(world.administrator()).get("/beheer/instellingen").status_code == 200


def test_what_waits_is_a_constant_number_of_queries(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    moderator = sign_in(world.moderator())
    world.applicant("Een")
    few = count_queries(lambda: moderator.get("/beheer/leden"))
    for number in range(15):
        world.applicant(f"Aanvrager {number}", region_id=world.region(f"Regio {number}").id)
    many = count_queries(lambda: moderator.get("/beheer/leden"))
    assert len(few) == len(many)
