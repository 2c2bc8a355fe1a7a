"""What other rooms add to the pages of a group: a tab with its count, and sections of the group's own page.

The rooms call `add_tab` and `add_section` where they define their views; the group knows none of them. A tab counts by
a statement rather than by a number, so that all tabs of a page are counted in one query, and never beyond a hundred. A
section chooses its items by a statement, too, so that those of all sections are read in one query.
What a tab counts and says is shared by all with the same rights, so it holds nothing of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask import request

from community.content.models import ContentItem
from community.groups.models import Group
from community.groups.queries.counts import MOST_COUNTED, counted
from community.groups.queries.sections import Chosen, Loads, items_chosen
from community.policy import Actor

if TYPE_CHECKING:
    from sqlalchemy import Select

Question = Callable[[Actor, Group], bool]
# Gives the ids of what is counted, through `policy.readable`.
Things = Callable[[Actor, Group], "Select[Any]"]


def everybody(actor: Actor, group: Group) -> bool:
    """Whoever knows the group."""
    return True


def nothing_more(actor: Actor, model: Any) -> tuple[()]:
    """Load nothing beside the items themselves."""
    return ()


class Place(StrEnum):
    """Where on the page of a group a section stands."""

    MAIN = "main"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class GroupTab:
    """A page of a group with its own address: its label, the path below the group, and its place among the others."""

    label: Any
    path: str
    order: int
    may_open: Question = everybody
    things: Things | None = None


@dataclass(frozen=True, slots=True)
class GroupSection:
    """A section of a group's page: which items of which kind it shows, who writes it, and where.

    It asks the database nothing itself, and is left out where there is nothing to show. Its items come in no order,
    with their group, and with what `loads` asks for.
    """

    key: str
    order: int
    model: type[ContentItem]
    things: Things
    write: Callable[[Group, Sequence[Any]], str]
    place: Place = Place.MAIN
    loads: Loads = nothing_more


_tabs: dict[str, GroupTab] = {}
_sections: dict[str, GroupSection] = {}


def add_tab(tab: GroupTab) -> None:
    """Give every group a page of this kind."""
    _tabs[tab.path] = tab


def add_section(section: GroupSection) -> None:
    """Show this section on the page of every group."""
    _sections[section.key] = section


def tabs_of(actor: Actor, group: Group) -> list[dict[str, Any]]:
    """Give the pages of a group that this reader can open, with how much they can read there."""
    tabs = [tab for tab in sorted(_tabs.values(), key=lambda each: each.order) if tab.may_open(actor, group)]
    counts = counted({tab.path: tab.things(actor, group) for tab in tabs if tab.things})
    rest = request.path.removeprefix(group.address)
    return [
        {
            "label": tab.label,
            "address": f"{group.address}{tab.path}",
            "is_current": rest == tab.path or (tab.path != "" and rest.startswith(f"{tab.path}/")),
            "count": in_words(counts.get(tab.path, 0)),
        }
        for tab in tabs
    ]


def in_words(count: int) -> str:
    """Write a count; none for nothing, and no more exact than it was counted."""
    if not count:
        return ""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def sections_of(actor: Actor, group: Group) -> dict[str, list[str]]:
    """Write the sections that have something for this reader, by where they stand."""
    chosen = {key: Chosen(each.model, each.things(actor, group), each.loads) for key, each in _sections.items()}
    items = items_chosen(actor, group, chosen)
    written: dict[str, list[str]] = {place.value: [] for place in Place}
    for section in sorted(_sections.values(), key=lambda each: each.order):
        if items[section.key]:
            written[section.place.value].append(section.write(group, items[section.key]))
    return written
