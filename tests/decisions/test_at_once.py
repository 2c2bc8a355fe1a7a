"""Fifty who vote in the same moment, at a site that is served by several processes: each counts, and counts once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from community.accounts.models import Member, MemberState
from community.core.db import db
from community.decisions import box
from community.decisions.models import Ballot, Decision, Phase, Voter
from community.groups.models import Group, GroupMembership
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site

VOTERS = 50


def all_at_once(deeds: list[Callable[[], int]]) -> list[int]:
    """Do all deeds in the same moment, and give how each was answered."""
    together = Barrier(len(deeds))

    def do(deed: Callable[[], int]) -> int:
        together.wait(timeout=30)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def ballot(browser: Browser, decision: Decision, answer: int, code: str) -> Callable[[], int]:
    return lambda: browser.post(f"{decision.address}/stem", answer=str(answer), code=code).status_code


def people(world: World, count: int) -> list[Member]:
    """Make members in one transaction: one each would take longer than the votes."""
    made = [
        Member(name=f"Stemmer {n}", name_folded=f"stemmer {n}", slug=f"stemmer-{n}", state=MemberState.MEMBER)
        for n in range(count)
    ]
    with world.context():
        db.session.add_all(made)
        db.session.flush()
    return made


def voting(world: World, group: Group, voters: list[Member], *, is_anonymous: bool) -> Decision:
    """Make an open vote of a group in which these may vote."""
    decision = world.decision(group, is_anonymous=is_anonymous, electorate_count=len(voters))
    with world.context():
        for voter in voters:
            db.session.add(Voter(decision_id=decision.id, is_anonymous=is_anonymous, member_id=voter.id))
    return decision


def group_of(world: World, voters: list[Member]) -> tuple[Group, Member]:
    """Make a group with these members, and give its coordinator, too."""
    coordinator = world.member()
    group = world.group(coordinator=coordinator)
    with world.context():
        db.session.add_all([GroupMembership(group_id=group.id, member_id=voter.id) for voter in voters])
    return group, coordinator


def test_fifty_votes_at_once_are_fifty_votes_by_name_and_anonymously(busy_site: Site) -> None:
    world = busy_site.world
    voters = people(world, VOTERS)
    group, coordinator = group_of(world, voters)
    browsers = [Browser(busy_site, voter) for voter in voters]
    closing = Browser(busy_site, coordinator)
    for is_anonymous in (False, True):
        decision = voting(world, group, voters, is_anonymous=is_anonymous)
        numbers = range(VOTERS)
        votes = [ballot(browsers[number], decision, 1 + number % 2, box.new_code()) for number in numbers]
        assert all_at_once(votes) == [303] * VOTERS
        assert world.count(Voter, Voter.decision_id == decision.id, Voter.has_voted) == VOTERS
        assert closing.post(f"{decision.address}/sluiten").status_code == 303
        closed = world.one(Decision, Decision.id == decision.id)
        assert closed.result["totals"] == {"1": VOTERS // 2, "2": VOTERS // 2, "0": 0}


def test_what_is_accepted_while_a_vote_is_closed_is_counted_and_the_rest_is_refused(busy_site: Site) -> None:
    world = busy_site.world
    voters = people(world, 12)
    group, coordinator = group_of(world, voters)
    decision = voting(world, group, voters, is_anonymous=True)
    closing = Browser(busy_site, coordinator)
    votes = [ballot(Browser(busy_site, voter), decision, 1, box.new_code()) for voter in voters]
    votes.insert(6, lambda: closing.post(f"{decision.address}/sluiten").status_code)
    answers = all_at_once(votes)
    assert answers.pop(6) == 303
    assert set(answers) <= {303, 403}
    closed = world.one(Decision)
    assert closed.phase == Phase.CLOSED
    assert closed.result["ballot_count"] == answers.count(303) == world.count(Voter, Voter.has_voted)


def test_one_who_votes_five_times_at_once_has_one_ballot(busy_site: Site) -> None:
    world = busy_site.world
    voters = people(world, 1)
    group, _ = group_of(world, voters)
    decision = voting(world, group, voters, is_anonymous=False)
    browsers = [Browser(busy_site, voters[0]) for _ in range(5)]
    votes = [ballot(browser, decision, 1 + number % 2, "") for number, browser in enumerate(browsers)]
    assert set(all_at_once(votes)) == {303}
    assert world.count(Ballot) == 1
