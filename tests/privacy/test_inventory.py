"""The inventory of what is kept about people has a line for every column that it should, and each is carried out."""

from __future__ import annotations

from sqlalchemy import JSON, Enum, LargeBinary, String

from community.accounts.models import Member
from community.core.db import Base
from community.privacy.inventory import ADDRESSES, BYLINE, MARKUP, OF_ONESELF, TIES, WORDS, AtErasure, Fate
from community.privacy.messages import TERMS
from community.privacy.services.terms import CLEARING

COLUMNS = {f"{table.name}.{column.name}": column for table in Base.metadata.sorted_tables for column in table.c}


def test_every_column_that_points_to_a_member_has_a_line() -> None:
    pointing = {
        name
        for name, column in COLUMNS.items()
        if any(key.column is Member.__table__.c.id for key in column.foreign_keys)
    }
    assert pointing - set(TIES) == set(), "say in community/privacy/inventory.py what these are"
    assert set(TIES) - pointing == set(), "these point to no member"


def test_every_column_that_can_hold_words_has_a_line() -> None:
    wordy = {
        name
        for name, column in COLUMNS.items()
        if isinstance(column.type, String | JSON | LargeBinary) and not isinstance(column.type, Enum)
    }
    assert wordy - set(WORDS) == set(), "say in community/privacy/inventory.py what becomes of these words"
    assert set(WORDS) - wordy == set(), "these hold no words"


def test_words_that_become_empty_are_emptied_by_something() -> None:
    emptied = {f"{name.partition('.')[0]}.{each}" for name, tie in TIES.items() for each in tie.blanks}
    emptied |= {f"{table}.{each}" for table in ("content_item", "comment") for each in BYLINE}
    # Of the person themselves, and of what went wrong with a mail.
    others = {name for name, fate in WORDS.items() if fate == Fate.BLANK} - emptied
    assert {name.partition(".")[0] for name in others} == {"member", "outbox"}
    assert emptied <= set(WORDS)


def test_words_that_go_with_their_row_are_in_a_row_that_goes() -> None:
    deleted = {name.partition(".")[0] for name, tie in TIES.items() if tie.at_erasure == AtErasure.DELETE}
    # The log goes by its own step, and what a comment said before by that of comments.
    deleted |= {"audit_detail", "comment_text"}
    rows = {name.partition(".")[0] for name, fate in WORDS.items() if fate == Fate.ROW}
    assert rows <= deleted


def test_what_is_named_exists() -> None:
    for name, tie in TIES.items():
        table = name.partition(".")[0]
        assert {f"{table}.{each}" for each in (*tie.copied, *tie.blanks)} <= set(COLUMNS), name
        assert "id" in Base.metadata.tables[table].c, "the steps of erasure go by id"
        assert tie.at_erasure == AtErasure.STAYS or not tie.blanks
    assert {f"member.{each}" for each in OF_ONESELF} | set(ADDRESSES) | set(MARKUP) <= set(COLUMNS)


def test_every_term_is_carried_out() -> None:
    assert {term.setting for term in TERMS} - set(CLEARING) == {"days_to_come_back"}
    assert all(term.least <= term.most for term in TERMS)
