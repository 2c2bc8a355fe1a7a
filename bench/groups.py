"""The page of a group of which nothing is kept: whether one with very much in it opens as fast as one with little.

`python -m bench.groups` measures this alone, on a database of its own, and prints what it found.
"""

from __future__ import annotations

import itertools
import os
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert, select

from bench.cold import TIMES, ask, statements
from bench.servers import free_port
from bench.world import World
from community.accounts.models import LoginSession, Member, MemberState
from community.content.models import Audience, Comment, ContentItem, ItemCounter, State
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.groups.models import Access, Group, GroupMembership, GroupRole
from community.organisations.models import Organisation

SIZES = ((10, 10), (10_000, 5_000))
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Opening:
    """How long it takes one person to open one group: queries, and milliseconds in the middle of all times."""

    discussions: int
    members: int
    reader: str
    queries: int
    milliseconds: float

    @property
    def line(self) -> str:
        """One line of the table."""
        return f"| {self.discussions:,} | {self.members:,} | {self.reader} | {self.queries} | {self.milliseconds:.2f} |"


def open_groups(world: World, sizes: Sequence[tuple[int, int]] = SIZES) -> list[Opening]:
    """Open groups of some sizes in turn, as their coordinator and as a member, with nothing kept."""
    app = world.app()
    with app.app_context():
        people = signed_in_people()
        paths = [group_of(size, people) for size in sizes]
    readers = {"coordinator": world.cookies[0], "member": world.cookies[1]}
    asked = list(itertools.product(zip(sizes, paths, strict=True), readers.items()))
    times: list[list[float]] = [[] for _ in asked]
    for _ in range(TIMES):
        for place, ((_size, path), (_reader, cookie)) in enumerate(asked):
            times[place].append(ask(app, path, cookie))
    return [
        Opening(*size, reader, queries_of(app, path, cookie), 1000 * statistics.median(found))
        for ((size, path), (reader, cookie)), found in zip(asked, times, strict=True)
    ]


def queries_of(app: Flask, path: str, cookie: str) -> int:
    """Count the queries of a cold page."""
    return len(statements(app, path, cookie))


def signed_in_people() -> list[int]:
    """Give the ids of the first two who are signed in, whose cookies are the first two."""
    found = list(db.session.scalars(select(LoginSession.member_id).order_by(LoginSession.id).limit(2)))
    db.session.rollback()
    return found


def group_of(size: tuple[int, int], people: Sequence[int]) -> str:
    """Make a closed group with so many discussions and members, and give its address."""
    discussions, members = size
    organisations = list(db.session.scalars(select(Organisation.id).where(Organisation.is_confirmed)))
    db.session.rollback()
    group_id = new_id()
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        name = f"Groep met {discussions} gesprekken"
        group = {"id": group_id, "slug": f"groep-{discussions}", "name": name, "name_folded": name.lower()}
        write(connection, Group, [group | {"access": Access.CLOSED, "purpose": "Meten.", "member_count": members}])
        strangers = [new_id() for _ in range(members - len(people))]
        write(connection, Member, (person(each, organisations) for each in strangers))
        everybody = [*people, *strangers]
        write(connection, GroupMembership, (place(group_id, each, each == people[0]) for each in everybody))
        items = [new_id() for _ in range(discussions)]
        authors = itertools.cycle(everybody)
        write(connection, ContentItem, (discussion(group_id, each, next(authors)) for each in items))
        write(connection, ItemCounter, ({"item_id": each, "comment_count": 1} for each in items))
        write(connection, Comment, (comment(each, next(authors)) for each in items))
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return f"/werkgroepen/groep-{discussions}"


def write(connection: Connection, model: Any, rows: Any) -> None:
    """Write rows in batches."""
    rest = iter(rows)
    while batch := list(itertools.islice(rest, BATCH)):
        connection.execute(insert(model.__table__), batch)


def person(member_id: int, organisations: Sequence[int]) -> dict[str, Any]:
    """Make a member who works somewhere."""
    name = f"Lid {member_id}"
    employer = organisations[member_id % len(organisations)] if organisations else None
    who = {"id": member_id, "name": name, "name_folded": name.lower(), "slug": f"lid-{member_id}"}
    return who | {"state": MemberState.MEMBER, "function": "adviseur", "organisation_id": employer}


def place(group_id: int, member_id: int, runs_it: bool) -> dict[str, Any]:
    """Make a place in the group."""
    role = GroupRole.COORDINATOR if runs_it else GroupRole.MEMBER
    return {"id": new_id(), "group_id": group_id, "member_id": member_id, "role": role}


def discussion(group_id: int, item_id: int, author_id: int) -> dict[str, Any]:
    """Make a discussion for the group."""
    return {
        "id": item_id,
        "kind": "discussion",
        "title": f"Gesprek {item_id}",
        "slug": f"gesprek-{item_id}",
        "author_id": author_id,
        "group_id": group_id,
        "group_access": Access.CLOSED,
        "audience": Audience.GROUP,
        "state": State.PUBLISHED,
        "published_at": now(),
        "last_activity_at": now(),
        "body": "<p>Tekst.</p>",
    }


def comment(item_id: int, author_id: int) -> dict[str, Any]:
    """Make a comment that begins a thread."""
    comment_id = new_id()
    said = {"id": comment_id, "thread_id": comment_id, "item_id": item_id, "author_id": author_id}
    return said | {"submit_key": f"bench-{comment_id}", "html": "<p>Een reactie.</p>"}


def longer(found: Sequence[Opening], reader: str) -> float:
    """Give how much longer the largest group takes than the smallest."""
    times = [each.milliseconds for each in found if each.reader == reader]
    return times[-1] / times[0]


def main() -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory(prefix="community-bench-") as folder:
        world = World(Path(folder), free_port())
        world.fill()
        before = os.getloadavg()[0]
        found = open_groups(world)
    for each in found:
        print(each.line)
    print(*(f"{reader}: {longer(found, reader):.2f}" for reader in ("coordinator", "member")), sep=", ")
    print(f"load {before:.1f} before, {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
