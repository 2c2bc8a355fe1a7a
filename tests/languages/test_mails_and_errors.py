"""Mails, and what is said when something goes wrong, are messages too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, render_template, request

from community.core.clock import now
from community.jobs.drain import _running
from community.mail import compose
from community.policy.rule import Rule
from community.policy.table import RULES
from tests.builders.world import World
from tests.languages.catalogues import OPEN, ROOT
from tests.languages.reading import Content, read_html

EMAILS = ROOT / "templates/emails"
MAILS = sorted(path.name for path in EMAILS.iterdir() if path.is_dir())
ERRORS = sorted(path.stem for path in (ROOT / "templates/errors").glob("*.html"))
VALUE = "kanariewaarde"
CONTENT = Content([VALUE])

# Wording comes from templates and code; nothing is asked of the database but the name of the site.
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")


class Whatever(str):
    """Stands for any value that a template may ask for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Whatever(VALUE)


@pytest.fixture(autouse=True)
def running_job() -> Iterator[None]:
    """Mails are named after the row of the outbox that asked for them."""
    token = _running.set(1)
    yield
    _running.reset(token)


def values_for(name: str, *, full: bool) -> dict[str, Any]:
    """Give every value that mails use: something in each, or nothing in those that may be absent."""
    names = {
        "site", "organisation", "function", "applicant", "inviter", "group", "asker", "role", "title", "theme",
        "message", "reason", "purpose", "motivation", "contact", "notify", "unsubscribe", "what",
        "headline", "why", "excerpt", "words", "author", "subject", "welcome", "verdict", "answer",
    }  # fmt: skip
    may_be_absent = {
        "unsubscribe",
        "excerpt",
        "message",
        "purpose",
        "motivation",
        "contact",
        "function",
        "organisation",
    }
    values: dict[str, Any] = {each: Whatever(VALUE if full or each not in may_be_absent else "") for each in names}
    return values | {
        "address": "https://site.example/x",
        "until": now() if full or name != "suspended" else None,
        "expires_at": now(),
        "is_upheld": full,
    }


def outside_messages(texts: list[str]) -> list[str]:
    return [rest for text in texts if (rest := CONTENT.rest(text))]


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_to_a_reader_of_english_is_all_messages(bracketed_app: Flask, name: str) -> None:
    for full in (True, False):
        with bracketed_app.test_request_context():
            mail = compose(name, name=VALUE, email="a@b.example", language="en", **values_for(name, full=full))
        assert OPEN in mail.subject
        assert not outside_messages([mail.subject])
        assert not outside_messages(mail.text.splitlines())
        assert not outside_messages(read_html(mail.html))
        assert '<html lang="en"' in mail.html


def test_a_mail_to_a_reader_of_dutch_is_in_dutch_whatever_the_sender_chose(bracketed_app: Flask) -> None:
    with bracketed_app.test_request_context(headers={"Cookie": "taal=en"}):
        mail = compose("refused", name=VALUE, email="a@b.example", **values_for("refused", full=True))
    assert OPEN not in mail.subject + mail.text + mail.html


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_is_all_messages(bracketed_world: World, name: str) -> None:
    bracketed_world.setting(name=VALUE, tagline=VALUE, region_word=VALUE)
    for more in ({}, {"reason": VALUE, "retry_after": 3, "kept": [(VALUE, VALUE)], "next_path": "/x"}):
        with bracketed_world.app.test_request_context(headers={"Cookie": "taal=en"}):
            assert request.cookies["taal"] == "en"
            texts = read_html(render_template(f"errors/{name}.html", **more))
        assert any(OPEN in text for text in texts)
        assert not outside_messages(texts)


def test_every_refusal_and_every_phrase_of_the_rules_is_a_message(bracketed_app: Flask) -> None:
    with bracketed_app.test_request_context(headers={"Cookie": "taal=en"}):
        found = {str(text) for permission, rule in RULES.items() for text in (permission.label, *phrases(rule))}
    assert len(found) > 50
    assert not outside_messages(sorted(found))


def phrases(rule: Rule) -> list[Any]:
    """Give what a rule and its parts say."""
    parts = [*getattr(rule, "parts", ()), *filter(None, (getattr(rule, name, None) for name in ("part", "rule")))]
    own = [rule.phrase, rule.refusal, getattr(rule, "refusal_when_true", "")]
    return [rule.describe(), *filter(None, own), *(text for part in parts for text in phrases(part))]
