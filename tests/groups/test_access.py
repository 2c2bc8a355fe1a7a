"""Open, closed and hidden: what each person sees of a group, and that absent and invisible are alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.accounts.models import MemberState
from community.audit.models import AuditEntry
from community.groups.models import Access, Group, GroupInspection, GroupMembership
from tests.builders.fixtures import submit
from tests.builders.world import World

PERSONS = ("visitor", "member", "in_group", "coordinator", "editor", "moderator")


class Stage:
    """A group of one sort with a secret discussion in it, and a browser per person."""

    def __init__(self, world: World, access: Access) -> None:
        self.world = world
        self.coordinator = world.member("Trijntje Trekker")
        self.in_group = world.member("Gerda Groepslid")
        self.group = world.group("Havenplan", access=access, coordinator=self.coordinator, members=(self.in_group,))
        self.secret = world.discussion(self.group, "Geheim plan", author=self.in_group)
        people = {
            "visitor": None,
            "member": world.member("Buiten Staander"),
            "in_group": self.in_group,
            "coordinator": self.coordinator,
            "editor": world.editor(),
            "moderator": world.moderator(),
        }
        self.clients: dict[str, FlaskClient] = {name: world.client(person) for name, person in people.items()}

    def who(self, path: str, *, shows: str = "") -> set[str]:
        """Give the persons for whom a page is there, and shows these words."""
        answers = {name: client.get(path) for name, client in self.clients.items()}
        return {name for name, answer in answers.items() if answer.status_code == 200 and shows in answer.text}


@pytest.fixture
def stage(world: World) -> Callable[[Access], Stage]:
    return lambda access: Stage(world, access)


def same_body(first: TestResponse, second: TestResponse, *paths: str) -> bool:
    """Whether two answers differ in nothing but the addresses that were asked for, and the token of the session."""
    texts = [re.sub(r'(csrf_token"? value="|X-CSRFToken": ")[^"]+', "", answer.text) for answer in (first, second)]
    for path in paths:
        texts = [text.replace(path, "X").replace(path.replace("/", "%2F"), "X") for text in texts]
    return first.status_code == second.status_code and texts[0] == texts[1]


def test_an_open_group_is_seen_by_everybody(stage: Any) -> None:
    it = stage(Access.OPEN)
    assert it.who(it.group.address) == set(PERSONS)
    assert it.who("/werkgroepen", shows="Havenplan") == set(PERSONS)


def test_a_closed_group_shows_name_purpose_and_coordinators_to_all_and_what_is_said_to_its_members(stage: Any) -> None:
    it = stage(Access.CLOSED)
    assert it.who(it.group.address, shows="Samen verder.") == set(PERSONS)
    assert it.who(it.group.address, shows="Trijntje Trekker") == set(PERSONS)
    assert it.who(it.group.address, shows="Geheim plan") == {"in_group", "coordinator"}
    assert it.who(f"{it.group.address}/leden", shows="Gerda Groepslid") == {"in_group", "coordinator"}


def test_how_many_are_in_a_closed_group_is_said_to_its_members_only(stage: Any) -> None:
    it = stage(Access.CLOSED)
    assert it.who(it.group.address, shows="2 leden") == {"in_group", "coordinator"}
    assert it.who("/werkgroepen", shows="2 leden") == {"in_group", "coordinator"}


def test_a_hidden_group_is_known_to_its_members_and_moderators_only(stage: Any) -> None:
    it = stage(Access.HIDDEN)
    knowing = {"in_group", "coordinator", "moderator"}
    assert it.who(it.group.address) == knowing
    assert it.who("/werkgroepen", shows="Havenplan") == knowing
    assert it.who(it.group.address, shows="Geheim plan") == {"in_group", "coordinator"}


@pytest.mark.parametrize("below", ["", "/gesprekken", "/leden", "/logboek", "/beheer", "/instellingen", "/verlaten"])
def test_a_hidden_group_answers_as_one_that_does_not_exist(stage: Any, below: str) -> None:
    it = stage(Access.HIDDEN)
    absent = "/werkgroepen/bestaat-niet-k3f9q"
    for name in ("visitor", "member", "editor"):
        there, nowhere = (it.clients[name].get(path + below) for path in (it.group.address, absent))
        assert there.status_code == (404 if name != "visitor" or below in ("", "/gesprekken") else 303)
        assert same_body(there, nowhere, it.group.address, absent), name


@pytest.mark.parametrize("deed", ["meedoen", "verzoek", "verzoek/intrekken", "verlaten", "uitnodigen", "meekijken"])
def test_deeds_on_a_hidden_group_answer_as_on_one_that_does_not_exist(stage: Any, deed: str) -> None:
    it = stage(Access.HIDDEN)
    absent = "/werkgroepen/bestaat-niet-k3f9q"
    there, nowhere = (
        submit(it.clients["member"], f"{path}/{deed}", {"motivation": "Ik wil graag", "member": "x"})
        for path in (it.group.address, absent)
    )
    assert there.status_code == 404
    assert same_body(there, nowhere, it.group.address, absent)


def test_the_list_of_members_of_a_closed_group_is_refused_with_the_reason(stage: Any) -> None:
    it = stage(Access.CLOSED)
    answer = it.clients["member"].get(f"{it.group.address}/leden")
    assert answer.status_code == 403
    assert "alleen voor leden van de werkgroep" in answer.text


def test_members_see_who_is_in_an_open_group_and_visitors_do_not(stage: Any) -> None:
    it = stage(Access.OPEN)
    assert it.who(f"{it.group.address}/leden", shows="Gerda Groepslid") == set(PERSONS) - {"visitor"}
    assert "Gerda Groepslid" not in it.clients["visitor"].get(it.group.address).text


def test_who_is_suspended_is_not_shown_among_the_members(world: World, stage: Any) -> None:
    it = stage(Access.CLOSED)
    gone = world.member("Gerrit Geschorst", state=MemberState.SUSPENDED)
    world.keep(GroupMembership(group_id=it.group.id, member_id=gone.id))
    assert it.who(f"{it.group.address}/leden", shows="Gerrit Geschorst") == set()


# --- a moderator looks in ---


def test_a_moderator_reads_in_a_closed_group_only_after_opening_it(stage: Any) -> None:
    it = stage(Access.CLOSED)
    browser = it.clients["moderator"]
    assert "Bekijk als moderator" in browser.get(it.group.address).text
    assert browser.get(f"{it.group.address}/leden").status_code == 403
    answer = submit(browser, f"{it.group.address}/meekijken", {"next": f"{it.group.address}/leden"})
    assert answer.status_code == 303
    assert answer.location == f"{it.group.address}/leden"
    assert "Gerda Groepslid" in browser.get(answer.location).text
    assert "Geheim plan" in browser.get(it.group.address).text


def test_looking_in_is_logged_once_and_shown_to_the_coordinators(world: World, stage: Any) -> None:
    it = stage(Access.HIDDEN)
    for _ in range(2):
        submit(it.clients["moderator"], f"{it.group.address}/meekijken")
    assert world.count(AuditEntry, AuditEntry.event == "GroupInspected") == 1
    log = it.clients["coordinator"].get(f"{it.group.address}/logboek").text
    assert "bekeek de werkgroep als moderator" in log
    assert "Moderator Mild" in log


def test_reading_a_group_as_moderator_writes_nothing(world: World, stage: Any) -> None:
    it = stage(Access.HIDDEN)
    it.clients["moderator"].get(it.group.address)
    assert world.count(AuditEntry) == 0
    assert world.count(GroupInspection) == 0


def test_looking_in_ends_with_the_sign_in(world: World, stage: Any) -> None:
    it = stage(Access.CLOSED)
    submit(it.clients["moderator"], f"{it.group.address}/meekijken")
    submit(it.clients["moderator"], "/uitloggen")
    assert world.count(GroupInspection) == 0


def test_only_a_moderator_can_look_in(stage: Any) -> None:
    it = stage(Access.CLOSED)
    assert submit(it.clients["editor"], f"{it.group.address}/meekijken").status_code == 403


def test_the_log_of_a_group_is_for_who_runs_it(stage: Any) -> None:
    it = stage(Access.CLOSED)
    assert it.who(f"{it.group.address}/logboek") == {"coordinator"}
    assert it.clients["in_group"].get(f"{it.group.address}/logboek").status_code == 403


def test_a_moderator_reads_the_log_of_a_closed_group_only_after_opening_it(stage: Any) -> None:
    it = stage(Access.CLOSED)
    log = f"{it.group.address}/logboek"
    answer = it.clients["moderator"].get(log)
    assert answer.status_code == 403 and "Bekijk als moderator" in answer.text
    answer = submit(it.clients["moderator"], f"{it.group.address}/meekijken", {"next": log})
    assert answer.location == log
    assert "bekeek de werkgroep als moderator" in it.clients["moderator"].get(log).text


def test_a_moderator_reads_the_log_of_an_open_group_at_once(stage: Any) -> None:
    it = stage(Access.OPEN)
    assert it.who(f"{it.group.address}/logboek") == {"coordinator", "moderator"}


# --- names and addresses ---


def test_a_renamed_group_redirects_from_its_old_address_for_who_may_know_it(world: World, stage: Any) -> None:
    it = stage(Access.HIDDEN)
    old = it.group.address
    browser = it.clients["coordinator"]
    values = {"name": "Kadeplan", "purpose": "De kade.", "region_id": "0", "theme_id": "0"}
    assert submit(browser, f"{old}/instellingen", values).status_code == 303
    new = world.one(Group, Group.id == it.group.id).address
    assert new != old
    moved = browser.get(f"{old}/leden?na=x")
    assert (moved.status_code, moved.location.split("localhost")[-1]) == (308, f"{new}/leden?na=x")
    assert it.clients["member"].get(old).status_code == 404


def test_a_hidden_group_gets_an_address_that_cannot_be_guessed(world: World) -> None:
    browser = world.client(world.moderator())
    values = {"purpose": "Stil.", "region_id": "0", "theme_id": "0", "coordinator": ""}
    submit(browser, "/werkgroepen/nieuw", values | {"name": "Stille groep", "access": "hidden"})
    submit(browser, "/werkgroepen/nieuw", values | {"name": "Stille groep", "access": "closed"})
    submit(browser, "/werkgroepen/nieuw", values | {"name": "Nieuw", "access": "open"})
    hidden, closed, reserved = (group.slug for group in world.all(Group))
    assert hidden.startswith("stille-groep-")
    assert len(hidden) == len("stille-groep-") + 5
    assert closed == "stille-groep"
    assert reserved != "nieuw"


def test_what_happens_in_a_group_moves_it_only_for_who_may_look_inside(world: World) -> None:
    region, theme = world.region(), world.theme()
    about: dict[str, Any] = {"region_id": region.id, "theme_id": theme.id}
    insider = world.member("Ida Insider")
    names = ("Aardkunde", "Bodem", "Cultuur")
    groups = [world.group(name, access=Access.CLOSED, members=(insider,), **about) for name in names]
    world.group("Dijken", access=Access.OPEN, **about)
    lively = world.group("Estuarium", access=Access.OPEN, **about)
    visitor, member, inside = world.client(), world.client(world.member()), world.client(insider)
    pages = (region.address, theme.address)
    assert order(visitor, "/") == ["Aardkunde", "Bodem", "Cultuur"]
    before = {page: order(visitor, page) for page in pages}
    for group in (*groups[1:], lively):
        talk = {"title": "Achter de deur", "text": "Wij onder ons.", "audience": "group"}
        writer = world.member(f"Schrijver {group.name}")
        world.keep(GroupMembership(group_id=group.id, member_id=writer.id))
        submit(world.client(writer), f"{group.address}/gesprekken/nieuw", talk)
    assert {page: order(visitor, page) for page in pages} == before
    assert order(visitor, "/") == ["Aardkunde", "Bodem", "Cultuur"]
    assert order(member, "/") == ["Estuarium", "Dijken", "Aardkunde"]
    assert order(inside, "/") == ["Cultuur", "Bodem", "Aardkunde"]


def order(browser: FlaskClient, path: str) -> list[str]:
    """Give the names of the groups on a page as they stand there."""
    return re.findall(r'href="/werkgroepen/[^"]+">(\w+)</a>', browser.get(path).text)
