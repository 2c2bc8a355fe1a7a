"""From a discussion to what everybody reads, in a real browser and by links alone: proposal, decision, action, news."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walkers
from tests.browser.live import Live
from tests.browser.test_journeys import COORDINATOR, EDITOR, MEMBER
from tests.browser.walker import SURROUNDINGS, Walker

GROUP = "Proeftuin Zeeland"
NEXT_WEEK = f"{datetime.now(ZoneInfo('Europe/Amsterdam')) + timedelta(days=7):%Y-%m-%d}"


def cards(walker: Walker, *kinds: str) -> None:
    """See the trail with cards of these kinds, in order."""
    expect(walker.page.locator(".trail__kind")).to_have_text(list(kinds))
    assert walker.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_a_discussion_becomes_a_decision_an_action_item_and_public_news(
    surroundings: str, live: Live, walkers: Walkers
) -> None:
    subject = f"veerdienst {surroundings}"
    coordinator = walkers(live, surroundings).arrive().sign_in(COORDINATOR)
    coordinator.follow("Werkgroepen", GROUP, re.compile("^Gesprekken"), "Begin een gesprek")
    coordinator.fill(re.compile("^Titel"), f"De {subject}").fill(re.compile("^Tekst"), "Wat doen we ermee?")
    coordinator.press("Plaats het gesprek").follow("Leg er een voorstel over voor")
    coordinator.fill(re.compile("^Titel"), f"Wij varen de {subject} zelf").fill(re.compile("^Toelichting"), "Samen.")
    coordinator.fill("Sluit op", NEXT_WEEK).fill(re.compile("^Hoeveel procent"), "0").press("Leg voor")
    cards(coordinator, "Gesprek", "Voorstel")
    coordinator.page.get_by_label("Geen bezwaar").check()
    coordinator.press(re.compile("^(Stem|Breng je stem uit)"))
    coordinator.press("Sluit nu", coordinator.open("Sluit nu")).sees("De stemming is gesloten en geteld.")
    coordinator.follow("Schrijf de uitkomst op").fill(re.compile("^Wat is er besloten"), f"We varen de {subject}.")
    coordinator.press("Bewaar").follow("Nieuw actiepunt")
    coordinator.fill(re.compile("^Wat moet er gebeuren"), f"Huur een boot voor de {subject}")
    coordinator.fill(re.compile("^Wie doet het"), MEMBER).press("Voeg toe")
    cards(coordinator, "Gesprek", "Besluit", "Actiepunt")

    member = walkers(live, surroundings).arrive().sign_in(MEMBER)
    member.open(MEMBER)
    member.follow("Mijn pagina", "Mijn actiepunten", f"Huur een boot voor de {subject}").press("Rond af")
    member.sees("Het actiepunt staat nu op: Klaar.")

    coordinator.follow(f"Wij varen de {subject} zelf", "Maak openbaar").sees("Niets anders wordt openbaar")
    coordinator.press("Maak openbaar").sees("Het besluit staat op de openbare pagina van de regio.")

    visitor = walkers(live, surroundings).arrive()
    visitor.follow("Proeftuinen", "Zeeland", f"Wij varen de {subject} zelf").sees(f"We varen de {subject}.")
    cards(visitor, "Besluit", "Openbaar besluit")
    visitor.sees("niet-openbaar onderdeel")

    editor = walkers(live, surroundings).arrive().sign_in(EDITOR)
    editor.follow("Proeftuinen", "Zeeland", f"Wij varen de {subject} zelf", "Schrijf er nieuws over")
    editor.fill("Titel", f"De {subject} vaart weer").fill(re.compile("^Inleiding"), "Het besluit is genomen.")
    if editor.page.locator("html.has-js").count():
        editor.page.locator("[contenteditable=true]").click()
        editor.page.keyboard.type("De boot ligt klaar.")
    else:
        editor.fill("Tekst", "De boot ligt klaar.")
    editor.press("Bewaar als concept").press("Publiceer nu")

    visitor.follow("Actueel", f"De {subject} vaart weer")
    cards(visitor, "Besluit", "Openbaar besluit", "Nieuws")
