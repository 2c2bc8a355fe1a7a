"""Inviting an e-mail address: the link works once and for a time, and nothing tells whether the address is known."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.core.clock import now
from community.core.db import db
from community.groups import tasks
from community.groups.models import Access, Group, GroupMailInvitation, GroupMembership, MailInvitationState
from community.groups.services.mail_invitations import token_of
from community.membership.models import Application
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import APPLICATION, mails, mails_to, newcomer, plain
from tests.reliability.site_process import Browser, Site

LINK = re.compile(r"/werkgroepen/uitnodiging/[\w-]+")


class Stage:
    """A hidden group whose coordinator invites addresses."""

    def __init__(self, world: World, app: Flask) -> None:
        self.world, self.app = world, app
        self.coordinator = world.member("Trijntje Trekker")
        self.group = world.group("Stille haven", access=Access.HIDDEN, coordinator=self.coordinator)
        self.browser = world.client(self.coordinator)

    def invite(self, email: str, message: str = "Kom erbij.") -> Any:
        """Invite an address."""
        return submit(self.browser, f"{self.group.address}/uitnodigingen", {"email": email, "message": message})

    def link(self, email: str) -> str:
        """Give the address in the newest mail to an address."""
        sent = mails_to(self.app, email)[-1]
        found = LINK.search(plain(sent))
        assert found, plain(sent)
        return found[0]

    def listed(self) -> str:
        """Read the list of those who were invited."""
        return self.browser.get(f"{self.group.address}/uitnodigingen").text

    def is_in(self, person: Member) -> bool:
        """Whether somebody is in the group."""
        return self.world.count(GroupMembership, GroupMembership.member_id == person.id) == 1


@pytest.fixture
def stage(world: World, app: Flask) -> Stage:
    return Stage(world, app)


def test_a_member_with_the_link_comes_in_whatever_their_own_address_is(stage: Stage) -> None:
    member = stage.world.member("Iemand Anders")
    assert stage.invite("gast@elders.example").status_code == 303
    (mail,) = mails_to(stage.app, "gast@elders.example")
    assert mail["Subject"] == "Uitnodiging voor Stille haven"
    assert "Kom erbij." in plain(mail) and "Trijntje Trekker" in plain(mail)
    link, browser = stage.link("gast@elders.example"), stage.world.client(member)
    assert "Stille haven" in browser.get(link).text
    assert not stage.is_in(member)
    assert submit(browser, link).status_code == 303
    assert stage.is_in(member)
    assert "doet mee: Iemand Anders" in stage.listed()


def test_only_the_hash_of_the_link_is_kept(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    secret = stage.link("gast@elders.example").rpartition("/")[2]
    row = stage.world.one(GroupMailInvitation)
    assert secret not in str(vars(row))
    assert len(row.token_hash) == 64


def test_the_link_works_once(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    link = stage.link("gast@elders.example")
    submit(stage.world.client(stage.world.member()), link)
    second = stage.world.member()
    browser = stage.world.client(second)
    shown, used = browser.get(link), submit(browser, link)
    assert (shown.status_code, used.status_code) == (410, 410)
    assert "Stille haven" not in shown.text + used.text
    assert not stage.is_in(second)


def test_who_is_in_already_does_not_use_up_the_link(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    link = stage.link("gast@elders.example")
    assert submit(stage.browser, link).status_code == 303
    assert stage.world.one(GroupMailInvitation).state == MailInvitationState.WAITING


def test_an_invitation_expires_to_the_second_and_the_worker_writes_it_down(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    link = stage.link("gast@elders.example")
    with stage.world.context():
        row = db.session.scalars(db.select(GroupMailInvitation)).one()
        assert timedelta(days=13) < row.expires_at - now() <= timedelta(days=14)
        row.expires_at = now() - timedelta(seconds=1)
    member = stage.world.member()
    assert stage.world.client(member).get(link).status_code == 410
    assert submit(stage.world.client(member), link).status_code == 410
    assert not stage.is_in(member)
    assert stage.world.one(GroupMailInvitation).state == MailInvitationState.WAITING
    with stage.app.test_request_context():
        tasks.expire_mail_invitations()
        db.session.commit()
        db.session.remove()
    assert stage.world.one(GroupMailInvitation).state == MailInvitationState.EXPIRED
    assert "verlopen" in stage.listed()


def test_for_how_many_days_it_works_is_set_by_the_administrator(stage: Stage) -> None:
    administrator = stage.world.client(stage.world.administrator())
    page = administrator.get("/beheer/instellingen").text
    assert "uitnodiging per e-mail voor een werkgroep" in page
    stage.world.setting(group_invitation_days=3)
    stage.invite("gast@elders.example")
    assert stage.world.one(GroupMailInvitation).expires_at - now() <= timedelta(days=3)


def test_a_withdrawn_invitation_leads_nowhere(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    link, row = stage.link("gast@elders.example"), stage.world.one(GroupMailInvitation)
    path = f"{stage.group.address}/uitnodigingen/{row.id}/per-mail-intrekken"
    assert submit(stage.browser, path).status_code == 303
    assert stage.world.client(stage.world.member()).get(link).status_code == 410
    assert "ingetrokken" in stage.listed()


def test_inviting_an_address_again_ends_the_link_before(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    first = stage.link("gast@elders.example")
    stage.invite("GAST@elders.example")
    browser = stage.world.client(stage.world.member())
    assert browser.get(first).status_code == 410
    waiting = stage.world.all(GroupMailInvitation, GroupMailInvitation.state == MailInvitationState.WAITING)
    assert len(waiting) == 1


def test_an_invitation_taken_back_before_its_mail_left_is_not_mailed(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    row = stage.world.one(GroupMailInvitation)
    submit(stage.browser, f"{stage.group.address}/uitnodigingen/{row.id}/per-mail-intrekken")
    assert mails_to(stage.app, "gast@elders.example") == []


def test_nothing_tells_whether_an_address_is_that_of_a_member(stage: Stage) -> None:
    member = stage.world.member("Wel Lid", email="wel@lid.example")
    suspended = stage.world.member("Ge Schorst", email="ge@schorst.example", state=MemberState.SUSPENDED)
    inside = stage.world.member("Al Binnen", email="al@binnen.example")
    stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=inside.id))
    stage.browser.get(stage.group.address)
    addresses = [member.email, suspended.email, inside.email, "niemand@nergens.example"]
    answers = [stage.invite(address) for address in addresses]
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, f"{stage.group.address}/uitnodigingen")
    }
    page = stage.listed()
    assert all(page.count(address) >= 1 for address in addresses)
    assert page.count("wacht op antwoord") == len(addresses)
    assert all(name not in page for name in ("Wel Lid", "Ge Schorst", "Al Binnen"))
    sent = [len(mails_to(stage.app, address)) for address in addresses]
    assert sent == [1] * len(addresses)


def test_who_is_no_member_applies_first_and_is_in_once_admitted(stage: Stage) -> None:
    person = newcomer(stage.world, "Nina Nieuw")
    stage.invite("nina@elders.example")
    link, browser = stage.link("nina@elders.example"), stage.world.client(person)
    assert "Neem de uitnodiging aan" in browser.get(link).text
    taken = submit(browser, link, form_at=link)
    assert taken.status_code == 303
    assert taken.location == "/lid-worden/stand"
    assert browser.get(taken.location).location == "/lid-worden/aanvraag"
    assert "aangenomen, wacht op toelating tot de site" in stage.listed()
    assert "Nina Nieuw" not in stage.listed()
    submit(browser, "/lid-worden/aanvraag", APPLICATION, form_at="/lid-worden/aanvraag")
    mails(stage.app)
    assert not stage.is_in(person)
    application = stage.world.one(Application)
    moderator = stage.world.client(stage.world.moderator())
    submit(moderator, f"/beheer/aanvragen/{application.id}/toelaten", form_at="/mijn")
    sent = [str(mail["Subject"]) for mail in mails_to(stage.app, person.email)]
    assert stage.is_in(person)
    assert "Je doet mee met Stille haven" in sent
    assert stage.world.one(Group).member_count == 2


def test_what_was_taken_along_is_nobody_elses_and_can_still_be_taken_back(stage: Stage) -> None:
    person, other = newcomer(stage.world, "Nina Nieuw"), stage.world.member()
    stage.invite("nina@elders.example")
    link = stage.link("nina@elders.example")
    submit(stage.world.client(person), link, form_at=link)
    assert submit(stage.world.client(other), link).status_code == 410
    row = stage.world.one(GroupMailInvitation)
    submit(stage.browser, f"{stage.group.address}/uitnodigingen/{row.id}/per-mail-intrekken")
    with stage.world.context():
        db.session.get_one(Member, person.id).state = MemberState.MEMBER
    with stage.app.test_request_context():
        tasks.give_promised_places(person.id)
        db.session.commit()
        db.session.remove()
    assert not stage.is_in(person)


def test_a_visitor_with_the_link_is_sent_to_sign_in_and_comes_back(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    link = stage.link("gast@elders.example")
    visitor = stage.world.client()
    shown = visitor.get(link)
    assert shown.status_code == 200
    assert f"/inloggen?next={link}" in shown.text
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert visitor.post(link).status_code == 401
    assert stage.world.one(GroupMailInvitation).state == MailInvitationState.WAITING


def test_a_wrong_link_is_as_absent_as_any_page(stage: Stage) -> None:
    secret = token_of(1, "geheim")
    assert stage.world.client().get(f"/werkgroepen/uitnodiging/{secret}").status_code == 404
    assert stage.browser.get(f"/werkgroepen/uitnodiging/{secret}").status_code == 404


def test_an_archived_group_lets_nobody_in_by_a_link(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    link, member = stage.link("gast@elders.example"), stage.world.member()
    with stage.world.context():
        db.session.get_one(Group, stage.group.id).is_archived = True
    assert stage.world.client(member).get(link).status_code == 410
    assert submit(stage.world.client(member), link).status_code == 410
    assert not stage.is_in(member)


def test_only_who_runs_the_group_invites_addresses_or_sees_them(stage: Stage) -> None:
    inside = stage.world.member()
    stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=inside.id))
    stage.invite("gast@elders.example")
    browser, path = stage.world.client(inside), f"{stage.group.address}/uitnodigingen"
    assert browser.get(path).status_code == 403
    assert submit(browser, path, {"email": "x@y.example", "message": ""}).status_code == 403
    assert stage.world.client(stage.world.member()).get(path).status_code == 404


@pytest.mark.parametrize("email", ["", "geen adres", "a@b", "x" * 300 + "@voorbeeld.example"])
def test_what_is_no_address_is_refused_beside_the_field(stage: Stage, email: str) -> None:
    answer = stage.invite(email)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert stage.world.count(GroupMailInvitation) == 0


def test_the_addresses_in_the_log_are_not_shown_to_coordinators(stage: Stage) -> None:
    stage.invite("gast@elders.example")
    assert "gast@elders.example" in stage.listed()
    log = stage.browser.get(f"{stage.group.address}/logboek").text
    assert "nodigde iemand per e-mail uit" in log
    assert "gast@elders.example" not in log


def test_of_two_members_who_use_one_link_at_once_one_comes_in(busy_site: Site) -> None:
    world = busy_site.world
    coordinator = world.member()
    key = busy_site.environment["COMMUNITY_SECRET_KEY"]
    for number in range(4):
        group = world.group(access=Access.HIDDEN, coordinator=coordinator)
        Browser(busy_site, coordinator).post(
            f"{group.address}/uitnodigingen", email=f"gast{number}@elders.example", message=""
        )
        row = world.one(GroupMailInvitation, GroupMailInvitation.group_id == group.id)
        browsers = [Browser(busy_site, world.member()) for _ in range(2)]
        path = f"/werkgroepen/uitnodiging/{token_of(row.id, key)}"
        answers = post_all_at_once(browsers, lambda number, path=path: path)
        assert sorted(answers) == [303, 410]
        assert world.count(GroupMembership, GroupMembership.group_id == group.id) == 2
        joined = AuditEntry.event == "GroupMailInvitationAccepted"
        assert world.count(AuditEntry, joined, AuditEntry.group_id == group.id) == 1
