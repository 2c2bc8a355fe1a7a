"""A moderator asks an applicant something: the applicant answers on the site, and the application waits meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.core.clock import now
from community.membership.models import Application, ApplicationQuestion, ApplicationState
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails, mails_to, plain

SignIn = Callable[[Member], FlaskClient]
STANDING = "/lid-worden/stand"
QUESTION = "In welke gemeente <werk> je?"
ANSWER = "In Zwolle & omstreken."


def person_of(world: World, application: Application) -> Member:
    return world.one(Member, Member.id == application.member_id)


def ask(client: FlaskClient, application: Application, question: str = QUESTION) -> int:
    path = f"/beheer/aanvragen/{application.id}/vraag"
    return submit(client, path, {"question": question}, form_at="/beheer/uitnodigingen").status_code


def answer(client: FlaskClient, text: str = ANSWER) -> int:
    return submit(client, f"{STANDING}/antwoord", {"answer": text}, form_at=STANDING).status_code


def test_an_applicant_is_asked_by_mail_answers_on_the_site_and_the_moderator_reads_both(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    application = world.applicant("Kwame Wacht", created_at=now() - timedelta(days=5, hours=1))
    person, asker = person_of(world, application), world.moderator("Mod Vraagt")
    moderator, applicant = sign_in(asker), sign_in(person)
    assert ask(moderator, application) == 303
    (mail,) = mails_to(app, person.email)
    assert QUESTION in plain(mail) and STANDING in plain(mail)
    assert "In welke gemeente &lt;werk&gt; je?" in applicant.get(STANDING).text
    waiting = moderator.get("/beheer/leden").text
    assert "wacht 5 dagen" in waiting and "Wacht op antwoord" in waiting
    assert answer(applicant) == 303
    told = [mail for mail in mails_to(app, asker.email) if ANSWER in plain(mail)]
    assert len(told) == 1 and f"/beheer/leden/{person.slug}" in plain(told[0])
    for path in ("/beheer/leden", f"/beheer/leden/{person.slug}"):
        page = moderator.get(path).text
        assert "In welke gemeente &lt;werk&gt; je?" in page and "In Zwolle &amp; omstreken." in page
    assert "wacht 5 dagen" in moderator.get("/beheer/leden").text
    assert world.one(Application).state == ApplicationState.WAITING
    for event in ("ApplicantAsked", "ApplicantAnswered"):
        assert world.count(AuditEntry, AuditEntry.event == event, AuditEntry.member_id == person.id) == 1


def test_one_question_is_open_at_a_time(world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    moderator = sign_in(world.moderator())
    assert [ask(moderator, application), ask(moderator, application)] == [303, 303]
    assert ask(moderator, application, "Nog iets?") == 403
    assert world.count(ApplicationQuestion) == 1
    applicant = sign_in(person_of(world, application))
    assert [answer(applicant), answer(applicant)] == [303, 303]
    assert answer(applicant, "Toch anders.") == 403
    assert ask(moderator, application, "Nog iets?") == 303
    assert [each.answer for each in world.all(ApplicationQuestion)] == [ANSWER, ""]


def test_a_question_and_an_answer_need_words(app: Flask, world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    moderator = sign_in(world.moderator())
    assert ask(moderator, application, " ") == 422
    assert mails(app) == []
    ask(moderator, application)
    path = f"{STANDING}/antwoord"
    refused = submit(sign_in(person_of(world, application)), path, {"answer": " "}, form_at=STANDING)
    assert refused.status_code == 422 and "Schrijf je antwoord op." in refused.text


def test_only_moderators_ask_only_who_was_asked_answers_and_nothing_is_asked_after_a_decision(
    world: World, sign_in: SignIn
) -> None:
    application = world.applicant()
    assert ask(sign_in(world.editor()), application) == 403
    moderator = sign_in(world.moderator())
    ask(moderator, application)
    other = sign_in(person_of(world, world.applicant("Ander Mens")))
    assert QUESTION[:10] not in other.get(STANDING).text
    assert answer(other) == 403
    submit(moderator, f"/beheer/aanvragen/{application.id}/toelaten", form_at="/beheer/leden")
    assert answer(sign_in(person_of(world, application))) == 403
    assert ask(moderator, application, "Nog iets?") == 403


def test_applications_are_found_by_what_was_asked(world: World, sign_in: SignIn) -> None:
    moderator = sign_in(world.moderator())
    names = ("Niets Gevraagd", "Nog Open", "Is Beantwoord")
    untouched, still_open, answered = (world.applicant(name) for name in names)
    for application in (still_open, answered):
        ask(moderator, application)
    assert answer(sign_in(person_of(world, answered))) == 303
    # What was said of the last question is read here.
    moderator.get("/beheer/uitnodigingen")
    for asked, seen in (("open", {"Nog Open"}), ("answered", {"Is Beantwoord"}), ("", set(names)), ("x", set(names))):
        page = moderator.get(f"/beheer/leden?status=applicant&vraag={asked}").text
        assert {name for name in names if name in page} == seen
    assert untouched.state == ApplicationState.WAITING


def test_the_desk_takes_as_many_queries_whatever_was_asked(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    moderator = world.moderator()
    for number in range(15):
        application = world.applicant(f"Aanvrager {number}")
        keys = {"application_id": application.id, "member_id": application.member_id, "asked_by_id": moderator.id}
        world.keep(ApplicationQuestion(question="Waar?", **keys))
    client = sign_in(moderator)
    assert len(count_queries(lambda: client.get("/beheer/leden"))) <= 10
