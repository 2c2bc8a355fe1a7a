"""Adding documents on a phone and without JavaScript: several files at once, each with its progress."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Walkers
from tests.browser.live import Live

MEMBER, GROUP = "Anouk Verbeeke", "Proeftuin Zeeland"


def files(*names: str) -> Any:
    """Give files as somebody would choose them, the first in three pieces."""
    sizes = [9_000_000, *([20] * len(names))]
    return [
        {"name": name, "mimeType": "text/plain", "buffer": (name.encode() + b" ") * (size // (len(name) + 1))}
        for name, size in zip(names, sizes, strict=False)
    ]


@pytest.mark.parametrize("surroundings", ["phone", "no script"])
def test_a_member_adds_several_files_at_once(surroundings: str, live: Live, walkers: Walkers) -> None:
    walker = walkers(live, surroundings)
    page = walker.arrive().sign_in(MEMBER).page
    walker.follow("Werkgroepen", GROUP, re.compile("^Documenten")).follow("Nieuwe map")
    walker.fill("Naam", f"Map {surroundings}").press("Maak de map").sees(f"De map Map {surroundings} is er.")
    lost = []

    def lose(route: Route) -> None:
        """Lose one piece on the way."""
        if "vanaf=4194304" in route.request.url and not lost:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/**", lose)
    walker.expect_trouble("ERR_FAILED")
    page.get_by_label("Bestanden", exact=True).set_input_files(files("groot verslag.txt", "klein.txt"))
    walker.press("Voeg toe", within=page.locator("form.upload"))
    if surroundings == "phone":
        for name in ("groot verslag.txt", "klein.txt"):
            expect(page.locator(".upload__done").filter(has_text=name)).to_contain_text("is toegevoegd.")
        assert lost
        walker.follow("Toon de nieuwe lijst")
    expect(page.locator("table")).to_contain_text(re.compile("groot verslag.txt.*9,0 MB.*klein.txt", re.DOTALL))
    walker.follow("klein.txt").sees("Versie 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
