"""The main job, in a real browser, by links alone: from the home page on, nobody types an address.

Each journey is walked on a large screen, on a phone, and without JavaScript.
"""

from __future__ import annotations

import itertools
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Walkers
from tests.browser.live import Live
from tests.browser.walker import SURROUNDINGS, Walker

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MEMBER, OUTSIDER = "Anouk Verbeeke", "Ruben Kalkman"
COORDINATOR, EDITOR, MODERATOR = "Fenna Brouwershaven", "Yasmin el Idrissi", "Gerard Schipperijn"
NUMBERS = itertools.count(1)
WORDS = ("Aster", "Beemd", "Cichorei", "Duizendblad", "Engelwortel", "Fluitekruid", "Guldenroede", "Heemst", "Iris")

everywhere = pytest.mark.parametrize("surroundings", SURROUNDINGS)


def newcomer() -> str:
    """Think of somebody who was never here."""
    return f"Nieuwkomer {WORDS[next(NUMBERS) % len(WORDS)]}veld{next(NUMBERS)}"


def apply(walker: Walker, name: str, motivation: str) -> None:
    """Go from the home page to an application that waits, with a new account."""
    walker.arrive().follow("Actueel")
    first_post(walker)
    walker.sees("Reageren is alleen mogelijk voor aangemelde gebruikers.")
    walker.follow("Lid worden", within=walker.page.locator("#reageer"))
    walker.follow("Maak een account").make_account(name)
    walker.fill("Organisatie", "Gemeente Middelburg").fill("Functie", "beleidsmedewerker groen")
    walker.fill(re.compile("Waarom wil je meedoen"), motivation)
    walker.press("Verstuur aanvraag").sees("Je aanvraag is verstuurd")


def first_post(walker: Walker) -> None:
    """Open the first post of the list."""
    walker.page.locator("main article a").first.click()
    expect(walker.page.locator("article.article h1")).to_be_visible()


def application_of(walker: Walker, name: str) -> Locator:
    """Find an application in administration, by clicking."""
    walker.arrive().sign_in(MODERATOR).follow("Beheer")
    walker.follow(re.compile("^Leden"), within=walker.page.get_by_role("navigation", name="Beheer"))
    found = walker.page.locator("article").filter(has=walker.page.get_by_role("heading", name=name))
    expect(found).to_be_visible()
    return found


def comment(walker: Walker, text: str) -> None:
    """Write a comment below what is open, and see it."""
    walker.fill("Schrijf een reactie", text).press("Plaats reactie")
    expect(walker.page.locator(".comment").filter(has_text=text)).to_have_count(1)


@everywhere
def test_a_newcomer_applies_is_admitted_and_comments_on_news(
    surroundings: str, live_on_each: Live, walkers: Walkers
) -> None:
    name = newcomer()
    guest = walkers(live_on_each, surroundings)
    apply(guest, name, "Ik werk aan bomen in de binnenstad en zoek collega's.")

    moderator = walkers(live_on_each, surroundings)
    application = application_of(moderator, name)
    expect(application).to_contain_text("Ik werk aan bomen in de binnenstad")
    moderator.press(re.compile("^Toelaten"), application)
    expect(application).to_have_count(0)

    guest.follow("Actueel")
    first_post(guest)
    comment(guest, f"Dank voor dit stuk, groeten van {name}.")
    reader = walkers(live_on_each, surroundings).arrive().follow("Actueel")
    first_post(reader)
    reader.sees(f"Dank voor dit stuk, groeten van {name}.")


@everywhere
def test_a_moderator_refuses_with_a_reason_that_the_applicant_reads(
    surroundings: str, live: Live, walkers: Walkers
) -> None:
    name = newcomer()
    guest = walkers(live, surroundings)
    apply(guest, name, "Ik verkoop bomen.")

    moderator = walkers(live, surroundings)
    moderator.follow(re.compile("^Weigeren"), within=application_of(moderator, name))
    moderator.expect_trouble("status of 422")
    moderator.press("Weiger de aanvraag").sees("Geef een reden: de aanvrager leest die.")
    moderator.fill("Reden", "Deze site is er niet om te verkopen.").press("Weiger de aanvraag")

    guest.arrive().open(name)
    guest.follow("Mijn lidmaatschap").sees("Je aanvraag is geweigerd").sees("Deze site is er niet om te verkopen.")
    guest.follow("Vraag opnieuw aan").sees("Lidmaatschap aanvragen")


@everywhere
def test_a_coordinator_admits_a_member_who_then_takes_part_in_a_discussion(
    surroundings: str, live: Live, walkers: Walkers
) -> None:
    name = newcomer()
    member = walkers(live, surroundings)
    apply(member, name, "Ik wil meedenken over de zoetwatervoorraad.")
    moderator = walkers(live, surroundings)
    moderator.press(re.compile("^Toelaten"), application_of(moderator, name))

    member.arrive()
    open_group(member, live.demo["closed_group"])
    member.sees("Dit is een besloten werkgroep")
    member.fill("Waarom wil je meedoen?", "Wij houden de polders in de gaten.").press("Vraag of je mee mag doen")
    member.sees("Je verzoek wacht")

    coordinator = walkers(live, surroundings).arrive().sign_in(COORDINATOR)
    open_group(coordinator, live.demo["closed_group"])
    waiting = coordinator.page.locator("main li").filter(has_text=name)
    coordinator.press("Laat toe", waiting)
    expect(coordinator.page.get_by_role("button", name="Laat toe").and_(waiting)).to_have_count(0)

    member.arrive()
    open_group(member, live.demo["closed_group"])
    member.sees("Je doet mee").follow(re.compile("^Gesprekken"))
    member.page.locator("main .rows .row").filter(has_not_text="Gesloten").locator("a").first.click()
    comment(member, f"Ik ben {name} en heb hier een vraag over.")

    member.follow(re.compile("^Gesprekken"), "Begin een gesprek")
    member.fill(re.compile("^Titel"), f"Vraag van {name}").fill(re.compile("^Tekst"), "Wie weet hier meer van?")
    member.press("Plaats het gesprek")
    expect(member.page.locator("article.article h1")).to_have_text(f"Vraag van {name}")


def open_group(walker: Walker, address: str) -> None:
    """Go to a group by its card in the list."""
    walker.follow("Werkgroepen")
    walker.page.locator(f'main a[href="{address}"]').first.click()
    expect(walker.page.locator(".banner h1")).to_be_visible()


def test_an_editor_plans_a_post_with_a_picture_and_the_worker_publishes_it(
    live: Live, walkers: Walkers, tmp_path: Path
) -> None:
    picture = tmp_path / "haven.jpg"
    Image.effect_mandelbrot((1200, 800), (-2, -1.2, 1, 1.2), 60).convert("RGB").save(picture)
    walked = {kind: walkers(live, kind) for kind in SURROUNDINGS}
    titles = {kind: f"De haven van {WORDS[number]}" for number, kind in enumerate(walked)}
    for kind, editor in walked.items():
        write_post(editor, titles[kind], picture)
    begun = time.monotonic()
    for kind, editor in walked.items():
        plan(editor, when=next_minute())
        visitor = walkers(live, kind).arrive().follow("Actueel")
        expect(visitor.page.get_by_text(titles[kind])).to_have_count(0)

    reader = walkers(live)
    for title in titles.values():
        while reader.arrive().follow("Actueel").page.get_by_role("link", name=title).count() == 0:
            assert time.monotonic() - begun < 130, f"{title!r} was not published in time"
            time.sleep(1)
        reader.follow(title)
        shown = reader.page.locator("article.article figure img")
        expect(shown).to_have_attribute("alt", "Een haven vol vissersboten")
        assert shown.evaluate("(picture) => picture.decode().then(() => picture.naturalWidth)") > 300
        reader.sees(re.compile("Archief van de haven"))


def write_post(editor: Walker, title: str, picture: Path) -> None:
    """Write a draft with a picture."""
    editor.arrive().sign_in(EDITOR).follow("Actueel", "Nieuw bericht")
    editor.fill("Titel", title).fill(re.compile("^Inleiding"), "Er kwamen meer boten dan vorig jaar.")
    body = editor.page.locator("[contenteditable=true]")
    if editor.page.locator("html.has-js").count():
        body.click()
        editor.page.keyboard.type("De vissers losten garnalen en schol.")
    else:
        editor.fill("Tekst", "De vissers losten **garnalen** en schol.")
    editor.press("Bewaar als concept").sees("Wijzig het bericht")
    panel = editor.open("Voeg een foto of bijlage toe")
    panel.get_by_label("Bestand").set_input_files(picture)
    editor.fill(re.compile("^Wat is er op de foto te zien"), "Een haven vol vissersboten", panel)
    editor.fill(re.compile("^Wie heeft de foto gemaakt"), "Archief van de haven", panel).press("Voeg toe", panel)
    expect(editor.page.get_by_role("link", name=f"{picture.stem}.webp", exact=True)).to_be_visible()


def next_minute() -> datetime:
    """Give the next minute that can still be chosen in time."""
    return datetime.now(AMSTERDAM).replace(second=0, microsecond=0) + timedelta(
        minutes=1 if datetime.now(AMSTERDAM).second < 50 else 2
    )


def plan(editor: Walker, when: datetime) -> None:
    """Plan what is open for a moment."""
    editor.fill("Datum", f"{when:%Y-%m-%d}").fill("Tijd", f"{when:%H:%M}").press("Plan in")
    editor.sees(re.compile("Verschijnt op"))
