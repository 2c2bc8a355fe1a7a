"""One statement that adds a row or changes the one that stands under the same key; alike on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from community.core.db import Base, db


def put_row(model: type[Base], values: Mapping[str, Any], *, key: Sequence[str], changed: Mapping[str, Any]) -> None:
    """Add a row, or change the one that has these values of `key`; two at once leave one row."""
    insert = postgresql.insert if db.session.connection().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).values(**values)
    db.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(changed)))
