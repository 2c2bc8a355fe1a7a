"""Several counts by one query, for pages that show many."""

from __future__ import annotations

from sqlalchemy import Select, select

from community.core.db import db


def counts(*queries: Select[int]) -> list[int]:
    """Give what each query counts."""
    row = db.session.execute(select(*(query.scalar_subquery() for query in queries))).one()
    return [count or 0 for count in row]
