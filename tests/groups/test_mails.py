"""Who hears of what: asked, decided, invited, put out, and a group that nobody runs; never who has no part in it."""

from __future__ import annotations

from flask import Flask

from community.accounts.models import Member, MemberState
from community.core.db import db
from community.groups.models import Access, GroupInvitation, GroupRequest
from community.jobs import enqueue
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails, mails_to, plain


def test_the_coordinators_hear_of_a_request_and_nobody_else_does(app: Flask, world: World) -> None:
    coordinator, other, asker = world.member("Trekker"), world.member("Groepslid"), world.member("Vraag Steller")
    world.moderator()
    group = world.group("Haven", access=Access.CLOSED, coordinator=coordinator, members=(other,))
    submit(world.client(asker), f"{group.address}/verzoek", {"motivation": "Ik ken de kade."})
    sent = mails(app)
    assert [coordinator.email in str(mail["To"]) for mail in sent] == [True]
    assert sent[0]["Subject"] == "Vraag Steller wil meedoen met Haven"
    assert "Ik ken de kade." in plain(sent[0])
    assert f"{group.address}/beheer" in plain(sent[0])


def test_a_request_that_was_taken_back_is_not_mailed(app: Flask, world: World) -> None:
    group, asker = world.group(access=Access.CLOSED), world.member()
    submit(world.client(asker), f"{group.address}/verzoek", {"motivation": "Toch maar niet."})
    submit(world.client(asker), f"{group.address}/verzoek/intrekken")
    assert mails(app) == []


def test_who_asked_hears_the_answer_with_the_reason(app: Flask, world: World) -> None:
    coordinator, first, second = world.member(), world.member("Een"), world.member("Twee")
    group = world.group("Haven", access=Access.CLOSED, coordinator=coordinator)
    browser = world.client(coordinator)
    for asker in (first, second):
        submit(world.client(asker), f"{group.address}/verzoek", {"motivation": "Graag."})
    path = f"{group.address}/verzoeken"
    submit(browser, f"{path}/{world.one(GroupRequest, GroupRequest.member_id == first.id).id}/toelaten")
    late = world.one(GroupRequest, GroupRequest.member_id == second.id).id
    submit(browser, f"{path}/{late}/weigeren", {"reason": "De groep is vol."})
    (admitted,) = mails_to(app, first.email)
    (refused,) = mails_to(app, second.email)
    assert admitted["Subject"] == "Je doet mee met Haven"
    assert "De groep is vol." in plain(refused)


def test_who_is_invited_gets_the_way_to_the_invitation(app: Flask, world: World) -> None:
    coordinator, guest = world.member("Trekker Toos"), world.member()
    group = world.group("Stille groep", access=Access.HIDDEN, coordinator=coordinator)
    submit(world.client(coordinator), f"{group.address}/uitnodigen", {"member": guest.slug, "message": "Kom erbij."})
    (mail,) = mails_to(app, guest.email)
    words = plain(mail)
    assert "Trekker Toos nodigt je uit" in words
    assert "Kom erbij." in words
    assert f"/werkgroepen/uitnodigingen/{world.one(GroupInvitation).id}" in words
    assert group.address not in words


def test_an_invitation_that_was_taken_back_is_not_mailed(app: Flask, world: World) -> None:
    coordinator, guest = world.member(), world.member()
    group = world.group(access=Access.HIDDEN, coordinator=coordinator)
    browser = world.client(coordinator)
    submit(browser, f"{group.address}/uitnodigen", {"member": guest.slug})
    submit(browser, f"{group.address}/uitnodigingen/{world.one(GroupInvitation).id}/intrekken")
    assert mails(app) == []


def test_who_is_put_out_reads_why(app: Flask, world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group("Haven", access=Access.CLOSED, coordinator=coordinator, members=(member,))
    path = f"{group.address}/leden/{member.slug}/verwijderen"
    submit(world.client(coordinator), path, {"reason": "Je werkt nu elders."})
    (mail,) = mails_to(app, member.email)
    assert "Je werkt nu elders." in plain(mail)


def test_who_was_suspended_in_the_meantime_gets_no_mail(app: Flask, world: World) -> None:
    coordinator, guest = world.member(), world.member()
    group = world.group(access=Access.HIDDEN, coordinator=coordinator)
    submit(world.client(coordinator), f"{group.address}/uitnodigen", {"member": guest.slug})
    with world.context():
        db.session.get_one(Member, guest.id).state = MemberState.SUSPENDED
    assert mails(app) == []


def suspend(world: World, member: Member) -> None:
    with world.context():
        db.session.get_one(Member, member.id).state = MemberState.SUSPENDED
        enqueue("groups.person_gone", member_id=member.id)


def test_moderators_hear_of_a_group_whose_last_coordinator_is_suspended(app: Flask, world: World) -> None:
    coordinator, moderator, administrator = world.member(), world.moderator(), world.administrator()
    world.group("Verweesd", access=Access.HIDDEN, coordinator=coordinator)
    suspend(world, coordinator)
    sent = mails(app)
    assert {str(mail["Subject"]) for mail in sent} == {"Verweesd heeft geen coördinator"}
    assert sorted(str(mail["To"]) for mail in sent) == sorted(
        f"{person.name} <{person.email}>" for person in (moderator, administrator)
    )


def test_nobody_is_mailed_about_a_group_that_has_another_coordinator(app: Flask, world: World) -> None:
    first, second = world.member(), world.member()
    world.moderator()
    group = world.group(coordinator=first, members=(second,))
    submit(world.client(first), f"{group.address}/leden/{second.slug}/coordinator")
    suspend(world, first)
    assert mails(app) == []
    assert submit(world.client(second), f"{group.address}/verlaten").status_code == 403


def test_suspending_a_coordinator_asks_the_worker_to_look_after_the_groups(app: Flask, world: World) -> None:
    coordinator, moderator = world.member(), world.moderator()
    world.group("Verweesd", coordinator=coordinator)
    path = f"/beheer/leden/{coordinator.slug}/schorsen"
    answer = submit(world.client(moderator), path, {"reason": "Herhaald grof.", "term": "7", "days": "7"})
    assert answer.status_code == 303, answer.text[:2000]
    assert "Verweesd heeft geen coördinator" in {str(mail["Subject"]) for mail in mails_to(app, moderator.email)}
