"""Editors write the pages about the site themselves: house rules, privacy, accessibility and their own."""

from __future__ import annotations

from sqlalchemy import select

from community.content.models import Audience, Revision, State
from community.core.db import db
from community.pages.models import Page
from tests.builders.fixtures import submit
from tests.builders.world import World

WORDS = {
    "title": "Privacyverklaring",
    "lead": "Wat we bewaren.",
    "body": "We bewaren **weinig**.",
    "format": "markdown",
}


def test_an_editor_writes_the_privacy_statement_and_the_foot_of_every_page_leads_to_it(world: World) -> None:
    editor = world.client(world.editor())
    assert 'href="/over/nieuw?pagina=privacy"' in editor.get("/over").text
    answer = submit(editor, "/over/nieuw?pagina=privacy", WORDS)
    assert answer.headers["Location"] == "/over/privacy"
    page = world.client().get("/over/privacy").text
    assert "<strong>weinig</strong>" in page
    assert 'href="/over/privacy"' in world.client().get("/").text
    assert "/over/nieuw?pagina=privacy" not in editor.get("/over").text


def test_a_page_in_the_foot_keeps_its_address_and_another_takes_that_of_its_title(world: World) -> None:
    editor = world.client(world.editor())
    submit(editor, "/over/nieuw?pagina=privacy", WORDS)
    submit(editor, "/over/nieuw", WORDS | {"title": "Wie wij zijn"})
    change = WORDS | {"title": "Jouw gegevens", "revision_number": "1"}
    assert submit(editor, "/over/privacy/wijzig", change).headers["Location"] == "/over/privacy"
    assert submit(editor, "/over/wie-wij-zijn/wijzig", change).headers["Location"] == "/over/jouw-gegevens"
    assert world.client().get("/over/wie-wij-zijn").headers["Location"] == "/over/jouw-gegevens"


def test_what_a_page_said_before_stays_as_a_version(world: World) -> None:
    editor = world.client(world.editor())
    submit(editor, "/over/nieuw?pagina=huisregels", WORDS)
    submit(editor, "/over/huisregels/wijzig", WORDS | {"body": "Wees vriendelijk.", "revision_number": "1"})
    with world.context():
        assert len(db.session.scalars(select(Revision.id)).all()) == 2
    item = world.one(Page)
    assert "Versie 2" in editor.get(f"/stukken/{item.id}/versies").text


def test_two_editors_at_once_lose_nothing(world: World) -> None:
    editor = world.client(world.editor())
    submit(editor, "/over/nieuw?pagina=colofon", WORDS)
    submit(editor, "/over/colofon/wijzig", WORDS | {"body": "Van de een.", "revision_number": "1"})
    answer = submit(editor, "/over/colofon/wijzig", WORDS | {"body": "Van de ander.", "revision_number": "1"})
    assert answer.status_code == 422
    assert "Van de ander." in answer.text
    assert "Van de een." in answer.text


def test_an_empty_page_is_refused_with_its_text_kept(world: World) -> None:
    answer = submit(world.client(world.editor()), "/over/nieuw", WORDS | {"body": " "})
    assert answer.status_code == 422
    assert "Schrijf eerst iets op de pagina." in answer.text
    assert "Wat we bewaren." in answer.text
    assert world.all(Page) == []


def test_a_form_that_was_sent_twice_makes_one_page(world: World) -> None:
    editor = world.client(world.editor())
    first, second = (submit(editor, "/over/nieuw", WORDS) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(world.all(Page)) == 1


def test_others_neither_write_nor_change_pages(world: World) -> None:
    submit(world.client(world.editor()), "/over/nieuw?pagina=privacy", WORDS)
    for person in (world.member(), world.moderator()):
        client = world.client(person)
        assert "/over/nieuw" not in client.get("/over").text
        assert "/over/privacy/wijzig" not in client.get("/over/privacy").text
        assert client.get("/over/nieuw").status_code == 403
        assert submit(client, "/over/nieuw", WORDS).status_code == 403
        assert submit(client, "/over/privacy/wijzig", WORDS | {"revision_number": "1"}).status_code == 403
    page = world.one(Page)
    assert (page.audience, page.state, page.revision_number) == (Audience.PUBLIC, State.PUBLISHED, 1)
