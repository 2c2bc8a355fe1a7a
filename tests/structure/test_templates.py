"""Templates keep the rules of the house: one macro per component file, nothing inline, only icons that are built."""

import json
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((CHECKOUT / "templates").rglob("*.html"))
COMPONENTS = sorted((CHECKOUT / "templates" / "components").glob("*.html"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]

# What the content security policy forbids; it would fail silently in the browser.
INLINE = re.compile(
    r"\sstyle=|<style|\son[a-z]+=|hx-on|[\"'](?:java)?script:|[\"']js:|data:[a-z]+/|<script(?![^>]*\ssrc=)"
)


def short(path: Path) -> str:
    return str(path.relative_to(CHECKOUT / "templates"))


@pytest.mark.parametrize("path", COMPONENTS, ids=short)
def test_a_component_file_holds_the_macro_of_its_name_and_says_what_it_takes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("{# "), "begin with a comment that says what it is and what it takes"
    assert re.search(rf"{{%-? macro {path.stem}\(", text)


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_a_page_has_no_style_or_script_of_its_own(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


def test_every_icon_that_a_template_draws_is_in_the_sprite() -> None:
    built = set(json.loads((CHECKOUT / "static/src/icons.json").read_text(encoding="utf-8")))
    drawn = {name for path in PAGES for name in re.findall(r"\bicon\(\"([\w-]+)\"\)", path.read_text(encoding="utf-8"))}
    named = {name for path in PAGES for name in re.findall(r"icon_name=\"([\w-]+)\"", path.read_text(encoding="utf-8"))}
    assert (drawn | named) - built == set()
