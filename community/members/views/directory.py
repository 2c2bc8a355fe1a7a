"""The list of members over HTTP: every filter stands in the address, so that what was found can be shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.core.pagination import Place
from community.members.queries.directory import ANY_GROUP, MemberFilter, members_to_read
from community.members.queries.own import own_page
from community.members.queries.profiles import groups_of
from community.members.views.blueprint import blueprint
from community.organisations.forms import LAYERS
from community.organisations.models import Layer
from community.organisations.queries import organisations_to_choose
from community.policy import Actor
from community.regions.queries import regions_to_read
from community.themes.queries import themes_to_read
from community.web import current
from community.web.answers import page

LONGEST = 160
# What each part of the filter is called in addresses.
NAMES = {
    "words": "q",
    "region": "regio",
    "theme": "thema",
    "layer": "laag",
    "organisation": "organisatie",
    "expertise": "expertise",
    "group": "groep",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter that narrows the list, with what it can be set to: value and words of each."""

    name: str
    label: Any
    options: Sequence[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, with the address of the list without it."""

    label: Any
    words: Any
    address: str
    # The reader's own words, which stay as they are in every language.
    is_typed: bool = False


@blueprint.get("/leden")
def index() -> Response:
    """Show the members, with search and filters."""
    actor = current.actor()
    wanted = wanted_members()
    found = members_to_read(actor, wanted, Place(after=request.args.get("na"), before=request.args.get("voor")))
    choices = choices_for(actor, wanted)
    return page(
        "members/index.html",
        page=found,
        wanted=wanted,
        choices=choices,
        chips=chips_of(wanted, choices),
        base=address_of(wanted),
    )


def wanted_members() -> MemberFilter:
    """Read from the address what somebody looks for; what makes no sense is as if it were not there."""
    said: dict[str, Any] = {
        part: request.args.get(name, "")[:LONGEST].replace("\0", "").strip() for part, name in NAMES.items()
    }
    layer = next((each for each in Layer if each.value == said["layer"]), None)
    return MemberFilter(**said | {"layer": layer})


def address_of(wanted: MemberFilter) -> str:
    """Give the address of the list with these filters."""
    said = {NAMES[each.name]: getattr(wanted, each.name) for each in fields(wanted)}
    plain = {name: value.value if isinstance(value, Layer) else value for name, value in said.items() if value}
    return f"/leden?{urlencode(plain)}" if plain else "/leden"


def choices_for(actor: Actor, wanted: MemberFilter) -> list[Choice]:
    """Give the filters with what there is to choose."""
    mine = [(place.group.slug, place.group.name) for place in groups_of(actor, own_page(actor))]
    groups = [(ANY_GROUP, _("In een van mijn werkgroepen")), *mine] if mine else []
    choices = [
        Choice("regio", _("Regio"), [(each.slug, each.name) for each in regions_to_read(actor)], wanted.region),
        Choice("thema", _("Thema"), [(each.slug, each.name) for each in themes_to_read(actor)], wanted.theme),
        Choice("laag", _("Soort organisatie"), LAYERS, wanted.layer.value if wanted.layer else ""),
        Choice(
            "organisatie",
            _("Organisatie"),
            [(each.slug, each.name) for each in organisations_to_choose(actor)],
            wanted.organisation,
        ),
        Choice("groep", _("Werkgroep"), groups, wanted.group),
    ]
    return [choice for choice in choices if choice.options or choice.chosen]


def chips_of(wanted: MemberFilter, choices: Sequence[Choice]) -> list[Chip]:
    """Give what the list is narrowed to, each to be taken away; what nobody knows stands there as it was typed."""
    by_name = {choice.name: choice for choice in choices}
    labels = {"q": _("Zoekwoord"), "expertise": _("Te bellen over")}
    chips = []
    for part, name in NAMES.items():
        value = getattr(wanted, part)
        if not value:
            continue
        choice = by_name.get(name)
        words = dict(choice.options).get(value, value) if choice else value
        nothing: dict[str, Any] = {part: None if part == "layer" else ""}
        without = replace(wanted, **nothing)
        chips.append(Chip(choice.label if choice else labels[name], words, address_of(without), is_typed=not choice))
    return chips
