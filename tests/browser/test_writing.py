"""Writing in the browser: what a member types is never lost and never posted twice, and the editor needs no mouse."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Walkers
from tests.browser.live import Live
from tests.browser.test_journeys import EDITOR, MEMBER, first_post, write_post
from tests.browser.walker import Walker

POSTS = "**/reacties/bij/**"


@pytest.fixture
def member(live: Live, walkers: Walkers) -> Walker:
    """Let a member in who reads a post; the mark on the window tells whether the page was loaded again."""
    walker = walkers(live).arrive().sign_in(MEMBER).follow("Actueel")
    first_post(walker)
    walker.page.evaluate("window.stayed = true")
    return walker


def field(walker: Walker) -> Locator:
    """Find where the comment is written."""
    return walker.page.get_by_label("Schrijf een reactie")


def stayed(walker: Walker) -> bool:
    """Whether this is still the page that was opened."""
    return bool(walker.page.evaluate("window.stayed === true"))


def unique(words: str) -> str:
    """Give words that stand nowhere yet."""
    return f"{words} {time.time_ns()}"


def shown(walker: Walker, text: str) -> Locator:
    """Find the comments with a text."""
    return walker.page.locator(".comment").filter(has_text=text)


def test_a_comment_is_posted_without_loading_the_page_and_gets_the_focus(member: Walker) -> None:
    text = unique("Wij doen dit in Middelburg ook zo")
    field(member).fill(text)
    member.press("Plaats reactie")
    expect(shown(member, text)).to_have_count(1)
    expect(shown(member, text)).to_be_focused()
    expect(field(member)).to_have_value("")
    assert stayed(member)


def test_a_double_click_posts_once(member: Walker) -> None:
    text = unique("Twee keer geklikt")
    field(member).fill(text)
    member.page.get_by_role("button", name="Plaats reactie").dblclick()
    expect(shown(member, text)).to_have_count(1)
    member.page.reload()
    expect(shown(member, text)).to_have_count(1)


def test_the_text_stays_when_the_network_fails_and_is_posted_once_when_it_is_back(member: Walker) -> None:
    member.expect_trouble("ERR_|Failed to fetch")
    text = unique("In de trein geschreven")
    member.page.route(POSTS, lambda route: route.abort("internetdisconnected"))
    field(member).fill(text)
    member.press("Plaats reactie").sees("Er is geen verbinding.")
    expect(field(member)).to_have_value(text)
    member.page.unroute(POSTS)
    member.press("Plaats reactie")
    expect(shown(member, text)).to_have_count(1)
    assert stayed(member)


def test_an_answer_that_is_lost_on_its_way_posts_nothing_twice(member: Walker) -> None:
    member.expect_trouble("ERR_|Failed to fetch")
    text = unique("Het antwoord kwam niet aan")

    def deliver_and_lose(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort("connectionreset")  # type: ignore[attr-defined]

    member.page.route(POSTS, deliver_and_lose)
    field(member).fill(text)
    member.press("Plaats reactie").sees("Er is geen verbinding.")
    member.page.unroute(POSTS)
    member.press("Plaats reactie")
    expect(shown(member, text)).to_have_count(1)
    member.page.reload()
    expect(shown(member, text)).to_have_count(1)


def test_the_text_stays_when_the_session_is_over_and_comes_back_after_signing_in(member: Walker) -> None:
    member.expect_trouble("status of 401")
    text = unique("Te lang weggeweest")
    field(member).fill(text)
    member.context.clear_cookies()
    member.press("Plaats reactie").sees("Je bent niet meer aangemeld.")
    expect(field(member)).to_have_value(text)
    member.follow("Opnieuw inloggen").choose(MEMBER)
    member.sees("Dit schreef je eerder en is nog niet geplaatst.")
    expect(field(member)).to_have_value(text)
    member.press("Plaats reactie")
    expect(shown(member, text)).to_have_count(1)


def test_the_text_stays_when_it_cannot_be_taken(member: Walker) -> None:
    member.expect_trouble("status of 422")
    text = "Te veel woorden. " * 4000
    field(member).fill(text)
    member.press("Plaats reactie").sees(re.compile("Je reactie is te lang"))
    expect(field(member)).to_have_value(re.compile("^Te veel woorden"))
    assert stayed(member)


def test_the_text_stays_when_the_site_is_broken(member: Walker) -> None:
    member.expect_trouble("status of 500")
    member.page.route(POSTS, lambda route: route.fulfill(status=500, body="<p>stuk</p>", content_type="text/html"))
    field(member).fill("Dit gaat mis")
    member.press("Plaats reactie").sees("Het lukte niet om je reactie te plaatsen.")
    expect(field(member)).to_have_value("Dit gaat mis")
    assert stayed(member)


def test_a_draft_is_there_again_when_the_page_is_opened_again(member: Walker) -> None:
    field(member).press_sequentially("Nog niet af")
    # Drafts are kept a moment after the last key.
    for _ in range(50):
        if member.page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('draft:'))"):
            break
        member.page.wait_for_timeout(100)
    member.page.reload()
    member.sees("Dit schreef je eerder en is nog niet geplaatst.")
    expect(field(member)).to_have_value("Nog niet af")


# --- the editor ---


def use(walker: Walker, tool: str) -> None:
    """Go from the text to the bar above it with the keyboard, and press one of its buttons."""
    keyboard = walker.page.keyboard
    keyboard.press("Shift+Tab")
    keyboard.press("Home")
    for _ in range(20):
        if walker.page.evaluate("document.activeElement.getAttribute('aria-label')") == tool:
            break
        keyboard.press("ArrowRight")
    else:
        pytest.fail(f"no button {tool!r} in the bar")
    keyboard.press("Enter")


def to_the_end(walker: Walker) -> None:
    """Go to the end of the text and begin a paragraph there.

    Twenty milliseconds after it got the focus the editor puts the cursor back where it was; no person types that soon.
    """
    walker.page.evaluate("new Promise((done) => setTimeout(done, 50))")
    walker.page.keyboard.press("Control+End")
    walker.page.evaluate("new Promise((done) => setTimeout(done, 50))")
    walker.page.keyboard.press("Enter")


def test_a_text_with_headings_list_link_table_and_picture_is_written_with_the_keyboard_alone(
    live: Live, walkers: Walkers, tmp_path: Path
) -> None:
    picture = tmp_path / "sluis.jpg"
    Image.effect_mandelbrot((800, 600), (-2, -1.2, 1, 1.2), 40).convert("RGB").save(picture)
    editor = walkers(live)
    title = unique("De sluis")
    write_post(editor, title, picture)
    keyboard, body = editor.page.keyboard, editor.page.locator("[contenteditable=true]")
    body.focus()
    to_the_end(editor)
    use(editor, "Kop")
    keyboard.type("Wat er is gedaan")
    keyboard.press("Enter")
    use(editor, "Lijst")
    keyboard.type("deuren vervangen")
    keyboard.press("Enter")
    keyboard.press("Enter")
    use(editor, "Link")
    keyboard.type("www.voorbeeld.nl")
    keyboard.press("Enter")
    keyboard.press("Enter")
    use(editor, "Afbeelding")
    keyboard.press("Space")
    for _ in range(2):
        keyboard.press("Tab")
    keyboard.type("De sluis bij laag water")
    keyboard.press("Enter")
    to_the_end(editor)
    use(editor, "Tabel")
    keyboard.type("Jaar")
    keyboard.press("Tab")
    keyboard.type("Schepen")
    editor.press("Bewaar").sees("Je wijzigingen zijn bewaard.")

    editor.follow("Voorbeeld van wat bewaard is")
    text = editor.page.locator(".prose")
    expect(text.get_by_role("heading", name="Wat er is gedaan")).to_be_visible()
    expect(text.get_by_role("listitem").filter(has_text="deuren vervangen")).to_be_visible()
    expect(text.get_by_role("link", name="www.voorbeeld.nl")).to_have_attribute("href", "https://www.voorbeeld.nl")
    expect(text.locator("figure img")).to_have_attribute("alt", "Een haven vol vissersboten")
    expect(text.locator("figcaption")).to_have_text("De sluis bij laag water")
    expect(text.get_by_role("columnheader", name="Schepen")).to_be_visible()

    plain = walkers(live, "no script").arrive().sign_in(EDITOR).follow("Actueel", "Concepten", title)
    expect(plain.page.get_by_role("heading", name="Dit gaat verloren als je hier opslaat")).to_be_visible()
    warned = plain.page.get_by_role("listitem").filter(has_text="Een bijschrift bij een foto wordt een gewone alinea.")
    expect(warned).to_be_visible()
    expect(plain.page.get_by_label("Tekst", exact=True)).to_have_value(re.compile("## Wat er is gedaan"))
    plain.press("Bewaar").sees("Je wijzigingen zijn bewaard.")
