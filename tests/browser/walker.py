"""Somebody who uses the site in a browser: clicks what is visible, fills in forms, and never types an address.

What goes wrong on the way (an error in the console, something the security policy stopped, a question to another
host) is noted, and fails the test in the end.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.live import Live

SHARED: dict[str, Any] = {"locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}
SURROUNDINGS: dict[str, dict[str, Any]] = {
    "desktop": {**SHARED, "viewport": {"width": 1280, "height": 900}},
    "phone": {**SHARED, "viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "no script": {**SHARED, "viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
}
PATIENCE = 45_000


class Walker:
    """One person with a browser of their own."""

    def __init__(self, context: BrowserContext, live: Live) -> None:
        self.context, self.live = context, live
        self.trouble: list[str] = []
        self.expected: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda message: self.note(message.type, message.text))
        context.on("weberror", lambda error: self.trouble.append(f"script: {error.error}"))
        context.on("request", lambda request: self.watch(request.url))
        self.page: Page = context.new_page()

    # --- what goes wrong ---

    def note(self, kind: str, text: str) -> None:
        """Keep what the console calls an error or a warning."""
        if kind in ("error", "warning"):
            self.trouble.append(f"console at {self.page.url}: {text}")

    def watch(self, url: str) -> None:
        """Keep questions to any other host."""
        parts = urlsplit(url)
        known = (urlsplit(self.live.address).netloc, urlsplit(self.live.provider).netloc)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in known:
            self.trouble.append(f"asked another host: {url}")

    def expect_trouble(self, pattern: str) -> None:
        """Allow what a test brings about itself."""
        self.expected.append(pattern)

    def faults(self) -> list[str]:
        """Give what went wrong, except what was expected."""
        return [text for text in self.trouble if not any(re.search(pattern, text) for pattern in self.expected)]

    # --- walking ---

    def arrive(self) -> Walker:
        """Come to the home page: the one address that a person knows."""
        self.page.goto(f"{self.live.address}/")
        return self

    def visible(self, role: Any, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        """Find what can be seen and bears this name, where need be after opening the menu as a person does."""
        found = (within or self.page).get_by_role(role, name=name, exact=isinstance(name, str))
        for one in found.all():
            if one.is_visible():
                return one
        if role == "link":
            link = self.page.get_by_role(role, name=name, exact=isinstance(name, str), include_hidden=True)
            link.first.wait_for(state="attached")
            menus = (within or self.page).locator("details:is(.menu--main, .fold--nav):not([open])").filter(has=link)
            for summary in menus.locator("> summary").locator("visible=true").all()[:1]:
                summary.click()
        return found.locator("visible=true").first

    def follow(self, *names: str | re.Pattern[str], within: Locator | None = None) -> Walker:
        """Click links, one page after the other."""
        for name in names:
            self.visible("link", name, within).click()
        return self

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> Walker:
        """Press a button."""
        self.visible("button", name, within).click()
        return self

    def open(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        """Open what is folded away, and give it."""
        summary = (within or self.page).locator("summary").filter(has_text=name).locator("visible=true").first
        folded = (within or self.page).locator("details").filter(has=summary).last
        summary.click()
        return folded

    def fill(self, label: str | re.Pattern[str], text: str, within: Locator | None = None) -> Walker:
        """Fill in a field."""
        (within or self.page).get_by_label(label).locator("visible=true").first.fill(text)
        return self

    def sees(self, text: str | re.Pattern[str]) -> Walker:
        """Wait until a text can be seen."""
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible(timeout=PATIENCE)
        return self

    # --- signing in ---

    def sign_in(self, name: str) -> Walker:
        """Sign in as one of the people of the provider, by its page."""
        self.follow("Inloggen")
        return self.choose(name)

    def choose(self, name: str) -> Walker:
        """Choose a person on the provider's page."""
        self.page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}\b")).first.click()
        expect(self.page).to_have_url(re.compile(re.escape(self.live.address)))
        return self

    def make_account(self, name: str) -> Walker:
        """Make an account at the provider and come back with it."""
        self.fill("Naam", name).fill("E-mailadres", f"{name.lower().replace(' ', '.')}@nieuwkomers.example")
        self.press("Account maken en verder")
        expect(self.page).to_have_url(re.compile(re.escape(self.live.address)))
        return self

    def heading(self) -> str:
        """Give the heading of the page."""
        return self.page.locator("h1").first.inner_text()
