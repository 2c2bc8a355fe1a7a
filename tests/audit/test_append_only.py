"""The database itself refuses to change what the log says, whoever asks; what went round it is found by the seals."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from community import audit
from community.app import create_app
from community.audit import chain, heads
from community.audit.events import CommentHidden
from community.audit.models import AuditDetail, AuditEntry
from community.core.append_only import REFUSAL, is_locked, unlock_log, unlocked
from community.core.clock import now
from community.core.db import db
from community.policy import Actor
from community.upkeep.check import of_log
from tests.builders.fixtures import make_settings
from tests.builders.world import World

MODERATOR = Actor(id=7)
TOMORROW = "2030-01-01 00:00:00"


@pytest.fixture
def log(world: World, app: Flask) -> Iterator[None]:
    """Stand inside a site of whose log four lines are sealed and two are not."""
    append(world, 4)
    with app.test_request_context():
        chain.seal_entries()
        db.session.remove()
    append(world, 2, first=5)
    with app.test_request_context():
        yield
        db.session.remove()


def append(world: World, count: int, *, first: int = 1) -> None:
    with world.context():
        for number in range(first, first + count):
            event = CommentHidden(item_id=number, comment_id=number, member_id=3, reason=f"grof {number}")
            audit.record(MODERATOR, event)


def rows() -> list[Any]:
    found = list(map(tuple, db.session.execute(select(*AuditEntry.__table__.columns).order_by(AuditEntry.id))))
    found += map(tuple, db.session.execute(select(*AuditDetail.__table__.columns).order_by(AuditDetail.entry_id)))
    db.session.rollback()
    return found


TAMPERINGS = {
    "delete one": "DELETE FROM audit_entry WHERE sequence = 2",
    "delete all": "DELETE FROM audit_entry",
    "cut off the end": "DELETE FROM audit_entry WHERE sequence > 3",
    "delete one that is not sealed": "DELETE FROM audit_entry WHERE sequence IS NULL",
    "change who did it": "UPDATE audit_entry SET actor_id = 8 WHERE sequence = 2",
    "change who did it before it is sealed": "UPDATE audit_entry SET actor_id = 8 WHERE sequence IS NULL",
    "change what was done": "UPDATE audit_entry SET event = 'CommentShown'",
    "change when": f"UPDATE audit_entry SET at = '{TOMORROW}'",
    "forget the words": "UPDATE audit_entry SET detail_digest = ''",
    "seal again": "UPDATE audit_entry SET seal = 'x' WHERE sequence = 2",
    "take the seals off": "UPDATE audit_entry SET sequence = NULL, seal = NULL",
    "change the order": "UPDATE audit_entry SET sequence = -sequence",
    "seal and change at once": "UPDATE audit_entry SET actor_id = 8, sequence = 90 + id % 9, seal = 'x'"
    " WHERE sequence IS NULL",
    "set a place without a seal": "UPDATE audit_entry SET sequence = 90 + id % 9 WHERE sequence IS NULL",
    "add a sealed line": "INSERT INTO audit_entry (id, at, event, actor_id, detail_digest, sequence, seal)"
    f" VALUES (1, '{TOMORROW}', 'SignedIn', 7, '', 5, 'x')",
    "change words": "UPDATE audit_detail SET text = '{}'",
    "change the salt": "UPDATE audit_detail SET salt = NULL",
    "move words": "UPDATE audit_detail SET entry_id = entry_id + 1",
    "delete through the words": "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_detail)",
}
ONLY_SQLITE = {
    "replace a line": "INSERT OR REPLACE INTO audit_entry (id, at, event, actor_id, detail_digest)"
    f" SELECT id, '{TOMORROW}', event, 8, '' FROM audit_entry WHERE sequence = 2",
    "push a line away": "UPDATE OR REPLACE audit_entry SET sequence = 2, seal = 'x' WHERE sequence IS NULL",
    "replace words": "INSERT OR REPLACE INTO audit_detail (entry_id, salt, text)"
    " SELECT entry_id, salt, '{}' FROM audit_detail",
}
ONLY_POSTGRES = {
    "empty the log": "TRUNCATE audit_entry CASCADE",
    "empty the words": "TRUNCATE audit_detail",
    "change by inserting": "INSERT INTO audit_entry (id, at, event, actor_id, detail_digest)"
    " SELECT id, at, event, 8, '' FROM audit_entry ON CONFLICT (id) DO UPDATE SET actor_id = 8",
}


def ways(connection: Any) -> dict[str, str]:
    return TAMPERINGS | (ONLY_SQLITE if connection.dialect.name == "sqlite" else ONLY_POSTGRES)


def test_the_database_refuses_every_change_of_the_log(log: None) -> None:
    before = rows()
    for what, statement in ways(db.session.connection()).items():
        with pytest.raises(DBAPIError) as refused:
            db.session.execute(text(statement))
        db.session.rollback()
        assert REFUSAL in str(refused.value), what
        assert rows() == before, what


def test_words_are_not_put_back_where_they_were_erased(log: None) -> None:
    kept = db.session.execute(select(AuditDetail.entry_id, AuditDetail.salt).limit(1)).one()
    chain.erase_words([kept.entry_id])
    db.session.commit()
    db.session.add(AuditDetail(entry_id=kept.entry_id, salt=kept.salt, text='{"reason":"aardig"}'))
    with pytest.raises(DBAPIError, match=REFUSAL):
        db.session.flush()
    db.session.rollback()
    assert chain.verify().is_sound and chain.verify().erased_count == 1


def test_the_worker_seals_and_words_are_erased_as_before(log: None) -> None:
    assert chain.seal_entries() == 2
    chain.erase_words_about(3)
    db.session.commit()
    verdict = chain.verify()
    assert (verdict.faults, verdict.sealed_count, verdict.erased_count) == ([], 6, 6)


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE audit_entry SET actor_id = 8 WHERE sequence = 2"], "entry 2 was changed"),
        (["UPDATE audit_entry SET event = 'a\"b' WHERE sequence = 2"], "entry 2 was changed"),
        (["DELETE FROM audit_detail", "DELETE FROM audit_entry WHERE sequence = 2"], "an entry is missing before 3"),
        (["DELETE FROM audit_detail", "DELETE FROM audit_entry WHERE sequence > 3"], "entries after 3 are missing"),
        (["UPDATE audit_entry SET sequence = NULL, seal = NULL WHERE sequence = 4"], "entries after 3 are missing"),
        (
            [
                "UPDATE audit_entry SET sequence = 9 WHERE sequence = 2",
                "UPDATE audit_entry SET sequence = 2 WHERE sequence = 3",
                "UPDATE audit_entry SET sequence = 3 WHERE sequence = 9",
            ],
            "entry 2 was changed",
        ),
        (
            [
                "INSERT INTO audit_entry (id, at, event, actor_id, detail_digest, sequence, seal)"
                f" VALUES (1, '{TOMORROW}', 'SignedIn', 7, '', 5, '{'0' * 64}')"
            ],
            "entry 5 was changed",
        ),
        (["UPDATE audit_detail SET text = '{}'"], "the words of entry 1 were changed"),
    ],
)
def test_what_was_done_without_the_triggers_is_found_by_the_seals(log: None, statements: list[str], fault: str) -> None:
    head = chain.chain_head()
    with unlocked(db.session.connection(), db.metadata, reason="a test"):
        for statement in statements:
            db.session.execute(text(statement))
    db.session.commit()
    assert fault in chain.verify(head).faults


def test_a_log_without_its_triggers_is_found(log: None) -> None:
    assert not list(of_log())
    connection = db.session.connection()
    unlock_log(connection)
    assert not is_locked(connection)
    assert any("not locked" in each.fault for each in of_log())
    db.session.rollback()
    assert is_locked(db.session.connection())


def test_a_database_that_was_migrated_has_the_triggers(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    address = fresh_database()
    environment = os.environ | {
        "COMMUNITY_SECRET_KEY": "a-key-for-tests-only-0123456789abcdefghij",
        "COMMUNITY_DATABASE_URL": address,
        "COMMUNITY_BASE_URL": "http://localhost",
        "COMMUNITY_OIDC_ISSUER": "http://127.0.0.1:9",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
        "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-tests",
        "DATA_DIR": str(tmp_path),
    }
    for _ in range(2):
        subprocess.run([sys.executable, "-m", "community.cli", "migrate"], env=environment, check=True, timeout=120)
        app = create_app(make_settings(address, tmp_path))
        with app.app_context():
            with db.engine.connect() as connection:
                assert is_locked(connection)
            db.engine.dispose()


def test_words_are_erased_by_row_and_not_lost_with_an_entry(log: None) -> None:
    db.session.execute(delete(AuditDetail).where(AuditDetail.entry_id.in_(select(AuditEntry.id).limit(1))))
    db.session.commit()
    with pytest.raises(DBAPIError, match=REFUSAL):
        db.session.execute(update(AuditEntry).where(AuditEntry.actor_id == 7).values(detail_digest=""))
    db.session.rollback()


def test_lines_that_stay_unsealed_are_found_with_their_age(log: None, world: World) -> None:
    assert not list(of_log())
    world.keep(AuditEntry(event="CommentsClosed", item_id=1, at=now() - timedelta(minutes=25)))
    assert [each.fault for each in of_log()] == ["the oldest of 3 unsealed lines of the log is 25 minutes old"]
    chain.seal_entries()
    assert not list(of_log())


def test_an_end_that_was_kept_in_the_data_folder_finds_what_was_cut_off(log: None) -> None:
    heads.heads_file().unlink(missing_ok=True)
    chain.seal_entries()
    for _ in range(3):
        heads.keep_head()
    assert heads.kept_heads() == [chain.chain_head()]
    with unlocked(db.session.connection(), db.metadata, reason="a test"):
        db.session.execute(delete(AuditDetail))
        db.session.execute(delete(AuditEntry).where(AuditEntry.sequence > 3))
    db.session.commit()
    assert [each.fault for each in of_log()] == ["the log: entries after 3 are missing"]
    heads.forget_heads()
    assert not heads.kept_heads() and not list(of_log())
    heads.heads_file().unlink()
