"""Hearing of things in the browser: a name chosen by keyboard, and the bell that leads its bearer to what was said."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.browser.conftest import Walkers
from tests.browser.live import Live
from tests.browser.test_journeys import COORDINATOR, MEMBER

GROUP, TALK = "Proeftuin Zeeland", "Praktijklokaal: wie betaalt de afzuiging?"


def test_a_name_chosen_by_keyboard_rings_a_bell_that_leads_there(live: Live, walkers: Walkers) -> None:
    writer = walkers(live).arrive().sign_in(MEMBER).follow("Werkgroepen", GROUP, re.compile("^Gesprekken"), TALK)
    keyboard, words = writer.page.keyboard, f"weet jij dit {time.time_ns()}?"
    field = writer.page.get_by_label("Schrijf een reactie")
    field.focus()
    keyboard.type("Dag @brou")
    option = writer.page.get_by_role("option", name=re.compile(COORDINATOR))
    expect(option).to_be_visible()
    expect(writer.page.get_by_text("Er zijn namen gevonden.")).to_have_count(1)
    keyboard.press("Escape")
    expect(option).to_have_count(0)
    keyboard.type("w")
    expect(option).to_be_visible()
    keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("^noemen-"))
    keyboard.press("Enter")
    expect(field).to_have_value(f"Dag @{COORDINATOR} ")
    keyboard.type(words)
    writer.press("Plaats reactie")
    comment = writer.page.locator(".comment").filter(has_text=words)
    expect(comment.get_by_role("link", name=f"@{COORDINATOR}")).to_be_visible()

    # Without script on a phone's small screen or a large one: the bell, the list, and the way to what was said.
    named = walkers(live, "no script").arrive().sign_in(COORDINATOR)
    for _ in range(60):
        named.page.goto(f"{live.address}/mijn/meldingen")
        if named.page.get_by_text("Anouk Verbeeke noemde je in een reactie").count():
            break
        named.page.wait_for_timeout(500)
    bell = named.page.get_by_role("link", name=re.compile("^Meldingen"))
    expect(bell).to_contain_text(re.compile(r"\d"))
    told = named.page.get_by_role("listitem").filter(has=named.page.get_by_role("heading", name=TALK))
    expect(told).to_contain_text("Je krijgt dit omdat iemand je noemde.")
    named.press(re.compile("^Open"), within=told)
    expect(named.page.locator(".comment:target")).to_contain_text(words)

    named.press("Volg dit niet meer").sees("Je volgt dit niet meer.")
    named.press("Volg dit").sees("Je volgt dit nu.")
    named.page.goto(f"{live.address}/mijn/meldingen")
    expect(told.get_by_text("Nieuw", exact=True)).to_have_count(0)
