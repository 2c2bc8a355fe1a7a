"""What people do with action items: add one, give it to somebody, plan it, finish it, find it again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from community.accounts.models import Member
from community.actions.models import ActionItem, Progress
from community.audit.models import AuditEntry
from community.content.models import Audience
from community.core.clock import today
from community.groups.models import Access, Group, GroupMembership
from tests.builders.fixtures import submit
from tests.builders.world import World

FORM = {"title": "Vraag drie offertes aan", "owner": "", "due_on": "", "text": "", "audience": "group"}


@pytest.fixture
def people(world: World) -> list[Member]:
    return [world.member(f"Doener {word}") for word in ("Aart", "Bea")]


@pytest.fixture
def group(world: World, people: list[Member]) -> Group:
    return world.group(access=Access.CLOSED, coordinator=world.member("Trekker Toon"), members=tuple(people))


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def added(world: World, group: Group, by: Member, **more: str) -> str:
    answer = submit(world.client(by), f"{group.address}/acties/nieuw", FORM | more)
    assert answer.status_code == 303, answer.text
    return answer.location


def the_action(world: World) -> ActionItem:
    return world.one(ActionItem, ActionItem.title == FORM["title"])


def logged(world: World, event: str) -> int:
    return world.count(AuditEntry, AuditEntry.event == event)


def test_a_member_adds_an_action_item_for_somebody_with_a_date(
    world: World, group: Group, people: list[Member]
) -> None:
    address = added(world, group, people[0], owner="doener BEA", due_on=in_days(7).isoformat(), text="Bij de drie.")
    made = the_action(world)
    assert (made.owner_id, made.due_on, made.progress) == (people[1].id, in_days(7), Progress.TO_DO)
    shown = world.client(people[1]).get(address).text
    assert "<p>Bij de drie.</p>" in shown
    assert "Doener Bea" in shown
    assert 'id="reageer"' in shown
    assert "Vraag drie offertes aan" in world.client(people[0]).get(f"{group.address}/acties").text
    assert "Vraag drie offertes aan" in world.client(people[1]).get("/mijn/acties").text
    assert "Jouw actiepunten hier" in world.client(people[1]).get(group.address).text
    assert "Jouw actiepunten hier" not in world.client(people[0]).get(group.address).text
    assert "Vraag drie offertes aan" not in world.client(people[0]).get("/mijn/acties").text


def test_a_doubled_form_adds_once(world: World, group: Group, people: list[Member]) -> None:
    assert added(world, group, people[0]) == added(world, group, people[0])
    assert world.count(ActionItem) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Schrijf wat er moet gebeuren"),
        ({"title": "x" * 201}, "Houd dit onder 200 tekens"),
        ({"owner": "Niemand Nergens"}, "Niemand in deze werkgroep heet zo"),
        ({"owner": "Bui Tenstaander"}, "Niemand in deze werkgroep heet zo"),
        ({"due_on": "9999-01-01"}, "Die datum ligt te ver weg"),
        ({"due_on": "morgen"}, 'aria-invalid="true"'),
        ({"text": "x" * 10_001}, "De tekst is te lang"),
        ({"audience": "public"}, "Er klopt iets nog niet"),
    ],
)
def test_a_form_that_is_not_good_comes_back_as_it_was(
    world: World, group: Group, people: list[Member], wrong: dict[str, str], sentence: str
) -> None:
    world.member("Bui Tenstaander")
    answer = submit(world.client(people[0]), f"{group.address}/acties/nieuw", FORM | {"text": "Bewaar me"} | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "text" in wrong or "Bewaar me" in answer.text
    assert world.count(ActionItem) == 0


def test_of_two_with_one_name_the_form_asks_which(world: World, group: Group, people: list[Member]) -> None:
    namesake = world.member("Doener Bea")
    world.keep(GroupMembership(group_id=group.id, member_id=namesake.id))
    answer = submit(world.client(people[0]), f"{group.address}/acties/nieuw", FORM | {"owner": "Doener Bea"})
    assert answer.status_code == 422
    assert namesake.slug in answer.text
    added(world, group, people[0], owner=namesake.slug)
    assert the_action(world).owner_id == namesake.id


def test_somebody_takes_what_nobody_does_and_finishes_it(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0])
    browser = world.client(people[1])
    assert submit(browser, f"{address}/neem").status_code == 303
    assert the_action(world).owner_id == people[1].id
    assert submit(browser, f"{address}/stand", {"progress": "busy"}).status_code == 303
    assert submit(browser, f"{address}/stand", {"progress": "done"}).status_code == 303
    done = the_action(world)
    assert (done.progress, done.ended_at is not None) == (Progress.DONE, True)
    assert (logged(world, "ActionAssigned"), logged(world, "ActionMoved"), logged(world, "ActionDone")) == (1, 1, 1)
    assert "Niets te doen" in browser.get(f"{group.address}/acties").text
    assert FORM["title"] in browser.get(f"{group.address}/acties?toon=voorbij").text
    assert FORM["title"] in browser.get("/mijn/acties?toon=voorbij").text


def test_what_was_done_can_be_opened_again(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0])
    for progress in ("done", "to_do"):
        assert submit(world.client(people[1]), f"{address}/stand", {"progress": progress}).status_code == 303
    again = the_action(world)
    assert (again.progress, again.ended_at) == (Progress.TO_DO, None)


def test_saying_twice_how_far_it_is_is_logged_once(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0])
    for _ in range(2):
        assert submit(world.client(people[1]), f"{address}/stand", {"progress": "done"}).status_code == 303
    assert logged(world, "ActionDone") == 1


def test_a_state_that_does_not_exist_is_refused(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0])
    assert submit(world.client(people[0]), f"{address}/stand", {"progress": "half"}).status_code == 422
    assert the_action(world).progress == Progress.TO_DO


def test_what_is_late_says_so_until_it_is_over(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0], due_on=in_days(-1).isoformat())
    browser = world.client(people[0])
    assert "Te laat" in browser.get(f"{group.address}/acties").text
    assert "Te laat" in browser.get(address).text
    submit(browser, f"{address}/stand", {"progress": "dropped"})
    assert "Te laat" not in browser.get(address).text


def test_what_is_due_today_is_not_late(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0], due_on=in_days(0).isoformat())
    assert "Te laat" not in world.client(people[0]).get(address).text


def test_what_is_due_first_stands_on_top_and_what_has_no_date_last(
    world: World, group: Group, people: list[Member]
) -> None:
    added(world, group, people[0], title="Zonder datum")
    added(world, group, people[0], title="Over een maand", due_on=in_days(30).isoformat())
    added(world, group, people[0], title="Morgen", due_on=in_days(1).isoformat())
    listed = world.client(people[1]).get(f"{group.address}/acties").text
    places = [listed.index(f">{title}</a>") for title in ("Morgen", "Over een maand", "Zonder datum")]
    assert places == sorted(places)


def test_a_long_list_goes_on_over_pages(world: World, group: Group, people: list[Member]) -> None:
    for number in range(23):
        due = None if number % 2 else in_days(number)
        world.action(group, f"Punt {number:02}", author=people[0], owner_id=people[0].id, due_on=due)
    browser = world.client(people[0])
    for address in (f"{group.address}/acties", "/mijn/acties"):
        seen: list[str] = []
        step: str | None = address
        while step:
            text = browser.get(step).text
            seen += [f"Punt {number:02}" for number in range(23) if f">Punt {number:02}</a>" in text]
            step = next_page(text, address)
        assert sorted(seen) == [f"Punt {number:02}" for number in range(23)], address


def next_page(text: str, address: str) -> str | None:
    start = text.find(f'href="{address}?na=')
    return None if start < 0 else text[start + 6 : text.index('"', start + 6)]


def test_who_is_not_in_the_group_sees_nothing_of_it(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0], owner="Doener Bea")
    outsider = world.client(world.member("Bui Tenstaander"))
    assert outsider.get(address).status_code == 404
    assert FORM["title"] not in outsider.get(f"{group.address}/acties").text
    assert submit(outsider, f"{address}/stand", {"progress": "done"}).status_code == 404
    assert world.client(None).get("/mijn/acties").status_code == 303


def test_who_does_something_public_is_known_to_members_and_not_to_visitors(world: World, people: list[Member]) -> None:
    group = world.group(access=Access.OPEN, members=tuple(people))
    action = world.action(group, author=people[0], owner_id=people[1].id, audience=Audience.PUBLIC)
    for address in (action.address, f"{group.address}/acties"):
        assert "Doener Bea" in world.client(world.member()).get(address).text
        assert "Doener Bea" not in world.client(None).get(address).text
        assert "iemand uit de werkgroep" in world.client(None).get(address).text


def test_who_leaves_the_group_no_longer_reads_the_own_action_items(
    world: World, group: Group, people: list[Member]
) -> None:
    address = added(world, group, people[0], owner="Doener Bea")
    browser = world.client(people[1])
    submit(browser, f"{group.address}/verlaten")
    assert browser.get(address).status_code == 404
    assert FORM["title"] not in browser.get("/mijn/acties").text


def test_everybody_in_the_group_keeps_the_list_and_the_log_says_who(
    world: World, group: Group, people: list[Member]
) -> None:
    address = added(world, group, people[0], owner="Doener Aart")
    changed = {**FORM, "title": "Vraag vier offertes aan", "owner": "Doener Bea", "due_on": in_days(3).isoformat()}
    answer = submit(world.client(people[1]), f"{address}/wijzig", changed | {"revision_number": "1"})
    assert answer.status_code == 303
    made = world.one(ActionItem, ActionItem.owner_id == people[1].id)
    assert (made.title, made.due_on) == ("Vraag vier offertes aan", in_days(3))
    assert world.client(people[0]).get(address).status_code == 301
    coordinator = world.one(Member, Member.name == "Trekker Toon")
    log = world.client(coordinator).get(f"{group.address}/logboek").text
    assert "gaf een actiepunt aan iemand" in log
    assert "veranderde de datum van een actiepunt" in log


def test_who_changes_what_another_changed_meanwhile_is_told(world: World, group: Group, people: list[Member]) -> None:
    address = added(world, group, people[0])
    first = submit(world.client(people[0]), f"{address}/wijzig", FORM | {"text": "Eerst dit.", "revision_number": "1"})
    assert first.status_code == 303
    second = submit(world.client(people[1]), f"{address}/wijzig", FORM | {"text": "Dan dat.", "revision_number": "1"})
    assert second.status_code == 422
    assert "Iemand anders wijzigde dit intussen" in second.text
    assert "Dan dat." in second.text


def test_an_owner_who_left_stays_until_somebody_chooses_another(
    world: World, group: Group, people: list[Member]
) -> None:
    address = added(world, group, people[0], owner="Doener Bea")
    submit(world.client(people[1]), f"{group.address}/verlaten")
    kept = submit(
        world.client(people[0]),
        f"{address}/wijzig",
        FORM | {"owner": "Doener Bea", "text": "Nieuwe tekst", "revision_number": "1"},
    )
    assert kept.status_code == 303
    assert the_action(world).owner_id == people[1].id
    cleared = submit(
        world.client(people[0]), f"{address}/wijzig", FORM | {"text": "Nieuwe tekst", "revision_number": "2"}
    )
    assert cleared.status_code == 303
    assert the_action(world).owner_id is None


def test_in_an_archived_group_nothing_changes(world: World, people: list[Member]) -> None:
    group = world.group(access=Access.OPEN, members=tuple(people), is_archived=True)
    action = world.action(group, author=people[0])
    browser = world.client(people[0])
    assert submit(browser, f"{action.address}/stand", {"progress": "done"}).status_code == 403
    assert browser.get(f"{group.address}/acties/nieuw").status_code == 403


def test_what_was_removed_is_gone_and_a_moderator_puts_it_back(
    world: World, group: Group, people: list[Member]
) -> None:
    address = added(world, group, people[0])
    assert submit(world.client(people[0]), f"{address}/verwijder").status_code == 303
    assert world.client(people[1]).get(address).status_code == 404
    moderator = world.client(world.moderator())
    assert submit(moderator, f"{group.address}/meekijken", {"next": address}).status_code == 303
    assert submit(moderator, f"{address}/terugzetten").status_code == 303
    assert world.client(people[1]).get(address).status_code == 200


def test_the_day_by_which_lists_sort_follows_the_date(world: World, group: Group, people: list[Member]) -> None:
    action = world.action(group, author=people[0], due_on=in_days(1))
    assert action.sort_on == in_days(1)
    assert world.action(group, author=people[0]).sort_on == date(9999, 12, 31)
