"""What the sections of a group's page show, read in one query however many sections there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import with_polymorphic
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from community.content.models import ContentItem
from community.core.db import db
from community.groups.models import Group
from community.policy import Actor

# Says what to load beside items of one kind, given the class under which they are read.
Loads = Callable[[Actor, Any], Sequence[ORMOption]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Items of one kind for one section: a statement that gives a few ids, by the rights of the reader."""

    model: type[ContentItem]
    ids: Select[Any]
    loads: Loads


def items_chosen(actor: Actor, group: Group, chosen: Mapping[str, Chosen]) -> dict[str, list[ContentItem]]:
    """Give what each section shows of a group, in no order."""
    found: dict[str, list[ContentItem]] = defaultdict(list)
    if not chosen:
        return found
    parts = [
        select(literal(key).label("section"), each.ids.subquery().c.id.label("id")) for key, each in chosen.items()
    ]
    wanted = union_all(*parts).subquery()
    item = with_polymorphic(ContentItem, list({each.model for each in chosen.values()}))
    more = [load for each in chosen.values() for load in each.loads(actor, getattr(item, each.model.__name__))]
    query = select(item, wanted.c.section).join(wanted, wanted.c.id == item.id).options(*more)
    for row, section in db.session.execute(query).unique():
        set_committed_value(row, "group", group)
        found[section].append(row)
    return found
