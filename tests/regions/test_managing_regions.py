"""An administrator adds, changes and removes regions in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.notifications.models import Follow
from community.regions.models import Region
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.themes.test_managing_themes import seen_at

SignIn = Callable[[Member], FlaskClient]
LIST = "/beheer/regios"
NEW = f"{LIST}/nieuw"
FENS: dict[str, Any] = {
    "name": "Veenkust",
    "summary": "Land dat zakt.",
    "facts": "Inwoners | 120.000 | CBS 2025\nGemeenten | 7",
    "body": "## Wat speelt er\n\nDe bodem **daalt**. <script>x</script>",
    "format": "markdown",
    "position": "3",
    "revision_number": "0",
}


def events(world: World) -> list[str]:
    return [each.event for each in world.all(AuditEntry, AuditEntry.event.like("Region%"))]


def test_a_new_region_can_be_read_by_everybody_with_its_facts_and_its_themes(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    client, theme = sign_in(world.administrator()), world.theme("Wonen")
    assert submit(client, NEW, FENS | {"theme_ids": [str(theme.id)]}, form_at=NEW).location == LIST
    page = visitor.get("/proeftuinen/veenkust").text
    for words in ("Land dat zakt.", "120.000", "Bron: CBS 2025", "<strong>daalt</strong>", theme.address):
        assert words in page
    assert "<script>x" not in page
    assert "Veenkust" in visitor.get("/").text
    assert "Veenkust" in visitor.get("/proeftuinen").text
    assert events(world) == ["RegionAdded"]


def test_a_region_is_changed_and_keeps_its_address(world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    client = sign_in(world.administrator())
    submit(client, NEW, FENS, form_at=NEW)
    address = f"{LIST}/veenkust"
    form = client.get(address).text
    assert "Inwoners | 120.000 | CBS 2025" in form and "Gemeenten | 7" in form
    changed = FENS | {"name": "Veenland", "facts": "", "seen": seen_at(client, address)}
    assert submit(client, address, changed, form_at=address).location == LIST
    page = visitor.get("/proeftuinen/veenkust").text
    assert "Veenland" in page and "120.000" not in page
    assert events(world) == ["RegionAdded", "RegionChanged"]
    # What a form shows can be saved as it is: nothing changes by reading it.
    again = changed | {"seen": seen_at(client, address)}
    assert submit(client, address, again, form_at=address).location == LIST
    assert events(world) == ["RegionAdded", "RegionChanged"]


def test_of_two_who_change_a_region_at_once_the_second_sees_what_the_first_did(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.administrator())
    submit(client, NEW, FENS, form_at=NEW)
    address = f"{LIST}/veenkust"
    seen = seen_at(client, address)
    assert submit(client, address, FENS | {"summary": "Eerst", "seen": seen}, form_at=address).status_code == 303
    second = submit(client, address, FENS | {"summary": "Later", "seen": seen}, form_at=address)
    assert second.status_code == 422
    assert "Iemand anders wijzigde deze regio" in second.text and "Later" in second.text
    assert world.one(Region).summary == "Eerst"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Geef de regio een naam"),
        ({"name": "ZEELAND"}, "Er is al een regio die zo heet"),
        ({"facts": "Inwoners"}, "Feit 1 heeft een naam en een cijfer nodig"),
        ({"facts": "a | b\n| 3"}, "Feit 2 heeft een naam en een cijfer nodig"),
        ({"facts": "a | " + "b" * 201}, "Feit 1 is te lang"),
        ({"facts": "a | b\n" * 13}, "Noem hooguit 12 feiten"),
        ({"format": "word"}, "niet goed aangekomen"),
        ({"position": "1000"}, "van 0 tot en met 999"),
    ],
)
def test_a_region_with_something_wrong_comes_back_with_its_words(
    world: World, sign_in: SignIn, wrong: dict[str, str], words: str
) -> None:
    world.region("Zeeland")
    client = sign_in(world.administrator())
    answer = submit(client, NEW, FENS | wrong, form_at=NEW)
    assert answer.status_code == 422
    assert words in answer.text and "Land dat zakt." in answer.text
    assert world.count(Region) == 1 and events(world) == []


def test_a_region_to_which_nothing_belongs_can_be_removed(world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    client, theme = sign_in(world.administrator()), world.theme("Wonen")
    submit(client, NEW, FENS | {"theme_ids": [str(theme.id)]}, form_at=NEW)
    region = world.one(Region)
    world.keep(Follow(member_id=world.member().id, region_id=region.id))
    address = f"{LIST}/veenkust"
    assert submit(client, f"{address}/verwijderen", form_at=address).location == LIST
    assert visitor.get(region.address).status_code == 404
    assert world.count(Region) == world.count(Follow) == 0


def test_a_region_in_use_stays(world: World, sign_in: SignIn) -> None:
    client, region = sign_in(world.administrator()), world.region("Zeeland")
    world.group("Bouwers", region_id=region.id)
    address = f"{LIST}/{region.slug}"
    assert submit(client, f"{address}/verwijderen", form_at=address).location == address
    assert "Deze regio is in gebruik" in client.get(address).text
    assert world.count(Region) == 1 and events(world) == []


def test_only_an_administrator_sets_the_regions_up(world: World, sign_in: SignIn) -> None:
    region = world.region("Zeeland")
    for person in (world.moderator(), world.editor(), world.member()):
        client = sign_in(person)
        assert [client.get(path).status_code for path in (LIST, NEW, f"{LIST}/{region.slug}")] == [403] * 3
        assert submit(client, NEW, FENS, form_at="/mijn").status_code == 403
        assert submit(client, f"{LIST}/{region.slug}/verwijderen", form_at="/mijn").status_code == 403
    assert world.count(Region) == 1
