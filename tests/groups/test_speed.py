"""The page of a group takes few queries, whoever reads it, and no more of them where there is thirty times as much."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from community.accounts.models import Member, MemberState
from community.content.models import Audience, ContentItem, ItemCounter, State
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.groups.models import Access, Group, GroupMembership, GroupRequest
from tests.builders.fixtures import submit
from tests.builders.world import World

MOST = 10
READERS = ("visitor", "outsider", "asker", "member", "coordinator", "moderator")


class Stage:
    """A group with something in each of its rooms, requests that wait, and a browser for each reader."""

    def __init__(self, world: World, access: Access) -> None:
        self.world = world
        self.coordinator = world.member("Trijntje Trekker", organisation_id=world.organisation("Gemeente Goes").id)
        self.member = world.member("Gerda Groepslid")
        region, theme = world.region(), world.theme()
        self.group = world.group(
            "Havenplan",
            access=access,
            coordinator=self.coordinator,
            members=(self.member,),
            region_id=region.id,
            theme_id=theme.id,
        )
        self.asker = world.member("Aafje Asker")
        self.ask(self.asker)
        for number in range(2):
            for person in (self.coordinator, self.member):
                world.action(self.group, f"Actie {number}", author=person, owner_id=person.id)
            vote = {"closes_at": now() + timedelta(days=2 - number)}
            world.decision(self.group, f"Stemming {number}", author=self.member, voters=(self.member,), **vote)
            world.document(self.group, f"stuk-{number}.txt", author=self.member)
            world.comment(world.discussion(self.group, f"Gesprek {number}", author=self.member), author=self.member)
        people = (None, world.member(), self.asker, self.member, self.coordinator, world.moderator())
        self.browsers = {name: world.client(person) for name, person in zip(READERS, people, strict=True)}
        submit(self.browsers["moderator"], f"{self.group.address}/meekijken")

    def ask(self, member: Member) -> None:
        """Let somebody ask for a place."""
        self.world.keep(GroupRequest(group_id=self.group.id, member_id=member.id, motivation="Graag."))

    def grow(self, count: int) -> None:
        """Make so many members, each with an item."""
        with self.world.context():
            for number in range(count):
                member_id, item_id = new_id(), new_id()
                name = f"lid {number} {member_id}"
                who = {"id": member_id, "name": name, "name_folded": name, "slug": f"l{member_id}"}
                db.session.execute(insert(Member), [who | {"state": MemberState.MEMBER}])
                db.session.execute(insert(GroupMembership), [{"group_id": self.group.id, "member_id": member_id}])
                what = {"id": item_id, "title": name, "slug": f"g{item_id}", "author_id": member_id}
                where = {"group_id": self.group.id, "group_access": self.group.access, "audience": Audience.GROUP}
                state = {"kind": "discussion", "state": State.PUBLISHED, "published_at": now()}
                db.session.execute(insert(ContentItem.__table__), [what | where | state])
                db.session.execute(insert(ItemCounter), [{"item_id": item_id}])
        for _ in range(count // 30):
            self.ask(self.world.member())


@pytest.mark.parametrize("access", [Access.OPEN, Access.CLOSED])
def test_the_page_of_a_group_takes_ten_queries_at_most_whoever_reads_and_however_much_there_is(
    world: World, count_queries: Callable[[Callable[[], Any]], list[str]], access: Access
) -> None:
    stage = Stage(world, access)

    def taken() -> dict[str, list[str]]:
        found = {}
        for name, browser in stage.browsers.items():
            assert browser.get(stage.group.address).status_code == 200
            found[name] = count_queries(lambda browser=browser: browser.get(stage.group.address))  # type: ignore[misc]
        return found

    stage.grow(10)
    few = taken()
    stage.grow(290)
    many = taken()
    assert {name: len(each) for name, each in few.items()} == {name: len(each) for name, each in many.items()}
    assert {name: len(each) for name, each in many.items() if len(each) > MOST} == {}


def test_the_sections_of_a_group_stand_in_their_order_and_for_whom_they_are(world: World) -> None:
    stage = Stage(world, Access.CLOSED)
    page = stage.browsers["coordinator"].get(stage.group.address).text
    votes = page.split('id="besluiten-kop"')[1].split("</section>")[0]
    assert votes.index("Stemming 1") < votes.index("Stemming 0")
    papers = page.split('id="documenten-kop"')[1].split("</section>")[0]
    assert papers.index("stuk-1") < papers.index("stuk-0")
    own = page.split('id="mijn-acties-kop"')[1].split("</section>")[0]
    assert own.count("Trijntje Trekker") == 2 and "Gerda Groepslid" not in own
    for name in ("visitor", "outsider", "asker"):
        shown = stage.browsers[name].get(stage.group.address).text
        assert not any(word in shown for word in ("Stemming", "stuk-", "mijn-acties-kop", "Gemeente Goes</dt>"))


def test_a_moderator_in_several_groups_who_opened_several_keeps_each_of_them(world: World) -> None:
    moderator = world.moderator()
    browser = world.client(moderator)
    own = [world.group(f"Eigen {number}", access=Access.HIDDEN, members=(moderator,)) for number in range(2)]
    opened = [world.group(f"Geopend {number}", access=Access.CLOSED) for number in range(2)]
    for group in opened:
        submit(browser, f"{group.address}/meekijken")
    closed = world.group("Dicht", access=Access.CLOSED)

    def status(group: Group) -> int:
        return browser.get(f"{group.address}/leden").status_code

    assert [status(group) for group in (*own, *opened)] == [200] * 4
    assert status(closed) == 403
