"""Whatever a person reads on any page and in any mail is a message of the catalogue, or somebody's content."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import Column, Enum, select

from community.accounts.models import Member
from community.core.db import Base, db
from tests.builders.world import World
from tests.canary.crawl import Crawler
from tests.canary.secrets import TECHNICAL, spread
from tests.languages.catalogues import OPEN
from tests.languages.reading import Content, read_html
from tests.policy.things import Cast, make_things

READ = ("text/html", "application/atom+xml")
READERS = (
    "visitor",
    "applicant",
    "suspended",
    "member",
    "author",
    "coordinator",
    "editor",
    "moderator",
    "administrator",
)
# Of one route, with each row that may stand in it, these are enough: what a row leads to is found by its links.
MOST_OF_A_ROUTE, MOST_LINKS = 4, 80
# What is called the same in every language: the languages themselves, in their own words, and a provider.
NAMES = ("Nederlands", "English", "Pleio")
# What the administrator wrote, so that nothing of the defaults should be read.
SETTINGS = {
    "name": "Kanarieplein",
    "tagline": "Kanaries zingen samen",
    "region_word": "Kanariestreken",
    "introduction": "Kanaries leggen het uit.",
    "owner": "Kanariegilde",
    "contact_email": "kanarie@voorbeeld.example",
}


def content_of(world: World) -> Content:
    """Collect every text that people wrote, of every row."""
    found: set[str] = set()
    with world.context():
        for table in Base.metadata.tables.values():
            columns = [column for column in table.columns if is_for_people(column)]
            for row in db.session.execute(select(*columns)) if columns else ():
                found |= {text for value in row for text in texts_in(value)}
        # A greeting calls people by their first names.
        found |= {name.split()[0] for name in db.session.scalars(select(Member.name))}
    return Content([*found, *NAMES])


def is_for_people(column: Column[Any]) -> bool:
    """Whether a column may hold what people wrote: words for programs, like the name of a role, must never be read."""
    return not (isinstance(column.type, Enum) or column.foreign_keys or column.primary_key or column.name in TECHNICAL)


class Bare:
    """The texts that are neither messages nor content, and where each was read."""

    def __init__(self, content: Content) -> None:
        self.content, self.seen = content, dict[str, str]()
        self.found: dict[str, set[str]] = defaultdict(set)

    def look_at(self, html: str, where: str) -> None:
        for text in read_html(html):
            if text not in self.seen:
                self.seen[text] = self.content.rest(text)
            if self.seen[text]:
                self.found[self.seen[text]].add(where)

    def __str__(self) -> str:
        return "\n".join(f"{text!r}: {len(places)} × {min(places)}" for text, places in sorted(self.found.items()))


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        # The words of a line in the log are kept as JSON.
        return texts_in(json.loads(value)) if value.startswith('{"') else [str(value)]
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts_in(each)]
    return []


# What a page says is in templates and code, whatever the database; the site with brackets has one of its own.
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
def test_every_text_on_every_page_is_a_message_or_content(bracketed_world: World) -> None:
    cast = Cast(bracketed_world)
    make_things(bracketed_world, cast)
    bracketed_world.setting(**SETTINGS)
    clients = {name: bracketed_world.client(cast.rows.get(name)) for name in READERS}
    spread(cast)
    crawler = Crawler(bracketed_world, some_of_each=MOST_OF_A_ROUTE, most_links=MOST_LINKS)
    bare = Bare(content_of(bracketed_world))
    pages = bracketed = 0
    for person, client in clients.items():
        for address, answer in crawler.pages(client):
            if answer.mimetype in READ and answer.location is None:
                pages += 1
                bracketed += answer.text.count(OPEN)
                bare.look_at(answer.text, f"{person} at {address}")
    print(f"\n{pages} pages as {len(READERS)} people, {bracketed} messages")
    assert pages > 500 and bracketed > 20 * pages
    assert not bare.found, str(bare)


def test_a_text_outside_the_catalogue_is_found() -> None:
    bare = Bare(Content(["Duinen & dijken", "<p>Een <b>vet</b> stuk.</p>"]))
    bare.look_at("<title>⟦Nieuws⟧ – Duinen &amp; dijken</title><p>Een <b>vet</b> stuk. ⟦Van ⟧3 May 2024⟦.⟧", "here")
    assert not bare.found
    bare.look_at("<p>⟦Lees⟧ meer</p><img alt='Kaart'><button aria-label='Sluit'></button><b>⟦x⟧ of ⟦y⟧</b>", "there")
    bare.look_at("<input type=submit value='Verstuur'><p translate=no>English</p>", "there")
    assert set(bare.found) == {"meer", "Kaart", "Sluit", "of", "Verstuur"}
