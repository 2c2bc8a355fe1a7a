"""What a coordinator who stops still holds in a group, by kind; the rooms say so where they define their views.

A kind calls `add_holding`. Where what it holds can go to who comes next, it says how with `give`: a function that
calls a service of its own, which runs before the coordinator stops, in the same transaction and with their rights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from community.accounts.models import Member
from community.groups.models import Group
from community.policy import Actor


@dataclass(frozen=True, slots=True)
class Held:
    """One thing: what it is called, where it is, and a word on how it stands."""

    title: Any
    address: str
    note: Any = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of things: its name among the others, what people read above it, what becomes of it, and who finds it.

    `find` takes one query, and gives no more than a page can show.
    """

    key: str
    label: Any
    fate: Any
    order: int
    find: Callable[[Actor, Group], Sequence[Held]]
    give: Callable[[Actor, Group, Member], None] | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The things of one kind that somebody holds."""

    holding: Holding
    things: Sequence[Held]


_holdings: dict[str, Holding] = {}


def add_holding(holding: Holding) -> None:
    """Show this kind of things to every coordinator who stops."""
    _holdings[holding.key] = holding


def held_by(actor: Actor, group: Group) -> list[Shelf]:
    """Give what somebody holds in a group, without the kinds of which that is nothing."""
    kinds = sorted(_holdings.values(), key=lambda each: each.order)
    shelves = [Shelf(kind, kind.find(actor, group)) for kind in kinds]
    return [shelf for shelf in shelves if shelf.things]


def give(actor: Actor, group: Group, successor: Member, keys: Sequence[str]) -> None:
    """Give what can be given of the chosen kinds to who comes next."""
    for key in keys:
        holding = _holdings.get(key)
        if holding is not None and holding.give is not None:
            holding.give(actor, group, successor)
