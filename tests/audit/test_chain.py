"""Nobody changes the log unseen, and words that must go can go."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from community import audit
from community.app import create_app
from community.audit import chain
from community.audit.events import CommentAdded, CommentHidden
from community.audit.models import AuditDetail, AuditEntry
from community.core.append_only import unlocked
from community.core.db import db
from community.policy import VISITOR, Actor
from tests.builders.fixtures import make_settings
from tests.builders.world import World
from tests.services.databases import FreshDatabase

MODERATOR = Actor(id=7)


def append(world: World, count: int, *, first: int = 1) -> None:
    with world.context():
        for number in range(first, first + count):
            audit.record(MODERATOR, CommentAdded(item_id=number, comment_id=number))
            audit.record(
                MODERATOR, CommentHidden(item_id=number, comment_id=number, member_id=3, reason=f"grof {number}")
            )


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """Stand inside the application."""
    with app.test_request_context():
        yield
        db.session.remove()


def change(statement: object) -> None:
    """Change the log as somebody does who took its triggers away, and put them back."""
    with unlocked(db.session.connection(), db.metadata, reason="a test"):
        db.session.execute(statement)  # type: ignore[call-overload]
    db.session.commit()


def test_what_was_appended_is_sealed_once_and_in_order(world: World, inside: None) -> None:
    append(world, 3)
    assert chain.seal_entries() == 6
    assert chain.seal_entries() == 0
    append(world, 300, first=10)
    assert chain.seal_entries() == 600
    verdict = chain.verify()
    assert (verdict.faults, verdict.sealed_count, verdict.unsealed_count) == ([], 606, 0)
    assert chain.chain_head().sequence == 606


def test_an_empty_log_is_sound(world: World, inside: None) -> None:
    assert chain.seal_entries() == 0
    assert chain.verify().is_sound


@pytest.mark.parametrize(
    "values",
    [
        {"actor_id": 8},
        {"event": "CommentShown"},
        {"item_id": None},
        {"detail_digest": ""},
        {"seal": "0" * 64},
        {"group_id": 5},
    ],
)
def test_a_changed_entry_is_found(world: World, inside: None, values: dict[str, object]) -> None:
    append(world, 3)
    chain.seal_entries()
    change(update(AuditEntry).where(AuditEntry.sequence == 4).values(**values))
    assert any("4" in fault for fault in chain.verify().faults)


def test_a_missing_entry_is_found(world: World, inside: None) -> None:
    append(world, 3)
    chain.seal_entries()
    row = db.session.scalars(select(AuditEntry.id).where(AuditEntry.sequence == 3)).one()
    change(delete(AuditDetail).where(AuditDetail.entry_id == row))
    change(delete(AuditEntry).where(AuditEntry.id == row))
    assert "an entry is missing before 4" in chain.verify().faults


def test_entries_cut_off_at_the_end_are_found_by_who_kept_the_head(world: World, inside: None) -> None:
    append(world, 3)
    chain.seal_entries()
    head = chain.chain_head()
    change(delete(AuditDetail))
    change(delete(AuditEntry).where(AuditEntry.sequence > 4))
    assert chain.verify().is_sound
    assert chain.verify(head).faults == ["entries after 4 are missing"]


def test_a_chain_made_anew_with_another_secret_is_found(world: World, inside: None) -> None:
    append(world, 2)
    chain.seal_entries()
    change(update(AuditEntry).values(sequence=None, seal=None, actor_id=9))
    settings = world.app.config["SETTINGS"]
    world.app.config["SETTINGS"] = type(settings)(
        **{name: getattr(settings, name) for name in settings.__slots__}
        | {"secret_key": "of an intruder 0123456789abcdef"}
    )
    try:
        chain.seal_entries()
    finally:
        world.app.config["SETTINGS"] = settings
    assert not chain.verify().is_sound


def test_changed_words_are_found_and_erased_words_are_no_fault(world: World, inside: None) -> None:
    append(world, 2)
    chain.seal_entries()
    chain.erase_words_about(3)
    db.session.commit()
    verdict = chain.verify()
    assert verdict.is_sound
    assert verdict.erased_count == 2
    append(world, 1, first=50)
    chain.seal_entries()
    change(update(AuditDetail).values(text='{"reason":"vriendelijk"}'))
    assert any("words" in fault for fault in chain.verify().faults)


def test_words_of_single_entries_can_be_erased(world: World, inside: None) -> None:
    append(world, 2)
    with world.context():
        audit.record(VISITOR, CommentAdded(item_id=1, comment_id=1))
    first = db.session.scalars(select(AuditDetail.entry_id).order_by(AuditDetail.entry_id)).first()
    chain.erase_words([first or 0])
    db.session.commit()
    assert len(db.session.scalars(select(AuditDetail.entry_id)).all()) == 1


def test_two_workers_that_seal_at_once_make_one_chain(world: World, app: Flask) -> None:
    append(world, 400)

    def work() -> None:
        with app.test_request_context():
            chain.seal_entries()
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with app.test_request_context():
        verdict = chain.verify()
        assert (verdict.faults, verdict.sealed_count) == ([], 800)
        db.session.remove()


def test_each_line_is_told_outside_the_database_once_it_is_sealed_where_this_is_asked_for(
    fresh_database: FreshDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "community.audit.chain")
    for streams, told in (("", 0), ("1", 2)):
        app = create_app(make_settings(fresh_database(), tmp_path, COMMUNITY_AUDIT_STREAM=streams))
        with app.test_request_context():
            db.create_all()
            append(World(app), 1)
            chain.seal_entries()
            rows = db.session.execute(select(AuditEntry).order_by(AuditEntry.sequence)).scalars().all()
            entries = [record.entry for record in caplog.records if record.getMessage() == "audit"]  # type: ignore[attr-defined]
            assert len(entries) == told
            assert all(
                (entry["sequence"], entry["seal"], entry["event"]) == (row.sequence, row.seal, row.event)
                for entry, row in zip(entries, rows, strict=False)
            )
            db.session.remove()
            db.engine.dispose()
    assert entries[1]["ids"]["member_id"] == 3 and "grof" not in str(entries)
