"""Running a group from day to day: the welcome, a message to all, muting a member, putting one out with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import joinedload

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.content.models import Audience, Comment, State
from community.core.clock import now
from community.core.db import db
from community.documents.models import Folder
from community.groups import tasks
from community.groups.models import Access, Group, GroupMembership, GroupMessage, GroupRequest, GroupRole
from community.jobs.models import Outbox
from community.notifications.models import Follow, Kind, Mail, Notification
from community.policy import Permission, allows
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails, mails_to, plain
from tests.reliability.site_process import Browser, Site


class Stage:
    """A closed group with a coordinator and a member."""

    def __init__(self, world: World, app: Flask) -> None:
        self.world, self.app = world, app
        self.coordinator, self.inside = world.member("Trijntje Trekker"), world.member("Gerda Groepslid")
        self.group = world.group(
            "Havenplan", access=Access.CLOSED, coordinator=self.coordinator, members=(self.inside,)
        )
        self.browser, self.theirs = world.client(self.coordinator), world.client(self.inside)

    def at(self, below: str) -> str:
        """Give an address below the group."""
        return f"{self.group.address}{below}"

    def place(self) -> GroupMembership:
        """Give the place of the member."""
        return self.world.one(GroupMembership, GroupMembership.member_id == self.inside.id)

    def mute(self, term: str = "7", reason: str = "Te fel.") -> Any:
        """Mute the member."""
        path = self.at(f"/leden/{self.inside.slug}/dempen")
        return submit(self.browser, path, {"reason": reason, "term": term})

    def send(self, subject: str = "Nieuwe dag", **more: str) -> Any:
        """Send a message to all, by mail too unless told otherwise."""
        values = {"subject": subject, "text": "Voortaan op dinsdag.\n\nTot dan.", "is_mailed": "y", "key": subject}
        return submit(self.browser, self.at("/berichten/nieuw"), values | more)

    def is_in(self) -> bool:
        """Whether the member is in."""
        return self.world.count(GroupMembership, GroupMembership.member_id == self.inside.id) == 1


@pytest.fixture
def stage(world: World, app: Flask) -> Stage:
    return Stage(world, app)


# --- the welcome ---


def test_who_joins_reads_the_welcome_first(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(access=Access.OPEN, coordinator=coordinator)
    written = submit(world.client(coordinator), f"{group.address}/welkom/wijzig", {"welcome": "Fijn dat je er bent."})
    assert written.status_code == 303
    browser = world.client(member)
    joined = submit(browser, f"{group.address}/meedoen")
    assert joined.location == f"{group.address}/welkom"
    assert "Fijn dat je er bent." in browser.get(joined.location).text
    assert "Lees het welkomstbericht" in browser.get(group.address).text


def test_who_is_admitted_gets_the_welcome_by_mail_and_their_notification_leads_to_it(stage: Stage) -> None:
    submit(stage.browser, stage.at("/welkom/wijzig"), {"welcome": "Begin bij de wiki."})
    asker = stage.world.member()
    request = stage.world.keep(GroupRequest(group_id=stage.group.id, member_id=asker.id))
    submit(stage.browser, stage.at(f"/verzoeken/{request.id}/toelaten"))
    (mail,) = mails_to(stage.app, asker.email)
    assert "Begin bij de wiki." in plain(mail)
    told = stage.world.one(Notification, Notification.member_id == asker.id)
    opened = submit(stage.world.client(asker), f"/mijn/meldingen/{told.id}/openen")
    assert opened.location == stage.at("/welkom")


def test_the_welcome_is_for_who_is_in(stage: Stage) -> None:
    submit(stage.browser, stage.at("/welkom/wijzig"), {"welcome": "Het wachtwoord is haring."})
    outsider = stage.world.client(stage.world.member())
    assert outsider.get(stage.at("/welkom")).status_code == 403
    assert "haring" not in outsider.get(stage.group.address).text
    assert submit(stage.theirs, stage.at("/welkom/wijzig"), {"welcome": "x"}).status_code == 403
    assert stage.world.count(AuditEntry, AuditEntry.event == "GroupWelcomeChanged") == 1


def test_without_a_welcome_one_comes_to_the_group(stage: Stage) -> None:
    assert stage.theirs.get(stage.at("/welkom")).location == stage.group.address


# --- a message to all ---


def test_a_message_is_one_row_for_the_worker_and_reaches_everybody_but_its_author(stage: Stage) -> None:
    others = [stage.world.member() for _ in range(3)]
    for each in others:
        stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=each.id))
    before = stage.world.count(Outbox)
    assert stage.send().status_code == 303
    assert stage.world.count(Outbox) == before + 1
    mails(stage.app)
    told = {row.member_id for row in stage.world.all(Notification, Notification.kind == Kind.MESSAGE)}
    assert told == {stage.inside.id, *(each.id for each in others)}
    (mail,) = mails_to(stage.app, stage.inside.email)
    assert mail["Subject"] == "Havenplan: Nieuwe dag"
    assert "Voortaan op dinsdag." in plain(mail)
    assert mails_to(stage.app, stage.coordinator.email) == []


def test_a_message_is_read_on_the_site_by_who_is_in(stage: Stage) -> None:
    stage.send()
    mails(stage.app)
    message = stage.world.one(GroupMessage)
    path = stage.at(f"/berichten/{message.id}")
    assert "Tot dan." in stage.theirs.get(path).text
    assert "Nieuwe dag" in stage.theirs.get(stage.at("/berichten")).text
    assert "Trijntje Trekker stuurde de groep een bericht: Nieuwe dag" in stage.theirs.get("/mijn/meldingen").text
    outsider = stage.world.client(stage.world.member())
    assert outsider.get(path).status_code == 404
    assert outsider.get(stage.at("/berichten")).status_code == 403


def test_who_left_before_the_worker_came_hears_nothing(stage: Stage) -> None:
    stage.send()
    submit(stage.theirs, stage.at("/verlaten"))
    mails(stage.app)
    assert stage.world.count(Notification) == 0
    assert mails_to(stage.app, stage.inside.email) == []


def test_who_was_suspended_before_the_worker_came_hears_nothing(stage: Stage) -> None:
    stage.send()
    with stage.world.context():
        db.session.get_one(Member, stage.inside.id).state = MemberState.SUSPENDED
    assert mails_to(stage.app, stage.inside.email) == []
    assert stage.world.count(Notification) == 0


def test_who_was_told_and_left_sees_it_no_more(stage: Stage) -> None:
    stage.send()
    mails(stage.app)
    submit(stage.theirs, stage.at("/verlaten"))
    assert "Nieuwe dag" not in stage.theirs.get("/mijn/meldingen").text


def test_who_wants_no_such_mail_or_muted_the_group_is_told_on_the_site_only(stage: Stage) -> None:
    quiet = stage.world.member("Dem Per")
    stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=quiet.id))
    stage.world.keep(Follow(member_id=quiet.id, group_id=stage.group.id, is_muted=True))
    with stage.world.context():
        db.session.get_one(Member, stage.inside.id).mail_choices = {Kind.MESSAGE.value: Mail.OFF.value}
    stage.send()
    assert mails_to(stage.app, stage.inside.email) == []
    assert mails_to(stage.app, quiet.email) == []
    assert stage.world.count(Notification, Notification.kind == Kind.MESSAGE) == 2


def test_a_message_that_is_not_to_be_mailed_is_not(stage: Stage) -> None:
    values = {"subject": "Stil", "text": "Alleen hier.", "key": "a"}
    submit(stage.browser, stage.at("/berichten/nieuw"), values)
    assert mails(stage.app) == []
    assert stage.world.count(Notification, Notification.kind == Kind.MESSAGE) == 1


def test_a_form_that_is_sent_twice_is_one_message(stage: Stage) -> None:
    assert [stage.send().status_code for _ in range(2)] == [303, 303]
    assert stage.world.count(GroupMessage) == 1
    assert stage.world.count(AuditEntry, AuditEntry.event == "GroupMessageSent") == 1


def test_only_a_coordinator_speaks_to_all_and_a_moderator_does_not(stage: Stage) -> None:
    values = {"subject": "Hoi", "text": "Dag.", "key": "x"}
    moderator = stage.world.client(stage.world.moderator())
    submit(moderator, stage.at("/meekijken"))
    for browser in (stage.theirs, moderator):
        assert submit(browser, stage.at("/berichten/nieuw"), values).status_code == 403
    assert stage.world.count(GroupMessage) == 0
    assert moderator.get(stage.at("/berichten")).status_code == 200


def test_an_empty_message_is_refused_beside_its_fields(stage: Stage) -> None:
    answer = stage.send("", text="")
    assert answer.status_code == 422
    assert "Geef het bericht een onderwerp." in answer.text and "Schrijf wat je wilt zeggen." in answer.text


def test_a_form_sent_at_once_by_two_tabs_is_one_message(busy_site: Site) -> None:
    world = busy_site.world
    coordinator = world.member()
    group = world.group(coordinator=coordinator)
    browsers = [Browser(busy_site, coordinator) for _ in range(4)]
    answers = post_all_at_once(
        browsers, lambda number: f"{group.address}/berichten/nieuw", subject="S", text="T", key="een"
    )
    assert set(answers) == {303}
    assert world.count(GroupMessage) == 1


# --- muting ---


def test_who_is_muted_reads_and_does_not_write_from_the_next_request_on(stage: Stage) -> None:
    talk = stage.world.discussion(stage.group, "Plan", author=stage.inside)
    stage.theirs.get(talk.address)
    assert stage.mute().status_code == 303
    page = stage.theirs.get(talk.address)
    assert page.status_code == 200
    assert "Een coördinator heeft je in deze werkgroep gedempt" in page.text
    said = submit(stage.theirs, f"/reacties/bij/{talk.id}", {"text": "Toch!", "key": "a"})
    assert said.status_code == 403
    begun = {"title": "t", "text": "x", "audience": "group"}
    assert submit(stage.theirs, stage.at("/gesprekken/nieuw"), begun).status_code == 403
    assert submit(stage.theirs, f"{talk.address}/wijzig", begun).status_code == 403
    actor = stage.world.actor(stage.inside)
    on_group = ("DISCUSSION_START", "WIKI_CREATE", "DOCUMENT_ADD", "DECISION_PROPOSE", "ACTION_ADD")
    assert not [name for name in on_group if allows(actor, Permission[name], stage.group)]
    folder = stage.world.folder(stage.group, author=stage.inside.id)
    with stage.world.context():
        row = db.session.scalars(db.select(Folder).options(joinedload(Folder.group))).one()
        assert not allows(actor, Permission.FOLDER_EDIT, row)
        assert allows(actor, Permission.FOLDER_READ, row) and row.id == folder.id
    assert stage.world.count(Comment) == 0


def test_who_is_muted_puts_nothing_back_that_they_removed_either(stage: Stage) -> None:
    removed: dict[str, Any] = {
        "state": State.REMOVED,
        "removed_from": State.PUBLISHED,
        "removed_by_id": stage.inside.id,
    }
    talk = stage.world.discussion(stage.group, "Weg", author=stage.inside, **removed)
    assert allows(stage.world.actor(stage.inside), Permission.ITEM_RESTORE, talk)
    stage.mute()
    assert not allows(stage.world.actor(stage.inside), Permission.ITEM_RESTORE, talk)
    assert allows(stage.world.actor(stage.coordinator), Permission.ITEM_RESTORE, talk)


def test_a_mute_holds_in_that_group_alone(stage: Stage) -> None:
    elsewhere = stage.world.group(members=(stage.inside,))
    talk = stage.world.discussion(elsewhere, "Elders", author=stage.inside)
    post = stage.world.post(audience=Audience.MEMBERS)
    stage.mute()
    for item in (talk, post):
        answer = submit(stage.theirs, f"/reacties/bij/{item.id}", {"text": "Hier wel.", "key": str(item.id)})
        assert answer.status_code == 303


def test_who_is_muted_reads_the_reason_and_the_end_in_a_mail(stage: Stage) -> None:
    stage.mute(reason="Drie keer gescholden.")
    (mail,) = mails_to(stage.app, stage.inside.email)
    assert "Drie keer gescholden." in plain(mail)
    assert "Dit duurt tot" in plain(mail)


def test_the_worker_ends_a_mute_when_it_is_over(stage: Stage) -> None:
    stage.mute("1")
    place = stage.place()
    assert place.muted_until and timedelta(hours=23) < place.muted_until - now() <= timedelta(days=1)
    run(stage.app)
    assert stage.place().is_muted
    with stage.world.context():
        db.session.get_one(GroupMembership, place.id).muted_until = now() - timedelta(seconds=1)
    run(stage.app)
    assert not stage.place().is_muted
    assert stage.world.count(AuditEntry, AuditEntry.event == "GroupMuteEnded") == 1
    assert "Je schrijft weer mee in Havenplan" in [str(mail["Subject"]) for mail in mails(stage.app)]


def run(app: Flask) -> None:
    """Make the worker's round."""
    with app.test_request_context():
        tasks.end_mutes()
        db.session.commit()
        db.session.remove()


def test_a_mute_without_an_end_lasts_until_a_coordinator_ends_it(stage: Stage) -> None:
    stage.mute("")
    run(stage.app)
    assert stage.place().is_muted
    assert "leest alleen mee" in stage.browser.get(stage.at("/leden")).text
    path = stage.at(f"/leden/{stage.inside.slug}/dempen/beeindigen")
    assert submit(stage.browser, path).status_code == 303
    assert not stage.place().is_muted


def test_that_somebody_is_muted_is_shown_to_who_runs_the_group_only(stage: Stage) -> None:
    other = stage.world.member()
    stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=other.id))
    stage.mute()
    assert "leest alleen mee" not in stage.world.client(other).get(stage.at("/leden")).text


def test_a_coordinator_cannot_be_muted_nor_mute_themselves_and_who_becomes_one_speaks(stage: Stage) -> None:
    path = stage.at(f"/leden/{stage.coordinator.slug}/dempen")
    assert submit(stage.browser, path, {"reason": "x", "term": "7"}).status_code == 403
    stage.mute()
    submit(stage.browser, stage.at(f"/leden/{stage.inside.slug}/coordinator"))
    place = stage.place()
    assert (place.role, place.is_muted) == (GroupRole.COORDINATOR, False)


def test_a_member_mutes_nobody(stage: Stage) -> None:
    other = stage.world.member()
    stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=other.id))
    path = stage.at(f"/leden/{other.slug}/dempen")
    assert stage.theirs.get(path).status_code == 403
    assert submit(stage.theirs, path, {"reason": "x", "term": "7"}).status_code == 403


def test_who_comes_back_after_a_mute_comes_back_unmuted(stage: Stage) -> None:
    stage.mute()
    submit(stage.theirs, stage.at("/verlaten"))
    stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=stage.inside.id))
    assert not stage.place().is_muted


def test_the_members_page_costs_no_more_queries_for_many_who_are_muted(stage: Stage, count_queries: Any) -> None:
    def look() -> Any:
        return stage.browser.get(stage.at("/leden"))

    stage.mute()
    look()
    few = len(count_queries(look))
    for _ in range(6):
        member = stage.world.member()
        stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=member.id, is_muted=True))
    assert len(count_queries(look)) == few


# --- putting somebody out ---


def test_who_is_put_out_is_out_on_the_next_request_and_reads_why(stage: Stage) -> None:
    talk = stage.world.discussion(stage.group, "Plan", author=stage.inside)
    assert stage.theirs.get(talk.address).status_code == 200
    path = stage.at(f"/leden/{stage.inside.slug}/verwijderen")
    assert submit(stage.browser, path, {"reason": "Je werkt hier niet meer."}).status_code == 303
    assert not stage.is_in()
    assert stage.theirs.get(talk.address).status_code == 404
    (mail,) = mails_to(stage.app, stage.inside.email)
    assert "Je werkt hier niet meer." in plain(mail)
    assert stage.world.one(Group).member_count == 1
