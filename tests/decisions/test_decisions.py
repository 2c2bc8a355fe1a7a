"""What people do with proposals: lay one before the group, vote in each way, close, conclude, take back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.core.clock import now
from community.core.db import db
from community.decisions.models import Ballot, Decision, DecisionOption, Phase, Voter
from community.decisions.tasks import open_and_close_votes
from community.groups.models import Access, Group, GroupMembership
from tests.builders.fixtures import submit
from tests.builders.world import World

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FORM = {
    "title": "Wij delen de kosten van de bus",
    "text": "Ieder een derde.\n\nTot het geld op is.",
    "purpose": "decision",
    "method": "consent",
    "options": "",
    "dots": "5",
    "secrecy": "named",
    "quorum": "50",
    "closes_time": "20:00",
    "opens_time": "09:00",
    "audience": "group",
}


def in_days(days: int) -> str:
    return (now().astimezone(AMSTERDAM) + timedelta(days=days)).strftime("%Y-%m-%d")


@pytest.fixture
def people(world: World) -> list[Member]:
    return [world.member(f"Stemmer {word}") for word in ("Aart", "Bea", "Cor", "Dina")]


@pytest.fixture
def group(world: World, people: list[Member]) -> Group:
    coordinator = world.member("Trekker Toon")
    return world.group(access=Access.CLOSED, coordinator=coordinator, members=tuple(people))


def coordinator_of(world: World, group: Group) -> Member:
    place = world.all(GroupMembership, GroupMembership.group_id == group.id)[0]
    return world.one(Member, Member.id == place.member_id)


def proposed(world: World, group: Group, by: Member, **more: str) -> str:
    values = FORM | {"closes_on": in_days(7)} | more
    answer = submit(world.client(by), f"{group.address}/besluiten/nieuw", values)
    assert answer.status_code == 303, answer.text
    return answer.location


def vote(world: World, member: Member, address: str, **values: str) -> Any:
    return submit(world.client(member), f"{address}/stem", values)


def time_passes(world: World) -> None:
    """Let the time of every open vote be over, and the worker make its round."""
    with world.context():
        db.session.execute(update(Decision.__table__).values(closes_at=now() - timedelta(seconds=1)))
    work(world)


def work(world: World) -> None:
    with world.app.test_request_context():
        open_and_close_votes()
        db.session.commit()
        db.session.remove()


# --- proposing ---


def test_a_member_lays_a_proposal_before_the_group(world: World, group: Group, people: list[Member]) -> None:
    address = proposed(world, group, people[0])
    shown = world.client(people[1]).get(address).text
    assert "<p>Ieder een derde.</p>" in shown
    assert "Geen bezwaar" in shown
    assert "minstens 3 van de 5 mensen" in shown
    assert 'id="reageer"' in shown
    listed = world.client(people[1]).get(f"{group.address}/besluiten").text
    assert "Wij delen de kosten van de bus" in listed
    on_page = world.client(people[1]).get(group.address).text
    assert "Hierover stemt de groep" in on_page
    assert world.count(Voter) == 5


def test_a_doubled_form_proposes_once(world: World, group: Group, people: list[Member]) -> None:
    assert proposed(world, group, people[0]) == proposed(world, group, people[0])
    assert world.count(Decision) == 1
    assert world.count(Voter) == 5


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Geef het voorstel een titel."),
        ({"method": "ranked", "options": "een"}, "Geef minstens twee keuzes"),
        ({"method": "majority", "options": "een\nEen"}, "Elke keuze mag er maar één keer staan."),
        ({"method": "dots", "options": "\n".join(f"keuze {n}" for n in range(13))}, "Geef hooguit 12 keuzes."),
        ({"method": "dots", "options": "x" * 201 + "\ny"}, "Houd elke keuze onder 200 tekens."),
        ({"method": "dots", "options": "een\ntwee", "dots": "99"}, "Kies een aantal van 1 tot 20."),
        ({"closes_on": "2020-01-01"}, "Kies een later moment."),
        ({"closes_on": "9999-01-01"}, "Kies een datum binnen een jaar."),
        ({"closes_on": ""}, "Kies een datum"),
        ({"opens_on": "2999-01-01"}, "Kies een later moment."),
        ({"quorum": "101"}, "Kies een percentage van 0 tot 100."),
        ({"secrecy": "anonymous", "is_shown_early": "y"}, "blijft de tussenstand geheim"),
        ({"audience": "public"}, "Er klopt iets nog niet"),
    ],
)
def test_a_proposal_with_something_wrong_comes_back_with_its_text(
    world: World, group: Group, people: list[Member], wrong: dict[str, str], sentence: str
) -> None:
    values = FORM | {"closes_on": in_days(7)} | wrong
    answer = submit(world.client(people[0]), f"{group.address}/besluiten/nieuw", values)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Tot het geld op is." in answer.text
    assert world.count(Decision) == 0


def test_who_is_not_in_the_group_or_may_not_write_proposes_nothing(world: World, group: Group) -> None:
    muted = world.member(is_muted=True)
    world.keep(GroupMembership(group_id=group.id, member_id=muted.id))
    for person in (world.member(), world.moderator(), muted):
        answer = submit(world.client(person), f"{group.address}/besluiten/nieuw", FORM | {"closes_on": in_days(7)})
        assert answer.status_code == 403
    assert world.count(Decision) == 0


def test_a_vote_that_is_planned_opens_at_its_moment_for_who_is_in_the_group_then(
    world: World, group: Group, people: list[Member]
) -> None:
    address = proposed(world, group, people[0], opens_on=in_days(2))
    assert vote(world, people[1], address, answer="1").status_code == 403
    late = world.member("Kwam Later")
    world.keep(GroupMembership(group_id=group.id, member_id=late.id))
    work(world)
    assert world.one(Decision).phase == Phase.PLANNED
    with world.context():
        db.session.execute(update(Decision.__table__).values(opens_at=now()))
    work(world)
    assert world.one(Decision).phase == Phase.OPEN
    assert vote(world, late, address, answer="1").status_code == 303
    assert world.count(Voter) == 6


# --- voting ---


def test_a_vote_by_name_can_be_changed_until_it_closes_and_is_counted_once(
    world: World, group: Group, people: list[Member]
) -> None:
    address = proposed(world, group, people[0], method="majority")
    for answer in ("1", "2", "1"):
        assert vote(world, people[1], address, answer=answer).status_code == 303
    vote(world, people[2], address, answer="1")
    vote(world, people[3], address, answer="2")
    shown = world.client(people[1]).get(address).text
    assert "Je stemde: Voor" in shown
    assert "3 van 5 mensen stemden." in shown
    assert "Stemmer Aart" in shown
    assert "Uitslag" not in shown
    time_passes(world)
    closed = world.client(people[0]).get(address).text
    assert "Aangenomen" in closed
    assert "Voor: 2; Tegen: 1; Onthouding: 0" in closed
    decision = world.one(Decision)
    assert (decision.phase, decision.result["totals"]) == (Phase.CLOSED, {"1": 2, "2": 1, "0": 0})
    assert [entry.event for entry in world.all(AuditEntry, AuditEntry.event.like("%allot%"))] == [
        *("BallotCast", "BallotChanged", "BallotChanged", "BallotCast", "BallotCast")
    ]


def test_an_objection_needs_a_reason_and_blocks(world: World, group: Group, people: list[Member]) -> None:
    address = proposed(world, group, people[0], quorum="0")
    without = vote(world, people[1], address, answer="2")
    assert without.status_code == 422
    assert "Schrijf waarom je bezwaar hebt." in without.text
    assert vote(world, people[1], address, answer="2", reason="Te duur voor ons.").status_code == 303
    vote(world, people[2], address, answer="1")
    time_passes(world)
    shown = world.client(people[3]).get(address).text
    assert "Niet aangenomen" in shown
    assert "Te duur voor ons." in shown


def test_options_are_put_in_order_and_counted_in_rounds(world: World, group: Group, people: list[Member]) -> None:
    address = proposed(world, group, people[0], method="ranked", options="Goes\n Terneuzen \n\nVlissingen")
    assert [each.text for each in world.all(DecisionOption)] == ["Goes", "Terneuzen", "Vlissingen"]
    twice = vote(world, people[0], address, option_1="1", option_2="1", option_3="0")
    assert twice.status_code == 422
    assert "Elke plaats mag je maar één keer geven." in twice.text
    assert vote(world, people[0], address, option_1="0", option_2="0", option_3="0").status_code == 422
    assert vote(world, people[0], address, option_1="7", option_2="0", option_3="0").status_code == 422
    vote(world, people[0], address, option_1="1", option_2="2", option_3="3")
    vote(world, people[1], address, option_1="1", option_2="0", option_3="0")
    vote(world, people[2], address, option_1="2", option_2="1", option_3="3")
    time_passes(world)
    assert "Gekozen: Goes" in world.client(people[3]).get(address).text


def test_dots_are_spread_and_no_more_than_there_are(world: World, group: Group, people: list[Member]) -> None:
    address = proposed(world, group, people[0], method="dots", dots="3", options="Een\nTwee", purpose="poll")
    assert vote(world, people[0], address, option_1="2", option_2="2").status_code == 422
    assert vote(world, people[0], address, option_1="-1", option_2="1").status_code == 422
    assert vote(world, people[0], address, option_1="0", option_2="").status_code == 422
    assert vote(world, people[0], address, option_1="1", option_2="2").status_code == 303
    assert "Een: 1; Twee: 2" in world.client(people[0]).get(address).text
    time_passes(world)
    shown = world.client(people[1]).get(address).text
    assert "te weinig mensen" in shown
    assert "Een: 1; Twee: 2" in shown


def test_a_choice_out_of_some_and_votes_that_are_shown_early(world: World, group: Group, people: list[Member]) -> None:
    address = proposed(world, group, people[0], method="majority", options="Trein\nBus", is_shown_early="y")
    vote(world, people[0], address, answer="2")
    shown = world.client(people[1]).get(address).text
    assert "Tussenstand" in shown
    assert "Trein: 0; Bus: 1; Onthouding: 0" in shown
    assert vote(world, people[1], address, answer="3").status_code == 422


def test_who_came_after_the_opening_has_no_vote_and_who_left_has_none_any_more(
    world: World, group: Group, people: list[Member]
) -> None:
    address = proposed(world, group, people[0])
    later = world.member("Kwam Later")
    world.keep(GroupMembership(group_id=group.id, member_id=later.id))
    assert "Je zat niet in de werkgroep toen deze stemming opende." in world.client(later).get(address).text
    refused = vote(world, later, address, answer="1")
    assert refused.status_code == 403
    assert "Je zat niet in de werkgroep" in refused.text
    with world.context():
        place = GroupMembership.member_id == people[1].id
        db.session.delete(db.session.query(GroupMembership).where(place).one())
    assert vote(world, people[1], address, answer="1").status_code == 404
    assert world.count(Ballot) == 0


def test_who_may_not_write_now_does_not_vote(world: World, group: Group, people: list[Member]) -> None:
    address = proposed(world, group, people[0])
    with world.context():
        db.session.get_one(Member, people[1].id).is_muted = True
    assert vote(world, people[1], address, answer="1").status_code == 403
    assert world.count(Ballot) == 0


@pytest.mark.parametrize("is_counted", [False, True])
def test_a_vote_that_comes_too_late_is_refused_and_shown(
    world: World, group: Group, people: list[Member], is_counted: bool
) -> None:
    address = proposed(world, group, people[0], method="majority")
    with world.context():
        db.session.execute(update(Decision.__table__).values(closes_at=now() - timedelta(seconds=1)))
    if is_counted:
        work(world)
    answer = vote(world, people[1], address, answer="2")
    assert answer.status_code == 403
    assert "Je stem is niet meegeteld" in answer.text
    assert "Je had dit ingevuld: Tegen" in answer.text
    assert world.count(Ballot) == 0


# --- ending ---


def test_a_coordinator_closes_early_and_says_what_was_decided(world: World, group: Group, people: list[Member]) -> None:
    address, coordinator = proposed(world, group, people[0]), coordinator_of(world, group)
    for person in people[:3]:
        vote(world, person, address, answer="1")
    outcome = {"outcome": "Wij betalen ieder een derde.", "review_on": "2031-05-01"}
    browser = world.client(coordinator)
    assert submit(browser, f"{address}/uitkomst", outcome).status_code == 403
    for person in (people[1], world.moderator()):
        assert submit(world.client(person), f"{address}/sluiten").status_code in (403, 404)
    assert submit(browser, f"{address}/sluiten").status_code == 303
    assert submit(browser, f"{address}/sluiten").status_code == 403
    assert submit(browser, f"{address}/uitkomst", outcome | {"outcome": ""}).status_code == 422
    assert submit(world.client(people[1]), f"{address}/uitkomst", outcome).status_code == 403
    assert submit(browser, f"{address}/uitkomst", outcome).status_code == 303
    shown = world.client(people[3]).get(address).text
    assert "Wij betalen ieder een derde." in shown
    assert "opnieuw bekijken op 1 mei 2031" in shown
    assert "opnieuw bekijken op 1 mei 2031" in world.client(people[3]).get(f"{group.address}/besluiten").text
    events = [entry.event for entry in world.all(AuditEntry, AuditEntry.item_id == world.one(Decision).id)]
    assert events[0] == "DecisionProposed"
    assert events[-2:] == ["DecisionClosedEarly", "OutcomeStated"]
    log = browser.get(f"{group.address}/logboek").text
    assert "schreef op wat er is besloten" in log


def test_who_closes_with_too_few_votes_is_told_so_before_and_after(
    world: World, group: Group, people: list[Member]
) -> None:
    warning, told = "Sluit je nu, dan is er geen geldige uitslag", "Er stemden te weinig mensen"
    browser = world.client(coordinator_of(world, group))
    few, enough = proposed(world, group, people[0]), proposed(world, group, people[1], title="Een ander voorstel")
    for address, voters in ((few, people[:1]), (enough, people)):
        for person in voters:
            vote(world, person, address, answer="1")
        assert (warning in browser.get(address).text) == (address == few)
        assert submit(browser, f"{address}/sluiten").status_code == 303
        assert warning not in browser.get(address).text
        assert (told in browser.get(f"{address}/uitkomst").text) == (address == few)


def test_who_proposed_takes_it_back_and_nothing_is_counted(world: World, group: Group, people: list[Member]) -> None:
    address = proposed(world, group, people[0])
    vote(world, people[1], address, answer="1")
    assert submit(world.client(people[1]), f"{address}/intrekken").status_code == 403
    assert submit(world.client(people[0]), f"{address}/intrekken").status_code == 303
    assert vote(world, people[2], address, answer="1").status_code == 403
    work(world)
    decision = world.one(Decision)
    assert (decision.phase, decision.result) == (Phase.WITHDRAWN, {})
    assert "ingetrokken" in world.client(people[2]).get(address).text


def test_nobody_changes_what_is_voted_on(world: World, group: Group, people: list[Member]) -> None:
    address = proposed(world, group, people[0])
    browser = world.client(people[0])
    assert browser.get(f"{address}/wijzig").status_code == 404
    values = {"revision": "1"}
    assert submit(browser, f"/stukken/{world.one(Decision).id}/versies/1/terugzetten", values).status_code >= 400


def test_a_coordinator_takes_a_decision_away_and_the_author_does_not(
    world: World, group: Group, people: list[Member]
) -> None:
    address = proposed(world, group, people[0])
    assert submit(world.client(people[0]), f"{address}/verwijder").status_code == 403
    assert submit(world.client(coordinator_of(world, group)), f"{address}/verwijder").status_code == 303
    assert world.client(people[1]).get(address).status_code == 404


def test_the_tables_keep_a_vote_from_becoming_named_or_anonymous(
    world: World, group: Group, people: list[Member]
) -> None:
    for secrecy in ("named", "anonymous"):
        proposed(world, group, people[0], secrecy=secrecy, title=secrecy)
    table = Decision.__table__
    for decision in world.all(Decision):
        change = update(table).where(table.c.id == decision.id).values(is_anonymous=not decision.is_anonymous)
        with pytest.raises(IntegrityError), world.context():
            db.session.execute(change)
    with pytest.raises(ValueError, match="chosen once"), world.context():
        db.session.get_one(Decision, decision.id).is_anonymous = False


# --- reading ---


def test_a_decision_of_a_closed_group_answers_others_as_one_that_does_not_exist(
    world: World, group: Group, people: list[Member]
) -> None:
    address = proposed(world, group, people[0])
    browser = world.client(world.member())
    absent = f"{group.address}/besluiten/nergens-abcde"
    assert browser.get(address).status_code == browser.get(absent).status_code == 404
    assert browser.get(address).text == browser.get(absent).text.replace(absent, address)
    assert vote(world, world.member(), address, answer="1").status_code == 404


def test_visitors_read_what_an_open_group_decided_in_public_but_not_who_voted(world: World) -> None:
    member = world.member("Stem Geheim")
    group = world.group(members=(member,))
    address = proposed(world, group, member, audience="public", method="majority", quorum="0")
    vote(world, member, address, answer="1")
    time_passes(world)
    shown = world.client().get(address).text
    assert "Aangenomen" in shown
    assert "Wie stemde wat" not in shown
    assert "Wie doet mee" not in shown
    assert "Wie stemde wat" in world.client(world.member()).get(address).text


def test_the_number_of_queries_does_not_grow_with_the_votes(
    world: World, group: Group, people: list[Member], count_queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    address = proposed(world, group, people[0], is_shown_early="y")
    reader = world.client(people[0])
    before = len(count_queries(lambda: reader.get(address)))
    for person in people:
        vote(world, person, address, answer="1")
    for number in range(3):
        proposed(world, group, people[0], title=f"Nog een {number}")
    after = len(count_queries(lambda: reader.get(address)))
    in_list = count_queries(lambda: reader.get(f"{group.address}/besluiten"))
    print(f"\npage of a decision: {before} and {after} queries, list: {len(in_list)}")
    assert after <= before + 1
    assert len(in_list) <= 10


def test_closed_decisions_stand_below_open_ones_page_by_page(world: World, group: Group, people: list[Member]) -> None:
    proposed(world, group, people[0], title="Gesloten zaak")
    time_passes(world)
    proposed(world, group, people[0], title="Open zaak")
    listed = world.client(people[1]).get(f"{group.address}/besluiten").text
    assert listed.index("Open zaak") < listed.index("Gesloten zaak")
