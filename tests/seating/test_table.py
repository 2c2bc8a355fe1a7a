"""Who is at the table of a group and of a region: who takes part, is silent or is missing, and who may know it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from community.accounts.models import Member, MemberState
from community.content.models import Audience, Revision
from community.core.clock import now
from community.core.db import db
from community.decisions.models import Voter
from community.groups.models import Access, Group, GroupInvitation, GroupMembership
from community.organisations.models import Layer, Organisation, organisation_region
from community.regions.models import Region
from tests.builders.fixtures import submit
from tests.builders.world import World

LONG_AGO = timedelta(days=200)


class Stage:
    """A region with two municipalities, a water board and a ministry from elsewhere, and a group in it."""

    def __init__(self, world: World, access: Access = Access.CLOSED) -> None:
        self.world = world
        self.region = world.region("Zeeland")
        self.goes = world.organisation("Gemeente Goes")
        self.tholen = world.organisation("Gemeente Tholen")
        self.board = world.organisation("Waterschap Delta", layer=Layer.WATER_BOARD)
        self.ministry = world.organisation("Ministerie", layer=Layer.STATE)
        self.of_region(self.goes, self.tholen, self.board)
        self.coordinator = world.member("Trijntje Trekker", organisation_id=self.goes.id, function="programmamanager")
        self.group = world.group("Havenplan", access=access, coordinator=self.coordinator, region_id=self.region.id)
        with world.context():
            db.session.query(GroupMembership).update({"joined_at": now() - LONG_AGO})
        self.browser = world.client(self.coordinator)
        self.address = f"{self.group.address}/tafel"

    def of_region(self, *organisations: Organisation) -> None:
        with self.world.context():
            for each in organisations:
                values = {"region_id": self.region.id, "organisation_id": each.id}
                db.session.execute(insert(organisation_region).values(**values))

    def seat(self, organisation: Organisation | None, *, since: timedelta = LONG_AGO, **more: Any) -> Member:
        """Give somebody of an organisation a place in the group."""
        member = self.world.member(organisation_id=organisation.id if organisation else None, **more)
        place = GroupMembership(group_id=self.group.id, member_id=member.id, joined_at=now() - since)
        self.world.keep(place)
        return member

    def rows(self, address: str = "", browser: Any = None) -> dict[str, str]:
        """Give the row of each organisation in the table, as text."""
        page = (browser or self.browser).get(address or self.address)
        assert page.status_code == 200
        body = page.text.split("<tbody>")[1].split("</tbody>")[0]
        texts = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in body.split("</tr>")[:-1]]
        named = ("Gemeente Goes", "Gemeente Tholen", "Waterschap Delta", "Ministerie")
        return {name: text for text in texts for name in named if text.split("Nodig")[0].strip().startswith(name)}


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def test_an_organisation_of_the_region_with_nobody_in_the_group_is_missing(stage: Stage) -> None:
    stage.seat(stage.tholen, function="adviseur water")
    rows = stage.rows()
    assert "Ontbreekt" in rows["Waterschap Delta"]
    assert "Ontbreekt" not in rows["Gemeente Tholen"]
    assert "adviseur water" in rows["Gemeente Tholen"]
    assert "Ministerie" not in rows
    page = stage.browser.get(stage.address).text
    assert "2 van de 3 organisaties uit Zeeland zitten aan tafel." in page
    assert "Waterschappen: 0 van 1." in page


def test_a_guest_from_outside_the_region_takes_part_and_is_never_missed(stage: Stage) -> None:
    stage.seat(stage.ministry)
    assert "te gast" in stage.rows()["Ministerie"]


def test_who_is_suspended_or_left_the_site_keeps_no_chair_warm(stage: Stage) -> None:
    stage.seat(stage.board, state=MemberState.SUSPENDED)
    stage.seat(stage.tholen, state=MemberState.LEFT)
    rows = stage.rows()
    assert "Ontbreekt" in rows["Waterschap Delta"]
    assert "Ontbreekt" in rows["Gemeente Tholen"]


def test_an_organisation_is_silent_when_none_of_its_people_did_anything_for_ninety_days(stage: Stage) -> None:
    quiet, lively = stage.seat(stage.board), stage.seat(stage.tholen)
    old = now() - LONG_AGO
    stage.world.discussion(stage.group, author=quiet, published_at=old, last_activity_at=old)
    talk = stage.world.discussion(stage.group, author=quiet, published_at=old)
    stage.world.comment(talk, author=lively, created_at=now() - timedelta(days=3))
    rows = stage.rows()
    assert "Stil" in rows["Waterschap Delta"] and "langer dan 90 dagen geleden" in rows["Waterschap Delta"]
    assert "Doet mee" in rows["Gemeente Tholen"] and "3 dagen geleden" in rows["Gemeente Tholen"]


def test_who_only_just_came_in_is_not_silent(stage: Stage) -> None:
    stage.seat(stage.board, since=timedelta(days=5))
    row = stage.rows()["Waterschap Delta"]
    assert "Doet mee" in row and "pas erbij" in row


@pytest.mark.parametrize("deed", ["item", "comment", "wiki", "document"])
def test_each_kind_of_contribution_ends_silence(stage: Stage, deed: str) -> None:
    world, member = stage.world, stage.seat(stage.board)
    old = {"author": stage.coordinator, "published_at": now() - LONG_AGO}
    assert "Stil" in stage.rows()["Waterschap Delta"]
    if deed == "item":
        world.discussion(stage.group, author=member)
    elif deed == "comment":
        world.comment(world.discussion(stage.group, **old), author=member)
    elif deed == "wiki":
        wiki = world.wiki_page(stage.group, **old)
        world.keep(Revision(item_id=wiki.id, number=2, title="Begrippen", made_by_id=member.id))
    else:
        document = world.document(stage.group, **old)
        world.version(document, b"Nieuw.", number=2, made_by_id=member.id, is_current=False)
    assert "Doet mee" in stage.rows()["Waterschap Delta"]


def test_what_was_done_elsewhere_or_taken_away_ends_no_silence(stage: Stage) -> None:
    world, member = stage.world, stage.seat(stage.board)
    world.discussion(world.group("Elders", members=(member,)), author=member)
    talk = world.discussion(stage.group, author=stage.coordinator)
    world.comment(talk, author=member, is_removed=True)
    world.comment(talk, author=member, is_hidden=True)
    assert "Stil" in stage.rows()["Waterschap Delta"]


@pytest.mark.parametrize("is_anonymous", [True, False])
def test_voting_tells_nothing_of_who_is_silent(stage: Stage, is_anonymous: bool) -> None:
    member = stage.seat(stage.board)
    before = stage.rows()["Waterschap Delta"]
    vote = stage.world.decision(stage.group, author=stage.coordinator, voters=(member,), is_anonymous=is_anonymous)
    with stage.world.context():
        db.session.query(Voter).filter_by(decision_id=vote.id).update({"has_voted": True})
    assert stage.rows()["Waterschap Delta"] == before


def test_of_an_open_group_a_visitor_sees_the_organisations_and_nothing_of_the_people(world: World) -> None:
    stage = Stage(world, Access.OPEN)
    stage.seat(stage.board, function="dijkgraaf")
    rows = stage.rows(browser=world.client())
    assert "Zit aan tafel" in rows["Waterschap Delta"] and "Ontbreekt" in rows["Gemeente Tholen"]
    page = world.client().get(stage.address).text
    assert all(words not in page for words in ("dijkgraaf", "Mensen", "Laatst actief", "Stil", "Trijntje"))


def test_a_member_outside_an_open_group_is_not_told_who_is_silent(world: World) -> None:
    stage = Stage(world, Access.OPEN)
    writer = stage.seat(stage.board, function="dijkgraaf")
    world.discussion(stage.group, author=writer, audience=Audience.GROUP)
    row = stage.rows(browser=world.client(world.member()))["Waterschap Delta"]
    assert "Zit aan tafel" in row and "dijkgraaf" in row
    assert "Stil" not in row and "Doet mee" not in row


def test_the_table_of_a_closed_group_is_for_its_members_and_of_a_hidden_one_unknown(world: World) -> None:
    for access, status in ((Access.CLOSED, 403), (Access.HIDDEN, 404)):
        stage = Stage(World(world.app) if access == Access.CLOSED else fresh(world), access)
        for person in (None, world.member(), world.editor()):
            assert world.client(person).get(stage.address).status_code == status


def fresh(world: World) -> World:
    """Give the world again without the organisations of the stage before, whose names are unique."""
    with world.context():
        db.session.execute(organisation_region.delete())
        db.session.query(Member).update({"organisation_id": None})
        db.session.query(Organisation).delete()
    return world


def test_a_moderator_opens_a_closed_group_before_seeing_its_table(stage: Stage) -> None:
    browser = stage.world.client(stage.world.moderator())
    assert "Bekijk als moderator" in browser.get(stage.address).text
    submit(browser, f"{stage.group.address}/meekijken", {"next": stage.address})
    assert "Stil" in stage.rows(browser=browser)["Gemeente Goes"]


def test_an_organisation_that_was_only_typed_is_shown_to_nobody_and_counted_apart(stage: Stage) -> None:
    typed = stage.world.organisation("Stichting Onbekend", is_confirmed=False)
    stage.of_region(typed)
    stage.seat(typed)
    stage.seat(None)
    page = stage.browser.get(stage.address).text
    assert "Stichting Onbekend" not in page
    assert "2 leden noemden geen organisatie" in page


def test_a_group_of_no_region_misses_nobody_and_says_why(world: World) -> None:
    stage = Stage(world)
    with world.context():
        db.session.query(Group).update({"region_id": None})
    assert "Ontbreekt" not in " ".join(stage.rows().values())
    assert "hoort niet bij een regio" in stage.browser.get(stage.address).text


# --- an invitation from the gap ---


def test_a_coordinator_invites_somebody_of_a_missing_organisation_from_its_empty_chair(stage: Stage) -> None:
    world = stage.world
    wanted = world.member("Douwe Dijkgraaf", organisation_id=stage.board.id)
    world.member("Iemand Anders", organisation_id=stage.tholen.id)
    table = stage.browser.get(stage.address).text
    link = re.search(r'href="([^"]+organisatie=[^"]+)">Nodig Waterschap Delta uit<', table)
    assert link
    page = stage.browser.get(link[1]).text
    assert "Nodig iemand uit van Waterschap Delta" in page
    assert "Douwe Dijkgraaf" in page and "Iemand Anders" not in page
    sent = submit(stage.browser, f"{stage.group.address}/uitnodigen", {"member": wanted.slug, "message": ""})
    assert sent.status_code == 303
    assert world.one(GroupInvitation).member_id == wanted.id
    assert "uitgenodigd, nog geen antwoord" in stage.rows()["Waterschap Delta"]


def test_an_invitation_with_a_mistake_keeps_the_organisation_and_its_people(stage: Stage) -> None:
    stage.world.member("Douwe Dijkgraaf", organisation_id=stage.board.id)
    stage.world.member("Dirkje Dijk", organisation_id=stage.board.id)
    path = f"{stage.group.address}/uitnodigen?organisatie={stage.board.slug}"
    answer = submit(stage.browser, path, {"message": "Kom erbij"})
    assert answer.status_code == 422
    assert "Douwe Dijkgraaf" in answer.text and "Kies eerst een lid" in answer.text


def test_where_nobody_of_the_organisation_is_a_member_the_page_says_what_to_do(stage: Stage) -> None:
    page = stage.browser.get(f"{stage.group.address}/beheer?organisatie={stage.board.slug}").text
    missing = page.split("Van Waterschap Delta is er nog niemand lid")[1].split("</section>")[0]
    assert f'href="{stage.group.address}/uitnodigingen"' in missing


def test_only_who_runs_the_group_can_invite_from_the_table(stage: Stage) -> None:
    insider = stage.world.client(stage.seat(stage.tholen))
    assert "Nodig Waterschap Delta uit" not in insider.get(stage.address).text


# --- the region ---


def put_in_group(world: World, region: Region, access: Access, organisation: Organisation) -> Group:
    """Make a group in a region with somebody of an organisation in it, and a coordinator of none."""
    member = world.member(organisation_id=organisation.id)
    return world.group(f"Groep {access.value}", access=access, members=(member,), region_id=region.id)


def test_a_visitor_sees_of_a_region_who_sits_in_open_groups_and_nothing_of_closed_and_hidden_ones(
    world: World,
) -> None:
    stage = Stage(world, Access.HIDDEN)
    put_in_group(world, stage.region, Access.OPEN, stage.board)
    put_in_group(world, stage.region, Access.CLOSED, stage.tholen)
    rows = stage.rows(f"{stage.region.address}/tafel", world.client())
    assert "Zit aan tafel" in rows["Waterschap Delta"] and "Groep open" in rows["Waterschap Delta"]
    assert "Niet aan tafel gezien" in rows["Gemeente Tholen"]
    assert "Niet aan tafel gezien" in rows["Gemeente Goes"]
    page = world.client().get(f"{stage.region.address}/tafel").text
    assert "Groep closed" not in page and "Havenplan" not in page
    assert "1 van de 3 organisaties" in world.client().get(stage.region.address).text


def test_who_is_in_a_closed_group_sees_its_organisations_at_the_table_of_the_region(world: World) -> None:
    stage = Stage(world)
    put_in_group(world, stage.region, Access.OPEN, stage.board)
    rows = stage.rows(f"{stage.region.address}/tafel")
    assert "Havenplan" in rows["Gemeente Goes"] and "Stil" in rows["Gemeente Goes"]
    assert "Zit aan tafel" in rows["Waterschap Delta"]
    assert "Nodig Gemeente Tholen uit voor Havenplan" in rows["Gemeente Tholen"]


def test_a_region_without_open_groups_names_its_organisations_and_calls_nobody_missing(stage: Stage) -> None:
    visitor = stage.world.client()
    page = visitor.get(stage.region.address).text
    assert "Waterschap Delta" in page
    assert "niet gezien" not in page and "/tafel" not in page
    assert "alleen de deelnemers" in visitor.get(f"{stage.region.address}/tafel").text.replace("Dat zien ", "")


def test_an_archived_group_counts_for_no_region(world: World) -> None:
    stage = Stage(world, Access.OPEN)
    with world.context():
        db.session.query(Group).update({"is_archived": True})
    assert "Zit aan tafel" not in world.client().get(f"{stage.region.address}/tafel").text


# --- members by organisation ---


def test_the_members_of_a_group_stand_under_their_organisations_page_by_page(stage: Stage) -> None:
    typed = stage.world.organisation("Aaa Getypt", is_confirmed=False)
    stage.seat(typed, name="Zonder Bond")
    for number in range(24):
        stage.seat(stage.tholen, name=f"Tholenaar {number:02}")
    stage.seat(stage.board, name="Aafje Water")
    address, pages = f"{stage.group.address}/leden", []
    while address:
        page = stage.browser.get(address).text
        pages.append(page)
        found = re.search(r'href="([^"]+)"[^>]*rel="next"|rel="next"[^>]*href="([^"]+)"', page)
        address = (found[1] or found[2]).replace("&amp;", "&") if found else ""
    whole = "".join(pages)
    headings = re.findall(r'<h3 id="organisatie-\d+">([^<]+)</h3>', whole)
    assert list(dict.fromkeys(headings)) == [
        "Gemeente Goes",
        "Gemeente Tholen",
        "Waterschap Delta",
        "Geen organisatie genoemd",
    ]
    assert "Aaa Getypt" not in whole
    names = re.findall(r'<a href="/leden/[^"]+">([^<]+)</a>', whole)
    assert names == ["Trijntje Trekker", *(f"Tholenaar {n:02}" for n in range(24)), "Aafje Water", "Zonder Bond"]
    by_name = stage.browser.get(f"{stage.group.address}/leden?op=naam").text
    assert "<h3" not in by_name and by_name.index("Aafje Water") < by_name.index("Tholenaar 00")
    assert "op=naam&amp;na=" in by_name


# --- speed ---


@pytest.mark.parametrize("path", ["group", "region", "members"])
def test_the_number_of_queries_does_not_grow_with_the_table(
    stage: Stage, count_queries: Callable[[Callable[[], Any]], list[str]], path: str
) -> None:
    world = stage.world
    address = {
        "group": stage.address,
        "region": f"{stage.region.address}/tafel",
        "members": f"{stage.group.address}/leden",
    }[path]

    def fill(count: int) -> list[str]:
        for _ in range(count):
            organisation = world.organisation()
            stage.of_region(organisation, world.organisation(layer=Layer.PROVINCE))
            member = stage.seat(organisation)
            world.comment(world.discussion(stage.group, author=member), author=member)
            put_in_group(world, stage.region, Access.OPEN, organisation)
        return count_queries(lambda: stage.browser.get(address))

    few, many = fill(2), fill(10)
    assert len(few) == len(many) <= 12, "\n".join(many)
