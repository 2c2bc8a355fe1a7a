"""Looking at the site as somebody with fewer rights: a visitor, a member, or a member of one group.

What was chosen stands in the signed session of this browser, and ends with it. It only ever takes rights away, so a
choice that outlived its reason does no harm. Nothing can be done meanwhile but stopping and signing out.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

from flask import has_request_context, request, session
from flask_babel import lazy_gettext as _l

from community.policy import VISITOR, Actor

KEY = "view_as"
# No row has an id below zero, so nothing is anybody's own.
SOMEBODY = -1
# These are asked as the person themselves.
WAYS_OUT = ("access.stop", "accounts.sign_out")
OWN_PATHS = ("/mijn", "/beheer", "/inloggen")
ONLY_LOOKING = _l(
    "Je kijkt nu als iemand anders mee. Dan kun je niets veranderen en niet bij je eigen pagina's. Stop eerst."
)


class Viewer(StrEnum):
    """As whom one can look."""

    VISITOR = "bezoeker"
    MEMBER = "lid"
    GROUP_MEMBER = "groepslid"


NAMES = {
    Viewer.VISITOR: _l("Je bekijkt de site nu als bezoeker, zonder account."),
    Viewer.MEMBER: _l("Je bekijkt de site nu als lid dat in geen werkgroep zit."),
    Viewer.GROUP_MEMBER: _l("Je bekijkt de site nu als gewoon lid van één werkgroep."),
}


def begin(viewer: Viewer, group_id: int = 0) -> None:
    """Look as somebody else from the next page on."""
    session[KEY] = [viewer.value, group_id]


def stop() -> None:
    """Look as oneself again."""
    session.pop(KEY, None)


def is_on() -> bool:
    """Whether this request is answered as to somebody else."""
    return has_request_context() and KEY in session and request.endpoint not in WAYS_OUT


def words() -> Any:
    """Say as whom the reader looks; empty where as themselves."""
    return NAMES[Viewer(session[KEY][0])] if is_on() else ""


def is_own(path: str) -> bool:
    """Whether an address is between a person and the site."""
    return any(path == own or path.startswith(f"{own}/") for own in OWN_PATHS)


def as_chosen(person: Actor) -> Actor:
    """Give who the pages are made for: the person, or who they chose to look as, with no right that they lack."""
    if not person.is_member or not is_on():
        return person
    viewer, group_id = session[KEY]
    if viewer == Viewer.VISITOR:
        return VISITOR
    groups = person.coordinated_ids & {group_id} if viewer == Viewer.GROUP_MEMBER else frozenset()
    somebody = Actor(id=SOMEBODY, state=person.state, is_member=True)
    return replace(somebody, name=str(_l("een lid")), group_ids=frozenset(groups))
