"""Who hears of votes: of a proposal who follows the group, of its end also who proposed it; of a vote cast nobody."""

from __future__ import annotations

from community.accounts.models import Member
from community.groups.models import Access, Group
from community.jobs import drain as draining
from community.notifications.models import Follow, Kind, Notification
from tests.builders.world import World
from tests.decisions.test_decisions import proposed, submit, time_passes, vote


def told(world: World, who: Member) -> list[Kind]:
    """Let the worker tell what waits, and give what somebody was told, in order."""
    with world.app.test_request_context():
        draining.drain()
    return [each.kind for each in world.all(Notification) if each.member_id == who.id]


def a_group(world: World, *followers: Member) -> Group:
    """Make a closed group of these people, all of whom follow it."""
    group = world.group(access=Access.CLOSED, coordinator=followers[0], members=followers[1:])
    for each in followers:
        world.keep(Follow(member_id=each.id, group_id=group.id))
    return group


def test_who_follows_the_group_hears_of_a_proposal_and_of_its_result(world: World) -> None:
    coordinator, proposer, other = (world.member(f"Stem {word}") for word in ("Aan", "Bij", "Door"))
    address = proposed(world, a_group(world, coordinator, proposer, other), proposer)
    assert told(world, other) == [Kind.VOTE]
    assert told(world, proposer) == []
    assert vote(world, other, address, answer="1").status_code == 303
    assert told(world, other) == [Kind.VOTE]
    assert told(world, proposer) == []
    time_passes(world)
    assert told(world, other) == [Kind.VOTE, Kind.RESULT]
    assert told(world, proposer) == [Kind.RESULT]
    said = submit(world.client(coordinator), f"{address}/uitkomst", {"outcome": "We doen het."})
    assert said.status_code == 303
    assert told(world, proposer) == [Kind.RESULT, Kind.RESULT]
    assert told(world, coordinator) == [Kind.VOTE, Kind.RESULT]
    listed = world.client(other).get("/mijn/meldingen").text
    assert "Stem Bij legde iets voor: je kunt stemmen" in listed
    assert "De uitslag of het besluit staat er" in listed


def test_who_has_left_the_group_no_longer_hears_of_its_votes(world: World) -> None:
    coordinator, left = world.member(), world.member()
    group = a_group(world, coordinator, left)
    assert submit(world.client(left), f"{group.address}/verlaten").status_code == 303
    proposed(world, group, coordinator)
    assert told(world, left) == []
