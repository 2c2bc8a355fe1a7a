"""The log of a group, as its coordinators read it: sentences with names, by kind, and nothing that is not for them."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from typing import Any

import pytest
from flask.testing import FlaskClient

from community.accounts.models import MemberState
from community.audit.events import all_events
from community.audit.group_kinds import LOG_KINDS, UNLOGGED
from community.audit.models import AuditEntry
from community.content.models import State
from community.groups.models import Access, Group, GroupMembership, GroupRequest
from tests.builders.fixtures import submit
from tests.builders.world import World


class Stage:
    """A closed group with a coordinator and a member."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.coordinator, self.inside = world.member("Trijntje Trekker"), world.member("Gerda Groepslid")
        self.group = world.group(
            "Havenplan", access=Access.CLOSED, coordinator=self.coordinator, members=(self.inside,)
        )
        self.browser = world.client(self.coordinator)

    def at(self, below: str) -> str:
        """Give an address below the group."""
        return f"{self.group.address}{below}"

    def entry(self, event: str, **more: Any) -> AuditEntry:
        """Write a line in the log of the group."""
        values = {"actor_id": self.coordinator.id, "group_id": self.group.id}
        return self.world.keep(AuditEntry(event=event, **values | more))

    def lines(self, kind: str = "", browser: FlaskClient | None = None) -> list[str]:
        """Give what was done as the page says it, the newest first."""
        query = f"?soort={kind}" if kind else ""
        page = (browser or self.browser).get(self.at(f"/logboek{query}"))
        assert page.status_code == 200
        rows = re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)[1:]
        plain = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
        return [line.partition(":")[2][3:] if re.match(r".*\d\d:\d\d ", line) else line for line in plain]


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def test_every_event_of_a_group_stands_in_one_kind_of_the_log() -> None:
    of_groups = {name for name, kind in all_events().items() if "group_id" in {each.name for each in fields(kind)}}
    shown = [name for label, names in LOG_KINDS.values() for name in names]
    assert len(shown) == len(set(shown))
    assert of_groups - set(UNLOGGED) == set(shown)


def test_every_sentence_of_the_log_of_a_group_is_lower_case_and_names_only_a_member() -> None:
    for name, kind in all_events().items():
        if any(name in names for label, names in LOG_KINDS.values()):
            sentence = str(kind.sentence)
            assert sentence and sentence[0].islower() and not sentence.endswith("."), name
            named = set(re.findall(r"%\((\w+)\)s", sentence))
            assert named <= {"member"}, name
            if named:
                assert "member_id" in inspect.signature(kind).parameters, name


def test_the_log_says_who_did_what_to_whom(stage: Stage) -> None:
    asker = stage.world.member("Vera Vrager")
    request = stage.world.keep(GroupRequest(group_id=stage.group.id, member_id=asker.id))
    submit(stage.browser, stage.at(f"/verzoeken/{request.id}/toelaten"))
    submit(stage.browser, stage.at(f"/leden/{asker.slug}/dempen"), {"reason": "Te fel.", "term": "7"})
    submit(stage.browser, stage.at(f"/leden/{stage.inside.slug}/coordinator"))
    submit(stage.browser, stage.at(f"/leden/{stage.inside.slug}/lid"))
    submit(stage.browser, stage.at(f"/leden/{asker.slug}/verwijderen"), {"reason": "Klaar."})
    text = "\n".join(stage.lines())
    for words in (
        "Trijntje Trekker liet Vera Vrager toe",
        "Trijntje Trekker dempte Vera Vrager in de werkgroep",
        "Trijntje Trekker maakte Gerda Groepslid coördinator",
        "Trijntje Trekker maakte Gerda Groepslid weer gewoon lid",
        "Trijntje Trekker haalde Vera Vrager uit de werkgroep",
    ):
        assert words in text
    assert "Te fel." not in text


def test_the_log_can_be_narrowed_to_one_kind(stage: Stage) -> None:
    stage.entry("GroupJoined", member_id=stage.inside.id, actor_id=stage.inside.id)
    stage.entry("GroupMadeOpen")
    stage.entry("DocumentAdded")
    stage.entry("DecisionProposed")
    assert len(stage.lines()) == 4
    assert ["kwam bij de werkgroep" in line for line in stage.lines("leden")] == [True]
    assert ["maakte de werkgroep open" in line for line in stage.lines("instellingen")] == [True]
    assert ["voegde een document toe" in line for line in stage.lines("documenten")] == [True]
    assert len(stage.lines("besluiten")) == 1
    assert stage.lines("gesprekken") == ["Er is nog niets gebeurd."]
    assert len(stage.lines("onzin")) == 4


def test_the_pages_of_a_kind_stay_of_that_kind(stage: Stage) -> None:
    for _ in range(60):
        stage.entry("GroupChanged")
        stage.entry("DocumentAdded")
    first = stage.browser.get(stage.at("/logboek?soort=instellingen")).text
    link = re.search(r'href="([^"]*soort=instellingen&amp;na=[^"]+)"', first)
    assert link
    second = stage.browser.get(link[1].replace("&amp;", "&")).text
    assert first.count("wijzigde de gegevens") == 50 and second.count("wijzigde de gegevens") == 10
    assert "voegde een document toe" not in first + second


def test_when_somebody_voted_stands_in_no_kind_of_the_log(stage: Stage) -> None:
    for event in UNLOGGED:
        stage.entry(event, actor_id=stage.inside.id)
    for kind in ("", *LOG_KINDS):
        assert stage.lines(kind) == ["Er is nog niets gebeurd."]


def test_the_log_names_no_draft_nobody_who_is_gone_and_nothing_of_another_group(stage: Stage) -> None:
    gone = stage.world.member("Gerrit Geschorst", state=MemberState.SUSPENDED)
    draft = stage.world.discussion(stage.group, "Geheim concept", author=stage.inside, state=State.DRAFT)
    other = stage.world.group("Elders", access=Access.HIDDEN)
    stage.entry("GroupMemberRemoved", member_id=gone.id)
    stage.entry("ItemEdited", item_id=draft.id, actor_id=stage.inside.id)
    stage.world.keep(AuditEntry(event="GroupMadeHidden", group_id=other.id, actor_id=stage.inside.id))
    page = stage.browser.get(stage.at("/logboek")).text
    assert "Gerrit Geschorst" not in page and "Geheim concept" not in page
    assert "haalde iemand die hier niet bekend is uit de werkgroep" in page
    assert "maakte de werkgroep verborgen" not in page


def test_who_coordinated_a_group_reads_its_log_no_more(stage: Stage) -> None:
    second = stage.world.member()
    stage.world.keep(GroupMembership(group_id=stage.group.id, member_id=second.id))
    submit(stage.browser, stage.at(f"/leden/{second.slug}/coordinator"))
    submit(stage.browser, stage.at(f"/leden/{stage.coordinator.slug}/lid"))
    assert stage.browser.get(stage.at("/logboek")).status_code == 403
    assert stage.world.one(Group).member_count


def test_the_log_costs_as_many_queries_for_many_lines_as_for_few(stage: Stage, count_queries: Any) -> None:
    def look() -> Any:
        return stage.browser.get(stage.at("/logboek?soort=leden"))

    stage.entry("GroupJoined", member_id=stage.inside.id)
    look()
    few = len(count_queries(look))
    for _ in range(30):
        stage.entry("GroupJoined", member_id=stage.world.member().id)
    assert len(count_queries(look)) == few
