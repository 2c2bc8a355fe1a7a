"""Coming in, asking, being invited, getting a role and going; a group is never without a coordinator."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.core.db import db
from community.groups.models import (
    Access,
    Group,
    GroupInvitation,
    GroupMembership,
    GroupRequest,
    GroupRole,
    RequestState,
)
from community.jobs.models import Outbox
from tests.builders.fixtures import submit
from tests.builders.world import World


def member_count(world: World, group: Group) -> int:
    count = world.one(Group, Group.id == group.id).member_count
    assert count == world.count(GroupMembership, GroupMembership.group_id == group.id)
    return count


def role_of(world: World, group: Group, member: Member) -> GroupRole | None:
    rows = world.all(GroupMembership, GroupMembership.group_id == group.id, GroupMembership.member_id == member.id)
    return rows[0].role if rows else None


def only_request(world: World) -> GroupRequest:
    return world.one(GroupRequest)


def ask(browser: FlaskClient, group: Group, motivation: str = "Ik werk aan hetzelfde.") -> int:
    return submit(browser, f"{group.address}/verzoek", {"motivation": motivation}).status_code


# --- joining ---


def test_a_member_joins_an_open_group_at_once(world: World) -> None:
    group, member = world.group(), world.member()
    browser = world.client(member)
    assert "Doe mee" in browser.get(group.address).text
    assert submit(browser, f"{group.address}/meedoen").status_code == 303
    assert role_of(world, group, member) == GroupRole.MEMBER
    assert "Je doet mee" in browser.get(group.address).text
    assert member_count(world, group) == 2


def test_joining_twice_is_joining_once(world: World) -> None:
    group, member = world.group(), world.member()
    browser = world.client(member)
    assert [submit(browser, f"{group.address}/meedoen").status_code for _ in range(2)] == [303, 303]
    assert member_count(world, group) == 2
    assert world.count(AuditEntry, AuditEntry.event == "GroupJoined") == 1


@pytest.mark.parametrize("access", [Access.CLOSED, Access.HIDDEN])
def test_nobody_joins_a_group_that_is_not_open(world: World, access: Access) -> None:
    group = world.group(access=access)
    answer = submit(world.client(world.member()), f"{group.address}/meedoen")
    assert answer.status_code == (403 if access == Access.CLOSED else 404)
    assert member_count(world, group) == 1


def test_nobody_joins_an_archived_group(world: World) -> None:
    group = world.group(is_archived=True)
    answer = submit(world.client(world.member()), f"{group.address}/meedoen")
    assert answer.status_code == 403
    assert "gearchiveerd" in answer.text


def test_who_is_not_admitted_cannot_join(world: World) -> None:
    group = world.group()
    for state in (MemberState.NEW, MemberState.APPLICANT, MemberState.SUSPENDED):
        answer = submit(world.client(world.member(state=state)), f"{group.address}/meedoen", form_at="/")
        assert answer.status_code == 403
    assert member_count(world, group) == 1


# --- asking ---


def test_a_member_asks_with_a_motivation_and_waits(world: World) -> None:
    group, member = world.group(access=Access.CLOSED), world.member()
    browser = world.client(member)
    assert ask(browser, group) == 303
    assert only_request(world).state == RequestState.WAITING
    assert "Je verzoek wacht" in browser.get(group.address).text
    assert role_of(world, group, member) is None


def test_a_request_without_a_word_is_given_back(world: World) -> None:
    group = world.group(access=Access.CLOSED)
    answer = submit(world.client(world.member()), f"{group.address}/verzoek", {"motivation": "  "})
    assert answer.status_code == 422
    assert "Schrijf kort waarom je mee wilt doen." in answer.text


def test_a_long_motivation_is_given_back_with_its_text(world: World) -> None:
    group = world.group(access=Access.CLOSED)
    text = "lang " * 1000
    answer = submit(world.client(world.member()), f"{group.address}/verzoek", {"motivation": text})
    assert answer.status_code == 422
    assert text.strip() in answer.text


def test_asking_twice_is_asking_once(world: World) -> None:
    group = world.group(access=Access.CLOSED)
    browser = world.client(world.member())
    assert (ask(browser, group), ask(browser, group)) == (303, 303)
    assert world.count(GroupRequest) == 1
    assert world.count(Outbox, Outbox.task == "notifications.spread") == 1


def test_a_request_can_be_taken_back_and_made_again(world: World) -> None:
    group = world.group(access=Access.CLOSED)
    browser = world.client(world.member())
    ask(browser, group)
    assert submit(browser, f"{group.address}/verzoek/intrekken").status_code == 303
    assert only_request(world).state == RequestState.WITHDRAWN
    assert ask(browser, group) == 303
    assert world.count(GroupRequest, GroupRequest.state == RequestState.WAITING) == 1


def test_a_coordinator_reads_the_motivation_and_admits(world: World) -> None:
    coordinator, member = world.member("Trekker"), world.member("Vrager")
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    ask(world.client(member), group, "Ik ken de haven.")
    browser = world.client(coordinator)
    assert "1 verzoek wacht op jou" in browser.get(group.address).text
    assert "Ik ken de haven." in browser.get(f"{group.address}/beheer").text
    assert submit(browser, f"{group.address}/verzoeken/{only_request(world).id}/toelaten").status_code == 303
    assert role_of(world, group, member) == GroupRole.MEMBER
    assert member_count(world, group) == 2
    assert only_request(world).decided_by_id == coordinator.id


def test_a_coordinator_refuses_with_a_reason_that_the_member_reads(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    ask(world.client(member), group)
    path = f"{group.address}/verzoeken/{only_request(world).id}/weigeren"
    browser = world.client(coordinator)
    assert submit(browser, path, {"reason": ""}).status_code == 422
    assert submit(browser, path, {"reason": "De groep is vol."}).status_code == 303
    assert "De groep is vol." in world.client(member).get(group.address).text
    assert role_of(world, group, member) is None


def test_a_decision_is_made_once(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    ask(world.client(member), group)
    path = f"{group.address}/verzoeken/{only_request(world).id}"
    browser = world.client(coordinator)
    submit(browser, f"{path}/weigeren", {"reason": "Nu even niet."})
    late = submit(browser, f"{path}/toelaten")
    assert late.status_code == 403
    assert "Hierover is al beslist." in late.text
    assert role_of(world, group, member) is None


def test_a_moderator_admits_to_any_group_and_others_do_not(world: World) -> None:
    group = world.group(access=Access.CLOSED)
    elsewhere = world.member("Trekker Elders")
    world.group("Andere", coordinator=elsewhere)
    ask(world.client(world.member()), group)
    path = f"{group.address}/verzoeken/{only_request(world).id}/toelaten"
    for person in (elsewhere, world.editor(), world.member()):
        assert submit(world.client(person), path).status_code == 404
    assert submit(world.client(world.moderator()), path).status_code == 303
    assert member_count(world, group) == 2


def test_a_request_to_another_group_is_not_decided_at_ones_own_address(world: World) -> None:
    coordinator = world.member()
    own, other = world.group(coordinator=coordinator, access=Access.CLOSED), world.group(access=Access.CLOSED)
    ask(world.client(world.member()), other)
    answer = submit(world.client(coordinator), f"{own.address}/verzoeken/{only_request(world).id}/toelaten")
    assert answer.status_code == 404


def test_who_was_suspended_in_the_meantime_is_not_admitted(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    ask(world.client(member), group)
    with world.context():
        db.session.get_one(Member, member.id).state = MemberState.SUSPENDED
    answer = submit(world.client(coordinator), f"{group.address}/verzoeken/{only_request(world).id}/toelaten")
    assert answer.status_code == 403
    assert role_of(world, group, member) is None


# --- inviting ---


def invite(browser: FlaskClient, group: Group, member: Member) -> int:
    values = {"member": member.slug, "message": "Kom je erbij?"}
    return submit(browser, f"{group.address}/uitnodigen", values).status_code


def test_an_invitation_makes_a_hidden_group_known_and_accepting_opens_it(world: World) -> None:
    coordinator, guest = world.member("Trekker"), world.member("Gast")
    group = world.group("Stille groep", access=Access.HIDDEN, coordinator=coordinator)
    assert invite(world.client(coordinator), group, guest) == 303
    invitation = world.one(GroupInvitation)
    browser = world.client(guest)
    path = f"/werkgroepen/uitnodigingen/{invitation.id}"
    assert "Stille groep" in browser.get("/werkgroepen").text
    shown = browser.get(path).text
    assert "Stille groep" in shown
    assert "Kom je erbij?" in shown
    assert browser.get(group.address).status_code == 404
    assert submit(browser, f"{path}/aannemen").location == group.address
    assert browser.get(group.address).status_code == 200
    assert member_count(world, group) == 2


@pytest.mark.parametrize("end", ["declined", "withdrawn", "removed"])
def test_a_hidden_group_is_unknown_again_when_the_invitation_has_ended(world: World, end: str) -> None:
    coordinator, guest = world.member(), world.member()
    group = world.group("Stille groep", access=Access.HIDDEN, coordinator=coordinator)
    invite(world.client(coordinator), group, guest)
    invitation = world.one(GroupInvitation)
    browser, path = world.client(guest), f"/werkgroepen/uitnodigingen/{invitation.id}"
    if end == "declined":
        submit(browser, f"{path}/afslaan")
    elif end == "withdrawn":
        submit(world.client(coordinator), f"{group.address}/uitnodigingen/{invitation.id}/intrekken")
    else:
        submit(browser, f"{path}/aannemen")
        values = {"reason": "Per ongeluk."}
        submit(world.client(coordinator), f"{group.address}/leden/{guest.slug}/verwijderen", values)
    browser.get("/mijn")  # the message about it has been read
    assert browser.get(path).status_code == 404
    assert browser.get(group.address).status_code == 404
    assert "Stille groep" not in browser.get("/werkgroepen").text


def test_an_invitation_is_for_one_person(world: World) -> None:
    coordinator, guest = world.member(), world.member()
    group = world.group(access=Access.HIDDEN, coordinator=coordinator)
    invite(world.client(coordinator), group, guest)
    path = f"/werkgroepen/uitnodigingen/{world.one(GroupInvitation).id}"
    stranger = world.client(world.member())
    assert stranger.get(path).status_code == stranger.get("/werkgroepen/uitnodigingen/1").status_code == 404
    submit(stranger, f"{path}/aannemen")
    assert member_count(world, group) == 1


def test_inviting_twice_is_inviting_once(world: World) -> None:
    coordinator, guest = world.member(), world.member()
    group = world.group(coordinator=coordinator)
    browser = world.client(coordinator)
    assert (invite(browser, group, guest), invite(browser, group, guest)) == (303, 303)
    assert world.count(GroupInvitation) == 1


def test_only_members_that_the_coordinator_may_see_can_be_found_and_invited(world: World) -> None:
    coordinator = world.member("Trekker")
    group = world.group(coordinator=coordinator, members=(world.member("Janneke Binnen"),))
    world.member("Janneke Buiten")
    waiting = world.member("Janneke Wachtend", state=MemberState.APPLICANT)
    suspended = world.member("Janneke Geschorst", state=MemberState.SUSPENDED)
    browser = world.client(coordinator)
    found = browser.get(f"{group.address}/beheer?q=JANNEKE").text
    assert "Janneke Buiten" in found
    assert not any(word in found for word in ("Janneke Binnen", "Janneke Wachtend", "Janneke Geschorst"))
    assert invite(browser, group, waiting) == invite(browser, group, suspended) == 404


def test_a_search_for_wild_cards_finds_nobody(world: World) -> None:
    coordinator = world.member("Trekker")
    group = world.group(coordinator=coordinator)
    world.member("Janneke Buiten")
    browser = world.client(coordinator)
    for words in ("%%", "__", "%25", "' or 1=1 --", "\0\0"):
        answer = browser.get(f"{group.address}/beheer", query_string={"q": words})
        assert answer.status_code == 200
        assert "Janneke Buiten" not in answer.text


def test_a_member_without_that_role_invites_nobody(world: World) -> None:
    member, guest = world.member(), world.member()
    group = world.group(members=(member,))
    assert invite(world.client(member), group, guest) == 403
    assert world.count(GroupInvitation) == 0


def test_joining_settles_what_waited(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    ask(world.client(member), group)
    invite(world.client(coordinator), group, member)
    path = f"/werkgroepen/uitnodigingen/{world.one(GroupInvitation).id}/aannemen"
    assert submit(world.client(member), path).status_code == 303
    assert only_request(world).state == RequestState.ACCEPTED
    assert member_count(world, group) == 2


# --- roles and going ---


def test_a_coordinator_makes_another_coordinator_and_can_then_leave(world: World) -> None:
    coordinator, other = world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator, members=(other,))
    browser = world.client(coordinator)
    assert submit(browser, f"{group.address}/leden/{other.slug}/coordinator").status_code == 303
    assert role_of(world, group, other) == GroupRole.COORDINATOR
    assert submit(browser, f"{group.address}/verlaten").status_code == 303
    assert role_of(world, group, coordinator) is None
    assert member_count(world, group) == 1


def test_the_last_coordinator_can_neither_leave_nor_step_down_nor_be_put_out(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator, members=(member,))
    own, moderator = world.client(coordinator), world.client(world.moderator())
    submit(moderator, f"{group.address}/meekijken")
    answers = [
        submit(own, f"{group.address}/verlaten"),
        submit(own, f"{group.address}/leden/{coordinator.slug}/lid"),
        submit(moderator, f"{group.address}/leden/{coordinator.slug}/lid"),
        submit(moderator, f"{group.address}/leden/{coordinator.slug}/verwijderen", {"reason": "Rust."}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert all("Een werkgroep heeft altijd een coördinator." in answer.text for answer in answers)
    assert role_of(world, group, coordinator) == GroupRole.COORDINATOR
    assert member_count(world, group) == 2


def test_a_suspended_coordinator_does_not_count_as_one(world: World) -> None:
    coordinator = world.member()
    group = world.group(coordinator=coordinator)
    away = world.member(state=MemberState.SUSPENDED)
    world.keep(GroupMembership(group_id=group.id, member_id=away.id, role=GroupRole.COORDINATOR))
    assert submit(world.client(coordinator), f"{group.address}/verlaten").status_code == 403


def test_a_member_is_put_out_with_a_reason_and_reads_nothing_any_more(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator, members=(member,))
    talk = world.discussion(group, "Onder ons", author=member)
    path = f"{group.address}/leden/{member.slug}/verwijderen"
    browser = world.client(coordinator)
    assert submit(browser, path).status_code == 422
    assert submit(browser, path, {"reason": "Naar een andere baan."}).status_code == 303
    out = world.client(member)
    assert "Onder ons" not in out.get(group.address).text
    assert out.get(talk.address).status_code == 404
    assert member_count(world, group) == 1


def test_who_left_reads_nothing_that_is_for_the_group_not_even_what_was_ones_own(world: World) -> None:
    member = world.member()
    group = world.group(access=Access.CLOSED, members=(member,))
    talk = world.discussion(group, "Van mij", author=member)
    browser = world.client(member)
    assert "Van mij" in browser.get(group.address).text
    assert submit(browser, f"{group.address}/verlaten").status_code == 303
    assert "Van mij" not in browser.get(group.address).text
    assert browser.get(talk.address).status_code == 404


def test_a_plain_member_gives_no_roles_and_puts_nobody_out(world: World) -> None:
    member, other = world.member(), world.member()
    group = world.group(members=(member, other))
    browser = world.client(member)
    assert submit(browser, f"{group.address}/leden/{other.slug}/coordinator").status_code == 403
    assert submit(browser, f"{group.address}/leden/{other.slug}/verwijderen", {"reason": "x"}).status_code == 403
    assert submit(browser, f"{group.address}/instellingen", {"name": "Anders"}).status_code in (403, 422)
    assert member_count(world, group) == 3


# --- founding ---


def test_a_moderator_founds_a_group_with_a_coordinator(world: World) -> None:
    chosen = world.member("Nel Nieuwkoop", email="nel@voorbeeld.example")
    values = {
        "name": "Waterkant",
        "purpose": "Wonen aan het water.",
        "access": "open",
        "region_id": "0",
        "theme_id": "0",
    }
    browser = world.client(world.moderator())
    unknown = submit(browser, "/werkgroepen/nieuw", values | {"coordinator": "Bestaat Niet"})
    assert unknown.status_code == 422
    assert "We vinden geen lid" in unknown.text
    assert submit(browser, "/werkgroepen/nieuw", values | {"coordinator": "NEL@voorbeeld.example"}).status_code == 303
    group = world.one(Group)
    assert (group.slug, group.member_count) == ("waterkant", 1)
    assert role_of(world, group, chosen) == GroupRole.COORDINATOR


def test_others_found_no_groups(world: World) -> None:
    for person in (world.member(), world.editor()):
        browser = world.client(person)
        assert browser.get("/werkgroepen/nieuw").status_code == 403
        assert submit(browser, "/werkgroepen/nieuw", {"name": "x"}).status_code == 403


def test_a_group_without_name_or_with_a_strange_region_is_given_back(world: World) -> None:
    browser = world.client(world.moderator())
    values = {"name": "", "purpose": "Wel een doel", "access": "open", "region_id": "99", "theme_id": "x" * 40}
    answer = submit(browser, "/werkgroepen/nieuw", values)
    assert answer.status_code == 422
    assert "Geef de werkgroep een naam." in answer.text
    assert "Wel een doel" in answer.text
    assert world.count(Group) == 0
