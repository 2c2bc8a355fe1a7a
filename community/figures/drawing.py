"""Figures as bars, in the coordinates of a drawing: a bar for each week upright, a bar for each place lying down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from community.figures.counted import FEWEST, Hidden
from community.figures.messages import value_in_words
from community.figures.tables import Column, Table, Value

LEFT, RIGHT = 34, 316
TOP, BOTTOM = 8, 108
# Of a bar that lies.
LENGTH = 242
LONGEST_NAME = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it is, how long, and its words; dashed where its number is not told."""

    x: float
    y: float
    width: float
    height: float
    words: str
    label: str
    number: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars of one column."""

    label: str
    highest: int
    highest_in_words: str
    bars: Sequence[Bar]
    first: str
    last: str

    @property
    def hides_any(self) -> bool:
        """Whether a bar stands for a number that is not told."""
        return any(bar.is_hidden for bar in self.bars)


def as_number(value: Value) -> float:
    """Give how long a bar is; of what is not told no more than that it may be there."""
    if isinstance(value, Hidden):
        return FEWEST - 1
    return value or 0


def upright(table: Table, column: Column) -> Drawing:
    """Draw a column of weeks; the heads of the table say which."""
    highest = scale([as_number(value) for value in column.values])
    step = (RIGHT - LEFT) / len(column.values)
    names = [words for words, _codes in table.heads]
    bars = []
    for number, value in enumerate(column.values):
        height = (BOTTOM - TOP) * as_number(value) / highest
        bars.append(
            Bar(
                x=round(LEFT + step * (number + 0.12), 1),
                y=round(BOTTOM - height, 1),
                width=round(step * 0.76, 1),
                height=round(height, 1),
                words=f"{names[number]}: {value_in_words(value)}",
                label="",
                number=value_in_words(value),
                is_hidden=isinstance(value, Hidden),
            )
        )
    return Drawing(column.label, highest, value_in_words(highest), bars, names[0], names[-1])


def lying(table: Table, column: Column) -> Drawing:
    """Draw a column of places, each bar below its name; a place that has no such number is left out."""
    highest = scale([as_number(value) for value in column.values])
    bars = []
    names = [words for words, _codes in table.heads]
    drawn = [pair for pair in zip(names, column.values, strict=True) if pair[1] is not None]
    for number, (name, value) in enumerate(drawn):
        bars.append(
            Bar(
                x=2,
                y=number * 42 + 20,
                width=round(LENGTH * as_number(value) / highest, 1),
                height=16,
                words=f"{name}: {value_in_words(value)}",
                label=name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…",
                number=value_in_words(value),
                is_hidden=isinstance(value, Hidden),
            )
        )
    return Drawing(column.label, highest, value_in_words(highest), bars, "", "")


def scale(numbers: Sequence[float]) -> int:
    """Give the number at the top: the highest, and never so low that one looks like many."""
    return int(max(FEWEST, *numbers))
