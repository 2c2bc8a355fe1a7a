"""A site calls itself ready only when its database is of the newest shape."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text

from community.app import create_app
from community.core.db import db
from community.site.readiness import MIGRATIONS, newest_revision
from tests.builders.fixtures import BASE_URL, make_settings
from tests.services.databases import FreshDatabase


def test_the_newest_migration_is_the_one_that_alembic_names() -> None:
    assert newest_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def migrate(address: str, data_dir: Path) -> None:
    settings = make_settings(address, data_dir)
    environment = {"COMMUNITY_SECRET_KEY": settings.secret_key, "COMMUNITY_DATABASE_URL": address}
    command = [sys.executable, "-m", "community.cli", "migrate"]
    done = subprocess.run(
        command, env=os.environ | environment | {"DATA_DIR": str(data_dir)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def site_on(address: str, data_dir: Path, **settings: str) -> Iterator[Flask]:
    app = create_app(make_settings(address, data_dir, **settings))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_new_database_is_not_ready_until_it_is_migrated(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    address = fresh_database()
    with site_on(address, tmp_path) as app:
        before = app.test_client().get("/readyz")
        assert before.status_code == 503
        assert "community migrate" in before.text
        migrate(address, tmp_path)
        assert app.test_client().get("/readyz").status_code == 200
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
        assert app.test_client().get("/readyz").status_code == 503


def test_a_site_without_demo_content_is_not_ready_where_the_demo_was_asked_for(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    address = fresh_database()
    migrate(address, tmp_path)
    with site_on(address, tmp_path, COMMUNITY_DEMO="1") as app:
        answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "community demo" in answer.text


def test_a_page_of_a_site_without_database_says_so_and_asks_to_come_back(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    address = fresh_database()
    away = f"{address}&port=1" if "?" in address else address.replace("fresh-", "absent/fresh-")
    with site_on(away, tmp_path) as app:
        answer = app.test_client().get("/", base_url=BASE_URL)
        assert app.test_client().get("/readyz").status_code == 503
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "<h1" in answer.text
