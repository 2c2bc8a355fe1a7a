"""English is complete: every message of the code, nothing else, nothing doubtful, with the same values to fill in."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from tests.languages.catalogues import ENGLISH, PLACEHOLDER, messages_of_the_code, read, texts, translations


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return messages_of_the_code(tmp_path_factory.mktemp("messages"))


@pytest.fixture(scope="module")
def english() -> Catalog:
    return read(ENGLISH)


def keys(catalogue: Catalog) -> set[tuple[str | None, tuple[str, ...]]]:
    return {(message.context, texts(message)) for message in catalogue if message.id}


def test_the_english_catalogue_has_the_messages_of_the_code_and_no_others(messages: Catalog, english: Catalog) -> None:
    assert len(keys(messages)) > 500
    assert not keys(messages) - keys(english), "run `make translations-update` and translate these"
    assert not keys(english) - keys(messages), "run `make translations-update`: nothing says these any more"
    assert not english.obsolete


def test_every_message_is_translated_and_none_is_doubtful(english: Catalog) -> None:
    untranslated = [message.id for message in english if message.id and not all(translations(message))]
    doubtful = [message.id for message in english if message.id and message.fuzzy]
    assert not untranslated
    assert not doubtful


def test_translations_ask_for_the_same_values(english: Catalog) -> None:
    different = [
        message.id
        for message in english
        if message.id
        for dutch, translated in zip(texts(message), translations(message), strict=True)
        if set(PLACEHOLDER.findall(dutch)) != set(PLACEHOLDER.findall(translated))
        or translated.count("%") != dutch.count("%")
    ]
    assert not different


def test_translations_keep_the_space_around_a_text(english: Catalog) -> None:
    different = [
        message.id
        for message in english
        if message.id
        for dutch, translated in zip(texts(message), translations(message), strict=True)
        if (dutch[:1].isspace(), dutch[-1:].isspace()) != (translated[:1].isspace(), translated[-1:].isspace())
    ]
    assert not different
