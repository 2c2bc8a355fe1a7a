"""A suspension holds on the next request wherever a person comes in or is spoken to, and its end opens it all again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from community.accounts.models import Member, Notify
from community.audit.models import AuditEntry
from community.content.models import Audience, Comment
from community.core.clock import now
from community.core.db import db
from community.documents.models import Document, UploadPiece
from community.groups.models import Access, Group, GroupMembership
from community.jobs.registry import ROUNDS
from community.membership.models import Suspension
from community.membership.tasks import end_suspensions
from community.notifications.models import Kind
from community.notifications.unsubscribe import address_that_ends
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.documents.forms import InPieces
from tests.membership.people import mails_to

SignIn = Callable[[Member], FlaskClient]
TERM = {"reason": "Grove reacties.", "term": "7"}


class Stage:
    """A closed group with a member in it, who is signed in on two devices, and a moderator."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.member = world.member("Dirk Fel", notify=Notify.AT_ONCE)
        self.group = world.group("Havenplan", access=Access.CLOSED, coordinator=self.member)
        self.talk = world.discussion(self.group, "Een plan", author=world.member("Ander Lid"))
        self.at_work, self.at_home = world.client(self.member), world.client(self.member)
        self.watch = world.client(world.moderator())

    def suspend(self) -> None:
        path = f"/beheer/leden/{self.member.slug}"
        assert submit(self.watch, f"{path}/schorsen", TERM, form_at=path).status_code == 303

    def let_the_term_end(self) -> None:
        with self.world.context():
            past = {"ends_at": now() - timedelta(seconds=1)}
            db.session.execute(update(Suspension).values(**past))
        with self.world.app.test_request_context():
            end_suspensions()
            db.session.commit()
            db.session.remove()

    def mail_count(self, email: str = "") -> int:
        return len(mails_to(self.world.app, email or self.member.email))


def test_every_sign_in_is_out_on_the_next_request_and_in_again_after_the_term(world: World) -> None:
    stage = Stage(world)
    pages = ("/leden", "/mijn", "/mijn/logboek", "/mijn/meldingen", stage.talk.address, stage.group.address)
    for browser in (stage.at_work, stage.at_home):
        assert [browser.get(page).status_code for page in pages] == [200] * len(pages)
    stage.suspend()
    for browser in (stage.at_work, stage.at_home):
        assert not [page for page in pages[:5] if browser.get(page).status_code == 200]
        assert "Een plan" not in browser.get(stage.group.address).text
        assert submit(browser, f"/reacties/bij/{stage.talk.id}", {"text": "x", "key": "k"}, form_at="/lid-worden/stand")
    assert world.count(Comment) == 0
    stage.let_the_term_end()
    for browser in (stage.at_work, stage.at_home):
        assert [browser.get(page).status_code for page in pages] == [200] * len(pages)
    assert world.count(AuditEntry, AuditEntry.event == "SuspensionExpired") == 1


def test_the_worker_looks_for_terms_that_are_over_at_least_each_minute() -> None:
    (found,) = [each for name, each in ROUNDS.items() if "end_suspensions" in name]
    assert found.seconds <= 30


def test_an_open_page_that_asks_for_what_is_new_gets_nothing_of_the_group(world: World) -> None:
    stage = Stage(world)
    first = world.comment(stage.talk, "Eerste", author=world.member())
    page = stage.at_work.get(stage.talk.address)
    assert "Eerste" in page.text
    polls = {stage.talk.address, *found_polls(page.text)}
    stage.suspend()
    world.comment(stage.talk, "Tweede woord", author=world.member())
    for address in polls:
        answer = stage.at_work.get(address, headers={"HX-Request": "true"})
        assert answer.status_code != 200 and "Tweede woord" not in answer.text, address
    assert first.id


def found_polls(page: str) -> set[str]:
    """Give the addresses that an open page asks by itself."""
    return {each.partition('"')[0].replace("&amp;", "&") for each in page.split('hx-get="')[1:]}


def test_files_and_uploads_in_pieces_stop_where_they_are(world: World) -> None:
    stage = Stage(world)
    document = world.document(stage.group, "verslag.txt", b"Wat er is gezegd.", author=stage.member)
    sent = InPieces(stage.at_work, stage.group, "lang.txt", b"een bestand dat in stukken komt")
    assert sent.send().status_code in (200, 204)
    pieces = world.count(UploadPiece)
    stage.suspend()
    assert stage.at_home.get(f"{document.address}/versies/1/bestand").status_code in (302, 303, 403, 404)
    token = submit(stage.at_work, sent.address, {}, form_at="/lid-worden/stand")
    assert token.status_code in (403, 404)
    assert submit(stage.at_work, f"{sent.address}/klaar", form_at="/lid-worden/stand").status_code in (403, 404)
    assert world.count(UploadPiece) == pieces and world.count(Document) == 1
    stage.let_the_term_end()
    assert stage.at_home.get(f"{document.address}/versies/1/bestand").data == b"Wat er is gezegd."


def test_mail_that_waited_is_not_sent_to_who_was_suspended_meanwhile(world: World) -> None:
    stage = Stage(world)
    other = world.member("Wim Woord", notify=Notify.AT_ONCE)
    for item in (stage.talk, world.post("Openbaar nieuws", audience=Audience.PUBLIC)):
        browser = world.client(world.member("Schrijver")) if item is not stage.talk else joined(world, stage.group)
        submit(browser, f"/reacties/bij/{item.id}", {"text": "Kijk @Dirk Fel en @Wim Woord", "key": f"k{item.id}"})
    stage.suspend()
    # The one mail is that of the suspension itself; somebody else is told of the public post.
    assert stage.mail_count(other.email) == 1
    assert stage.mail_count() == 1
    submit(joined(world, stage.group), f"/reacties/bij/{stage.talk.id}", {"text": "Nog eens @Dirk Fel", "key": "nog"})
    assert stage.mail_count() == 1
    stage.let_the_term_end()
    assert stage.mail_count() == 2


def joined(world: World, group: Group) -> FlaskClient:
    """Give the browser of another member of the group."""
    return world.client(member_in(world, group))


def member_in(world: World, group: Group) -> Member:
    member = world.member()
    world.keep(GroupMembership(group_id=group.id, member_id=member.id))
    return member


def test_a_message_to_a_group_does_not_go_to_who_was_suspended_meanwhile(world: World) -> None:
    stage = Stage(world)
    second, third = member_in(world, stage.group), member_in(world, stage.group)
    said = {"subject": "Nieuws", "text": "Voor allen", "key": "k", "is_mailed": "y"}
    assert submit(stage.at_work, f"{stage.group.address}/berichten/nieuw", said).status_code == 303
    path = f"/beheer/leden/{second.slug}"
    submit(stage.watch, f"{path}/schorsen", TERM, form_at=path)
    assert any("Nieuws" in str(mail["Subject"]) for mail in mails_to(world.app, third.email))
    subjects = [str(mail["Subject"]) for mail in mails_to(world.app, second.email)]
    assert len(subjects) == 1 and "Nieuws" not in subjects[0]


def test_invitations_that_wait_are_not_sent_in_the_name_of_who_is_suspended(world: World) -> None:
    stage = Stage(world)
    asked = submit(stage.at_work, f"{stage.group.address}/uitnodigingen", {"email": "gast@elders.example"})
    assert asked.status_code == 303
    stage.suspend()
    assert stage.mail_count("gast@elders.example") == 0


def test_a_feed_is_that_of_a_visitor_and_mail_can_always_be_ended(app: Flask, world: World) -> None:
    stage = Stage(world)
    world.post("Alleen voor leden", audience=Audience.MEMBERS)
    stage.suspend()
    feed = stage.at_work.get("/feeds/nieuws.atom")
    assert feed.status_code == 200 and "Alleen voor leden" not in feed.text
    with app.test_request_context():
        path = address_that_ends(stage.member.id, Kind.MENTION).removeprefix("http://localhost")
    assert world.client().get(path).status_code == 200
    assert world.client().post(path).status_code == 200
    assert world.one(Member, Member.id == stage.member.id).mail_choices
