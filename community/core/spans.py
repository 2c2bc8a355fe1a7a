"""How long something took, reckoned by the database, with the median of many; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, Subquery, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[float]):  # noqa: N801  # it is called like the functions of a database
    """The seconds from one moment to another, as a number that may have a fraction."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _on_sqlite(element: seconds_between, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(each, **options) for each in element.clauses)
    return f"((julianday({last}) - julianday({first})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _on_postgresql(element: seconds_between, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({last} - {first})) AS DOUBLE PRECISION)"


def medians(spans: Subquery) -> Select[Any, Any, Any, Any]:
    """Give kind, place, median and longest of rows with `kind`, `place` and `seconds`.

    SQLite has no median of its own, so the rows are numbered and the middle one or two are taken.
    """
    together = [spans.c.kind, spans.c.place]
    numbered = select(
        spans.c.kind,
        spans.c.place,
        spans.c.seconds,
        func.row_number().over(partition_by=together, order_by=spans.c.seconds).label("number"),
        func.count().over(partition_by=together).label("count"),
    ).subquery()
    twice = numbered.c.number * 2
    in_the_middle: ColumnElement[bool] = twice.between(numbered.c.count, numbered.c.count + 2)
    middle = case((in_the_middle, numbered.c.seconds))
    return select(numbered.c.kind, numbered.c.place, func.avg(middle), func.max(numbered.c.seconds)).group_by(
        numbered.c.kind, numbered.c.place
    )
