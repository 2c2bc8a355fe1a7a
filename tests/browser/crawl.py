"""Finds every page that a person can reach by links, and keeps one address for each kind of page.

A kind is an endpoint with the names of its query; of each kind the page with most on it is kept.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.browser.live import Live

# Enough of each kind to find the links that only some of them have.
VISITS_PER_KIND = 5
# The site keeps a visitor's language in a cookie; the crawl stays Dutch. Feeds and files are no pages.
LEFT_OUT = re.compile(
    r"^/(taal|static|bijlagen|feeds|uitloggen|inloggen|oidc)\b|^/beheer/cijfers/"
    r"|^/werkgroepen/[^/]+/documenten/(zip\b|.*/bestand$|.*\.webp$)"
)


class Links(HTMLParser):
    """Collects the links of a page, and what it is built from."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.parts: set[str] = set()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a link, a hidden field, and the kind of element."""
        given = {name: value or "" for name, value in attributes}
        self.parts.add(f"{tag}.{given.get('class', '')}")
        if tag == "a" and "href" in given:
            self.addresses.append(given["href"])
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given.get("name", "")] = given.get("value", "")


@dataclass
class Page:
    """One page of a kind, and what it is built from."""

    kind: str
    address: str
    size: int
    parts: frozenset[str]


@dataclass
class Person:
    """Somebody with cookies of their own."""

    live: Live
    key: str
    session: requests.Session = field(default_factory=requests.Session)

    def sign_in(self) -> Person:
        """Sign in by the provider's form; a visitor stays one."""
        if self.key == "visitor":
            return self
        asked = self.session.get(f"{self.live.address}/inloggen?next=/", timeout=30)
        links = Links()
        links.feed(asked.text)
        answer = self.session.post(
            urljoin(asked.url, "/authorize"), data={**links.fields, "persona": self.key}, timeout=30
        )
        assert answer.url.startswith(self.live.address), answer.url
        return self

    def cookies(self) -> list[dict[str, str]]:
        """Give the cookies for a browser."""
        url = self.live.address
        return [{"name": each.name, "value": str(each.value), "url": url} for each in self.session.cookies]

    def pages(self, app: Flask) -> list[Page]:
        """Follow every link from the home page on."""
        found: dict[str, Page] = {}
        visits: Counter[str] = Counter()
        waiting, known = deque(["/"]), {"/"}
        while waiting:
            path = waiting.popleft()
            kind = kind_of(app, path)
            visits[kind] += 1
            if visits[kind] > VISITS_PER_KIND:
                continue
            answer = self.session.get(self.live.address + path, timeout=30)
            assert answer.status_code < 500 and answer.status_code != 404, f"{self.key}: {path}: {answer.status_code}"
            if not answer.headers.get("Content-Type", "").startswith("text/html"):
                continue
            links = Links()
            links.feed(answer.text)
            page = Page(kind, path, len(answer.content), frozenset(links.parts))
            if kind not in found or found[kind].size < page.size:
                found[kind] = page
            new = [path for path in map(self.own_path, links.addresses) if path and path not in known]
            known.update(new)
            waiting.extend(dict.fromkeys(new))
        return list(found.values())

    def own_path(self, address: str) -> str:
        """Give the path and query of a link to a page of this site; empty for any other."""
        parts = urlsplit(urljoin(f"{self.live.address}/", address))
        if parts.netloc != urlsplit(self.live.address).netloc or LEFT_OUT.match(parts.path):
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")


def kind_of(app: Flask, address: str) -> str:
    """Name the kind of page of an address."""
    parts = urlsplit(address)
    try:
        endpoint = app.url_map.bind("localhost").match(parts.path)[0]
    except RequestRedirect:
        endpoint = "redirect"
    except HTTPException as error:
        raise AssertionError(f"a link leads to {address}, which is no page: {error}") from error
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return " ".join([str(endpoint), *names])
