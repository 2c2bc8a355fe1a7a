"""How the demo's files are read: strictly, and with a sentence about what is wrong and where."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from community.demo.dates import filled
from community.demo.reader import CONTENT, ContentError, read_demo
from community.demo.shapes import Moment


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def changed(path: Path, old: str, new: str) -> None:
    words = path.read_text("utf-8")
    assert old in words
    path.write_text(words.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("site.toml", "tagline", "slogan", "unknown: slogan"),
        ("site.toml", 'name = "', 'name = "" "', "site.toml: "),
        ("news/zout-achter-de-dijk.md", 'alt = "', 'alt = ""\nfoto = "', "unknown: foto"),
        ("news/zout-achter-de-dijk.md", 'by = "joao"', 'by = "niemand"', "nobody is called 'niemand'"),
        ("news/zout-achter-de-dijk.md", 'posted = "552 15:10"', 'posted = "gisteren"', "no moment"),
        ("news/zout-achter-de-dijk.md", "dijk-en-wad.webp", "weg.webp", "no picture weg.webp"),
        ("news/zout-achter-de-dijk.md", 'kind = "news"', 'kind = "blog"', "'blog' is none of"),
        ("news/zout-achter-de-dijk.md", 'kind = "news"', "kind = 3", "3 should be str"),
        ("news/zout-achter-de-dijk.md", 'region = "noordoost-fryslan"', 'region = "twente"', "no region 'twente'"),
        ("news/zout-achter-de-dijk.md", "leefbaarheid", "vrede", "no theme 'vrede'"),
        ("news/zout-achter-de-dijk.md", 'after = "2 10:30"', 'after = "0 10:30"', "too early"),
        ("news/zout-achter-de-dijk.md", 'after = "5 16:16"', 'after = "552 16:16"', "after yesterday"),
        ("news/reunie-proef-verschil.md", "(/lid-worden)", "(/bestaat-niet)", "links to /bestaat-niet"),
        ("news/stuurgroep-zeeland-mei-r5t8v.md", 'audience = "group"', 'audience = "public"', "wider than its group"),
        ("groups/zeeland.md", ', role = "coordinator"', "", "has no coordinator"),
        ("people.toml", 'key = "marit"', 'key = "lid"', "'lid' stands there 2 times"),
    ],
)
def test_what_is_wrong_is_named(content: Path, file: str, old: str, new: str, told: str) -> None:
    changed(content / file, old, new)
    with pytest.raises(ContentError, match=re.escape(told)):
        read_demo(content)


def test_a_picture_without_alternative_text_is_refused(content: Path) -> None:
    path = content / "news/zout-achter-de-dijk.md"
    lines = [line if not line.startswith("alt = ") else 'alt = ""' for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ContentError, match="needs alt text"):
        read_demo(content)


def test_a_file_without_its_dividers_is_refused(content: Path) -> None:
    (content / "news/los.md").write_text("Zomaar een tekst.", "utf-8")
    with pytest.raises(ContentError, match=r"news/los\.md: must begin"):
        read_demo(content)


def test_moments_stand_on_the_clock_of_amsterdam() -> None:
    moment = Moment.parse("3 09:40").before(date(2026, 7, 10))
    assert moment.isoformat() == "2026-07-07T09:40:00+02:00"


@pytest.mark.parametrize(
    ("words", "filled_in"),
    [
        ("{datum}", "20 november"),
        ("{dag +1}", "maandag 23 november"),
        ("{dag -3}", "dinsdag 17 november"),
        ("{maand +2}", "januari"),
        ("{maand -11}", "december"),
        ("{iets}", "{iets}"),
    ],
)
def test_dates_are_filled_in_from_the_day_of_writing(words: str, filled_in: str) -> None:
    assert filled(words, date(2026, 11, 20)) == filled_in
