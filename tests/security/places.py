"""Every address of every route, reading and writing, with the rows that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from community.accounts.models import Member
from community.content.models import Comment, ContentItem
from community.core.db import db
from community.documents.models import Document, Folder
from community.groups.models import Group, GroupInvitation, GroupMailInvitation
from community.membership.models import Invitation
from community.notifications.models import Follow, Notification
from community.regions.models import Region
from community.themes.models import Theme
from tests.canary.crawl import IDS, SLUGS
from tests.policy.things import PARENTS

PART = re.compile(r"<(?:([^:<>]+):)?([^<>]+)>")
# What is in no row, or in any: one value is enough.
PLAIN = {"token": "geen-uitnodiging", "provider": "pleio", "code": "nl", "filename": "geen.css", "sheet": "0"}
PLAIN |= {"number": "1", "revision_number": "1", "width": "360"}
MORE: dict[str, type[Any]] = {
    "document_slug": Document,
    "folder_slug": Folder,
    "mail_invitation_id": GroupMailInvitation,
    "notification_id": Notification,
    "follow_id": Follow,
}
# What a number stands for, by the word beside it.
BY_WORD: dict[str, type[Any]] = {
    "stuk": ContentItem,
    "werkgroep": Group,
    "regio": Region,
    "thema": Theme,
    "stukken": ContentItem,
    "reacties": Comment,
    "mappen": Folder,
}
ABSENT_SLUG, ABSENT_ID = "bestaat-niet-7", "1234567654321"


@dataclass(frozen=True)
class Place:
    """An address of a route, and the rows that parts of it stand for."""

    rule: Rule
    values: dict[str, str]
    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address itself."""
        return PART.sub(lambda found: self.values[found[2]], self.rule.rule)

    def without(self, names: list[str]) -> Place:
        """Give the address at which nothing is called by these parts."""
        absent = {name: ABSENT_ID if self.values[name].isdigit() else ABSENT_SLUG for name in names}
        return Place(self.rule, self.values | absent)


def every_place(app: Flask) -> Iterator[Place]:
    """Give the addresses of each route, one for each row that its last part can stand for."""
    rows: dict[type[Any], list[Any]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield from places_of(rule, rows)


def places_of(rule: Rule, rows: dict[type[Any], list[Any]]) -> Iterator[Place]:
    """Give the addresses of one route: each thing below its own group, and each group."""
    parts = PART.findall(rule.rule)
    words = {name: re.findall(r"[\w-]+", converter)[1:] for converter, name in parts if converter.startswith("any")}
    for choice in range(max([1, *map(len, words.values())])):
        plain = {name: each[min(choice, len(each) - 1)] for name, each in words.items()}
        models = {name: found for _, name in parts if (found := model_of(rule, name, plain))}
        # What these do not know is asked for by a number that nothing has.
        unknown = [name for _, name in parts if name not in models and name not in plain and name != "name"]
        plain |= {name: PLAIN.get(name, ABSENT_ID) for name in unknown}
        yield from filled(rule, plain, models, rows)


def model_of(rule: Rule, name: str, words: dict[str, str]) -> type[Any] | None:
    """Give the model of whose rows one part of a route speaks."""
    if name == "thing_id":
        return next(BY_WORD[word] for word in words.values() if word in BY_WORD)
    if name == "invitation_id":
        return Invitation if rule.rule.startswith("/beheer") else GroupInvitation
    if name == "member_slug":
        return Member
    slug = next((model for start, part, model in SLUGS if rule.rule.startswith(start) and part == name), None)
    return IDS.get(name) or MORE.get(name) or slug


def filled(
    rule: Rule, plain: dict[str, str], models: dict[str, type[Any]], rows: dict[type[Any], list[Any]]
) -> Iterator[Place]:
    """Give the addresses with each row of the part that says most."""
    if not models:
        yield Place(rule, {"name": "geen-stijl"} | plain)
        return
    *outer, last = models
    for row in all_of(models[last], rows):
        found = {last: row}
        for name in outer:
            found[name] = next(filter(partial(is_home, row), all_of(models[name], rows)), None)
        if None in found.values():
            continue
        values = plain | {name: value_of(name, each) for name, each in found.items()}
        if "name" in rule.arguments:
            values.setdefault("name", file_name(rule, row))
        yield Place(rule, values, found)


def is_home(row: Any, other: Any) -> bool:
    """Whether a row belongs to another: to its group, or for a person to any group that there is."""
    if isinstance(other, Group):
        group_id = getattr(row, "group_id", None)
        return other.id == group_id if hasattr(row, "group_id") else True
    return False


def file_name(rule: Rule, row: Any) -> str:
    """Give the name below which a file, or a smaller size of it, is had."""
    name = str(getattr(row, "file_name", "x.webp"))
    return name.rpartition(".")[0] if rule.rule.endswith(".webp") else name


def value_of(name: str, row: Any) -> str:
    """Give what stands in an address for a row."""
    return str(row.id if name.endswith("_id") else row.slug)


def all_of(model: type[Any], rows: dict[type[Any], list[Any]]) -> list[Any]:
    """Give all rows of a model."""
    if model not in rows:
        rows[model] = list(db.session.scalars(select(model).options(*PARENTS.get(model, ()))).unique())
    return rows[model]
