"""Whether this deployment can serve: its database answers and is of the newest shape."""

import functools
import re
from pathlib import Path

from sqlalchemy import inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from community.core.db import db
from community.site.models import SiteSetting

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
DEMO_LOADED = "demo_loaded"


@functools.cache
def newest_revision() -> str:
    """Give the name of the newest migration: the one that no other builds on."""
    # Read without Alembic, which would make every process start half a second later.
    scripts = [path.read_text(encoding="utf-8") for path in MIGRATIONS.glob("versions/*.py")]
    names, older = (
        {match[1] for script in scripts for match in re.finditer(pattern, script, re.MULTILINE)}
        for pattern in (r'^revision\b.*= "(\w+)"', r'^down_revision\b.*= "(\w+)"')
    )
    (newest,) = names - older
    return newest


def current_revision() -> str | None:
    """Give the name of the migration at which the database stands; none where it is new."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    name: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return name


def unreadiness(*, with_demo: bool) -> str:
    """Say what keeps this deployment from serving; empty where nothing does."""
    try:
        if current_revision() != newest_revision():
            return "the database is not migrated: run `community migrate`"
        if with_demo and db.session.scalar(select(SiteSetting.key).where(SiteSetting.key == DEMO_LOADED)) is None:
            return "the demo content is not in: run `community demo`"
    except SQLAlchemyError:
        return "the database does not answer"
    return ""
