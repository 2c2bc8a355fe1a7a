"""A backup brings everything back, into either database, and never over what is there unless told to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import Migrate, upgrade

from community.accounts.models import LoginSession, Member
from community.app import create_app
from community.content.models import Comment
from community.core.db import db
from community.site.readiness import MIGRATIONS
from community.upkeep.backup import BackupError, make_backup, restore_backup, site_storage
from community.upkeep.check import findings
from tests.builders.fixtures import make_settings
from tests.builders.world import World

FreshDatabase = Callable[[], str]


@pytest.fixture
def fresh_site(fresh_database: FreshDatabase, tmp_path: Path) -> Callable[[str], Flask]:
    """Give empty, migrated sites, each with a folder of its own."""

    def make(name: str) -> Flask:
        app = create_app(make_settings(fresh_database(), tmp_path / name))
        Migrate(app, db)
        with app.app_context():
            upgrade(directory=str(MIGRATIONS))
            db.engine.dispose()
        return app

    return make


def filled(app: Flask) -> World:
    world = World(app)
    post = world.post("Wat blijft")
    world.comment(post, "Tot later, José 🙂", author=world.member())
    world.client(world.member())
    with app.app_context():
        site_storage().put(b"een bijlage")
    return world


def test_what_was_backed_up_comes_back_row_by_row(fresh_site: Callable[[str], Flask], tmp_path: Path) -> None:
    first, second = fresh_site("eerste"), fresh_site("tweede")
    world = filled(first)
    with first.app_context():
        counts = make_backup(tmp_path / "reserve.tar.gz")
    with second.app_context():
        assert restore_backup(tmp_path / "reserve.tar.gz", force=False) == counts
        keys = list(site_storage().keys())
        assert [site_storage().get(key) for key in keys] == [b"een bijlage"]
    back = World(second)
    before, after = world.one(Comment), back.one(Comment)
    assert (before.html, before.created_at, before.thread_id) == (after.html, after.created_at, after.thread_id)
    assert back.count(Member) == world.count(Member)
    assert back.count(LoginSession) == 0


def test_a_restore_overwrites_nothing_unless_it_is_forced(fresh_site: Callable[[str], Flask], tmp_path: Path) -> None:
    first, second = fresh_site("eerste"), fresh_site("tweede")
    filled(first)
    other = World(second)
    other.member("Blijft Staan")
    with first.app_context():
        make_backup(tmp_path / "reserve.tar.gz")
    with second.app_context(), pytest.raises(BackupError, match="not empty"):
        restore_backup(tmp_path / "reserve.tar.gz", force=False)
    assert other.one(Member).name == "Blijft Staan"
    with second.app_context():
        restore_backup(tmp_path / "reserve.tar.gz", force=True)
    assert "Blijft Staan" not in [member.name for member in other.all(Member)]


def test_a_file_that_is_no_backup_is_refused_in_one_line(fresh_site: Callable[[str], Flask], tmp_path: Path) -> None:
    broken = tmp_path / "kapot.tar.gz"
    broken.write_bytes(b"geen archief")
    with fresh_site("een").app_context(), pytest.raises(BackupError, match="cannot be read"):
        restore_backup(broken, force=False)


def test_a_deployment_without_administrator_or_worker_is_told_so(fresh_site: Callable[[str], Flask]) -> None:
    app = fresh_site("een")
    with app.app_context():
        faults = [finding.fault for finding in findings(app.config["SETTINGS"])]
    assert "there is no administrator" in faults
    assert "COMMUNITY_ENV is development" in faults
    assert any("is not there" in fault for fault in faults)
    app.config["SETTINGS"].data_dir.mkdir(exist_ok=True)
    World(app).administrator()
    with app.app_context():
        faults = [finding.fault for finding in findings(app.config["SETTINGS"])]
    assert "there is no administrator" not in faults and not any("is not there" in fault for fault in faults)
