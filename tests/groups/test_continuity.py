"""A group goes on when who runs it stops: the deputy, handing over, asking the next, and moderators who appoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from community.accounts.models import Member, MemberState
from community.actions.models import ActionItem
from community.content.models import ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.groups.models import (
    Access,
    CoordinatorOffer,
    Group,
    GroupMembership,
    GroupRequest,
    GroupRole,
    OfferState,
)
from community.groups.tasks import look_after_unled_groups
from community.groups.views.holdings import Held, Holding, add_holding
from community.notifications.models import Kind, Notification
from community.policy import Actor
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails, mails_to, plain

DAY = timedelta(days=1)


def group_of_three(world: World, **more: object) -> tuple[Group, Member, Member, Member]:
    """Make a group with a coordinator, the longest member, and one who came later."""
    lead, first, second = world.member("Trekker Toos"), world.member("Vroege Vera"), world.member("Late Lars")
    group = world.group("Havenplan", coordinator=lead, members=(first, second), **more)  # type: ignore[arg-type]
    for member, days in ((first, 300), (second, 100)):
        joined(world, group, member, days)
    return group, lead, first, second


def joined(world: World, group: Group, member: Member, days_ago: int) -> None:
    with world.context():
        db.session.execute(
            update(GroupMembership)
            .where(GroupMembership.group_id == group.id, GroupMembership.member_id == member.id)
            .values(joined_at=now() - days_ago * DAY)
        )


def set_state(world: World, member: Member, state: MemberState) -> None:
    with world.context():
        db.session.get_one(Member, member.id).state = state


def make_round(app: Flask) -> None:
    """Let the worker look after the groups that nobody runs, as it does every minute."""
    with app.test_request_context():
        look_after_unled_groups()
        db.session.commit()
        db.session.remove()


def asked(world: World, group: Group) -> list[tuple[int, OfferState]]:
    """Give who was asked, in that order, and how each question stands."""
    rows = sorted(world.all(CoordinatorOffer, CoordinatorOffer.group_id == group.id), key=lambda row: row.id)
    return [(row.member_id, row.state) for row in rows]


def leads(world: World, group: Group) -> set[int]:
    role = GroupMembership.role == GroupRole.COORDINATOR
    return {row.member_id for row in world.all(GroupMembership, GroupMembership.group_id == group.id, role)}


def stop(world: World, group: Group, lead: Member, **fields: str) -> int:
    return submit(world.client(lead), f"{group.address}/overdracht", {"way": "ask"} | fields).status_code


# --- the deputy ---


def test_a_coordinator_names_one_deputy_whom_the_group_sees(world: World) -> None:
    group, lead, first, second = group_of_three(world, access=Access.CLOSED)
    browser = world.client(lead)
    for member in (first, second):
        path = f"{group.address}/leden/{member.slug}/plaatsvervanger"
        assert submit(browser, path).status_code == 303
    assert f"in plaats van {first.name}." in browser.get(f"{group.address}/leden").text
    rows = world.all(GroupMembership, GroupMembership.is_deputy)
    assert [row.member_id for row in rows] == [second.id]
    assert "plaatsvervanger" in world.client(first).get(f"{group.address}/leden").text
    assert submit(browser, f"{group.address}/leden/{second.slug}/geen-plaatsvervanger").status_code == 303
    assert world.count(GroupMembership, GroupMembership.is_deputy) == 0


def test_who_runs_a_group_is_led_to_handing_it_over_and_not_to_a_refusal(world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    browser = world.client(lead)
    submit(browser, f"{group.address}/leden/{first.slug}/coordinator")
    text = browser.get(f"{group.address}/leden").text
    assert f'href="{group.address}/overdracht"' in text
    assert f"{group.address}/leden/{lead.slug}/lid" not in text
    assert f"{group.address}/leden/{first.slug}/lid" in text


def test_only_who_runs_the_group_names_a_deputy(world: World) -> None:
    group, _, first, second = group_of_three(world)
    answer = submit(world.client(first), f"{group.address}/leden/{second.slug}/plaatsvervanger")
    assert answer.status_code == 403
    assert world.count(GroupMembership, GroupMembership.is_deputy) == 0


def test_a_deputy_who_becomes_coordinator_is_deputy_no_longer(world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    browser = world.client(lead)
    submit(browser, f"{group.address}/leden/{first.slug}/plaatsvervanger")
    assert submit(browser, f"{group.address}/leden/{first.slug}/coordinator").status_code == 303
    assert world.count(GroupMembership, GroupMembership.is_deputy) == 0
    assert submit(browser, f"{group.address}/leden/{first.slug}/plaatsvervanger").status_code == 403


# --- the page of handing over ---


def test_leaving_as_a_coordinator_first_shows_what_one_holds(world: World) -> None:
    group, lead, first, _ = group_of_three(world, access=Access.CLOSED)
    asker = world.member("Vraag Steller")
    world.keep(GroupRequest(group_id=group.id, member_id=asker.id, motivation="Graag."))
    world.decision(group, "Kade ophogen", author=lead)
    world.decision(group, "Van een ander", author=first)
    world.document(group, "begroting.txt", author=lead)
    world.discussion(group, "Nog niet af", author=lead, state=State.DRAFT)
    browser = world.client(lead)
    answer = browser.get(f"{group.address}/verlaten")
    assert (answer.status_code, answer.location) == (303, f"{group.address}/overdracht")
    text = browser.get(answer.location).text
    for held in ("Vraag Steller", "Kade ophogen", "begroting.txt", "Nog niet af", "Vraag Vroege Vera of die"):
        assert held in text
    assert "Van een ander" not in text
    assert "Er is geen plaatsvervanger" in text


def test_the_number_of_queries_of_that_page_does_not_grow_with_what_one_holds(
    world: World, count_queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    group, lead, *_ = group_of_three(world)
    browser = world.client(lead)
    path = f"{group.address}/overdracht"
    browser.get(path)
    before = len(count_queries(lambda: browser.get(path)))
    for number in range(4):
        world.decision(group, f"Voorstel {number}", author=lead)
        world.document(group, f"stuk {number}.txt", author=lead)
        world.keep(GroupMembership(group_id=group.id, member_id=world.member().id))
    assert len(count_queries(lambda: browser.get(path))) == before


def test_that_page_is_for_who_runs_the_group(world: World) -> None:
    group, _, first, _ = group_of_three(world)
    assert world.client(first).get(f"{group.address}/overdracht").status_code == 403
    assert world.client(world.moderator()).get(f"{group.address}/overdracht").status_code == 403


def test_a_coordinator_hands_over_to_somebody_they_choose_and_goes(app: Flask, world: World) -> None:
    group, lead, _, second = group_of_three(world)
    assert stop(world, group, lead, way="appoint", successor=second.slug) == 303
    assert leads(world, group) == {second.id}
    assert world.count(GroupMembership, GroupMembership.member_id == lead.id) == 0
    log = world.client(second).get(f"{group.address}/logboek").text
    assert "droeg de werkgroep over" in log and "verliet de werkgroep" in log
    assert asked(world, group) == []
    assert "coördinator" in str(mails_to(app, second.email)[0]["Subject"])


@pytest.mark.parametrize("is_still_there", [True, False])
def test_who_stops_while_an_earlier_question_waits_leaves_one_question(world: World, is_still_there: bool) -> None:
    group, lead, first, second = group_of_three(world)
    whom = second if is_still_there else world.member("Was Hier")
    world.keep(CoordinatorOffer(group_id=group.id, member_id=whom.id, expires_at=now() + 3 * DAY))
    assert stop(world, group, lead) == 303
    waiting = [each for each in world.all(CoordinatorOffer) if each.state == OfferState.WAITING]
    assert [each.member_id for each in waiting] == [second.id if is_still_there else first.id]


def test_choosing_without_a_name_gives_the_form_back(world: World) -> None:
    group, lead, *_ = group_of_three(world)
    answer = submit(world.client(lead), f"{group.address}/overdracht", {"way": "appoint", "successor": ""})
    assert answer.status_code == 422
    assert "Kies wie coördinator wordt." in answer.text
    assert leads(world, group) == {lead.id}


def test_who_is_chosen_must_be_in_the_group(world: World) -> None:
    group, lead, *_ = group_of_three(world)
    outsider = world.member("Buiten Staander")
    answer = submit(world.client(lead), f"{group.address}/overdracht", {"way": "appoint", "successor": outsider.slug})
    assert answer.status_code == 422
    assert leads(world, group) == {lead.id}


def test_who_stops_and_stays_is_a_member_and_is_not_asked_themselves(world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    joined(world, group, lead, 900)
    assert stop(world, group, lead, stays="y") == 303
    place = world.one(GroupMembership, GroupMembership.member_id == lead.id)
    assert place.role == GroupRole.MEMBER
    assert (first.id, OfferState.WAITING) in asked(world, group)
    submit(world.client(first), f"{group.address}/coordinator-worden/nee")
    assert (lead.id, OfferState.WAITING) not in asked(world, group)


def test_what_a_coordinator_wrote_stays_with_their_function_of_then(world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    browser = world.client(lead)
    with world.context():
        db.session.get_one(Member, lead.id).function = "havenmeester"
    submit(browser, f"{group.address}/gesprekken/nieuw", {"title": "De kade", "text": "Verzakt.", "audience": "group"})
    with world.context():
        db.session.get_one(Member, lead.id).function = "wethouder"
    stop(world, group, lead)
    item = world.one(ContentItem, ContentItem.title == "De kade")
    page = world.client(first).get(f"{group.address}/gesprekken/{item.slug}").text
    assert "Trekker Toos" in page
    assert "havenmeester" in page
    assert "wethouder" not in page


# --- who is asked ---


def test_the_deputy_is_asked_first(world: World) -> None:
    group, lead, _, second = group_of_three(world)
    submit(world.client(lead), f"{group.address}/leden/{second.slug}/plaatsvervanger")
    stop(world, group, lead)
    assert asked(world, group) == [(second.id, OfferState.WAITING)]


def test_without_a_deputy_the_longest_member_is_asked_among_those_who_did_something_lately(world: World) -> None:
    group, lead, first, second = group_of_three(world)
    world.comment(world.discussion(group, author=lead), author=second)
    stop(world, group, lead)
    assert asked(world, group) == [(second.id, OfferState.WAITING)]
    assert first.id != second.id


def test_what_was_done_long_ago_makes_nobody_active(world: World) -> None:
    group, lead, first, second = group_of_three(world)
    talk = world.discussion(group, author=lead)
    world.comment(talk, author=second, created_at=now() - 200 * DAY)
    stop(world, group, lead)
    assert asked(world, group) == [(first.id, OfferState.WAITING)]


def test_where_nobody_did_anything_the_longest_member_is_asked(world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    stop(world, group, lead)
    assert asked(world, group) == [(first.id, OfferState.WAITING)]


def test_who_is_suspended_or_may_not_write_is_not_asked(world: World) -> None:
    group, lead, first, second = group_of_three(world)
    set_state(world, first, MemberState.SUSPENDED)
    stop(world, group, lead)
    assert asked(world, group) == [(second.id, OfferState.WAITING)]
    with world.context():
        db.session.get_one(Member, second.id).is_muted = True
    assert world.client(second).get(f"{group.address}/coordinator-worden").status_code == 200
    assert submit(world.client(second), f"{group.address}/coordinator-worden/ja").status_code == 403


def test_who_is_asked_hears_of_it_in_the_site_and_by_mail(app: Flask, world: World) -> None:
    group, lead, first, second = group_of_three(world, access=Access.HIDDEN)
    stop(world, group, lead)
    (mail,) = mails_to(app, first.email)
    assert mail["Subject"] == "Wil je coördinator worden van Havenplan?"
    assert f"{group.address}/coordinator-worden" in plain(mail)
    assert mails_to(app, second.email) == []
    told = world.one(Notification, Notification.kind == Kind.COORDINATE)
    assert told.member_id == first.id
    assert "Wil je coördinator worden?" in world.client(first).get("/mijn/meldingen").text
    assert "Ja, ik word coördinator" in world.client(first).get(f"{group.address}/coordinator-worden").text


def test_nobody_else_sees_or_answers_the_question(world: World) -> None:
    group, lead, _, second = group_of_three(world)
    stop(world, group, lead)
    browser = world.client(second)
    assert browser.get(f"{group.address}/coordinator-worden").status_code == 404
    assert submit(browser, f"{group.address}/coordinator-worden/ja").status_code == 303
    assert leads(world, group) == set()


def test_who_says_yes_runs_the_group(world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    stop(world, group, lead)
    browser = world.client(first)
    assert submit(browser, f"{group.address}/coordinator-worden/ja").status_code == 303
    assert leads(world, group) == {first.id}
    assert browser.get(f"{group.address}/beheer").status_code == 200
    assert browser.get("/mijn/meldingen").text.count("Wil je coördinator worden?") == 0
    assert submit(browser, f"{group.address}/coordinator-worden/ja").status_code == 303
    assert asked(world, group) == [(first.id, OfferState.ACCEPTED)]


def test_after_a_no_the_next_is_asked_and_nobody_twice(app: Flask, world: World) -> None:
    group, lead, first, second = group_of_three(world)
    moderator = world.moderator()
    stop(world, group, lead)
    submit(world.client(first), f"{group.address}/coordinator-worden/nee")
    submit(world.client(second), f"{group.address}/coordinator-worden/nee")
    make_round(app)
    assert asked(world, group) == [(first.id, OfferState.DECLINED), (second.id, OfferState.DECLINED)]
    assert "Er is niemand meer die we kunnen vragen" in plain(mails_to(app, moderator.email)[-1])


def test_who_does_not_answer_in_time_makes_room_for_the_next(app: Flask, world: World) -> None:
    group, lead, first, second = group_of_three(world)
    stop(world, group, lead)
    make_round(app)
    assert asked(world, group) == [(first.id, OfferState.WAITING)]
    with world.context():
        db.session.execute(update(CoordinatorOffer).values(expires_at=now()))
    make_round(app)
    assert asked(world, group) == [(first.id, OfferState.LAPSED), (second.id, OfferState.WAITING)]


def test_who_leaves_the_group_while_asked_makes_room_for_the_next(app: Flask, world: World) -> None:
    group, lead, first, second = group_of_three(world, access=Access.HIDDEN)
    stop(world, group, lead)
    submit(world.client(first), f"{group.address}/verlaten")
    make_round(app)
    assert asked(world, group) == [(first.id, OfferState.WITHDRAWN), (second.id, OfferState.WAITING)]


def test_the_question_ends_when_a_suspended_coordinator_comes_back(app: Flask, world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    set_state(world, lead, MemberState.SUSPENDED)
    make_round(app)
    assert asked(world, group) == [(first.id, OfferState.WAITING)]
    set_state(world, lead, MemberState.MEMBER)
    make_round(app)
    assert asked(world, group) == [(first.id, OfferState.WITHDRAWN)]


def test_whatever_way_a_group_lost_its_coordinator_somebody_is_asked_within_a_round(app: Flask, world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    with world.context():
        place = GroupMembership.member_id == lead.id
        db.session.delete(db.session.query(GroupMembership).filter(place).one())
    make_round(app)
    assert asked(world, group) == [(first.id, OfferState.WAITING)]


def test_nobody_is_asked_for_an_archived_group_or_one_that_is_run(app: Flask, world: World) -> None:
    archived, lead, *_ = group_of_three(world, is_archived=True)
    group_of_three(world)
    assert stop(world, archived, lead) == 303
    make_round(app)
    assert world.count(CoordinatorOffer) == 0


def test_suspending_the_last_coordinator_asks_the_next_and_tells_moderators_whom(app: Flask, world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    moderator = world.moderator()
    term = {"reason": "Herhaald grof.", "term": "7", "days": "7"}
    assert submit(world.client(moderator), f"/beheer/leden/{lead.slug}/schorsen", term).status_code == 303
    (mail,) = [each for each in mails_to(app, moderator.email) if "geen coördinator" in str(each["Subject"])]
    assert "We vroegen Vroege Vera" in plain(mail)
    assert asked(world, group) == [(first.id, OfferState.WAITING)]


def test_leaving_the_site_names_the_groups_to_hand_over_first(world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    browser = world.client(lead)
    assert f"{group.address}/overdracht" in browser.get("/mijn/lidmaatschap-beeindigen").text
    assert submit(browser, "/mijn/lidmaatschap-beeindigen").status_code == 403
    stop(world, group, lead)
    assert submit(browser, "/mijn/lidmaatschap-beeindigen").status_code == 303
    assert asked(world, group) == [(first.id, OfferState.WAITING)]


def test_a_suspended_coordinator_beside_one_does_not_let_them_leave_the_site(world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    submit(world.client(lead), f"{group.address}/leden/{first.slug}/coordinator")
    set_state(world, first, MemberState.SUSPENDED)
    assert submit(world.client(lead), "/mijn/lidmaatschap-beeindigen").status_code == 403


# --- moderators ---


def test_moderators_see_the_groups_without_coordinator_with_who_was_asked(world: World) -> None:
    group, lead, *_ = group_of_three(world, access=Access.HIDDEN)
    group_of_three(world)
    stop(world, group, lead)
    browser = world.client(world.moderator())
    page = browser.get("/beheer/werkgroepen").text
    assert page.count("Havenplan") >= 1
    assert page.count("row__title") == 1
    assert "Vroege Vera" in page
    assert "gevraagd op" in page
    for person in (lead, world.editor()):
        assert world.client(person).get("/beheer/werkgroepen").status_code == 403


def test_a_moderator_appoints_somebody_from_outside_the_group_too(app: Flask, world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    outsider = world.member("Nieuwe Nel")
    stop(world, group, lead)
    browser = world.client(world.moderator())
    path = f"/beheer/werkgroepen/{group.slug}"
    assert submit(browser, path, {"person": ""}).status_code == 422
    assert submit(browser, path, {"person": "Niemand Zo"}).status_code == 422
    assert submit(browser, path, {"person": "Nieuwe Nel"}).status_code == 303
    assert leads(world, group) == {outsider.id}
    assert world.one(Group, Group.id == group.id).member_count == 3
    assert asked(world, group) == [(first.id, OfferState.WITHDRAWN)]
    assert browser.get(path).status_code == 404
    assert len(mails_to(app, outsider.email)) == 1


def test_moderators_get_one_mail_when_a_coordinator_stops(app: Flask, world: World) -> None:
    group, lead, *_ = group_of_three(world)
    moderator = world.moderator()
    stop(world, group, lead)
    subjects = [str(each["Subject"]) for each in mails(app) if moderator.email in str(each["To"])]
    assert subjects == ["Havenplan heeft geen coördinator"]


def test_asking_is_safe_to_do_twice(app: Flask, world: World) -> None:
    group, lead, first, _ = group_of_three(world)
    set_state(world, lead, MemberState.SUSPENDED)
    for _ in range(3):
        make_round(app)
    assert asked(world, group) == [(first.id, OfferState.WAITING)]


@pytest.mark.parametrize("stays", ["", "y"])
def test_one_of_two_coordinators_stops_without_anybody_being_asked(world: World, stays: str) -> None:
    group, lead, first, _ = group_of_three(world)
    submit(world.client(lead), f"{group.address}/leden/{first.slug}/coordinator")
    assert stop(world, group, lead, stays=stays) == 303
    assert leads(world, group) == {first.id}
    assert [state for _, state in asked(world, group)] in ([], [OfferState.DECLINED])


def test_action_items_go_to_who_comes_next_where_that_is_asked(world: World) -> None:
    group, lead, first, second = group_of_three(world)
    mine = world.action(group, "Bel de havenmeester", author=second, owner_id=lead.id)
    other = world.action(group, "Meet de kade", author=second, owner_id=second.id)
    browser = world.client(lead)
    assert "Bel de havenmeester" in browser.get(f"{group.address}/overdracht").text
    values = {"way": "appoint", "successor": first.slug, "give": "actions"}
    answer = submit(browser, f"{group.address}/overdracht", values)
    assert answer.status_code == 303, answer.text
    assert world.one(ActionItem, ActionItem.id == mine.id).owner_id == first.id
    assert world.one(ActionItem, ActionItem.id == other.id).owner_id == second.id


# --- what can be given along ---

GIVEN: list[tuple[str, str]] = []


def keys_held(actor: Actor, group: Group) -> list[Held]:
    return [Held("De sleutel van de loods", group.address)] if group.name == "Met een sleutel" else []


def give_keys(actor: Actor, group: Group, successor: Member) -> None:
    GIVEN.append((actor.name, successor.name))


@pytest.fixture
def keys() -> Iterator[list[tuple[str, str]]]:
    """Let there be a room that says what a coordinator holds in one group, and how it goes to who comes next."""
    add_holding(Holding("keys", "Sleutels", "Ze gaan mee.", 99, keys_held, give_keys))
    GIVEN.clear()
    yield GIVEN
    GIVEN.clear()


def test_what_a_room_can_give_goes_to_who_is_chosen_and_only_where_that_was_asked(
    world: World, keys: list[tuple[str, str]]
) -> None:
    for gives, expected in (((), []), (("keys", "nonsense"), [("Trekker Toos", "Late Lars")])):
        lead, second = world.member("Trekker Toos"), world.member("Late Lars")
        group = world.group("Met een sleutel", coordinator=lead, members=(second,))
        browser, path = world.client(lead), f"{group.address}/overdracht"
        page = browser.get(path).text
        assert "De sleutel van de loods" in page and "Geef mee aan wie ik kies: Sleutels" in page
        form = {"way": "appoint", "successor": second.slug, "give": list(gives)}
        assert submit(browser, path, form).status_code == 303
        assert keys == expected


def test_a_room_that_gives_is_not_asked_where_the_next_is_asked(world: World, keys: list[tuple[str, str]]) -> None:
    lead = world.member()
    group = world.group("Met een sleutel", coordinator=lead, members=(world.member(),))
    assert stop(world, group, lead, give="keys") == 303
    assert keys == []
