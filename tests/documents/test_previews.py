"""Pictures of documents, drawn by the worker, and what a reader is told where there are none."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image

from community.core.db import db
from community.demo.papers import paper
from community.documents.models import Document, DocumentVersion, Preview
from community.groups.models import Access
from community.jobs.drain import drain
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.documents.forms import add


def work(app: Flask) -> None:
    with app.test_request_context():
        drain()
        db.session.remove()


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 900)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(("name", "content"), [("verslag.pdf", paper("# Verslag\nKort.")), ("dijk.jpg", a_photo())])
def test_the_worker_draws_a_document_and_its_readers_see_it(
    world: World, app: Flask, name: str, content: bytes
) -> None:
    member = world.member()
    group = world.group(access=Access.CLOSED, members=(member,))
    browser = world.client(member)
    add(browser, group, (name, content))
    address = f"{group.address}/documenten/{world.one(Document).slug}"
    assert "Er wordt een voorbeeld van dit bestand gemaakt." in browser.get(address).text
    work(app)
    assert world.one(DocumentVersion).preview == Preview.MADE
    pictures = [f"{address}/versies/1/blad/{number}.webp" for number in (0, 1)]
    assert pictures[1] in browser.get(address).text
    assert pictures[0] in browser.get(f"{group.address}/documenten").text
    for each in pictures:
        assert Image.open(io.BytesIO(browser.get(each).data)).format == "WEBP"
        assert world.client(world.member()).get(each).status_code == 404
    assert browser.get(f"{address}/versies/1/blad/2.webp").status_code == 404
    # A copy of a version has the same pictures, and none of them goes while another needs it.
    add(browser, group, (name, b"heel anders"))
    submit(browser, f"{address}/versies/1/terugzetten")
    work(app)
    assert browser.get(f"{address}/versies/3/blad/1.webp").status_code == 200


def test_of_a_broken_pdf_the_reader_is_told_that_there_is_no_preview(world: World, app: Flask) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    add(browser, group, ("stuk.pdf", b"%PDF-1.7 en dan niets"))
    work(app)
    page = browser.get(f"{group.address}/documenten/{world.one(Document).slug}").text
    assert "kunnen we geen voorbeeld laten zien" in page
