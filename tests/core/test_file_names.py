"""Names of files from outside become names that every system can keep, and stay readable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.core.file_names import LONGEST, LONGEST_BYTES, FreeNames, clean_name, with_ending_of


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Verslag overleg.pdf", "Verslag overleg.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jan\\plan.docx", "plan.docx"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("a\0b\n.txt", "ab.txt"),
        ("  ..  ", "naamloos"),
        ("", "naamloos"),
        ("CON", "naamloos-CON"),
        ("lpt1.txt", "naamloos-lpt1.txt"),
        ('wat? "dit" <nu>: a|b*.txt', "wat- -dit- -nu- a-b-.txt"),
        ("cafe\u0301 ☕🎉.txt", "café ☕🎉.txt"),
        (".gitignore", "gitignore"),
    ],
)
def test_a_name_is_cleaned(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    for letter in ("x", "é", "🎉"):
        name = clean_name(letter * 300 + ".pdf")
        assert name.endswith(".pdf") and len(name) <= LONGEST and len(name.encode()) <= LONGEST_BYTES


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_a_clean_name_stays_as_it_is_and_leads_nowhere(name: str) -> None:
    kept = clean_name(name)
    assert kept and clean_name(kept) == kept
    assert not set(kept) & set('/\\\0<>:"|?*') and kept.strip(" .") == kept


def test_a_name_is_taken_once() -> None:
    names = FreeNames()
    assert [names.take(each) for each in ("a.txt", "A.TXT", "a.txt")] == ["a.txt", "A (2).TXT", "a (3).txt"]


def test_a_name_keeps_saying_what_kind_of_file_it_is() -> None:
    assert with_ending_of("plan", "oud.pdf") == "plan.pdf"
    assert with_ending_of("plan.PDF", "oud.pdf") == "plan.PDF"
    assert with_ending_of("plan.docx", "oud.pdf") == "plan.docx.pdf"
