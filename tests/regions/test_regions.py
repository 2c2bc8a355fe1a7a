"""Regions and themes show what belongs to them, to each reader as far as that reader may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from community.content.models import Audience, State
from community.core.db import db
from community.groups.models import Access
from community.organisations.models import Layer, Organisation, organisation_region
from community.regions.models import Region
from tests.builders.world import World

AREA = "M50,486 53,477 72,473 Z"


def put_at_the_table(world: World, region: Region, *organisations: Organisation) -> None:
    with world.context():
        for each in organisations:
            db.session.execute(insert(organisation_region).values(region_id=region.id, organisation_id=each.id))


def test_every_region_on_the_map_is_in_the_list_too(world: World, visitor: FlaskClient) -> None:
    regions = [world.region(name, map_area=AREA, position=place) for place, name in enumerate(("Zeeland", "Zwolle"))]
    page = visitor.get("/proeftuinen").text
    for region in regions:
        assert page.count(f'href="{region.address}"') == 2
    assert page.count(f'd="{AREA}"') == 2
    assert page.index("Zeeland") < page.index("Zwolle")


def test_a_site_without_regions_says_so(visitor: FlaskClient) -> None:
    assert "Er zijn nog geen regio’s" in visitor.get("/proeftuinen").text


def test_a_region_shows_its_facts_with_their_sources_and_who_is_at_the_table(
    world: World, visitor: FlaskClient
) -> None:
    facts = [{"label": "Gemeenten", "value": "13", "source": "Blik op BZK, 2016"}]
    region = world.region("Zeeland", facts=facts, body="<p>Aan zee.</p>", summary="Kort.")
    town = world.organisation("Gemeente Goes")
    board = world.organisation("Scheldestromen", layer=Layer.WATER_BOARD)
    unknown = world.organisation("Stichting Onbekend", is_confirmed=False)
    put_at_the_table(world, region, town, board, unknown)
    page = visitor.get(region.address).text
    for words in ("Gemeenten", "13", "Bron: Blik op BZK, 2016", "<p>Aan zee.</p>", "Gemeente Goes", "Waterschappen"):
        assert words in page
    assert "Stichting Onbekend" not in page
    assert "Ondernemers" not in page


def test_a_region_shows_each_reader_the_news_and_groups_that_reader_may_know(world: World) -> None:
    region = world.region()
    member, insider = world.member(), world.member()
    world.post("Openbaar bericht", region_id=region.id)
    world.post("Ledenbericht", region_id=region.id, audience=Audience.MEMBERS)
    world.post("Conceptbericht", region_id=region.id, state=State.DRAFT)
    world.post("Bericht van elders")
    world.group("Open groep", region_id=region.id)
    world.group("Stille groep", region_id=region.id, access=Access.HIDDEN, members=(insider,))
    for person, unseen in ((None, {"Ledenbericht", "Stille groep"}), (member, {"Stille groep"}), (insider, set())):
        page = world.client(person).get(region.address).text
        seen = {"Openbaar bericht", "Ledenbericht", "Open groep", "Stille groep"} - unseen
        assert all(words in page for words in seen)
        assert not any(words in page for words in unseen | {"Conceptbericht", "Bericht van elders"})


def test_a_theme_brings_together_what_belongs_to_it(world: World) -> None:
    theme, member = world.theme("Wonen"), world.member()
    world.post("Woonnieuws", themes=[theme])
    world.post("Ander nieuws")
    group = world.group("Woongroep", theme_id=theme.id, members=(member,))
    world.discussion(group, "Onder ons", author=member)
    world.discussion(group, "Voor allen", author=member, audience=Audience.PUBLIC)
    world.group("Stille groep", theme_id=theme.id, access=Access.HIDDEN)
    page = world.client().get(theme.address).text
    assert all(words in page for words in ("Woonnieuws", "Woongroep", "Voor allen"))
    assert not any(words in page for words in ("Ander nieuws", "Onder ons", "Stille groep"))
    assert "Onder ons" in world.client(member).get(theme.address).text


def test_an_unknown_region_or_theme_is_absent(visitor: FlaskClient) -> None:
    assert visitor.get("/proeftuinen/atlantis").status_code == 404
    assert visitor.get("/thema/atlantis").status_code == 404


def test_a_theme_about_which_there_is_nothing_says_what_to_do(world: World, visitor: FlaskClient) -> None:
    theme = world.theme("Stilte")
    assert "Hier is nog niets over te lezen" in visitor.get(theme.address).text
    assert "Stilte" in visitor.get("/thema").text


def test_the_list_of_groups_is_narrowed_by_region_and_theme_with_plain_links(
    world: World, visitor: FlaskClient
) -> None:
    region, theme = world.region("Zeeland"), world.theme("Wonen")
    world.group("Beide", region_id=region.id, theme_id=theme.id)
    world.group("Regio alleen", region_id=region.id)
    world.group("Geen van beide")

    def shown(query: str) -> set[str]:
        page = visitor.get(f"/werkgroepen{query}").text
        return {name for name in ("Beide", "Regio alleen", "Geen van beide") if name in page}

    assert shown(f"?regio={region.slug}") == {"Beide", "Regio alleen"}
    assert shown(f"?regio={region.slug}&thema={theme.slug}") == {"Beide"}
    assert f"?regio={region.slug}&amp;thema={theme.slug}" in visitor.get(f"/werkgroepen?regio={region.slug}").text
    assert shown("?regio=niets&thema=%00&na=xx&voor=%F0") == {"Beide", "Regio alleen", "Geen van beide"}


def test_groups_are_listed_page_by_page_by_name(world: World, visitor: FlaskClient) -> None:
    coordinator = world.member()
    for number in range(30):
        world.group(f"Groep-{number:02}", coordinator=coordinator)
    first = visitor.get("/werkgroepen").text
    assert "Groep-00" in first
    assert "Groep-29" not in first
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = visitor.get(address.replace("&amp;", "&")).text
    assert "Groep-29" in second
    assert "Groep-00" not in second


@pytest.mark.parametrize("path", ["/", "/proeftuinen", "region", "theme", "/thema", "/werkgroepen", "/over"])
def test_the_number_of_queries_does_not_grow_with_what_there_is(
    world: World, count_queries: Callable[[Callable[[], Any]], list[str]], path: str
) -> None:
    region, theme, member = world.region(), world.theme(), world.member()
    address = {"region": region.address, "theme": theme.address}.get(path, path)
    browser = world.client(member)

    def fill(count: int) -> list[str]:
        for _ in range(count):
            world.region()
            world.theme()
            world.page(slug=f"pagina-{next(world.numbers)}")
            world.post(region_id=region.id, themes=[theme], is_featured=True)
            group = world.group(region_id=region.id, theme_id=theme.id, members=(member,))
            world.discussion(group)
            put_at_the_table(world, region, world.organisation())
        browser.get(address)
        return count_queries(lambda: browser.get(address))

    few, many = fill(2), fill(10)
    assert len(few) == len(many), "\n".join(many)
    # One of them tells what the member was told of and whether they follow this.
    assert len(many) <= 12
