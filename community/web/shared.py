"""Pages that many members get alike: made once for a stand-in, kept, and filled in for each reader.

The stand-in has the reader's role and rights on the one group that the page is about, and is nobody: no rule makes
anything its own, so what is made for it cannot hold anything of a person. Name, token and the like are marks that are
filled in afterwards. A reader who has a tie with what the page shows (wrote it, commented, reacted) is not stood in
for: their page is made for them alone.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import cast

from flask import g, request, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import escape
from prometheus_client import Counter
from werkzeug.wrappers import Response

from community.core.ids import new_id
from community.core.kept import NO_ITEM, Made
from community.policy import Absent, Actor
from community.web import current, keeping

GroupOf = Callable[[], tuple[int, int | None] | None]

# Parameters with which a page is still the same for many.
KNOWN = frozenset(("na", "voor"))
# Nobody has an id below zero.
STAND_IN_ID = -1 - secrets.randbits(61)
# More people than this with a tie to one page: each gets a page of their own.
MOST_TIED = 2000

ANSWERED = Counter("community_member_pages", "Pages of items for members: filled in, or made for one.", ["result"])
FILLED, OWN = (ANSWERED.labels(result) for result in ("filled", "own"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a shared page where each reader's own value comes; made by chance, so that nobody can write it."""

    name: str
    slug: str
    csrf_token: str
    submit_key: str
    tied: set[int]


@dataclass(frozen=True, slots=True)
class SharedPage:
    """A page in pieces, between which the names of each reader's own values stand; and who has a tie with it.

    The pieces are bytes: letters beyond Latin would double what a text takes.
    """

    pieces: tuple[bytes, ...]
    names: tuple[str, ...]
    tied: frozenset[int]


def shared_page(
    make: Callable[[Actor], Response], *, group_of: Callable[[], tuple[int, int | None] | None]
) -> Response:
    """Answer with a page as this reader sees it, from what is kept where others with the same rights get it alike.

    `group_of` gives the ids of the item that the page is about and of its group.
    """
    person = current.actor()
    page = page_for(person, make, group_of) if may_be_shared(person) else None
    if page is None or person.id in page.tied:
        OWN.inc()
        return make(person)
    FILLED.inc()
    return Response(fill(page, person), mimetype="text/html")


def may_be_shared(person: Actor) -> bool:
    """Whether this request is like that of others with the same rights."""
    return (
        person.is_member
        and g.get("moment") is not None
        and request.method in ("GET", "HEAD")
        and KNOWN.issuperset(request.args)
        and "_flashes" not in session
        and "HX-Request" not in request.headers
    )


def page_for(person: Actor, make: Callable[[Actor], Response], group_of: GroupOf) -> SharedPage | None:
    """Give the shared page for who has this person's rights; None where there is none."""
    found: tuple[int, int | None] | None = keeping.kept(
        ("group of", request.path), lambda: Made(group_of(), 0, NO_ITEM)
    )
    if found is None:
        return None
    stand_in = standing_in_for(person, found[1])
    # The stand-in itself is part of the key: who differs in any right gets another page.
    key = ("page", request.path, request.query_string, str(get_locale()), stand_in)
    page: SharedPage | None = keeping.kept(key, lambda: make_shared(stand_in, make))
    return page


def standing_in_for(person: Actor, group_id: int | None) -> Actor:
    """Give nobody in particular, with the role of this person and their rights in one group."""
    return replace(person.within(group_id), id=STAND_IN_ID, name="", slug="")


def make_shared(stand_in: Actor, make: Callable[[Actor], Response]) -> Made:
    """Make the page for the stand-in, and cut it where each reader's own values come."""
    marks = Marks(new_mark(), new_mark(), new_mark(), new_mark(), tied=set())
    person, until = current.actor(), keeping.next_midnight()
    g.actor, g.marks = replace(stand_in, name=marks.name, slug=marks.slug), marks
    g.pop("csrf_token", None)
    try:
        response = make(g.actor)
        html = response.get_data(as_text=True) if response.status_code == 200 else ""
    except Absent:
        html = ""
    finally:
        g.actor, g.marks = person, None
    # A second lock on the door: nothing that belongs to who happens to ask may be in what others get.
    is_personal = "csrf_token" in g or (str(person.id) in html and person.id not in marks.tied)
    if not html or is_personal or len(marks.tied) > MOST_TIED:
        return Made(None, 0, keeping.about(), until)
    pieces = cut(html, marks)
    page = SharedPage(tuple(piece.encode() for piece in pieces[::2]), pieces[1::2], frozenset(marks.tied))
    size = len(html.encode()) + 100 * len(page.pieces) + 60 * len(page.tied)
    return Made(page, size, keeping.about(), until)


def new_mark() -> str:
    """Make a mark: letters that escaping and quoting leave as they are."""
    return f"x{secrets.token_hex(16)}x"


def cut(html: str, marks: Marks) -> tuple[str, ...]:
    """Cut a page at its marks; every second piece is the name of what comes there."""
    names = {
        marks.name: "name",
        marks.slug: "slug",
        marks.csrf_token: "csrf_token",
        marks.submit_key: "submit_key",
        str(STAND_IN_ID): "id",
    }
    return tuple(names.get(piece, piece) for piece in re.split(f"({'|'.join(map(re.escape, names))})", html))


def fill(page: SharedPage, person: Actor) -> bytes:
    """Put the reader's own values in."""
    own = {
        "name": str(escape(person.name)).encode(),
        "slug": str(escape(person.slug)).encode(),
        "csrf_token": str(generate_csrf()).encode(),
        "submit_key": new_submit_key().encode(),
        "id": str(person.id).encode(),
    }
    filled = [b""] * (2 * len(page.names) + 1)
    filled[::2] = page.pieces
    filled[1::2] = [own[name] for name in page.names]
    return b"".join(filled)


# --- what views and templates say while a page is made ----------------------------------------------------------------


def page_shows(item_id: int, *, tied: Iterable[int]) -> None:
    """Say which item this page shows, and who has a tie with it: they get a page of their own.

    The page may show comments, reactions and counts of this item only (see `keeping.page_is_about`).
    """
    keeping.page_is_about(item_id)
    marks = cast("Marks | None", g.get("marks"))
    if marks is not None:
        marks.tied.update(tied)


def is_for_many() -> bool:
    """Whether the page that is being made is for a stand-in."""
    return g.get("marks") is not None


def form_token() -> str:
    """Give the token that forms carry against forgery, or the mark where it comes."""
    marks = cast("Marks | None", g.get("marks"))
    return marks.csrf_token if marks else str(generate_csrf())


def new_submit_key() -> str:
    """Give what makes a doubled submit of one form recognisable, or the mark where it comes."""
    marks = cast("Marks | None", g.get("marks"))
    return marks.submit_key if marks else str(new_id())
