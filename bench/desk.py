"""Measures the moderators' pages with everything in them full: many members, applications, reports, texts that wait.

`python -m bench.desk <database url>` on an empty database of one's own. Each page is asked for as an administrator in
this process, with a log of a million lines behind it (BENCH_LOG makes it shorter).
"""

from __future__ import annotations

import itertools
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, insert, select, update

from bench import log
from bench.servers import BIN, CHECKOUT
from community.accounts.models import LoginSession, Member, MemberState, Role
from community.accounts.queries import hash_token
from community.app import create_app
from community.content.models import Comment, ContentItem
from community.core.append_only import unlocked
from community.core.clock import now
from community.core.db import begin_writing, db
from community.core.ids import new_id
from community.membership.models import Application, ApplicationState, Invitation, Objection
from community.regions.models import Region
from community.reports.models import Report, ReportCase, ReportReason
from community.review.models import HeldText
from config import read_settings

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "100000"))
WAITING, ROUNDS = 5000, 9
WORDS = "Woorden van gewone lengte, zoals mensen ze schrijven."


def main() -> None:
    """Fill, ask for each page and say how long it took."""
    folder = Path(tempfile.mkdtemp())
    values = {"COMMUNITY_SECRET_KEY": secrets.token_hex(32), "COMMUNITY_DATABASE_URL": sys.argv[1]}
    values |= {"DATA_DIR": str(folder), "COMMUNITY_BASE_URL": "http://localhost"}
    generate(values)
    app = create_app(read_settings(values))
    with app.app_context():
        fill()
        client = sign_in(app)
        pages = [*PAGES, *one_of_each()]
    print(f"{'page':50} statements   ms  worst")
    for page in pages:
        say(app, client, page)


def generate(values: dict[str, str]) -> None:
    """Make the tables, and people who write."""
    sizes = {"members": MEMBERS, "groups": 200, "items": 2000, "comments": 3 * WAITING, "seed": 1}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")} | values
    for arguments in (["migrate"], ["generate", *(f"--{name}={size}" for name, size in sizes.items())]):
        subprocess.run([BIN / "community", *arguments], env=environment, cwd=CHECKOUT, check=True)


def fill() -> None:
    """Let so many people apply, object, be reported and be held, with a long log behind them."""
    people = list(db.session.scalars(select(Member.id).where(Member.role == Role.MEMBER).limit(10_000)))
    moderator = db.session.scalars(select(Member.id).where(Member.role == Role.MODERATOR).limit(1)).one()
    region = db.session.scalars(select(Region.id).limit(1)).one()
    of = select(Comment.id, Comment.author_id, ContentItem.group_id).join(ContentItem)
    comments = db.session.execute(of.order_by(Comment.id)).all()
    db.session.rollback()
    with db.engine.begin() as connection:

        def write(model: Any, rows: Iterable[dict[str, Any]]) -> None:
            """Write rows in batches."""
            rows = iter(rows)
            while batch := list(itertools.islice(rows, 1000)):
                connection.execute(insert(model.__table__), batch)

        newcomers = [new_id() for _ in range(2 * WAITING)]
        write(Member, (applicant(each, number) for number, each in enumerate(newcomers)))
        applications = [application(each, number, region, moderator) for number, each in enumerate(newcomers)]
        write(Application, applications)
        write(Objection, (objection(each, moderator) for each in applications if each["state"] == "refused"))
        write(Invitation, (invitation(number, moderator) for number in range(WAITING)))
        cases = [case(each, number) for number, each in enumerate(comments[:WAITING])]
        write(ReportCase, cases)
        write(Report, (report(each, people[number + more]) for number, each in enumerate(cases) for more in range(3)))
        held = comments[WAITING : 2 * WAITING]
        write(HeldText, (waiting(each) for each in held))
        for start in range(0, WAITING, 500):
            some = Comment.id.in_([each.id for each in held[start : start + 500]])
            connection.execute(update(Comment).where(some).values(is_held=True, is_hidden=True))
        with unlocked(connection, db.metadata, reason="a measurement"):
            log.write(connection, people[: log.PEOPLE])
        connection.exec_driver_sql("ANALYZE")


def applicant(member_id: int, number: int) -> dict[str, Any]:
    """Give a person who asks to come in, or whom it was refused."""
    name = f"Aanvrager {number}"
    state = MemberState.REFUSED if number % 2 else MemberState.APPLICANT
    given = {"id": member_id, "name": name, "name_folded": name.lower(), "slug": f"aanvrager-{number}", "state": state}
    return given | {"email": f"a{number}@voorbeeld.example", "email_folded": f"a{number}@voorbeeld.example"}


def application(member_id: int, number: int, region: int, moderator: int) -> dict[str, Any]:
    """Give an application, of which every other one was refused."""
    row = {"id": new_id(), "member_id": member_id, "organisation_name": f"Gemeente {number % 300}"}
    row |= {"function": "adviseur", "region_id": region, "motivation": WORDS}
    row |= {"created_at": now() - timedelta(hours=number % 900), "state": ApplicationState.WAITING}
    refused = {"state": ApplicationState.REFUSED, "decided_at": now(), "decided_by_id": moderator, "reason": WORDS}
    return row | (refused if number % 2 else {"decided_at": None, "decided_by_id": None, "reason": ""})


def objection(row: dict[str, Any], moderator: int) -> dict[str, Any]:
    """Give an objection to a refusal."""
    given = {"id": new_id(), "application_id": row["id"], "member_id": row["member_id"]}
    return given | {"refused_by_id": moderator, "text": WORDS}


def invitation(number: int, moderator: int) -> dict[str, Any]:
    """Give an invitation that is open."""
    given = {"id": new_id(), "email": f"gast-{number}@voorbeeld.example", "token_hash": secrets.token_hex(32)}
    return given | {"invited_by_id": moderator, "expires_at": now() + timedelta(days=14)}


def case(comment: Any, number: int) -> dict[str, Any]:
    """Give a case about a comment."""
    given = {"id": new_id(), "thing": f"comment:{comment.id}", "comment_id": comment.id, "about_id": comment.author_id}
    return given | {"group_id": comment.group_id, "created_at": now() - timedelta(hours=number % 900)}


def report(row: dict[str, Any], member_id: int) -> dict[str, Any]:
    """Give a report of one person."""
    return {
        "id": new_id(),
        "case_id": row["id"],
        "member_id": member_id,
        "reason": ReportReason.RUDE,
        "words": WORDS,
    }


def waiting(comment: Any) -> dict[str, Any]:
    """Give a comment that waits."""
    given = {"id": new_id(), "comment_id": comment.id, "author_id": comment.author_id, "group_id": comment.group_id}
    return given | {"reasons": [{"why": "word", "what": "gratis"}]}


def sign_in(app: Flask) -> FlaskClient:
    """Sign an administrator in."""
    begin_writing()
    token = secrets.token_urlsafe(32)
    boss = db.session.scalars(select(Member).where(Member.role == Role.EDITOR).limit(1)).one()
    boss.role = Role.ADMINISTRATOR
    ends = now() + timedelta(days=1)
    db.session.add(LoginSession(token_hash=hash_token(token), member_id=boss.id, provider="bench", expires_at=ends))
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": token, "_fresh": True})
    return client


PAGES = (
    *("/beheer", "/beheer/leden", "/beheer/leden?status=member", "/beheer/leden?status=iedereen&q=jan+de"),
    *("/beheer/leden?status=member&rol=moderator", "/beheer/leden?q=aanvrager+4999", "/beheer/bezwaren"),
    *("/beheer/uitnodigingen", "/beheer/signalen", "/beheer/signalen?welke=afgehandeld", "/beheer/wachtrij"),
    *("/beheer/logboek", "/beheer/cijfers", "/leden", "/leden?q=jan"),
)


def one_of_each() -> list[str]:
    """Give a page of one person, one case and one applicant."""
    row = db.session.execute(select(ReportCase.id, Member.slug).join(Member, Member.id == ReportCase.about_id)).first()
    assert row
    applicants = db.session.scalar(select(func.count()).where(Application.state == ApplicationState.WAITING))
    print(f"{applicants} applications wait")
    return [
        f"/beheer/leden/{row.slug}",
        f"/beheer/signalen/{row.id}",
        "/beheer/leden/aanvrager-0",
        f"/leden/{row.slug}",
    ]


def say(app: Flask, client: FlaskClient, page: str) -> None:
    """Say how long a page takes, and how many statements, once what is kept is kept and before."""
    statements: list[str] = []
    with app.app_context():
        engine = db.engine
    note = lambda *seen: statements.append(seen[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", note)
    took = []
    for _ in range(ROUNDS):
        statements.clear()
        began = time.perf_counter()
        answer = client.get(page)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
    event.remove(engine, "before_cursor_execute", note)
    print(f"{page:50} {len(statements):10} {sorted(took)[ROUNDS // 2]:5.0f} {max(took):6.0f}", flush=True)


if __name__ == "__main__":
    main()
