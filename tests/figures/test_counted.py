"""What of numbers of people is told, how they are drawn and how they stand in a file; without a site."""

from __future__ import annotations

import pytest

from community.core.spreadsheets import csv_lines, harmless
from community.figures.counted import Hidden, Told, veiled
from community.figures.drawing import LONGEST_NAME, lying, upright
from community.figures.tables import Column, Table

FEW, BESIDE = Hidden.FEW, Hidden.BESIDE_FEW


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ([7, 9], [7, 9]),
        ([], []),
        # One alone is what the others leave of the total.
        ([7, 9, 3], [BESIDE, 9, FEW]),
        # Two that are four together are as few.
        ([7, 9, 3, 1], [BESIDE, 9, FEW, FEW]),
        ([7, 9, 3, 2], [7, 9, FEW, FEW]),
        # That nobody wrote tells of nobody.
        ([7, 9, 0], [7, 9, FEW]),
        ([7, 1], [BESIDE, FEW]),
        ([1], [FEW]),
    ],
)
def test_no_number_of_fewer_than_five_can_be_found_by_subtracting(people: list[int], told: list[Told]) -> None:
    assert list(veiled(dict(enumerate(people, 1))).values()) == told


def table(names: list[str], *columns: Column) -> Table:
    return Table("proef", "Proef", ("Regio",), [(name, (name,)) for name in names], columns, "Samen")


def test_a_bar_is_as_long_as_its_number_and_dashed_where_it_is_not_told() -> None:
    column = Column("Leden", [10, 5, FEW, 0], 15)
    drawn = upright(table(list("abcd"), column), column)
    assert [bar.height for bar in drawn.bars] == [100, 50, 40, 0]
    assert [bar.is_hidden for bar in drawn.bars] == [False, False, True, False]
    assert all(bar.y + bar.height == 108 for bar in drawn.bars)


def test_one_looks_like_one_and_not_like_many() -> None:
    column = Column("Leden", [1, 0], 1)
    assert upright(table(["a", "b"], column), column).bars[0].height == 20


def test_a_long_name_is_cut_in_the_drawing_and_whole_in_its_words() -> None:
    name = "Samenwerkingsverband " * 6
    column = Column("Leden", [8, None], 8)
    (bar,) = lying(table([name, "Geen"], column), column).bars
    assert len(bar.label) <= LONGEST_NAME and bar.label.endswith("…")
    assert name in bar.words


@pytest.mark.parametrize(
    "words", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "  =1", "\u00a0=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a"]
)
def test_what_begins_like_a_formula_is_made_words(words: str) -> None:
    assert harmless(words) == f"'{words}"


def test_numbers_are_bare_and_words_are_between_quotes() -> None:
    lines = b"".join(csv_lines([["a;b", 'c"d', -3, 2.25, None]])).decode("utf-8-sig")
    assert lines == '"a;b";"c""d";-3;2,2;\r\n'
