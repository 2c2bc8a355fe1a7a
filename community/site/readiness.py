"""Whether this deployment can serve: its database answers and is of the newest shape."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from community.core.db import db
from community.site.models import SiteSetting

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
DEMO_LOADED = "demo_loaded"


def newest_revision() -> str | None:
    """Give the name of the newest migration."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def unreadiness(*, with_demo: bool) -> str:
    """Say what keeps this deployment from serving; empty where nothing does."""
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_revision()
        if current != newest_revision():
            return "the database is not migrated: run `community migrate`"
        if with_demo and db.session.scalar(select(SiteSetting.key).where(SiteSetting.key == DEMO_LOADED)) is None:
            return "the demo content is not in: run `community demo`"
    except SQLAlchemyError:
        return "the database does not answer"
    return ""
