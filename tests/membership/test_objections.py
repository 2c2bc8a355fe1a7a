"""A refused applicant objects, once, and another moderator than who refused admits or lets the refusal stand."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.membership.models import Application, ApplicationState, Objection
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import APPLICATION, mails_to, plain
from tests.reliability.site_process import Browser, Site

SignIn = Callable[[Member], FlaskClient]
STANDING = "/lid-worden/stand"
WORDS = "Ik werk wel degelijk in de <regio>."


def refused_by(world: World, moderator: Member, name: str = "Ge Weigerd") -> Member:
    """Make a person whom this moderator refused."""
    person = world.member(name, state=MemberState.REFUSED)
    values = {"function": "adviseur", "state": ApplicationState.REFUSED, "reason": "Je werkt niet in een regio."}
    application = Application(member_id=person.id, decided_by_id=moderator.id, **values)
    application.decided_at = person.created_at
    world.keep(application)
    return person


def object_to(client: FlaskClient, text: str = WORDS) -> int:
    return submit(client, f"{STANDING}/bezwaar", {"text": text}, form_at=STANDING).status_code


def decide(client: FlaskClient, objection: Objection, outcome: str, reason: str = "Opnieuw bekeken.") -> int:
    path = f"/beheer/bezwaren/{objection.id}"
    return submit(client, path, {"outcome": outcome, "reason": reason}, form_at="/beheer/uitnodigingen").status_code


def test_an_objection_goes_to_another_moderator_who_admits(app: Flask, world: World, sign_in: SignIn) -> None:
    first, second = world.moderator("Mod Een"), world.moderator("Mod Twee")
    person = refused_by(world, first)
    applicant = sign_in(person)
    assert object_to(applicant) == 303
    assert "Een andere moderator bekijkt je bezwaar." in applicant.get(STANDING).text
    objection = world.one(Objection)
    (mail,) = mails_to(app, second.email)
    assert f"/beheer/bezwaren/{objection.id}" in plain(mail)
    assert mails_to(app, first.email) == []
    assert person.name not in sign_in(first).get("/beheer/bezwaren").text
    assert sign_in(first).get(f"/beheer/bezwaren/{objection.id}").status_code == 403
    assert decide(sign_in(first), objection, "admit") == 403
    judge = sign_in(second)
    assert person.name in judge.get("/beheer/bezwaren").text
    page = judge.get(f"/beheer/bezwaren/{objection.id}").text
    assert "Ik werk wel degelijk in de &lt;regio&gt;." in page and "Je werkt niet in een regio." in page
    assert [decide(judge, objection, "admit"), decide(judge, objection, "admit")] == [303, 303]
    assert world.one(Member, Member.id == person.id).state == MemberState.MEMBER
    assert world.one(Application).state == ApplicationState.ADMITTED
    assert len(mails_to(app, person.email)) == 1
    for event in ("RefusalObjected", "ObjectionGranted", "MemberAdmitted"):
        assert world.count(AuditEntry, AuditEntry.event == event, AuditEntry.member_id == person.id) == 1


def test_a_refusal_that_stands_is_told_with_its_reason_and_cannot_be_objected_to_again(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    person = refused_by(world, world.moderator("Mod Een"))
    applicant = sign_in(person)
    object_to(applicant)
    objection, judge = world.one(Objection), sign_in(world.administrator())
    assert decide(judge, objection, "uphold", " ") == 422
    assert decide(judge, objection, "onzin") == 422
    assert decide(judge, objection, "uphold", "Het klopt: geen regio.") == 303
    (mail,) = mails_to(app, person.email)
    assert "Het klopt: geen regio." in plain(mail)
    page = applicant.get(STANDING).text
    assert "Het klopt: geen regio." in page and f'action="{STANDING}/bezwaar"' not in page
    assert object_to(applicant, "Nog eens.") == 403
    assert decide(judge, objection, "admit") == 403
    assert world.one(Member, Member.id == person.id).state == MemberState.REFUSED


def test_who_objects_applies_anew_only_after_the_decision(world: World, sign_in: SignIn) -> None:
    person = refused_by(world, world.moderator("Mod Een"))
    world.identity(person)
    applicant = sign_in(person)
    object_to(applicant)
    assert applicant.get("/lid-worden/aanvraag").location == STANDING
    assert submit(applicant, "/lid-worden/aanvraag", APPLICATION, form_at=STANDING).status_code == 403
    decide(sign_in(world.administrator()), world.one(Objection), "uphold")
    assert submit(applicant, "/lid-worden/aanvraag", APPLICATION, form_at="/lid-worden/aanvraag").status_code == 303
    assert world.one(Member, Member.id == person.id).state == MemberState.APPLICANT


def test_an_objection_sent_twice_is_made_once_and_needs_words(world: World, sign_in: SignIn) -> None:
    applicant = sign_in(refused_by(world, world.moderator()))
    assert object_to(applicant, " ") == 422
    token_page = submit(applicant, f"{STANDING}/bezwaar", {"text": WORDS}, form_at=STANDING)
    again = submit(applicant, f"{STANDING}/bezwaar", {"text": WORDS}, form_at="/lid-worden")
    assert [token_page.status_code, again.status_code] == [303, 303]
    assert world.count(Objection) == 1


def test_nobody_objects_for_another_or_without_a_refusal(world: World, sign_in: SignIn) -> None:
    refused_by(world, world.moderator())
    waiting = sign_in(world.one(Member, Member.id == world.applicant("Wacht Nog").member_id))
    assert object_to(waiting) == 403
    assert object_to(sign_in(world.member())) == 403
    assert world.count(Objection) == 0


def test_of_two_moderators_who_decide_on_one_objection_at_once_one_decides(busy_site: Site) -> None:
    world = busy_site.world
    refuser = world.moderator("Mod Nul")
    moderators = [Browser(busy_site, world.moderator(name)) for name in ("Mod Een", "Mod Twee")]
    for number in range(5):
        person = refused_by(world, refuser, f"Ge Weigerd {number}")
        application = world.one(Application, Application.member_id == person.id)
        keys = {"application_id": application.id, "member_id": person.id, "refused_by_id": refuser.id}
        objection = world.keep(Objection(text=WORDS, **keys))
        answers = post_all_at_once(
            moderators, lambda number, path=f"/beheer/bezwaren/{objection.id}": path, outcome="admit", reason="Ja."
        )
        assert sorted(answers) == [303, 403]
        assert world.count(AuditEntry, AuditEntry.event == "ObjectionGranted", AuditEntry.member_id == person.id) == 1


def test_the_list_of_objections_takes_at_most_ten_queries(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    refuser = world.moderator("Mod Een")
    for number in range(25):
        object_to(sign_in(refused_by(world, refuser, f"Ge Weigerd {number}")))
    client = sign_in(world.moderator("Mod Twee"))
    page: list[str] = []
    assert len(count_queries(lambda: page.append(client.get("/beheer/bezwaren").text))) <= 10
    assert page[0].count("geweigerd door Mod Een") == 20
