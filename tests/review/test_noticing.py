"""What the site notices in texts that do not wait: who is told, of what, and once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community import jobs
from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.content.models import State
from community.documents.models import Document
from community.groups.models import Access, Group
from community.members.models import Profile
from community.notifications.models import Notification
from community.reports.models import CaseState, Report, ReportCase
from community.review.models import HeldFor
from community.wiki.models import WikiPage
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.decisions.test_decisions import FORM as DECISION
from tests.decisions.test_decisions import in_days
from tests.documents.forms import add
from tests.membership.people import mails, mails_to, plain
from tests.review.test_holding import an_old_hand, set_site

WIKI = {"format": "markdown", "audience": "group", "parent_id": "0", "revision_number": "0"}
ACTION = {"owner": "", "due_on": "", "audience": "group"}
PROFILE = {"organisation": "Gemeente Zwolle", "function": "adviseur", "region": "", "expertise": "", "about": ""}
BAD = "Kom toch naar het casino!"
SIGN = "bevat het woord “casino”"


def write_page(world: World, who: Member, group: Group, text: str, *, title: str = "Begrippen") -> None:
    """Begin a page of the wiki as a browser does."""
    form = WIKI | {"title": title, "body": text}
    assert submit(world.client(who), f"{group.address}/wiki/nieuw", form).status_code == 303


def change_page(world: World, who: Member, group: Group, text: str) -> None:
    """Change the only page of the wiki as a browser does."""
    page = world.one(WikiPage)
    form = WIKI | {"title": page.title, "body": text, "revision_number": str(page.revision_number), "note": ""}
    assert submit(world.client(who), f"{group.address}/wiki/{page.slug}/wijzig", form).status_code == 303


def by_page(browser: FlaskClient, group: Group) -> Any:
    return submit(browser, f"{group.address}/wiki/nieuw", WIKI | {"title": "Begrippen", "body": BAD})


def by_action(browser: FlaskClient, group: Group) -> Any:
    return submit(browser, f"{group.address}/acties/nieuw", ACTION | {"title": "Bel ze", "text": BAD})


def by_decision(browser: FlaskClient, group: Group) -> Any:
    words = {"title": "Voorstel", "text": BAD, "closes_on": in_days(7)}
    return submit(browser, f"{group.address}/besluiten/nieuw", DECISION | words)


def by_name_of_file(browser: FlaskClient, group: Group) -> Any:
    return add(browser, group, ("Naar het casino.txt", b"Niets aan de hand."))


def by_profile(browser: FlaskClient, group: Group) -> Any:
    return submit(browser, "/mijn/profiel", PROFILE | {"about": BAD, "shows_about": "y"}, form_at="/mijn/profiel")


WAYS = [by_page, by_action, by_decision, by_name_of_file, by_profile]


@pytest.mark.parametrize("write", WAYS, ids=lambda way: way.__name__[3:])
def test_a_listed_word_in_what_does_not_wait_opens_a_case_for_who_decides(
    app: Flask, world: World, write: Callable[..., Any]
) -> None:
    set_site(world, held_words=["casino"])
    who = an_old_hand(world)
    group, moderator = world.group(access=Access.CLOSED, members=(who,)), world.moderator()
    assert write(world.client(who), group).status_code == 303
    (told,) = mails_to(app, moderator.email)
    case = world.one(ReportCase)
    assert case.signs == [{"why": "word", "what": "casino"}]
    assert (case.about_id, case.state) == (who.id, CaseState.OPEN)
    assert case.address in plain(told)
    assert "casino" not in plain(told)
    browser = world.client(moderator)
    assert "viel de site op" in browser.get("/beheer/signalen").text
    assert SIGN in browser.get(case.address).text


def test_who_runs_the_group_hears_of_it_too_and_who_wrote_it_does_not(app: Flask, world: World) -> None:
    who, runs = an_old_hand(world), world.member("Trekker Truus")
    group = world.group(coordinator=runs, members=(who,), held_words="casino")
    write_page(world, who, group, BAD)
    assert len(mails_to(app, runs.email)) == 1
    case = world.one(ReportCase)
    assert {row.member_id for row in world.all(Notification, Notification.case_id == case.id)} == {runs.id}
    assert SIGN in world.client(runs).get(f"{group.address}/signalen/{case.id}").text
    assert mails_to(app, who.email) == []
    assert world.client(who).get(case.own_address).status_code == 404
    lines = [row for row in world.all(AuditEntry) if row.event == "ReportMade"]
    assert [row.member_id for row in lines] == [None]


def test_the_text_stands_at_once_and_others_read_it_meanwhile(world: World) -> None:
    who, other = an_old_hand(world), world.member()
    group = world.group(members=(who, other), held_words="casino")
    write_page(world, who, group, BAD)
    page = world.one(WikiPage)
    assert page.state == State.PUBLISHED
    assert BAD in world.client(other).get(f"{group.address}/wiki/{page.slug}").text


def test_the_same_words_are_looked_at_once_and_other_words_again(app: Flask, world: World) -> None:
    who, other, runs = an_old_hand(world), an_old_hand(world, "Andere Rot"), world.member("Trekker Truus")
    group = world.group(coordinator=runs, members=(who, other), held_words="casino")
    write_page(world, who, group, BAD)
    mails(app)
    change_page(world, other, group, f"{BAD} Nu!")
    mails(app)
    case = world.one(ReportCase)
    decided = submit(world.client(runs), f"{group.address}/signalen/{case.id}", {"verdict": "nothing", "term": "7"})
    assert decided.location == f"{group.address}/signalen"
    change_page(world, other, group, BAD)
    mails(app)
    assert world.count(ReportCase) == 1
    change_page(world, other, group, f"{BAD} Echt.")
    mails(app)
    # About who wrote it, which is not who began the page.
    assert [each.about_id for each in world.all(ReportCase)] == [who.id, other.id]


def test_what_who_decides_writes_is_not_looked_at(app: Flask, world: World) -> None:
    runs, moderator = world.member("Trekker Truus"), world.moderator()
    group = world.group(coordinator=runs, members=(moderator,), held_words="casino")
    write_page(world, runs, group, BAD)
    write_page(world, moderator, group, BAD, title="Ander begrip")
    mails(app)
    assert world.count(ReportCase) == 0


@pytest.mark.parametrize(
    ("held_for", "is_new", "signs"),
    [
        (HeldFor.NOBODY, True, []),
        (HeldFor.NEWCOMERS, True, ["newcomer"]),
        (HeldFor.NEWCOMERS, False, []),
        (HeldFor.EVERYONE, True, ["newcomer"]),
        (HeldFor.EVERYONE, False, []),
    ],
)
def test_what_new_members_write_is_looked_at_where_their_texts_wait(
    app: Flask, world: World, held_for: HeldFor, is_new: bool, signs: list[str]
) -> None:
    who = world.member() if is_new else an_old_hand(world)
    group = world.group(members=(who,), held_for=held_for)
    write_page(world, who, group, "Niets bijzonders.")
    mails(app)
    assert [sign["why"] for case in world.all(ReportCase) for sign in case.signs] == signs


def test_links_to_many_sites_are_noticed(app: Flask, world: World) -> None:
    who = an_old_hand(world)
    group = world.group(members=(who,))
    write_page(world, who, group, " ".join(f"<https://site{number}.example/>" for number in range(4)))
    mails(app)
    assert world.one(ReportCase).signs == [{"why": "links", "what": "4"}]


def test_what_a_member_keeps_to_themselves_is_not_looked_at(app: Flask, world: World) -> None:
    set_site(world, held_words=["casino"])
    who = an_old_hand(world)
    submit(world.client(who), "/mijn/profiel", PROFILE | {"about": BAD}, form_at="/mijn/profiel")
    mails(app)
    assert not world.one(Profile).shows_about
    assert world.count(ReportCase) == 0


def test_what_was_taken_away_before_anybody_looked_is_not_looked_at(app: Flask, world: World) -> None:
    who = an_old_hand(world)
    group = world.group(members=(who,), held_words="casino")
    add(world.client(who), group, ("Naar het casino.txt", b"Niets aan de hand."))
    document = world.one(Document)
    address = f"{group.address}/documenten/{document.slug}"
    assert submit(world.client(who), f"{address}/verwijder").status_code == 303
    mails(app)
    assert world.count(ReportCase) == 0


def test_who_decides_where_nobody_reported_answers_nobody_and_the_author_reads_why(app: Flask, world: World) -> None:
    who, runs = an_old_hand(world), world.member("Trekker Truus")
    group = world.group(coordinator=runs, members=(who,), held_words="casino")
    write_page(world, who, group, BAD)
    mails(app)
    here = f"{group.address}/signalen/{world.one(ReportCase).id}"
    browser = world.client(runs)
    assert 'name="answer"' not in browser.get(here).text
    form = {"verdict": "remove", "reason": "Reclame.", "term": "7"}
    assert submit(browser, here, form).status_code == 303
    assert world.one(WikiPage).state == State.REMOVED
    (told,) = mails_to(app, who.email)
    assert "Reclame." in plain(told)


def test_a_report_that_comes_after_joins_the_case_and_asks_for_an_answer(app: Flask, world: World) -> None:
    who, runs, reader = an_old_hand(world), world.member("Trekker Truus"), world.member("Lezer Lies")
    group = world.group(coordinator=runs, members=(who, reader), held_words="casino")
    write_page(world, who, group, BAD)
    mails(app)
    case, page = world.one(ReportCase), world.one(WikiPage)
    here, browser = f"{group.address}/signalen/{case.id}", world.client(runs)
    opened = browser.get(here).text
    submit(world.client(reader), f"/signalen/stuk/{page.id}", {"reason": "advertising", "words": "Reclame."})
    assert world.one(Report).case_id == case.id
    form = {"verdict": "remove", "reason": "Reclame.", "term": "7"}
    refused = submit(browser, here, form)
    assert refused.status_code == 422
    assert "Lezer Lies" in refused.text
    assert 'name="answer"' in refused.text and 'name="answer"' not in opened
    assert submit(browser, here, form | {"answer": "Dank je."}).status_code == 303
    assert [plain(mail) for mail in mails_to(app, reader.email) if "Dank je." in plain(mail)]


def test_looking_twice_at_the_same_words_opens_one_case(app: Flask, world: World) -> None:
    who, moderator = an_old_hand(world, "Oude Rot"), world.moderator()
    group = world.group(members=(who,), held_words="casino")
    page = world.wiki_page(group, "Begrippen", author=who, body=f"<p>{BAD}</p>")
    for _ in range(2):
        with world.context():
            jobs.enqueue("reports.look_at_item", item_id=page.id, member_id=who.id)
    assert len(mails_to(app, moderator.email)) == 1
    assert world.count(ReportCase) == 1
