"""Pages of long lists, by the place of a row and never by counting: as fast at the end as at the beginning.

A cursor holds the values by which the list is ordered, of the first or last row shown. It travels in an address, so
one that makes no sense is as if it were not there. Not for what the addresses are called: that is up to the views.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from community.core.db import db

T = TypeVar("T")
Column = InstrumentedAttribute[Any] | ColumnElement[Any]

PAGE_SIZE = 20
LONGEST_CURSOR = 1000
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a reader is: after or before a cursor, as they stand in the address; neither is the beginning."""

    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, with the cursors of the page before and the page after, where there is one."""

    rows: Sequence[T] = ()
    previous: str | None = None
    next: str | None = None


def keyset_page(
    query: Select[T],
    columns: Sequence[Column],
    place: Place,
    *,
    size: int = PAGE_SIZE,
    descending: bool = False,
    values_of: Callable[[T], Sequence[Any]] | None = None,
) -> Page[T]:
    """Give a page of `query` ordered by `columns`, which together are unique and are never NULL.

    Where a column is worked out rather than kept, `values_of` gives what the columns are of a row.
    """
    before = decode(place.before, columns)
    after = None if before else decode(place.after, columns)
    # Going back, the rows nearest to the cursor are read first and turned round again.
    is_down = descending != (before is not None)
    order = [column.desc() if is_down else column.asc() for column in columns]
    cursor = before or after
    if cursor is not None:
        key = tuple_(*columns)
        query = query.where(key < cursor if is_down else key > cursor)
    rows = list(db.session.scalars(query.order_by(*order).limit(size + 1)))
    has_more, rows = len(rows) > size, rows[:size]
    if before is not None:
        rows.reverse()
        return _page(rows, values_of or kept(columns), has_previous=has_more, has_next=True)
    return _page(rows, values_of or kept(columns), has_previous=after is not None, has_next=has_more)


def kept(columns: Sequence[Column]) -> Callable[[Any], Sequence[Any]]:
    """Read the columns from a row that has them."""
    return lambda row: [getattr(row, str(column.key)) for column in columns]


def encode(values: Sequence[Any]) -> str:
    """Write the values of a row as a cursor."""
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str | None, columns: Sequence[Column]) -> tuple[Any, ...] | None:
    """Read a cursor for these columns; None for what is no cursor of this list, however it came about."""
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(columns):
            return None
        return tuple(_value(value, column) for value, column in zip(values, columns, strict=True))
    except (ValueError, OverflowError, binascii.Error, RecursionError):
        return None


def _value(value: Any, column: Column) -> Any:
    kind = column.type.python_type
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    elif kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    elif kind is int and type(value) is int and abs(value) <= LARGEST_NUMBER:
        return value
    elif kind is str and isinstance(value, str) and "\0" not in value:
        value.encode()
        return value
    raise ValueError("of another kind than the column")


def _page(rows: list[T], values_of: Callable[[T], Sequence[Any]], *, has_previous: bool, has_next: bool) -> Page[T]:
    if not rows:
        return Page()
    first, last = values_of(rows[0]), values_of(rows[-1])
    return Page(rows, encode(first) if has_previous else None, encode(last) if has_next else None)
