"""Whether the database still has to be migrated and filled: a mark in DATA_DIR says for what this was done last.

The mark only saves time. Whether the site is ready is decided by its own `/readyz`; where the mark turns out to be
wrong it is thrown away.
"""

import contextlib
import hashlib
import sqlite3
from pathlib import Path

from community.supervisor.surroundings import Surroundings

CHECKOUT = Path(__file__).resolve().parents[2]
MARK = "prepared"


def is_prepared(surroundings: Surroundings) -> bool:
    """Whether this database was prepared with these very migrations and this very demo."""
    with contextlib.suppress(OSError):
        return (surroundings.data_dir / MARK).read_text() == fingerprint(surroundings)
    return False


def mark_prepared(surroundings: Surroundings) -> None:
    """Remember what was prepared, for the next start."""
    if found := fingerprint(surroundings):
        (surroundings.data_dir / MARK).write_text(found)


def forget_preparation(surroundings: Surroundings) -> None:
    """Prepare again at the next start."""
    (surroundings.data_dir / MARK).unlink(missing_ok=True)


def fingerprint(surroundings: Surroundings) -> str:
    """Give a digest of the database and of all that shapes it; empty where the database cannot be told apart."""
    if surroundings.environment.get("COMMUNITY_DATABASE_URL"):
        return ""
    database = surroundings.data_dir / "community.db"
    if not database.exists():
        return ""
    parts = [str(surroundings.with_demo), str(database.stat().st_ino), revision(database)]
    parts += [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sources()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sources() -> list[Path]:
    """Every file of the migrations and of the demo content."""
    found = [
        *CHECKOUT.glob("migrations/**/*"),
        *CHECKOUT.glob("community/demo*"),
        *CHECKOUT.glob("community/demo/**/*"),
    ]
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc")


def revision(database: Path) -> str:
    """Give the name of the migration that a database stands at."""
    try:
        with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone())
    except sqlite3.Error:
        return "none"
