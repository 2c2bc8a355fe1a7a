"""Mail of notifications, over a real mail server: what is chosen comes, off is off, and one click ends it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from community.accounts.models import Member, Notify
from community.core.clock import now
from community.core.db import db
from community.groups.models import Access, GroupMembership, GroupRole
from community.jobs.models import Outbox
from community.notifications.models import Follow, Kind, Notification
from community.notifications.unsubscribe import address_that_ends, signer
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.notifications.test_hearing import follow, say, work
from tests.services.smtp import Mailbox


@pytest.fixture
def post_office(app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """Let the site send by SMTP to a server on loopback."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=mailbox.url))
    return mailbox


def words_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def path_of(mail: Any) -> str:
    """Give the path that ends mail of this kind with one click."""
    found = re.fullmatch(r"<http://localhost(/afmelden/[\w.-]+)>", mail["List-Unsubscribe"])
    assert found
    return found.group(1)


def test_who_is_mentioned_gets_one_mail_that_says_why_and_ends_with_one_click(
    world: World, post_office: Mailbox
) -> None:
    named, writer, post = world.member("Nelleke Naam"), world.member("Wim Woord"), world.post("De dijk")
    say(world, writer, post, "Vraag het @Nelleke Naam maar")
    work(world)
    work(world)
    (mail,) = post_office.to(named.email)
    assert mail["Subject"] == "Wim Woord noemde je in een reactie: De dijk"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Vraag het @Nelleke Naam maar" in words_of(mail)
    assert "Je krijgt deze mail omdat iemand je noemde." in words_of(mail)
    # The mail program of nobody in particular posts: no sign-in, no token, once or twice.
    browser = world.client()
    assert browser.get(path_of(mail)).status_code == 200
    assert world.one(Member, Member.id == named.id).mail_choices == {}
    for _ in range(2):
        assert browser.post(path_of(mail), data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert world.one(Member, Member.id == named.id).mail_choices == {"mention": "off"}
    say(world, writer, post, "Nog eens @Nelleke Naam")
    work(world)
    assert len(post_office.to(named.email)) == 1
    assert world.count(Notification, Notification.member_id == named.id) == 2


def test_followers_get_mail_at_once_only_where_they_chose_it(world: World, post_office: Mailbox) -> None:
    post, writer = world.post(), world.member()
    people = {notify: world.member(notify=notify) for notify in Notify}
    choosy = world.member(notify=Notify.OFF, mail_choices={"comment": "at_once"})
    for each in (*people.values(), choosy):
        follow(world, each, item_id=post.id)
    say(world, writer, post, "Nieuws van het front")
    work(world)
    mailed = {each.email for each in (*people.values(), choosy, writer) if post_office.to(each.email)}
    assert mailed == {people[Notify.AT_ONCE].email, choosy.email}


@pytest.mark.parametrize("change", ["removed", "muted", "read", "off"])
def test_what_changed_before_the_mail_went_out_counts(world: World, post_office: Mailbox, change: str) -> None:
    reader, writer = world.member(notify=Notify.AT_ONCE), world.member()
    group = world.group(access=Access.HIDDEN, coordinator=writer, members=(reader,))
    talk = world.discussion(group, "Achter gesloten deuren")
    kept = follow(world, reader, item_id=talk.id)
    say(world, writer, talk, "Onder ons")
    post_office.refuse = "451 Not now"
    work(world)
    post_office.refuse = None
    browser = world.client(reader)
    if change == "removed":
        with world.context():
            db.session.delete(db.session.query(GroupMembership).filter_by(member_id=reader.id).one())
    elif change == "muted":
        assert submit(browser, f"/mijn/volgt/{kept.id}/demp").status_code == 303
    elif change == "read":
        told = world.one(Notification)
        answer = submit(browser, f"/mijn/meldingen/{told.id}/openen")
        assert answer.location.startswith(f"{talk.address}?reactie=")
    else:
        submit(browser, "/mijn/meldingen/mail/uit", {"kind": "comment"})
    work_again(world)
    assert not post_office.messages


def work_again(world: World) -> None:
    """Let what failed be tried at once."""
    with world.context():
        db.session.execute(update(Outbox).where(Outbox.done_at.is_(None)).values(available_at=now()))
    work(world)


def test_mails_of_groups_obey_the_choice_and_are_sent_once(world: World, post_office: Mailbox) -> None:
    eager, calm = world.member("Eager"), world.member("Calm", mail_choices={"request": "off"})
    group = world.group(access=Access.CLOSED, coordinator=eager)
    world.keep(GroupMembership(group_id=group.id, member_id=calm.id, role=GroupRole.COORDINATOR))
    submit(world.client(world.member()), f"{group.address}/verzoek", {"motivation": "Graag"})
    work(world)
    assert [len(post_office.to(each.email)) for each in (eager, calm)] == [1, 0]
    assert path_of(post_office.messages[0])
    assert world.count(Notification) == 2


def test_an_address_that_was_not_signed_for_this_ends_nothing(world: World, app: Flask) -> None:
    member = world.member()
    with app.test_request_context():
        good = address_that_ends(member.id, Kind.REPLY).rpartition("/")[2]
        other_purpose = signer().__class__(app.config["SECRET_KEY"], salt="else").dumps([member.id, "reply"])
        no_kind, nobody = signer().dumps([member.id, "all"]), signer().dumps([1, "reply"])
    browser = world.client()
    for token in (good[:-1], "x", other_purpose, no_kind):
        assert browser.get(f"/afmelden/{token}").status_code == 404
        assert browser.post(f"/afmelden/{token}").status_code == 404
    assert browser.post(f"/afmelden/{nobody}").status_code == 404
    assert world.one(Member, Member.id == member.id).mail_choices == {}


def test_a_new_answer_to_how_one_wants_to_hear_counts_for_every_kind(world: World) -> None:
    member = world.member(mail_choices={"mention": "off"}, notify=Notify.DAILY)
    browser = world.client(member)
    form = {"organisation": "Gemeente", "function": "f", "region": "", "about": "", "language": "nl"}
    assert submit(browser, "/mijn/instellingen", {**form, "notify": "daily"}).status_code == 303
    assert world.one(Member, Member.id == member.id).mail_choices == {"mention": "off"}
    assert submit(browser, "/mijn/instellingen", {**form, "notify": "at_once"}).status_code == 303
    assert world.one(Member, Member.id == member.id).mail_choices == {}


def test_the_page_of_choices_keeps_what_is_ticked(world: World) -> None:
    member = world.member()
    browser = world.client(member)
    assert submit(browser, "/mijn/meldingen/mail", {"kinds": ["news", "mention"]}).status_code == 303
    chosen = world.one(Member, Member.id == member.id).mail_choices
    assert {kind for kind, mail in chosen.items() if mail == "at_once"} == {"news", "mention"}
    assert set(chosen) == set(Kind)
    assert browser.get("/mijn/meldingen/mail").text.count("checked") == 2
    assert submit(browser, "/mijn/meldingen/mail", {"kinds": ["nonsense"]}).status_code == 200
    assert world.count(Follow) == 0
