"""Working in a group, in a real browser and by links alone: two at one wiki page, and a coordinator who stops."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walkers
from tests.browser.live import Live
from tests.browser.test_journeys import COORDINATOR, MEMBER
from tests.browser.walker import PATIENCE, Walker

SMALL = pytest.mark.parametrize("surroundings", ["phone", "no script"])
GROUP = "Proeftuin Zeeland"
# Groups that one person runs.
RUN_BY_ONE = {
    "phone": ("Techniek en docenten", "Samira Ouarghi"),
    "no script": ("Griffiers en raadsleden", "Shanice Promes"),
}


def write(walker: Walker, text: str) -> None:
    """Write at the end of the text that is open."""
    if walker.page.locator("html.has-js").count():
        editor = walker.page.locator("[contenteditable=true]")
        editor.click()
        walker.page.keyboard.press("Control+End")
        walker.page.keyboard.type(text)
        expect(editor).to_contain_text(text.strip())
    else:
        field = walker.page.locator("textarea[name=body]")
        field.fill(f"{field.input_value()}\n\n{text}")


@SMALL
def test_of_two_who_change_one_wiki_page_the_second_sees_both_texts_and_loses_nothing(
    surroundings: str, live: Live, walkers: Walkers
) -> None:
    title = f"Afspraken over {surroundings}"
    first, second = walkers(live, surroundings), walkers(live, surroundings)
    first.arrive().sign_in(MEMBER).follow("Werkgroepen", GROUP, re.compile("^Wiki"), "Nieuwe pagina")
    first.fill("Titel", title)
    write(first, "Wij spreken Nederlands.")
    first.press(re.compile("^(Bewaar|Plaats|Maak)"))
    expect(first.page.locator("article h1")).to_have_text(title)

    second.arrive().sign_in(COORDINATOR).follow("Werkgroepen", GROUP, re.compile("^Wiki"), title, "Wijzig")
    first.follow("Wijzig")
    write(first, "En we beginnen op tijd.")
    first.press("Bewaar").sees("En we beginnen op tijd.")

    write(second, "En we eindigen op tijd.")
    second.expect_trouble("status of 422")
    second.press("Bewaar").sees("Iemand anders heeft dit gewijzigd")
    second.sees("En we beginnen op tijd.")
    second.press("Bewaar").sees("En we eindigen op tijd.")
    second.follow("Versies")
    expect(second.page.locator("main")).to_contain_text(re.compile("Versie 3"))


@SMALL
def test_a_coordinator_stops_and_who_is_asked_takes_over(surroundings: str, live: Live, walkers: Walkers) -> None:
    group, name = RUN_BY_ONE[surroundings]
    coordinator = walkers(live, surroundings).arrive().sign_in(name)
    coordinator.follow("Werkgroepen", group, "Verlaat deze werkgroep").sees("Draag de werkgroep over")
    asking = coordinator.page.get_by_label(re.compile("^Vraag .* of die het wil worden"))
    words = coordinator.page.locator("label").filter(has_text=re.compile("^Vraag .* of die")).inner_text()
    asking.check()
    coordinator.press("Stop als coördinator")
    successor = re.sub("^Vraag (.*) of die.*", r"\1", words)

    asked = walkers(live, surroundings).arrive().sign_in(successor)
    patient_until = time.monotonic() + PATIENCE / 1000
    asked.page.locator(".bell").locator("visible=true").first.click()
    while not asked.page.get_by_text(group).locator("visible=true").count():
        assert time.monotonic() < patient_until, "nobody was asked"
        asked.page.wait_for_timeout(500)
        asked.page.reload()
    asked.press(re.compile(f"^Open.*{group}")).sees("Wil je coördinator worden?")
    asked.press("Ja, ik word coördinator")
    asked.arrive().follow("Werkgroepen", group)
    expect(asked.page.get_by_role("region", name="Coördinator")).to_contain_text(successor)
