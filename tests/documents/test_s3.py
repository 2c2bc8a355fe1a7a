"""Documents whose files lie in a store that speaks S3, over HTTP: added, renewed, packed, in pieces, and drawn."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from PIL import Image

from community.core.db import db
from community.core.storage import Storage
from community.documents.models import Document
from community.groups.models import Access
from community.jobs.drain import drain
from tests.builders.world import World
from tests.documents.forms import InPieces, add, renew


@pytest.fixture
def far_files(app: Flask, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """Let the files of the site lie in S3."""
    storage = Storage(bucket)
    monkeypatch.setitem(app.extensions, "storage", storage)
    return storage


def work(app: Flask) -> None:
    """Let the worker do what waits."""
    with app.test_request_context():
        drain()
        db.session.remove()


def test_documents_are_added_renewed_and_packed_in_s3(app: Flask, world: World, far_files: Storage) -> None:
    member = world.member()
    group = world.group(access=Access.CLOSED, members=(member,))
    browser = world.client(member)
    assert add(browser, group, ("verslag.txt", b"eerst"), ("lijst.csv", b"a;b")).status_code == 303
    report = world.one(Document, Document.title == "verslag.txt")
    address = f"{group.address}/documenten/{report.slug}"
    assert renew(browser, address, "verslag.txt", b"daarna").status_code == 303
    assert browser.get(f"{address}/versies/1/bestand").data == b"eerst"
    assert browser.get(f"{address}/versies/2/bestand").data == b"daarna"
    with zipfile.ZipFile(io.BytesIO(browser.get(f"{group.address}/documenten/zip").data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "verslag.txt": b"daarna",
            "lijst.csv": b"a;b",
        }
    assert len(set(far_files.keys())) == 3


def test_a_file_in_pieces_becomes_whole_in_s3(world: World, far_files: Storage) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    content = bytes(range(256)) * 4096
    upload = InPieces(browser, group, "groot.bin", content, piece_size=400_000)
    upload.send_all()
    assert upload.finish().status_code in (200, 201)
    document = world.one(Document)
    assert browser.get(f"{group.address}/documenten/{document.slug}/versies/1/bestand").data == content


def test_the_worker_draws_what_lies_in_s3(app: Flask, world: World, far_files: Storage) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(picture, "JPEG")
    add(browser, group, ("dijk.jpg", picture.getvalue()))
    work(app)
    document = world.one(Document)
    drawn = browser.get(f"{group.address}/documenten/{document.slug}/versies/1/blad/1.webp")
    assert Image.open(io.BytesIO(drawn.data)).format == "WEBP"
