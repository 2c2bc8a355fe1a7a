"""`make screenshots`: a few pictures of the site on its demo content, for README.md and docs.

They are taken of the running site by the machine's own Chromium, small enough to keep in the repository.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.crawl import Person
from tests.browser.live import ROOT, Live, live_site
from tests.browser.walker import SURROUNDINGS
from tests.services.chromium import chromium_path

FOLDER = ROOT / "docs" / "screenshots"
# Name, who looks, at what, in which surroundings and colours.
PICTURES = (
    ("home", "visitor", "/", "desktop", "light"),
    ("news", "lid", "public_post", "desktop", "light"),
    ("group", "trekker", "closed_group", "desktop", "light"),
    ("desk", "moderator", "/beheer/leden", "desktop", "light"),
    ("reports", "moderator", "/beheer/signalen", "desktop", "light"),
    ("menu", "beheerder", "/beheer/menu", "desktop", "light"),
    ("terms", "beheerder", "/beheer/bewaartermijnen", "desktop", "light"),
    ("log", "beheerder", "/beheer/logboek", "desktop", "light"),
    ("coordinator", "trekker", "/werkgroepen/zeeland/beheer", "desktop", "light"),
    ("phone", "visitor", "/", "phone", "light"),
    ("dark", "visitor", "/nieuws", "desktop", "dark"),
)


def take(browser: Browser, live: Live, picture: tuple[str, ...]) -> Path:
    """Take one picture."""
    name, key, where, surroundings, colours = picture
    context = browser.new_context(**SURROUNDINGS[surroundings], color_scheme=colours)
    context.add_cookies(Person(live, key).sign_in().cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(live.address + live.demo.get(where, where), wait_until="networkidle")
    taken = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    path = FOLDER / f"{name}.webp"
    taken.save(path, quality=80, method=6)
    return path


def main() -> None:
    """Start the site, take the pictures, stop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, live_site(Path(folder)) as live, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for picture in PICTURES:
            path = take(browser, live, picture)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
