"""What a member has of their own on pages that are kept for many: the bell with its count, and the follow button.

Each is asked of the database once, and kept for that member until anything at all changes there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, g
from markupsafe import Markup

from community.core.kept import Made
from community.notifications.queries.told import FollowState, follow_state, unread_and_follow, unread_count
from community.policy import Actor
from community.web import keeping

# About what they take in memory.
COUNT_BYTES, STATE_BYTES = 50, 150


@dataclass(frozen=True, slots=True)
class Followed:
    """A thing that can be followed: what it is called in addresses, its key in the table of follows, its id."""

    word: str
    key: str
    id: int


def followed(word: str, thing_id: int) -> Followed:
    """Give what is followed by the word that stands for its kind in addresses."""
    return Followed(word, KEYS[word], thing_id)


KEYS = {"stuk": "item_id", "werkgroep": "group_id", "regio": "region_id", "thema": "theme_id"}


def bell_of(person: Actor) -> Markup:
    """Write the bell of a member; nothing for who is none."""
    if not person.is_member:
        return Markup("")
    if "followable" in g:
        return written_bell(both_of(person, g.followable)[0])
    return written_bell(keeping.kept(("bell", person.id), lambda: Made(unread_count(person), COUNT_BYTES)))


def follow_button_of(person: Actor, thing: Followed, token: str) -> Markup:
    """Write the button with which a member follows a thing, or stops doing so; nothing for who is no member."""
    if not person.is_member:
        return Markup("")
    if g.get("followable") == thing:
        return written_follow(both_of(person, thing)[1], thing, token)
    state: FollowState = keeping.kept(
        ("follow", person.id, thing.key, thing.id),
        lambda: Made(follow_state(person, thing.key, thing.id), STATE_BYTES),
    )
    return written_follow(state, thing, token)


def marks_of(person: Actor, item_id: int, token: str) -> tuple[Markup, Markup]:
    """Write the bell and the button for an item, for a page that is kept for many."""
    if not person.is_member:
        return Markup(""), Markup("")
    item = followed("stuk", item_id)
    count, state = both_of(person, item)
    return written_bell(count), written_follow(state, item, token)


def page_has_follow_button(word: str, thing_id: int) -> None:
    """Say what this page has a button to follow, before it is written: the bell above it then asks for both at once."""
    g.followable = followed(word, thing_id)


def both_of(person: Actor, thing: Followed) -> tuple[int, FollowState]:
    """Give how much a member has not read and whether they follow a thing, asked once in a request."""
    asked: dict[Followed, tuple[int, FollowState]] = g.setdefault("bell_and_follow", {})
    if thing not in asked:
        asked[thing] = keeping.kept(
            ("bell and follow", person.id, thing.key, thing.id),
            lambda: Made(unread_and_follow(person, thing.key, thing.id), COUNT_BYTES + STATE_BYTES),
        )
    return asked[thing]


def written_bell(count: int) -> Markup:
    """Write the bell with its count."""
    return cast(Markup, macros("bell").bell(count))


def written_follow(state: FollowState, thing: Followed, token: str) -> Markup:
    """Write the button for following a thing."""
    return cast(Markup, macros("follow_button").follow_button(state, f"/volgen/{thing.word}/{thing.id}", token))


def macros(component: str) -> Any:
    """Give the macros of a component."""
    return current_app.jinja_env.get_template(f"components/{component}.html").module
