"""Running a group, in a real browser and by links alone: who may see it, who may write, who is missing, and its end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walkers
from tests.browser.live import Live
from tests.browser.test_journeys import COORDINATOR, MEMBER
from tests.browser.walker import Walker

SMALL = pytest.mark.parametrize("surroundings", ["phone", "no script"])
HIDDEN = "Vooroverleg kabelroute Westerschelde"
GROUP = "Proeftuin Zeeland"
RUN_BY_OTHERS, RUNS_IT = "Circulair slopen en bouwen", "Miriam"


def manage(walker: Walker, group: str, *links: str) -> Walker:
    """Go to the page from which a group is run, and on from there."""
    return walker.arrive().follow("Werkgroepen", group, re.compile("^Beheer"), *links)


def members_of(walker: Walker, group: str) -> Walker:
    """Go to the members of a group, by its tab; a link in the menu is called the same."""
    walker.follow("Werkgroepen", group)
    return walker.follow("Leden", within=walker.page.get_by_role("navigation", name="Werkgroep", exact=True))


@SMALL
def test_who_opens_a_group_reads_first_what_others_will_see_and_can_close_it_again(
    surroundings: str, live: Live, walkers: Walkers
) -> None:
    coordinator = walkers(live, surroundings).arrive().sign_in(COORDINATOR)
    outsider = walkers(live, surroundings).arrive().sign_in("Miriam")
    outsider.follow("Werkgroepen")
    expect(outsider.page.get_by_role("link", name=HIDDEN)).to_have_count(0)

    manage(coordinator, HIDDEN, "Kies wie de werkgroep ziet en erin mag", "Maak de werkgroep open")
    coordinator.sees("Iedereen ziet dat de werkgroep bestaat")
    coordinator.page.get_by_label("Maak het leesbaar voor alle leden van de site").check()
    coordinator.page.get_by_label(re.compile("^gesprekken", re.IGNORECASE)).check()
    coordinator.expect_trouble("status of 422")
    coordinator.press("Maak de werkgroep open").sees(re.compile(r"Dit wordt leesbaar voor \d+ leden"))
    coordinator.press("Ja, deel dit breder")

    outsider.arrive().follow("Werkgroepen", HIDDEN, re.compile("^Gesprekken"))
    expect(outsider.page.locator("main .row__link").first).to_be_visible()

    manage(coordinator, HIDDEN, "Kies wie de werkgroep ziet en erin mag", "Maak de werkgroep verborgen")
    coordinator.sees("Dat draai je later niet met één knop terug.").press("Maak de werkgroep verborgen")
    outsider.arrive().follow("Werkgroepen")
    expect(outsider.page.get_by_role("link", name=HIDDEN)).to_have_count(0)


@SMALL
def test_who_is_muted_reads_that_and_writes_again_when_it_is_over(
    surroundings: str, live: Live, walkers: Walkers
) -> None:
    coordinator = walkers(live, surroundings).arrive().sign_in(COORDINATOR)
    members_of(coordinator, GROUP)
    row = coordinator.page.locator("li.row").filter(has_text=MEMBER)
    coordinator.follow("Demp", within=row)
    coordinator.fill(re.compile("^Reden|^Waarom"), "Eerst even bellen.").press("Demp dit lid")
    expect(row).to_contain_text("leest alleen mee")

    member = walkers(live, surroundings).arrive().sign_in(MEMBER)
    member.follow("Werkgroepen", GROUP).sees("Een coördinator heeft je in deze werkgroep gedempt")
    expect(member.page.get_by_role("link", name="Begin een gesprek")).to_have_count(0)

    coordinator.press("Laat weer meeschrijven", row)
    expect(row).not_to_contain_text("leest alleen mee")
    member.arrive().follow("Werkgroepen", GROUP, re.compile("^Gesprekken")).sees("Begin een gesprek")


@SMALL
def test_from_an_empty_chair_at_the_table_somebody_is_invited(surroundings: str, live: Live, walkers: Walkers) -> None:
    coordinator = walkers(live, surroundings).arrive().sign_in(COORDINATOR)
    members_of(coordinator, GROUP).follow("Wie zit er aan tafel").sees("Ontbreekt")
    row = coordinator.page.locator("tr").filter(has_text=re.compile("ontbreekt", re.IGNORECASE)).first
    coordinator.follow(re.compile("^Nodig"), within=row).sees(re.compile("^Nodig iemand uit van"))


@SMALL
def test_an_archived_group_is_read_and_taken_up_again(surroundings: str, live: Live, walkers: Walkers) -> None:
    coordinator = walkers(live, surroundings).arrive().sign_in(RUNS_IT)
    manage(coordinator, RUN_BY_OTHERS, "Archiveer de werkgroep").press("Archiveer de werkgroep")
    member = walkers(live, surroundings).arrive().sign_in(MEMBER)
    member.follow("Werkgroepen", "Gearchiveerde werkgroepen")
    member.follow(RUN_BY_OTHERS, re.compile("^Gesprekken")).sees("Deze werkgroep is gearchiveerd.")
    expect(member.page.locator("main .row__link").first).to_be_visible()
    expect(member.page.get_by_role("link", name="Begin een gesprek")).to_have_count(0)

    coordinator.follow(re.compile("^Beheer")).press("Heropen de werkgroep")
    expect(coordinator.page.get_by_text("Deze werkgroep is gearchiveerd.")).to_have_count(0)
