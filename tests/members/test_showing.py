"""What members show of themselves: on their page, in the list and in its filters, each for every kind of reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.content.models import Audience
from community.groups.models import Access, GroupMembership
from community.members.queries.profiles import PARTS
from community.organisations.models import Layer
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.members.test_members import names

# What stands on the page of somebody who shows everything, by the part that it belongs to.
WORDS = {
    "about": "Ik bouw dijken.",
    "region": "Deltaland",
    "themes": "Waterveiligheid",
    "expertise": "steenbekleding",
    "contact": "06 12 34 56 78",
    "groups": "Open Overleg",
    "contributions": "Open nieuws",
}


class Stage:
    """Somebody who tells everything, in an open and in a hidden group, and those who look at them."""

    def __init__(self, world: World, shows: str) -> None:
        self.world = world
        self.region, theme = world.region(WORDS["region"]), world.theme(WORDS["themes"])
        self.member = world.member("Dina Dijk", about=WORDS["about"], region_id=self.region.id, function="ingenieur")
        world.profile(self.member, shows=shows, expertise=("Steenbekleding",), theme=theme, phone=WORDS["contact"])
        self.theme, self.sharer, self.plain = theme, world.member("Sam Samen"), world.member("Piet Plein")
        both = (self.member, self.sharer)
        self.opened = world.group(WORDS["groups"], access=Access.OPEN, members=both)
        self.hidden = world.group("Stil Beraad", access=Access.HIDDEN, members=both)
        closed = world.group("Besloten Beraad", access=Access.CLOSED, members=both)
        world.comment(world.post(WORDS["contributions"]), "dat zegt Dina", author=self.member)
        world.discussion(self.hidden, "Stil gesprek", author=self.member)
        world.discussion(closed, "Besloten gesprek", author=self.member)
        world.comment(world.discussion(closed, "Ook besloten", audience=Audience.GROUP), "sst", author=self.member)
        self.readers: dict[str, Member] = {
            "plain": self.plain,
            "sharer": self.sharer,
            "moderator": world.moderator(),
            "self": self.member,
        }

    def seen_by(self, reader: str) -> set[str]:
        """Give the parts of which the words stand on the page as this reader sees it."""
        page = self.world.client(self.readers[reader]).get(self.member.address)
        assert page.status_code == 200
        body = page.text[page.text.index("<main") :].replace("Steenbekleding", WORDS["expertise"])
        return {part for part, words in WORDS.items() if words in body}


@pytest.mark.parametrize("part", WORDS)
def test_a_part_is_seen_by_all_members_where_it_is_shown_and_by_its_owner_alone_where_it_is_hidden(
    world: World, part: str
) -> None:
    only = Stage(world, shows=part)
    for reader in ("plain", "sharer", "moderator"):
        assert only.seen_by(reader) == {part}
    assert only.seen_by("self") == set(WORDS)


def test_who_never_chose_shows_name_and_function_only(world: World, sign_in: Callable[[Member], FlaskClient]) -> None:
    region = world.region("Deltaland")
    member = world.member("Nel Nieuw", about="Ik bouw.", region_id=region.id, function="ingenieur")
    world.group("Open Overleg", members=(member,))
    page = sign_in(world.member()).get(member.address).text
    body = page[page.index("<main") :]
    assert "ingenieur" in body and not [each for each in ("Ik bouw.", "Deltaland", "Open Overleg") if each in body]


def test_a_visitor_sees_nothing_of_it_whatever_is_shown(world: World) -> None:
    stage, visitor = Stage(world, shows=" ".join(PARTS)), world.client()
    for path in (stage.member.address, f"{stage.member.address}/bijdragen", "/leden?q=dina", "/mijn/profiel"):
        answer = visitor.get(path)
        assert answer.status_code == 303 and "Dina" not in answer.text


def test_hidden_and_closed_groups_stay_with_who_is_in_them_even_by_number(world: World) -> None:
    stage = Stage(world, shows=" ".join(PARTS))
    secret = ("Stil Beraad", "Stil gesprek", "Besloten gesprek", "Ook besloten", "sst")
    for below in ("", "/bijdragen"):
        page = world.client(stage.plain).get(f"{stage.member.address}{below}").text
        assert WORDS["contributions"] in page and not [each for each in secret if each in page]
        assert world.client(stage.readers["moderator"]).get(f"{stage.member.address}{below}").text.count("gesprek") == 0
    shared = world.client(stage.sharer).get(stage.member.address).text
    assert "Stil Beraad" in shared and "Stil gesprek" in shared and "Besloten gesprek" in shared


def test_who_left_or_is_suspended_is_as_absent_as_who_never_was(
    world: World, sign_in: Callable[[Member], FlaskClient]
) -> None:
    client = sign_in(world.moderator())
    absent = client.get("/leden/nooit-geweest-abcde")
    for state in (MemberState.LEFT, MemberState.SUSPENDED, MemberState.REFUSED, MemberState.APPLICANT):
        person = world.member(f"Weg {state.value}", state=state)
        world.profile(person, shows=" ".join(PARTS))
        for below in ("", "/bijdragen", "/foto/1/96.webp"):
            answer = client.get(f"{person.address}{below}")
            assert (answer.status_code, told(answer.text)) == (404, told(absent.text))


def told(page: str) -> str:
    """Give what a page says; what stands around it holds tokens and the address."""
    return page[page.index("<main") : page.index("</main>")]


# --- the list ---


def addresses(stage: Stage) -> dict[str, str]:
    return {
        "region": f"/leden?regio={stage.region.slug}",
        "themes": f"/leden?thema={stage.theme.slug}",
        "expertise": "/leden?expertise=steenbekleding",
        "groups": f"/leden?groep={stage.opened.slug}",
    }


@pytest.mark.parametrize("part", ["region", "themes", "expertise", "groups"])
def test_who_hides_something_is_not_found_by_it(world: World, part: str) -> None:
    others = " ".join(each for each in PARTS if each != part)
    stage = Stage(world, shows=others)
    for reader in ("sharer", "moderator"):
        client = world.client(stage.readers[reader])
        found = {each: "Dina Dijk" in names(client.get(path).text) for each, path in addresses(stage).items()}
        assert not found[part]
        assert all(found[each] for each in found if each not in (part, "groups"))
        row = client.get("/leden?q=dina").text
        assert names(row) == ["Dina Dijk"]
        assert (WORDS["region"] in row[row.index('<ul class="rows"') :]) == (part != "region")
        assert ("Steenbekleding" in row) == (part != "expertise")
        assert names(client.get("/leden?q=steenbekl").text) == (["Dina Dijk"] if part != "expertise" else [])


def test_members_are_found_by_function_and_expertise_whatever_the_letters(world: World) -> None:
    client = world.client(world.member("Piet Plein"))
    found = world.member("Ömer Çelik", function="Coördinator energie")
    world.profile(found, expertise=("\uff37armte-Netten", "İnkoop"))
    for words in ("omer", "ÇELIK", "coordinator", "warmte-netten", "inkoop energie"):
        assert names(client.get(f"/leden?q={quote(words)}").text) == ["Ömer Çelik"], words
    assert names(client.get(f"/leden?expertise={quote('warmte-netten')}").text) == ["Ömer Çelik"]


def test_only_my_own_groups_narrow_the_list(world: World) -> None:
    stage = Stage(world, shows="groups")
    theirs, mine = world.client(stage.plain), world.client(stage.sharer)
    # Who looks finds themselves too.
    assert names(mine.get(f"/leden?groep={stage.hidden.slug}").text) == ["Dina Dijk", "Sam Samen"]
    assert names(mine.get("/leden?groep=mijn").text) == ["Dina Dijk", "Sam Samen"]
    assert "Stil Beraad" in mine.get("/leden").text and "Stil Beraad" not in theirs.get("/leden").text
    there, nowhere = (theirs.get(f"/leden?groep={slug}").text for slug in (stage.hidden.slug, "bestaat-niet-9"))
    assert names(there) == names(nowhere) == []
    assert "Stil Beraad" not in there
    assert names(theirs.get("/leden?groep=mijn").text) == []


def test_what_is_chosen_stands_above_the_list_and_can_be_taken_away_one_by_one(world: World) -> None:
    stage = Stage(world, shows="region expertise")
    page = world.client(stage.plain).get(f"/leden?q=dina&regio={stage.region.slug}&laag={Layer.PROVINCE.value}").text
    chips = page[page.index('class="chips"') :]
    assert 'Zoekwoord: <span translate="no">dina</span>' in chips and f"Regio: {WORDS['region']}" in chips
    assert f'href="/leden?regio={stage.region.slug}&amp;laag={Layer.PROVINCE.value}"' in chips
    assert "Haal alle filters weg" in chips
    assert 'class="chips"' not in world.client(stage.plain).get("/leden").text


def test_an_employer_that_nobody_confirmed_finds_nobody(world: World) -> None:
    named = world.organisation("Bureau Nieuw", is_confirmed=False)
    known = world.organisation("Gemeente Bekend")
    world.member("Nora Nieuw", organisation_id=named.id)
    world.member("Bea Bekend", organisation_id=known.id)
    for reader in (world.member("Piet"), world.moderator()):
        client = world.client(reader)
        assert names(client.get(f"/leden?organisatie={named.slug}").text) == []
        assert names(client.get(f"/leden?organisatie={known.slug}").text) == ["Bea Bekend"]


def test_list_and_page_take_the_same_queries_however_much_there_is(world: World, count_queries: Any) -> None:
    stage = Stage(world, shows=" ".join(PARTS))
    client = world.client(stage.sharer)
    paths = ("/leden", stage.member.address, f"{stage.member.address}/bijdragen")
    few = [len(count_queries(lambda path=path: client.get(path))) for path in paths]
    for number in range(8):
        region = world.region(f"R{number}")
        each = world.member(f"Lid {number}", region_id=region.id)
        world.profile(each, shows=" ".join(PARTS), expertise=(f"a{number}", f"b{number}"))
        group = world.group(f"G{number}")
        world.keep(GroupMembership(group_id=group.id, member_id=stage.member.id))
        world.comment(world.discussion(group, f"Gesprek {number}"), "ja", author=stage.member)
    assert [len(count_queries(lambda path=path: client.get(path))) for path in paths] == few
    assert few[0] <= 12 and few[1] <= 14


def test_contributions_are_read_page_by_page_each_once(world: World) -> None:
    member = world.member("Veel Schrijver")
    world.profile(member, shows="contributions")
    post, group = world.post("Nieuws"), world.group("Open", access=Access.OPEN)
    for number in range(25):
        world.comment(post, f"reactie nummer {number:02}.", author=member)
        if number % 5 == 0:
            world.discussion(group, f"Gesprek {number:02}", author=member, audience=Audience.PUBLIC)
    client, path, seen = world.client(world.member()), f"{member.address}/bijdragen", []
    while path:
        page = client.get(path).text
        seen += re.findall(r"nummer (\d\d)\.|>Gesprek (\d\d)<", page)
        found = re.search(r'href="([^"]+)"\s+rel="next"', page)
        path = found.group(1).replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 30
    comments = [int(each) for each, _ in seen if each]
    assert comments == sorted(comments, reverse=True)


# --- one's own page ---


def test_the_preview_shows_what_a_member_in_no_group_sees(world: World) -> None:
    stage = Stage(world, shows="about groups")
    client = world.client(stage.member)
    preview = client.get("/mijn/profiel/voorbeeld").text
    body = preview[preview.index("<main") :]
    assert WORDS["about"] in body and WORDS["groups"] in body
    assert not [each for each in ("Stil Beraad", WORDS["contact"], WORDS["region"], "Steenbekleding") if each in body]
    own = client.get(stage.member.address).text
    assert "Alleen jij ziet dit" in own and "Stil Beraad" in own
    assert "Alleen jij ziet dit" not in preview


def test_a_coordinator_invites_from_the_page_of_a_member(world: World) -> None:
    coordinator, member = world.member("Toon Trekker"), world.member("Gijs Gast")
    group = world.group("Havenplan", access=Access.HIDDEN, coordinator=coordinator)
    page = world.client(coordinator).get(member.address).text
    assert "Nodig uit voor Havenplan" in page
    assert "Havenplan" not in world.client(world.member()).get(member.address).text
    answer = submit(
        world.client(coordinator), f"{group.address}/uitnodigen", {"member": member.slug}, form_at=member.address
    )
    assert answer.status_code == 303
    assert world.client(member).get("/mijn").status_code == 200
    inside = world.member("In Zit")
    world.group("Ander", coordinator=coordinator, members=(inside,))
    assert "Nodig uit voor Ander" not in world.client(coordinator).get(inside.address).text


def test_a_report_of_a_profile_does_not_tell_what_is_hidden(world: World) -> None:
    for shows, is_there in (("about", True), ("region", False)):
        member = world.member("Dora Dicht", about="Ik bouw dijken.")
        world.profile(member, shows=shows)
        page = world.client(world.member()).get(f"/signalen/lid/{member.id}").text
        assert ("Ik bouw dijken." in page) == is_there


def test_every_part_can_be_hidden_and_shown_with_the_form(world: World) -> None:
    member = world.member()
    client = world.client(member)
    said = {"organisation": "Gemeente", "function": "adviseur", "region": "", "about": "a"}
    for shown in (PARTS, ()):
        submit(client, "/mijn/profiel", said | {f"shows_{part}": "y" for part in shown}, form_at="/mijn/profiel")
        form = client.get("/mijn/profiel").text
        assert set(re.findall(r'<input[^>]*checked[^>]*name="shows_(\w+)"', form)) == set(shown)
