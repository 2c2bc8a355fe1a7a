"""The English catalogue says everything that the site says, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

CHECKOUT = Path(__file__).resolve().parents[2]
ENGLISH = CHECKOUT / "community/translations/en/LC_MESSAGES/messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    """Read every message out of the code and the templates, as `make messages` does."""
    mappings = tomllib.loads((CHECKOUT / "babel.toml").read_text(encoding="utf-8"))["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {each["pattern"]: {k: v for k, v in each.items() if k not in ("method", "pattern")} for each in mappings}
    catalog = Catalog()
    for part in ("community", "templates"):
        found = extract_from_dir(
            CHECKOUT / part,
            [(pattern.removeprefix(f"{part}/"), method) for pattern, method in methods if pattern.startswith(part)],
            {pattern.removeprefix(f"{part}/"): values for pattern, values in options.items()},
            KEYWORDS,
        )
        for filename, line, message, _comments, _context in found:
            catalog.add(message, locations=[(f"{part}/{filename}", line)])
    return catalog


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def ids(catalog: Catalog) -> set[str]:
    return {words(message.id) for message in catalog if message.id}


def words(text: object) -> str:
    return " | ".join(text) if isinstance(text, list | tuple) else str(text)


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [str(message.string)]


def test_every_text_of_the_site_stands_in_the_english_catalogue(extracted: Catalog, english: Catalog) -> None:
    assert len(ids(extracted)) > 500
    assert sorted(ids(extracted) - ids(english)) == [], "run `make messages` and translate what it adds"


def test_the_english_catalogue_holds_no_text_that_the_site_no_longer_says(extracted: Catalog, english: Catalog) -> None:
    assert sorted(ids(english) - ids(extracted)) == [], "run `make messages`"
    assert list(english.obsolete) == []


def test_every_text_is_translated_and_none_was_guessed(english: Catalog) -> None:
    unfinished = [words(m.id) for m in english if m.id and (m.fuzzy or not all(form.strip() for form in forms(m)))]
    assert unfinished == []


def test_a_translation_has_the_same_places_to_fill_in(english: Catalog) -> None:
    for message in english:
        originals = list(message.id) if isinstance(message.id, list | tuple) else [str(message.id)]
        wanted = {place for text in originals for place in PLACEHOLDER.findall(text)}
        for form in forms(message):
            assert set(PLACEHOLDER.findall(form)) == wanted, words(message.id)
