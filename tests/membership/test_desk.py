"""The desk where moderators decide: how long an application waits, finding one among many, and several at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.core.clock import now
from community.membership.models import Application, ApplicationState
from community.organisations.models import Organisation
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails_to
from tests.reliability.site_process import Browser, Site

SignIn = Callable[[Member], FlaskClient]
DESK = "/beheer/leden"
SEVERAL = "/beheer/aanvragen/toelaten"


def ago(days: int) -> dict[str, object]:
    return {"created_at": now() - timedelta(days=days, hours=1)}


def test_an_application_tells_how_many_days_it_waits(world: World, sign_in: SignIn) -> None:
    world.applicant("Oud Geduld", **ago(9))
    assert "wacht 9 dagen" in sign_in(world.moderator()).get(DESK).text


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("", {"Oud Geduld", "Nieuw Zeeland", "Jong Fries"}),
        ("?wacht=7", {"Oud Geduld"}),
        ("?wacht=3&regio=zeeland", {"Oud Geduld"}),
        ("?status=applicant&q=nieuw", {"Nieuw Zeeland"}),
        ("?status=applicant&q=oud%20fries", set()),
        ("?wacht=onzin", {"Oud Geduld", "Nieuw Zeeland", "Jong Fries"}),
    ],
)
def test_applications_are_found_by_age_region_and_words(
    world: World, sign_in: SignIn, asked: str, seen: set[str]
) -> None:
    zeeland = world.region("Zeeland")
    world.applicant("Oud Geduld", region_id=zeeland.id, **ago(9))
    world.applicant("Nieuw Zeeland", region_id=zeeland.id)
    world.applicant("Jong Fries", **ago(2))
    page = sign_in(world.moderator()).get(DESK + asked.replace("zeeland", zeeland.slug)).text
    assert {name for name in ("Oud Geduld", "Nieuw Zeeland", "Jong Fries") if name in page} == seen


def test_several_are_admitted_with_one_form_and_each_gets_a_mail_and_a_line_in_the_log(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    chosen = [world.applicant(f"Aanvrager {number}") for number in range(3)]
    left = world.applicant("Niet Gekozen")
    moderator = sign_in(world.moderator())
    answer = submit(moderator, SEVERAL, {"aanvraag": [str(each.id) for each in chosen]}, form_at=DESK)
    assert answer.status_code == 303
    report = moderator.get(answer.location).text
    assert report.count("is nu lid en krijgt daarover een mail") == 3
    for each in chosen:
        person = world.one(Member, Member.id == each.member_id)
        assert person.state == MemberState.MEMBER and person.name in report
        assert len(mails_to(app, person.email)) == 1
        assert world.count(AuditEntry, AuditEntry.event == "MemberAdmitted", AuditEntry.member_id == person.id) == 1
    assert world.one(Application, Application.id == left.id).state == ApplicationState.WAITING
    assert "Niet Gekozen" not in report


def test_who_was_decided_on_meanwhile_stops_none_of_the_others(world: World, sign_in: SignIn) -> None:
    refused, waiting, withdrawn = (world.applicant(name) for name in ("Was Geweigerd", "Wacht Nog", "Trok Terug"))
    first = sign_in(world.moderator("Mod Een"))
    path = f"/beheer/aanvragen/{refused.id}/weigeren"
    submit(first, path, {"reason": "Nee."}, form_at=path)
    submit(
        sign_in(world.one(Member, Member.id == withdrawn.member_id)),
        "/lid-worden/aanvraag/intrekken",
        form_at="/lid-worden/stand",
    )
    second = sign_in(world.moderator("Mod Twee"))
    numbers = [str(each.id) for each in (refused, waiting, withdrawn)] + ["7", "-3", "x", "9" * 30]
    report = second.get(submit(second, SEVERAL, {"aanvraag": numbers}, form_at=DESK).location).text
    assert "is niet toegelaten: de aanvraag is geweigerd door Mod Een" in report
    assert "is niet toegelaten: de aanvraag is ingetrokken" in report
    assert report.count("is nu lid") == 1
    assert world.one(Application, Application.id == refused.id).state == ApplicationState.REFUSED
    assert world.one(Application, Application.id == waiting.id).state == ApplicationState.ADMITTED


def test_several_at_once_sent_twice_is_done_once(world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    moderator = sign_in(world.moderator())
    for _ in range(2):
        answer = submit(moderator, SEVERAL, {"aanvraag": str(application.id)}, form_at="/beheer/uitnodigingen")
        assert "is nu lid" in moderator.get(answer.location).text
    assert world.count(AuditEntry, AuditEntry.event == "MemberAdmitted") == 1


def test_each_application_can_be_chosen_and_a_filter_goes_along_to_the_next_page(world: World, sign_in: SignIn) -> None:
    applications = [world.applicant(f"Aanvrager {number:02}", **ago(30 - number)) for number in range(25)]
    world.applicant("Te Jong")
    moderator = sign_in(world.moderator())
    first = moderator.get(f"{DESK}?status=applicant&q=a&wacht=3").text
    for application in applications[:20]:
        assert re.search(rf'name="aanvraag"\s+id="kies-{application.id}"\s+value="{application.id}"', first)
    (following,) = {unescape(each) for each in re.findall(r'href="(/beheer/leden[?][^"]*na=[^"]+)"', first)}
    second = moderator.get(following).text
    assert [f"Aanvrager {number:02}" in second for number in (19, 20, 24)] == [False, True, True]
    assert "Te Jong" not in second


def test_of_two_moderators_who_admit_the_same_people_at_once_each_person_is_admitted_once(busy_site: Site) -> None:
    world = busy_site.world
    moderators = [Browser(busy_site, world.moderator(name)) for name in ("Mod Een", "Mod Twee")]
    chosen = [world.applicant(f"Aanvrager {number}", organisation_name="Gemeente Nieuw") for number in range(6)]
    numbers = [str(each.id) for each in chosen]
    answers = post_all_at_once(moderators, lambda number: SEVERAL, aanvraag=numbers)  # type: ignore[arg-type]
    assert answers == [303, 303]
    assert world.count(AuditEntry, AuditEntry.event == "MemberAdmitted") == 6
    assert {each.state for each in world.all(Application)} == {ApplicationState.ADMITTED}
    assert world.count(Organisation, Organisation.name == "Gemeente Nieuw") == 1


def test_who_chooses_nobody_is_told_so(world: World, sign_in: SignIn) -> None:
    world.applicant()
    moderator = sign_in(world.moderator())
    assert submit(moderator, SEVERAL, form_at=DESK).location == DESK
    assert "Kies eerst wie je wilt toelaten." in moderator.get(DESK).text


def test_only_moderators_admit_several_and_read_what_became_of_them(world: World, sign_in: SignIn) -> None:
    application = world.applicant()
    for person in (world.member(), world.editor()):
        client = sign_in(person)
        assert submit(client, SEVERAL, {"aanvraag": str(application.id)}).status_code == 403
        assert client.get(f"/beheer/aanvragen/verslag?aanvraag={application.id}").status_code == 403
    assert world.one(Application).state == ApplicationState.WAITING


def test_the_desk_takes_at_most_ten_queries_at_any_size(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    moderator = sign_in(world.moderator())
    applications = [world.applicant(f"Aanvrager {n}", region_id=world.region(f"Regio {n}").id) for n in range(25)]
    asked = "&".join(f"aanvraag={each.id}" for each in applications)
    for path in (DESK, f"{DESK}?status=applicant&q=aanvrager&wacht=3", f"/beheer/aanvragen/verslag?{asked}"):
        assert len(count_queries(lambda path=path: moderator.get(path))) <= 10
