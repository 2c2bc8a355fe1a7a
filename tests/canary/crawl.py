"""Reads every page of the site as one person: each route with every row that could stand in it, and all links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from itertools import product
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from community.accounts.models import LoginSession, Member
from community.actions.models import ActionItem
from community.announcements.models import Announcement
from community.content.models import Attachment, Comment, ContentItem, ItemVisit, OldAddress, Revision
from community.core.db import db
from community.decisions.models import Decision
from community.discussions.models import Discussion
from community.documents.models import Document, DocumentVersion, Folder, Upload
from community.groups.models import (
    Access,
    Group,
    GroupInvitation,
    GroupMailInvitation,
    GroupMembership,
    GroupMessage,
    GroupOldAddress,
    GroupPicture,
    GroupRequest,
)
from community.members.models import Portrait
from community.membership.models import Application, Invitation, Objection
from community.news.models import NewsPost
from community.organisations.models import Organisation
from community.pages.models import Page
from community.regions.models import Region
from community.reports.models import ReportCase
from community.review.models import HeldText
from community.themes.models import Theme
from community.wiki.models import WikiPage
from tests.builders.world import World
from tests.canary.secrets import WORD

MOST_LINKS = 250
LINK = re.compile(r'(?:href|src)="([^"#]+)')
# What somebody searches for where people are searched: what is in the names of two, and who works for a municipality.
SEARCHES = {
    "/werkgroepen/[^/]+/documenten": "?q=a",
    "/leden|/beheer/leden|/werkgroepen/[^/]+/beheer": "?q=no",
    "/leden": "?laag=gemeente",
    "/beheer/aanvragen/verslag": "?aanvraag=7",
    "/werkgroepen/[^/]+/prullenbak": "?soort=reacties",
    "/beheer/signalen": "?welke=afgehandeld",
    "/werkgroepen/[^/]+/(prullenbak)": "?soort=mappen",
}
NEVER = ("/uitloggen", "/oidc/", "/inloggen", "/taal/", "/metrics", "/static/")

# What may stand in an address: by the beginning of the address and the name of the part.
SLUGS: list[tuple[str, str, type[Any]]] = [
    ("/nieuws", "slug", NewsPost),
    ("/werkgroepen/<slug>/gesprekken", "talk", Discussion),
    ("/werkgroepen/<slug>/wiki", "name", WikiPage),
    ("/werkgroepen/<slug>/documenten", "folder_slug", Folder),
    ("/werkgroepen/<slug>/besluiten", "decision", Decision),
    ("/werkgroepen/<slug>/acties", "name", ActionItem),
    ("/besluiten", "name", Announcement),
    ("/werkgroepen", "slug", Group),
    ("/proeftuinen", "slug", Region),
    ("/feeds/proeftuinen", "slug", Region),
    ("/thema", "slug", Theme),
    ("/feeds/thema", "slug", Theme),
    ("/leden", "slug", Member),
    ("/beheer/leden", "slug", Member),
    ("/beheer/werkgroepen", "slug", Group),
    ("/beheer/regios", "slug", Region),
    ("/beheer/themas", "slug", Theme),
    ("/over", "slug", Page),
]
IDS: dict[str, type[Any]] = {
    "comment_id": Comment,
    "item_id": ContentItem,
    "sign_in_id": LoginSession,
    "attachment_id": Attachment,
    "application_id": Application,
    "objection_id": Objection,
    "member_id": Member,
    "request_id": GroupRequest,
    "membership_id": GroupMembership,
    "group_invitation_id": GroupInvitation,
    "revision_id": Revision,
    "organisation_id": Organisation,
    "upload_id": Upload,
    "message_id": GroupMessage,
    "mail_invitation_id": GroupMailInvitation,
    "case_id": ReportCase,
    "held_id": HeldText,
    "picture_id": GroupPicture,
    "portrait_id": Portrait,
}


@dataclass
class Found:
    """A word that was read: by whom and where."""

    person: str
    address: str
    word: str


@dataclass
class Crawler:
    """Crawls one world as any of its people."""

    world: World
    addresses: list[str] = field(default_factory=list)
    # How many addresses of each route are enough; 0 for all.
    some_of_each: int = 0
    most_links: int = MOST_LINKS

    def __post_init__(self) -> None:
        with self.world.context():
            self.addresses = sorted(set(searched(every_address(self.world.app, self.some_of_each))))

    def read(self, person: str, client: FlaskClient, *, note: Callable[[str], None] | None = None) -> Iterator[Found]:
        """Read everything as one person, and give each word that is found."""
        for address, answer in self.pages(client, note=note):
            yield from words_in(person, address, answer)

    def pages(self, client: FlaskClient, *, note: Callable[[str], None] | None = None) -> Iterator[tuple[str, Any]]:
        """Give every address, with those that pages link to, and what it answers."""
        waiting, seen, links = list(self.addresses), set(self.addresses), 0
        while waiting:
            address = waiting.pop()
            if note:
                note(address)
            answer = client.get(address)
            yield address, answer
            if answer.mimetype != "text/html" or links >= self.most_links:
                continue
            for link in LINK.findall(answer.text):
                path = local(address, unescape(link))
                if path and path not in seen:
                    seen.add(path)
                    waiting.append(path)
                    links += 1


def words_in(person: str, address: str, answer: Any) -> Iterator[Found]:
    """Give the words in an answer and its headers, except those that the address itself holds."""
    text = answer.get_data().decode("utf-8", "replace") + " ".join(f"{name}: {value}" for name, value in answer.headers)
    for word in sorted(set(WORD.findall(text)) - set(WORD.findall(address))):
        yield Found(person, address, word)


@cache
def local(here: str, link: str) -> str:
    """Give the address on this site that a link leads to; empty for others, and for what must not be followed."""
    parts = urlsplit(urljoin(f"http://localhost{here}", link))
    if parts.netloc != "localhost" or parts.path.startswith(NEVER):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def every_address(app: Flask, some_of_each: int = 0) -> Iterator[str]:
    """Give each route that can be read, filled with every row that could stand in it (or some), by rights or not."""
    rows: dict[type[Any], list[Any]] = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(NEVER):
            addresses = list(filled(rule, rows))
            yield from addresses[:: -(-len(addresses) // some_of_each) or 1] if some_of_each else addresses
    # Something is new only where somebody was before, which a sample may miss.
    yield from (f"/stukken/{row.item_id}/nieuw" for row in all_of(ItemVisit, rows))
    yield from (f"/stukken/{row.item_id}/versies" for row in all_of(Revision, rows))


def searched(addresses: Iterable[str]) -> Iterator[str]:
    """Give all addresses, and those at which people are searched for with what they are searched for by."""
    for address in addresses:
        yield address
        yield from (address + query for pattern, query in SEARCHES.items() if re.fullmatch(pattern, address))


def filled(rule: Rule, rows: dict[type[Any], list[Any]]) -> Iterator[str]:
    """Give the addresses of one route."""
    if rule.endpoint in OF_A_ROW:
        model, addresses_of = OF_A_ROW[rule.endpoint]
        for row in all_of(model, rows):
            yield from addresses_of(row)
        return
    names = sorted(rule.arguments)
    for values in product(*(values_of(rule, name, rows) for name in names)):
        if is_one_more_wrong_place(rule, dict(zip(names, values, strict=True)), rows):
            continue
        path = rule.rule
        for name, value in zip(names, values, strict=True):
            path = re.sub(rf"<(?:[^:<>]+:)?{name}>", value, path)
        yield path


def is_one_more_wrong_place(rule: Rule, parts: dict[str, str], rows: dict[type[Any], list[Any]]) -> bool:
    """Whether a thing would be asked for in a group that is not its own, other than an open one that all may enter."""
    if not rule.rule.startswith("/werkgroepen/<slug>/"):
        return False
    groups = {group.id: group for group in all_of(Group, rows)}
    homes = {groups[row.group_id] for name, value in parts.items() for row in rows_called(rule, name, value, rows)}
    open_ones = [group for group in groups.values() if group.access == Access.OPEN and group not in homes]
    return bool(homes) and parts["slug"] not in {group.slug for group in (*homes, *open_ones[:1])}


def rows_called(rule: Rule, name: str, value: str, rows: dict[type[Any], list[Any]]) -> list[Any]:
    """Give the rows of groups that one part of an address stands for."""
    models = [model for start, part, model in SLUGS if rule.rule.startswith(start) and part == name]
    if name in IDS:
        models = [IDS[name]]
    found = [row for model in models[:1] for row in all_of(model, rows) if value in (str(row.id), str_slug(row))]
    return [row for row in found if getattr(row, "group_id", None)]


def str_slug(row: Any) -> str:
    """Give the slug of a row; none where it has none."""
    return str(getattr(row, "slug", ""))


def values_of(rule: Rule, name: str, rows: dict[type[Any], list[Any]]) -> list[str]:
    """Give what can stand in one part of a route."""
    if name in IDS:
        return [str(row.id) for row in all_of(IDS[name], rows)]
    if name == "invitation_id":
        return [str(row.id) for model in (Invitation, GroupInvitation) for row in all_of(model, rows)]
    if name == "member_slug":
        return [row.slug for row in all_of(Member, rows)]
    for beginning, part, model in SLUGS:
        if rule.rule.startswith(beginning) and name == part:
            return [row.slug for row in all_of(model, rows)] + old_slugs(rule, model, rows)
    if name in OTHERS:
        return OTHERS[name]
    raise LookupError(f"say in tests/canary/crawl.py what {name} in {rule.rule} can be")


def old_slugs(rule: Rule, model: type[Any], rows: dict[type[Any], list[Any]]) -> list[str]:
    """Give the slugs that rows of a model had before; a group leads on from its own page."""
    if issubclass(model, ContentItem):
        return [row.slug for row in all_of(OldAddress, rows)]
    if rule.endpoint == "groups.show":
        return [row.slug for row in all_of(GroupOldAddress, rows)]
    return []


OTHERS: dict[str, list[str]] = {
    "name": ["geen-stijl"],
    "token": ["geen-uitnodiging"],
    "access": ["open", "besloten", "verborgen"],
    # Tables of figures.
    "which": ["leden-per-week", "aanvragen-per-regio", "actief-per-regio", "geschreven-per-week", "signalen-per-regio"],
}


def at_home(item: Document) -> str:
    """Give the address of a document below its own group."""
    return f"/werkgroepen/{db.session.get_one(Group, item.group_id).slug}/documenten/{item.slug}"


def once_at(item: Document) -> list[str]:
    """Give the addresses that a document had before."""
    here = at_home(item).rpartition("/")[0]
    found = db.session.scalars(select(OldAddress).where(OldAddress.item_id == item.id))
    return [f"{here}/{row.slug}" for row in found]


def at_version(version: DocumentVersion) -> str:
    """Give the address of a version below its document."""
    return f"{at_home(db.session.get_one(Document, version.document_id))}/versies/{version.number}"


def at_picture(picture: GroupPicture) -> str:
    """Give the address of the picture of a group."""
    return f"/werkgroepen/{db.session.get_one(Group, picture.group_id).slug}/foto/{picture.id}"


def at_portrait(portrait: Portrait) -> str:
    """Give the address of the picture of a member."""
    return f"/leden/{db.session.get_one(Member, portrait.member_id).slug}/foto/{portrait.id}/{portrait.width}.webp"


# Routes whose parts go together: the model, and the addresses that one row of it has there.
OF_A_ROW: dict[str, tuple[type[Any], Callable[[Any], list[str]]]] = {
    "documents.show": (Document, lambda item: [at_home(item), *once_at(item)]),
    "documents.edit": (Document, lambda item: [f"{at_home(item)}/wijzig"]),
    "documents.move": (Document, lambda item: [f"{at_home(item)}/verplaats"]),
    "documents.download": (DocumentVersion, lambda row: [f"{at_version(row)}/bestand"]),
    "documents.picture": (DocumentVersion, lambda row: [f"{at_version(row)}/blad/{each}.webp" for each in (0, 1)]),
    "notifications.people_to_mention": (ContentItem, lambda item: [f"/noemen?bij={item.id}&q=ge"]),
    "attachments.show": (Attachment, lambda file: [file.address]),
    "attachments.show_variant": (
        Attachment,
        lambda file: [
            f"/bijlagen/{file.id}/{each['width']}/{PurePosixPath(file.file_name).stem}.webp" for each in file.variants
        ],
    ),
    "members.portrait": (Portrait, lambda row: [at_portrait(row)]),
    "groups.show_picture": (GroupPicture, lambda row: [at_picture(row) + f"/{row.file_name}"]),
    "groups.show_picture_variant": (GroupPicture, lambda row: [at_picture(row) + "/360/polder.webp"]),
}


def all_of(model: type[Any], rows: dict[type[Any], list[Any]]) -> list[Any]:
    """Give all rows of a model."""
    if model not in rows:
        rows[model] = list(db.session.scalars(select(model)).unique())
    return rows[model]
