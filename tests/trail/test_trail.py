"""The decision trail: made by going on from one item to the next, drawn on each, and only as far as one may read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from community.accounts.models import Member, Role
from community.content.models import Audience, ContentItem
from community.core.clock import now
from community.decisions.models import Decision, Phase
from community.groups.models import Access, Group
from community.news.models import NewsPost
from community.trail.models import MOST_PLACES, TrailPlace
from tests.actions.test_actions import FORM as ACTION
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.decisions.test_decisions import FORM as PROPOSAL
from tests.decisions.test_decisions import in_days

CountQueries = Callable[[Callable[[], Any]], list[str]]
RESULT = {"verdict": "accepted", "totals": {"1": 1, "2": 0, "0": 0}, "ballot_count": 1, "winner": None}
COUNTED: dict[str, Any] = {
    "phase": Phase.CLOSED,
    "result": RESULT | {"rounds": [], "reasons": []},
    "outcome": "<p>We kopen de bus.</p>",
    "outcome_at": now(),
}


@pytest.fixture
def coordinator(world: World) -> Member:
    return world.member("Trekker Toon")


@pytest.fixture
def member(world: World) -> Member:
    return world.member("Groep Genoot")


@pytest.fixture
def group(world: World, coordinator: Member, member: Member) -> Group:
    region = world.region()
    return world.group(
        "Busgroep", access=Access.CLOSED, coordinator=coordinator, members=(member,), region_id=region.id
    )


def line(text: str) -> list[str]:
    """Give what stands in the trail of a page, in order."""
    start = text.find('class="trail__line"')
    if start < 0:
        return []
    parts = text[start : text.index("</ol>", start)].split("<li")[1:]
    return [" ".join(re.sub(r"<[^>]*>", " ", f"<li{part}").split()) for part in parts]


def connect(world: World, who: Member, item: ContentItem, origin: ContentItem) -> Any:
    return submit(world.client(who), f"/stukken/{item.id}/besluitspoor", {"address": origin.address})


def test_a_discussion_becomes_a_proposal_an_action_item_and_news_by_links_alone(
    world: World, group: Group, coordinator: Member
) -> None:
    talk = world.discussion(group, "Wie rijdt de bus?", author=coordinator)
    browser = world.client(coordinator)
    way = f"{group.address}/besluiten/nieuw?uit={talk.id}"
    assert way in browser.get(talk.address).text
    assert "Wie rijdt de bus?" in browser.get(way).text
    proposal = submit(browser, way, PROPOSAL | {"closes_on": in_days(7)}).location
    vote = world.one(Decision)
    way = f"{group.address}/acties/nieuw?uit={vote.id}"
    assert way in browser.get(proposal).text
    action = submit(browser, way, ACTION).location
    expected = ["Gesprek Wie rijdt de bus?", "Voorstel Wij delen de kosten", "Actiepunt Vraag drie offertes aan"]
    for address in (talk.address, proposal, action):
        drawn = line(browser.get(address).text)
        assert len(drawn) == 3, address
        assert all(part.startswith(start) for part, start in zip(drawn, expected, strict=True)), drawn
        assert sum("hier ben je" in part for part in drawn) == 1


def test_an_editor_in_the_group_writes_news_out_of_a_decision(world: World, group: Group) -> None:
    editor = world.member("Re Dacteur", role=Role.EDITOR)
    open_group = world.group("Open groep", access=Access.OPEN, members=(editor,))
    vote = world.decision(open_group, "De bus rijdt", audience=Audience.PUBLIC, **COUNTED)
    browser = world.client(editor)
    way = f"/nieuws/nieuw?uit={vote.id}"
    assert way in browser.get(vote.address).text
    values = {"title": "De bus rijdt weer", "body": "Eindelijk.", "format": "markdown", "audience": "public"}
    answer = submit(browser, way, values | {"genre": "news", "comments_open": "y", "lead": "Het is zover."})
    assert answer.status_code == 303, answer.text
    post = world.one(NewsPost)
    assert [each.origin_id for each in world.all(TrailPlace, TrailPlace.item_id == post.id)] == [vote.id]
    assert len(line(browser.get(vote.address).text)) == 2
    assert line(world.client(None).get(vote.address).text) == []
    submit(browser, f"/nieuws/{post.slug}/publiceer")
    assert len(line(world.client(None).get(vote.address).text)) == 2
    assert len(line(world.client(None).get(f"/nieuws/{post.slug}").text)) == 2


def test_what_one_may_not_read_leaves_no_gap(world: World, group: Group, coordinator: Member, member: Member) -> None:
    open_group = world.group("Open groep", access=Access.OPEN, coordinator=coordinator)
    talk = world.discussion(group, "Geheim beraad", author=coordinator)
    first = world.discussion(open_group, "Eerste openbare vraag", author=coordinator, audience=Audience.PUBLIC)
    second = world.discussion(open_group, "Tweede openbare vraag", author=coordinator, audience=Audience.PUBLIC)
    assert connect(world, coordinator, first, talk).status_code == 303
    assert connect(world, coordinator, second, first).status_code == 303
    assert len(line(world.client(member).get(first.address).text)) == 3
    for reader in (None, world.member()):
        text = world.client(reader).get(second.address).text
        assert [part.split(" (")[0] for part in line(text)] and len(line(text)) == 2
        assert "Geheim beraad" not in text
        assert "niet-openbaar" not in text
        # The page of who has the same rights in that group, but is in the other one too, was made apart.
        assert "Geheim beraad" in world.client(coordinator).get(second.address).text


def test_something_that_is_there_already_is_connected_and_cut_loose(
    world: World, group: Group, coordinator: Member
) -> None:
    talk, vote = world.discussion(group, "Vraag", author=coordinator), world.decision(group, author=coordinator)
    action = world.action(group, author=coordinator)
    assert connect(world, coordinator, action, vote).status_code == 303
    assert connect(world, coordinator, vote, talk).status_code == 303
    assert {place.trail_id for place in world.all(TrailPlace)} == {talk.id}
    browser = world.client(coordinator)
    assert "Komt nu uit" in browser.get(f"/stukken/{vote.id}/besluitspoor").text
    assert submit(browser, f"/stukken/{vote.id}/besluitspoor/los").status_code == 303
    trails = {place.item_id: place.trail_id for place in world.all(TrailPlace)}
    assert trails == {talk.id: talk.id, vote.id: vote.id, action.id: vote.id}


def test_nothing_comes_out_of_itself(world: World, group: Group, coordinator: Member) -> None:
    first, second = (world.discussion(group, author=coordinator) for _ in range(2))
    assert connect(world, coordinator, second, first).status_code == 303
    for item, origin in ((first, second), (first, first)):
        answer = connect(world, coordinator, item, origin)
        assert answer.status_code == 403
        assert "Dat stuk komt zelf uit dit stuk voort" in answer.text


def test_a_trail_does_not_grow_without_end(world: World, group: Group, coordinator: Member) -> None:
    talk = world.discussion(group, author=coordinator)
    world.keep(TrailPlace(item_id=talk.id, trail_id=talk.id))
    for _ in range(MOST_PLACES - 1):
        action = world.action(group, author=coordinator)
        world.keep(TrailPlace(item_id=action.id, origin_id=talk.id, trail_id=talk.id))
    answer = connect(world, coordinator, world.action(group, author=coordinator), talk)
    assert answer.status_code == 403
    assert "wordt te lang" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://elders.example/werkgroepen/x",
        "/nergens",
        "http://[",
        "geen adres",
        "/leden/trekker-toon",
        "x" * 2001,
    ],
)
def test_an_address_of_nothing_is_said_to_be_so(world: World, group: Group, coordinator: Member, address: str) -> None:
    item = world.discussion(group, author=coordinator)
    answer = submit(world.client(coordinator), f"/stukken/{item.id}/besluitspoor", {"address": address})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert world.count(TrailPlace) == 0


def test_what_one_may_not_read_answers_like_what_is_not_there(world: World, group: Group, coordinator: Member) -> None:
    secret = world.discussion(world.group("Elders", access=Access.HIDDEN), "Verborgen beraad")
    item = world.discussion(group, author=coordinator)
    there = connect(world, coordinator, item, secret)
    nowhere = submit(world.client(coordinator), f"/stukken/{item.id}/besluitspoor", {"address": f"{secret.address}x"})
    assert (there.status_code, nowhere.status_code) == (422, 422)
    sentence = "Op dat adres staat geen stuk dat jij mag lezen"
    assert sentence in there.text and sentence in nowhere.text
    # Nor does the address of a form say anything.
    for item_id in (secret.id, 7, "x", "9" * 30):
        text = world.client(coordinator).get(f"{group.address}/acties/nieuw?uit={item_id}").text
        assert "Komt uit" not in text


def test_who_only_reads_changes_no_trail(world: World, coordinator: Member) -> None:
    group = world.group("Open groep", access=Access.OPEN, coordinator=coordinator)
    talk, other = (world.discussion(group, author=coordinator, audience=Audience.PUBLIC) for _ in range(2))
    outsider = world.member()
    assert connect(world, outsider, talk, other).status_code == 403
    assert "besluitspoor" not in world.client(outsider).get(talk.address).text.lower()


def test_a_trail_of_any_length_takes_one_query(
    world: World,
    group: Group,
    coordinator: Member,
    member: Member,
    count_queries: Callable[[Callable[[], Any]], list[str]],
) -> None:
    talk = world.discussion(group, author=coordinator)
    world.keep(TrailPlace(item_id=talk.id, trail_id=talk.id))
    browser, counts = world.client(member), []
    browser.get(group.address)
    for _ in range(3):
        counts.append(len(count_queries(lambda: browser.get(talk.address))))
        for _ in range(8):
            action = world.action(group, author=coordinator)
            world.keep(TrailPlace(item_id=action.id, origin_id=talk.id, trail_id=talk.id))
    assert counts[0] == counts[1] == counts[2]
    assert len(line(browser.get(talk.address).text)) == 25
