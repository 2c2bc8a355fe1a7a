"""Measures the log at a million lines: how fast its chain is verified, and its pages by every filter.

`python -m bench.log <database url>` on an empty database of one's own. Beside it stand bare HMACs over as much text in
the same run, as the least that verifying can take.
"""

from __future__ import annotations

import hmac
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, insert

from community.accounts.models import Member, MemberState, Role
from community.app import create_app
from community.audit import chain
from community.audit.forms import Asked, filter_of
from community.audit.log import digest
from community.audit.models import AuditDetail, AuditEntry
from community.audit.queries import entries_to_read, my_entries
from community.core.append_only import unlocked
from community.core.db import db
from community.core.ids import id_at
from community.core.pagination import Place
from community.policy import Actor
from config import read_settings

COUNT = int(os.environ.get("BENCH_LOG", "1000000"))
PEOPLE, GROUPS, BATCH, ROUNDS = 2000, 200, 5000, 5
BEGUN = datetime(2025, 1, 1, tzinfo=UTC)
# As a year goes: much is said, little is suspended.
EVENTS = (*("CommentAdded",) * 700, *("ItemEdited",) * 150, *("SignedIn",) * 140, *("CommentHidden",) * 9, "RoleGiven")


def main() -> None:
    """Fill, measure and say."""
    folder = Path(tempfile.mkdtemp())
    values = {"COMMUNITY_SECRET_KEY": "of-the-bench-0123456789abcdef0123456789", "COMMUNITY_DATABASE_URL": sys.argv[1]}
    app = create_app(read_settings(values | {"DATA_DIR": str(folder), "COMMUNITY_BASE_URL": "http://localhost"}))
    with app.test_request_context():
        db.create_all()
        people = fill()
        verifying(app)
        for name, look in looks(people).items():
            say_pages(name, look)


def fill() -> list[int]:
    """Write a sealed log; one line in ten is about somebody and has words."""
    first = id_at(BEGUN)
    people = [first + number for number in range(PEOPLE)]
    with db.engine.begin() as connection:
        rows = [member(each, number) for number, each in enumerate(people)]
        connection.execute(insert(Member.__table__), rows)
        with unlocked(connection, db.metadata, reason="a measurement"):
            write(connection, people)
        connection.exec_driver_sql("ANALYZE")
    return people


def member(member_id: int, number: int) -> dict[str, Any]:
    """Give a member; the first is a moderator."""
    name = f"lid {number}"
    values = {"id": member_id, "name": name, "name_folded": name, "slug": f"lid-{number}", "joined_at": BEGUN}
    return values | {"state": MemberState.MEMBER, "role": Role.MEMBER if number else Role.MODERATOR}


def write(connection: Any, people: list[int]) -> None:
    """Write the lines in batches, each sealed after the one before."""
    key, seal, names = chain._key(), "", [column.name for column in chain._IDS]
    for start in range(0, COUNT, BATCH):
        entries, details = [], []
        for number in range(start, min(start + BATCH, COUNT)):
            moment = BEGUN + timedelta(seconds=number * 30)
            row: dict[str, Any] = dict.fromkeys(names) | {"id": id_at(moment), "at": moment, "detail_digest": ""}
            row |= {"event": EVENTS[number * 7919 % len(EVENTS)], "actor_id": people[number * 31 % PEOPLE]}
            row |= {"item_id": number, "group_id": number * 17 % GROUPS + 1 if number % 2 else None}
            if number % 10 == 0:
                words = '{"reason":"Woorden van gewone lengte."}'
                row |= {"member_id": people[number * 13 % PEOPLE], "detail_digest": digest(b"0" * 16, words)}
                details.append({"entry_id": row["id"], "salt": b"0" * 16, "text": words})
            values = (None, None, row["id"], moment, row["event"], row["detail_digest"], *(row[name] for name in names))
            seal = chain._seal(key, number + 1, seal, values, values[3].isoformat())
            entries.append(row | {"sequence": number + 1, "seal": seal})
        connection.execute(insert(AuditEntry.__table__), entries)
        if details:
            connection.execute(insert(AuditDetail.__table__), details)


def verifying(app: Flask) -> None:
    """Verify the chain, and beside it seal as much text without a database."""
    for _ in range(2):
        began = time.perf_counter()
        text = b"x" * 290
        for _number in range(COUNT):
            hmac.digest(b"key", text, "sha256")
        bare, began = COUNT / (time.perf_counter() - began), time.perf_counter()
        verdict = chain.verify()
        rate = COUNT / (time.perf_counter() - began)
        assert verdict.is_sound and verdict.sealed_count == COUNT
        print(f"verified {rate:,.0f} rows/s; bare hmac {bare:,.0f}/s", flush=True)
        db.session.rollback()


def looks(people: list[int]) -> dict[str, Callable[[Place], Any]]:
    """Give what a moderator and a member look for."""
    actor = Actor(id=people[0], state=MemberState.MEMBER, is_member=True, is_moderator=True)
    plain = Actor(id=people[7], state=MemberState.MEMBER, is_member=True)
    asked = {
        "all": Asked(),
        "a rare event": Asked(kind="RoleGiven"),
        "an event that never was": Asked(kind="BackupRestored"),
        "a kind": Asked(kind="reacties"),
        "kind of groups": Asked(kind="groep-stukken"),
        "done by a name": Asked(done_by="lid 77"),
        "about a name": Asked(about="lid 77"),
        "a person, with a rare event": Asked(person_id=people[50], kind="RoleGiven"),
        "a month": Asked(since=(BEGUN + timedelta(days=100)).date(), until=(BEGUN + timedelta(days=130)).date()),
        "a month, a kind": Asked(kind="reacties", until=(BEGUN + timedelta(days=30)).date()),
    }
    found: dict[str, Callable[[Place], Any]] = {
        name: (lambda place, each=each: entries_to_read(actor, filter_of(actor, each, []), place))
        for name, each in asked.items()
    }
    return found | {"one's own log": lambda place: my_entries(plain, "", place)}


def say_pages(name: str, look: Callable[[Place], Any]) -> None:
    """Say how long the first page and the one after it take, and how many queries."""
    statements: list[Any] = []
    event.listen(db.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    took, place = [], Place()
    for _ in range(ROUNDS):
        db.session.rollback()
        db.session.expunge_all()
        began, before = time.perf_counter(), len(statements)
        page = look(place).page
        took.append((time.perf_counter() - began) * 1000)
        count = len(statements) - before
        if page.next:
            place = Place(after=page.next)
    middle = sorted(took)[ROUNDS // 2]
    print(f"{name}: {middle:.1f} ms (worst {max(took):.1f}), {count} queries, {len(page.rows)} rows", flush=True)


if __name__ == "__main__":
    main()
