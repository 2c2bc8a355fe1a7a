"""A decision of a group, made public on the page of its region: exactly what was shown beforehand, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from community.accounts.models import Member
from community.announcements.models import Announcement
from community.audit.models import AuditEntry
from community.content.models import State
from community.core.clock import now
from community.decisions.models import Decision, Phase
from community.groups.models import Access, Group
from community.jobs import drain as draining
from community.notifications.models import Follow, Kind, Notification
from community.regions.models import Region
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.trail.test_trail import line

RESULT = {"verdict": "accepted", "totals": {"1": 1, "2": 0, "0": 0}, "ballot_count": 1, "winner": None}
COUNTED: dict[str, Any] = {"phase": Phase.CLOSED, "result": RESULT | {"rounds": [], "reasons": []}}
WORDS = "<p>We kopen samen één bus.</p>"


@pytest.fixture
def coordinator(world: World) -> Member:
    return world.member("Trekker Toon", function="Programmaleider")


@pytest.fixture
def region(world: World) -> Region:
    return world.region("Oostland")


@pytest.fixture
def group(world: World, coordinator: Member, region: Region) -> Group:
    return world.group("Busgroep", access=Access.CLOSED, coordinator=coordinator, region_id=region.id)


def decided(world: World, group: Group, **more: Any) -> Decision:
    told: dict[str, Any] = {"outcome": WORDS, "outcome_at": now(), "region_id": group.region_id}
    return world.decision(group, "Samen een bus kopen", body="<p>Het geheime voorstel.</p>", **COUNTED | told | more)


def announced(world: World, who: Member, decision: Decision) -> Any:
    """Look at the preview and agree to it, as a browser does."""
    browser, way = world.client(who), f"{decision.address}/publiceren"
    seen = re.search(r'name="gezien" value="([^"]*)"', browser.get(way).text)
    return submit(browser, way, {"gezien": seen.group(1) if seen else ""})


def test_a_coordinator_makes_a_decision_public_after_seeing_exactly_what(
    world: World, group: Group, coordinator: Member, region: Region
) -> None:
    decision = decided(world, group)
    browser = world.client(coordinator)
    assert f"{decision.address}/publiceren" in browser.get(decision.address).text
    preview = browser.get(f"{decision.address}/publiceren").text
    shown_before = preview[preview.index("voorbeeld-kop") : preview.index("</section>", preview.index("voorbeeld-kop"))]
    answer = announced(world, coordinator, decision)
    assert answer.status_code == 303
    public = world.client(None).get(answer.location).text
    for words in ("Samen een bus kopen", "We kopen samen één bus.", "werkgroep Busgroep", "Programmaleider"):
        assert words in shown_before and words in public
    assert "Het geheime voorstel" not in public
    assert decision.slug not in public
    assert "Samen een bus kopen" in world.client(None).get(region.address).text
    assert "Samen een bus kopen" in world.client(None).get(f"{region.address}/besluiten").text
    assert world.client(None).get(decision.address).status_code == 404


def test_the_public_sees_in_the_trail_that_there_is_a_decision_and_nothing_more(
    world: World, group: Group, coordinator: Member
) -> None:
    decision = decided(world, group)
    talk = world.discussion(group, "Beraad vooraf", author=coordinator)
    submit(world.client(coordinator), f"/stukken/{decision.id}/besluitspoor", {"address": talk.address})
    address = announced(world, coordinator, decision).location
    drawn = line(world.client(None).get(address).text)
    assert drawn[0] == "Besluit niet-openbaar onderdeel"
    assert len(drawn) == 2
    inside = line(world.client(coordinator).get(address).text)
    assert [part.split(" ", 1)[0] for part in inside] == ["Gesprek", "Besluit", "Openbaar"]
    withdrawn = submit(world.client(coordinator), f"{address}/intrekken")
    assert withdrawn.status_code == 303
    assert world.client(None).get(address).status_code == 404


def test_two_clicks_make_one_announcement_and_followers_of_the_region_hear_once(
    world: World, group: Group, coordinator: Member, region: Region
) -> None:
    reader = world.member()
    world.keep(Follow(member_id=reader.id, region_id=region.id))
    decision = decided(world, group)
    assert announced(world, coordinator, decision).location == announced(world, coordinator, decision).location
    assert world.count(Announcement) == 1
    with world.app.test_request_context():
        draining.drain()
    assert [each.kind for each in world.all(Notification) if each.member_id == reader.id] == [Kind.NEWS]


def test_what_was_decided_anew_is_public_only_after_it_was_agreed_to_again(
    world: World, group: Group, coordinator: Member
) -> None:
    decision = decided(world, group)
    browser = world.client(coordinator)
    address = announced(world, coordinator, decision).location
    assert submit(browser, f"{decision.address}/uitkomst", {"outcome": "Toch twee bussen."}).status_code == 303
    assert "één bus" in world.client(None).get(address).text
    assert announced(world, coordinator, decision).location == address
    assert "Toch twee bussen." in world.client(None).get(address).text
    assert world.count(AuditEntry, AuditEntry.event == "AnnouncementRenewed") == 1


def test_an_outcome_that_changed_since_it_was_seen_does_not_become_public(
    world: World, group: Group, coordinator: Member
) -> None:
    decision = decided(world, group)
    old = (now() - timedelta(hours=1)).isoformat()
    answer = submit(world.client(coordinator), f"{decision.address}/publiceren", {"gezien": old})
    assert answer.status_code == 409
    assert "De uitkomst is intussen gewijzigd" in answer.text
    assert world.count(Announcement) == 0


def test_what_was_taken_away_can_be_made_public_again(world: World, group: Group, coordinator: Member) -> None:
    decision = decided(world, group)
    address = announced(world, coordinator, decision).location
    submit(world.client(coordinator), f"{address}/intrekken")
    assert world.one(Announcement).state == State.REMOVED
    assert announced(world, coordinator, decision).location == address
    assert world.client(None).get(address).status_code == 200


@pytest.mark.parametrize(
    "reason", ["hidden group", "no region", "no outcome", "not counted", "a member", "an outsider", "a moderator"]
)
def test_who_may_not_or_what_cannot_be_made_public_stays_as_it_is(
    world: World, group: Group, coordinator: Member, region: Region, reason: str
) -> None:
    who, place, more = coordinator, group, dict[str, Any]()
    if reason == "hidden group":
        place = world.group("Stil", access=Access.HIDDEN, coordinator=coordinator, region_id=region.id)
    elif reason == "no region":
        place = world.group("Overal", access=Access.CLOSED, coordinator=coordinator)
    elif reason == "no outcome":
        more = {"outcome": "", "outcome_at": None}
    elif reason == "not counted":
        more = {"phase": Phase.OPEN, "result": {}}
    elif reason == "a member":
        who = world.member()
        place = world.group(coordinator=coordinator, members=(who,), region_id=region.id)
    else:
        who = world.member() if reason == "an outsider" else world.moderator()
    decision = decided(world, place, **more)
    answer = submit(world.client(who), f"{decision.address}/publiceren", {"gezien": ""})
    assert answer.status_code in (403, 404)
    assert world.count(Announcement) == 0


def test_only_who_runs_the_group_takes_it_away(world: World, group: Group, coordinator: Member) -> None:
    address = announced(world, coordinator, decided(world, group)).location
    assert submit(world.client(world.member()), f"{address}/intrekken").status_code == 403
    assert submit(world.client(world.moderator()), f"{address}/intrekken").status_code == 303


def test_members_comment_on_what_was_decided(world: World, group: Group, coordinator: Member) -> None:
    address = announced(world, coordinator, decided(world, group)).location
    made = world.one(Announcement)
    text = world.client(world.member()).get(address).text
    assert f"/stukken/{made.id}/reacties" in text or 'id="reageer"' in text
