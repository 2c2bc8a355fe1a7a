"""Pages of items that many get alike, made in two parts and filled in for each reader.

The *frame* is everything but the conversation: it stays until something other than comments changes. The *conversation*
is made anew after each comment. Both are made for a stand-in, who has the reader's role and rights on the one group
that the item is in, and is nobody: no rule makes anything its own, so what is made for it cannot hold anything of a
person. Name, token and the like are marks that are filled in afterwards. A reader who has a tie with the conversation
(wrote in it, reacted) gets one of their own in the common frame; the item's author gets all of it made for them alone.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import quote

from flask import g, request, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape
from prometheus_client import Counter
from werkzeug.wrappers import Response

from community.content.queries.comments import ItemFacts
from community.core.ids import new_id
from community.core.kept import NO_ITEM, Made
from community.policy import Absent, Actor
from community.web import bell, current, keeping, viewing

GroupOf = Callable[[], tuple[int, int | None] | None]
# A piece of a page, or the name of what each reader has in its place.
Parts = tuple[bytes | str, ...]

# Parameters under which a conversation is kept; those for one comment make it anew.
COMMON = frozenset(("na", "voor"))
# More people than this with a tie to one page: each gets a page of their own.
MOST_TIED = 2000

ANSWERED = Counter("community_member_pages", "Pages of items for members: filled in, or made for one.", ["result"])
FILLED, OWN = (ANSWERED.labels(result) for result in ("filled", "own"))


def new_mark() -> str:
    """Make a mark: letters that escaping and quoting leave as they are, made by chance, so that nobody can write it."""
    return f"x{secrets.token_hex(16)}x"


# What stands in a common page where each reader's own value comes. None ever leaves this process.
NAME, SLUG, TOKEN, SUBMIT_KEY, QUERY, CONVERSATION, BELL, FOLLOW = (new_mark() for _ in range(8))
# Nobody has an id below zero.
STAND_IN_ID = -1 - secrets.randbits(61)
NAME_OF_MARK = {
    NAME: "name",
    SLUG: "slug",
    TOKEN: "csrf_token",
    SUBMIT_KEY: "submit_key",
    QUERY: "query",
    CONVERSATION: "conversation",
    BELL: "bell",
    FOLLOW: "follow",
    str(STAND_IN_ID): "id",
}
ANY_MARK = re.compile(f"({'|'.join(map(re.escape, NAME_OF_MARK))})")


def cut(html: str) -> Parts:
    """Cut a page at its marks. The pieces are bytes: letters beyond Latin would double what a text takes."""
    return tuple(NAME_OF_MARK.get(piece) or piece.encode() for piece in ANY_MARK.split(html))


@dataclass(frozen=True, slots=True)
class Frame:
    """A page without its conversation, and what the conversation needs of its item."""

    parts: Parts
    item: ItemFacts


@dataclass(frozen=True, slots=True)
class Conversation:
    """The conversation below an item, and who has a tie with it."""

    parts: Parts
    tied: frozenset[int]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """How the page of one item is made: for somebody, with its conversation; and the ids of the item and its group."""

    make: Callable[[Actor], Response]
    converse: Callable[[Actor, ItemFacts], str]
    group_of: GroupOf


def item_page(page: ItemPage) -> Response:
    """Answer with the page of an item as this reader sees it, from what is kept for others with the same rights."""
    person = current.actor()
    stand_in = stand_in_for(person, page) if may_be_shared(person) else None
    frame = frame_for(stand_in, page) if stand_in else None
    if stand_in is None or frame is None or frame.item.author_id == person.id:
        count(person, OWN)
        return page.make(person)
    keeping.page_is_about(frame.item.id)
    conversation = conversation_for(stand_in, frame, page) if is_common(person) else None
    if conversation is None or person.id in conversation.tied:
        count(person, OWN)
        return answer(frame, (page.converse(person, frame.item).encode(),), person)
    count(person, FILLED)
    return answer(frame, conversation.parts, person)


def count(person: Actor, result: Any) -> None:
    """Count a page for a member; those for visitors are counted where they are kept."""
    if person.is_member:
        result.inc()


def may_be_shared(person: Actor) -> bool:
    """Whether this request is like that of others with the same rights."""
    return (
        (person.is_member or not person.is_signed_in)
        and g.get("moment") is not None
        and request.method in ("GET", "HEAD")
        and "_flashes" not in session
        and not viewing.is_on()
    )


def is_common(person: Actor) -> bool:
    """Whether many ask for the conversation as it is asked for now. A visitor's is kept with the whole page."""
    return person.is_member and COMMON.issuperset(request.args)


def stand_in_for(person: Actor, page: ItemPage) -> Actor | None:
    """Give who stands in for this person on a page; for visitors a visitor, since they are nobody already."""
    if not person.is_signed_in:
        return person
    found: tuple[int, int | None] | None = keeping.kept(
        ("group of", request.path), lambda: Made(page.group_of(), 0, NO_ITEM)
    )
    if found is None:
        return None
    # The stand-in itself is part of each key: who differs in any right gets another page.
    return replace(person.within(found[1]), id=STAND_IN_ID, name="", slug="")


def frame_for(stand_in: Actor, page: ItemPage) -> Frame | None:
    """Give the frame for who has the rights of the stand-in; None where there is none to share."""
    key = ("frame", request.path, str(get_locale()), stand_in)
    frame: Frame | None = keeping.kept(key, lambda: make_frame(stand_in, page))
    return frame


def make_frame(stand_in: Actor, page: ItemPage) -> Made:
    """Make the page for the stand-in, with a mark where the conversation comes."""
    until = keeping.next_midnight()
    with standing_in(stand_in):
        g.is_frame = True
        try:
            response = page.make(current.actor())
            html = response.get_data(as_text=True) if response.status_code == 200 else ""
        except Absent:
            html = ""
        finally:
            g.is_frame = False
    item: ItemFacts | None = g.pop("framed_item", None)
    if not html or item is None or not is_impersonal(html, {item.author_id}):
        return Made(None, 0, NO_ITEM, until)
    frame = Frame(cut(html), item)
    return Made(frame, size_of(frame.parts), NO_ITEM, until)


def conversation_for(stand_in: Actor, frame: Frame, page: ItemPage) -> Conversation | None:
    """Give the conversation for who has the rights of the stand-in; None where too many have a tie with it."""
    key = ("conversation", frame.item.id, request.query_string, str(get_locale()), stand_in)
    found: Conversation | None = keeping.kept(key, lambda: make_conversation(stand_in, frame, page))
    return found


def make_conversation(stand_in: Actor, frame: Frame, page: ItemPage) -> Made:
    """Make the conversation for the stand-in."""
    until = keeping.next_midnight()
    with standing_in(stand_in) as tied:
        html = page.converse(current.actor(), frame.item)
    if len(tied) > MOST_TIED or not is_impersonal(html, tied):
        return Made(None, 0, frame.item.id, until)
    conversation = Conversation(cut(html), frozenset(tied))
    return Made(conversation, size_of(conversation.parts) + 60 * len(tied), frame.item.id, until)


@contextmanager
def standing_in(stand_in: Actor) -> Iterator[set[int]]:
    """Let everything that is made meanwhile be made for the stand-in, with marks where a reader's own values come.

    Gives the set to which who has a tie with it is added.
    """
    person, tied = current.actor(), set[int]()
    if stand_in.is_signed_in:
        g.actor, g.tied = replace(stand_in, name=NAME, slug=SLUG), tied
    g.pop("csrf_token", None)
    try:
        yield tied
    finally:
        g.actor, g.tied = person, None


def is_impersonal(html: str, tied: set[int]) -> bool:
    """Whether nothing of who happens to ask is in what others get: a second lock on the door.

    Who has a tie may stand in it by their id, as everybody sees them.
    """
    person = current.actor()
    return "csrf_token" not in g and not (person.is_signed_in and person.id not in tied and str(person.id) in html)


def size_of(parts: Parts) -> int:
    """Give about how many bytes some parts take in memory."""
    return sum(len(part) + 50 for part in parts)


def answer(frame: Frame, conversation: Parts, person: Actor) -> Response:
    """Put the conversation and the reader's own values in."""
    own = own_values(person, frame.item)
    filled: list[bytes] = []
    for part in frame.parts:
        if part == "conversation":
            filled.extend(own[each] if isinstance(each, str) else each for each in conversation)
        else:
            filled.append(own[part] if isinstance(part, str) else part)
    return Response(b"".join(filled), mimetype="text/html")


def own_values(person: Actor, item: ItemFacts) -> dict[str, bytes]:
    """Give what a reader has in the place of each mark; a visitor has an address only."""
    query = request.query_string.decode()
    own = {"query": quote(f"?{query}", safe="/").encode() if query else b""}
    if person.is_signed_in:
        token = str(generate_csrf())
        own_bell_now, follow_now = bell.marks_of(person, item.id, token)
        own |= {
            "name": str(escape(person.name)).encode(),
            "slug": str(escape(person.slug)).encode(),
            "bell": own_bell_now.encode(),
            "follow": follow_now.encode(),
            "csrf_token": token.encode(),
            "submit_key": new_submit_key().encode(),
            "id": str(person.id).encode(),
        }
    return own


# --- what views and templates say while a page is made ----------------------------------------------------------------


def conversation_in_page(item: ItemFacts, make: Callable[[], str]) -> Markup:
    """Give the conversation below an item for its place in the page; only a mark while a frame is made."""
    if not g.get("is_frame"):
        return Markup(make())
    g.framed_item = item
    return Markup(CONVERSATION)


def conversation_shows(item_id: int, *, tied: Iterable[int]) -> None:
    """Say which item the conversation is about, and who has a tie with it: they get one of their own.

    It may show comments, reactions and counts of this item only (see `keeping.page_is_about`).
    """
    keeping.page_is_about(item_id)
    if is_for_many():
        cast("set[int]", g.tied).update(tied)


def is_for_many() -> bool:
    """Whether what is being made is for a stand-in."""
    return g.get("tied") is not None


def address_here() -> str:
    """Give the path and query of this request, or a mark where the query comes."""
    if g.get("is_frame"):
        return request.path + QUERY
    return request.full_path if request.query_string else request.path


def form_token() -> str:
    """Give the token that forms carry against forgery, or the mark where it comes."""
    return TOKEN if is_for_many() else str(generate_csrf())


def new_submit_key() -> str:
    """Give what makes a doubled submit of one form recognisable, or the mark where it comes."""
    return SUBMIT_KEY if is_for_many() else str(new_id())


def own_bell() -> Markup:
    """Give the reader's bell, or the mark where it comes."""
    return Markup(BELL) if is_for_many() else bell.bell_of(current.actor())


def own_follow_button(word: str, thing_id: int) -> Markup:
    """Give the reader's button for following a thing, or, on the page of an item, the mark where it comes."""
    if is_for_many():
        return Markup(FOLLOW)
    person = current.actor()
    return bell.follow_button_of(person, bell.followed(word, thing_id), form_token() if person.is_member else "")
