"""Pages of which nothing is kept: what they ask of the database, and whether that grows with the number of comments."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

from flask import Flask
from sqlalchemy import event

from bench.world import World
from community.content.models import Audience, ContentItem, ItemCounter, State
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.generate.writer import Generator

NAMES = {
    "site_setting": "settings of the site",
    "login_session": "the sign-in and its member",
    "group_membership": "groups of the member",
    "content_item": "the item with author, group, region, counter and themes",
    "comment": "a page of comments with their authors",
    "reaction": "reactions to these comments",
    "attachment": "files and pictures of the item",
    "related": "related posts",
    "tied": "who sees something of their own on the page (only while a page is made for many)",
}
TIMES = 40


def ask(app: Flask, path: str, cookie: str) -> float:
    """Ask for a page with nothing kept; give the seconds it took."""
    client = app.test_client(use_cookies=False)
    app.extensions["kept"].clear()
    begun = time.perf_counter()
    answer = client.get(path, headers={"Cookie": cookie, "Host": app.config["SETTINGS"].host})
    taken = time.perf_counter() - begun
    assert answer.status_code == 200, (path, answer.status_code)
    return taken


def statements(app: Flask, path: str, cookie: str) -> list[str]:
    """Give the statements of a cold page, each by its name."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    ask(app, path, cookie)
    event.remove(engine, "before_cursor_execute", note)
    return [name_of(statement) for statement in found]


def name_of(statement: str) -> str:
    """Give a statement's name in words."""
    table = re.search(r"\bFROM \(?(?:SELECT.*?FROM )?(\w+)", statement, re.DOTALL)
    name = table[1] if table else ""
    if "UNION" in statement and "reaction" in statement:
        name = "tied"
    elif name == "content_item" and "item_theme.theme_id IN" in statement:
        name = "related"
    elif "login_session" in statement[:2000] and "token_hash" in statement:
        name = "login_session"
    return NAMES.get(name, name)


def grow(world: World, counts: tuple[int, ...]) -> list[tuple[int, int, float]]:
    """Give for items of some sizes: comments, queries of a cold page, and its time in milliseconds (median)."""
    app, paths = world.app(), []
    with app.app_context():
        for count in counts:
            paths.append(long_item(count))
    found = []
    for path in paths:
        ask(app, path, "")
    times: dict[str, list[float]] = {path: [] for path in paths}
    for _ in range(TIMES):
        for path in paths:
            times[path].append(ask(app, path, ""))
    for count, path in zip(counts, paths, strict=True):
        found.append((count, len(statements(app, path, "")), 1000 * statistics.median(times[path])))
    return found


def long_item(count: int) -> str:
    """Make an item with so many comments, and give its address."""
    author = db.session.scalars(db.select(ContentItem.author_id).limit(1)).one()
    db.session.rollback()
    item_id = new_id()
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        moment = now()
        values = {
            "id": item_id,
            "kind": "news",
            "title": f"{count} reacties",
            "slug": f"lang-{count}",
            "author_id": author,
            "audience": Audience.PUBLIC,
            "state": State.PUBLISHED,
            "published_at": moment,
            "body": "<p>Tekst.</p>",
        }
        connection.execute(ContentItem.__table__.insert(), values)  # type: ignore[attr-defined]
        writer = Generator(connection, count, lambda what, number: None)
        writer.comments(count, [(author, "adviseur", "Gemeente")], [(item_id, None)])
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    assert db.session.get(ItemCounter, item_id) is not None
    db.session.rollback()
    return f"/nieuws/lang-{count}"
