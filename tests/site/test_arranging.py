"""An administrator arranges the menu and the front page; everybody sees it on the next request."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.content.models import Audience, State
from community.core.db import db
from community.pages.models import Page
from community.site.models import SiteSetting
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
MENU = "/beheer/menu"
FRONT = "/beheer/voorpagina"


def menu_of(client: FlaskClient) -> list[tuple[str, str]]:
    """Give the links of the main menu, with their words."""
    text = client.get("/").text.split('<nav class="main-nav"')[1].split("</nav>")[0]
    return [(address, words.strip()) for address, words in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', text)]


def places(client: FlaskClient, form_at: str, **chosen: str) -> dict[str, str]:
    """Give what a form sends that has these places for what it offers under these words, and none for the rest."""
    text = client.get(form_at).text
    labels = re.findall(r'<label class="utrecht-form-label"\s+for="(place_[\w-]+)">([^<]+)</label>', text)
    assert set(chosen) <= {words for _name, words in labels}
    return {name: chosen.get(words, "0") for name, words in labels}


def heads(client: FlaskClient) -> list[str]:
    """Give the blocks of the front page, by their headings."""
    return re.findall(r'<h2 id="([a-z]+)-kop">', client.get("/").text)


def test_the_menu_is_as_it_was_delivered_until_somebody_arranges_it(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.administrator())
    before = [("/nieuws", "Actueel"), ("/proeftuinen", "Proeftuinen"), ("/werkgroepen", "Werkgroepen")]
    assert menu_of(client) == [*before, ("/leden", "Leden"), ("/beheer", "Beheer")]
    # Saved as it is, it needs no row.
    sent = places(client, MENU, Actueel="1", Proeftuinen="2", Werkgroepen="3")
    assert submit(client, MENU, sent, form_at=MENU).location == MENU
    assert world.count(SiteSetting) == 0


def test_an_administrator_puts_pages_and_parts_into_the_menu_in_any_order(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    page = world.page("Onze aanpak")
    client = sign_in(world.administrator())
    sent = places(client, MENU, **{"Onze aanpak": "1", "Thema’s": "2", "Actueel": "3"})
    assert submit(client, MENU, sent, form_at=MENU).location == MENU
    expected = [(page.address, "Onze aanpak"), ("/thema", "Thema’s"), ("/nieuws", "Actueel")]
    assert menu_of(visitor) == expected
    assert menu_of(sign_in(world.member())) == [*expected, ("/leden", "Leden")]
    shown = client.get(MENU).text
    assert shown.count(" selected") >= 3
    assert world.count(AuditEntry, AuditEntry.event == "SettingChanged") == 1


@pytest.mark.parametrize("change", [{"state": State.DRAFT}, {"audience": Audience.MEMBERS}], ids=["draft", "members"])
def test_a_page_that_not_everybody_may_read_leaves_the_menu_by_itself(
    world: World, sign_in: SignIn, visitor: FlaskClient, change: dict[str, object]
) -> None:
    page = world.page("Onze aanpak")
    client = sign_in(world.administrator())
    submit(client, MENU, places(client, MENU, **{"Onze aanpak": "1", "Actueel": "2"}), form_at=MENU)
    assert "Onze aanpak" in visitor.get("/").text
    with world.context():
        for name, value in change.items():
            setattr(db.session.get_one(Page, page.id), name, value)
    assert menu_of(visitor) == [("/nieuws", "Actueel")]
    assert "Onze aanpak" not in visitor.get("/").text
    assert "Onze aanpak" not in client.get(MENU).text


@pytest.mark.parametrize("place", ["0", "8", "-1", "x", ""])
def test_an_empty_menu_and_places_that_are_not_there_are_refused(world: World, sign_in: SignIn, place: str) -> None:
    client = sign_in(world.administrator())
    sent = places(client, MENU) | {"place_nieuws": place}
    assert submit(client, MENU, sent, form_at=MENU).status_code == 422
    assert world.count(SiteSetting) == 0


def test_the_blocks_of_the_front_page_stand_in_the_order_that_was_chosen(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    world.region()
    world.group("Bouwers")
    world.post("Nieuws van vandaag")
    assert heads(visitor) == ["actueel", "regios", "groepen", "lid"]
    client = sign_in(world.administrator())
    sent = places(client, FRONT, **{"Werkgroepen": "1", "Actueel": "2", "De regio’s": "0"})
    assert submit(client, FRONT, sent, form_at=FRONT).location == FRONT
    assert heads(visitor) == ["groepen", "actueel"]
    nothing = places(client, FRONT)
    assert submit(client, FRONT, nothing, form_at=FRONT).location == FRONT
    assert heads(visitor) == []
    assert visitor.get("/").status_code == 200


def test_only_an_administrator_arranges_the_site(world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    for person in (world.moderator(), world.editor(), world.member()):
        client = sign_in(person)
        for address in (MENU, FRONT, "/beheer/logo"):
            assert client.get(address).status_code == 403
            assert submit(client, address, {"place_nieuws": "1"}, form_at="/mijn").status_code == 403
        assert submit(client, "/beheer/logo/verwijderen", form_at="/mijn").status_code == 403
    assert visitor.get(MENU).status_code == 303
    assert world.count(SiteSetting) == 0


def test_a_page_that_gets_another_title_stays_in_the_menu(world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    page = world.page("Onze aanpka")
    client = sign_in(world.administrator())
    submit(client, MENU, places(client, MENU, **{"Onze aanpka": "1"}), form_at=MENU)
    with world.context():
        kept = db.session.get_one(Page, page.id)
        kept.title, kept.slug = "Onze aanpak", "onze-aanpak"
    assert menu_of(visitor) == [("/over/onze-aanpak", "Onze aanpak")]


def test_a_page_that_appears_while_somebody_arranges_takes_no_place_of_another(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    page = world.page("Onze aanpak")
    client = sign_in(world.administrator())
    sent = places(client, MENU, **{"Onze aanpak": "1"})
    world.page("Alles begint hier")
    assert submit(client, MENU, sent, form_at=MENU).location == MENU
    assert menu_of(visitor) == [(page.address, "Onze aanpak")]
