"""Files and pictures: who may open them, what a browser may do with them, and what is refused; with real bytes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.content.models import Attachment, AttachmentUse, Audience, ContentItem, State
from community.content.services.attachments import safe_name
from community.core.db import db
from community.core.storage import Storage
from community.groups.models import Access
from community.jobs.drain import drain
from tests.builders.fixtures import submit, token_of
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def a_photo(width: int = 1600, height: int = 900, form: str = "JPEG", **more: Any) -> bytes:
    """Make a picture with some variety in it."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def send(client: FlaskClient, item: ContentItem, name: str, content: bytes, **more: Any) -> TestResponse:
    """Send the form that adds a file."""
    data: dict[str, Any] = {"use": "file", "alt": "", "credit": "", "focus": "5-5"} | more
    return submit(
        client,
        f"/stukken/{item.id}/bijlagen",
        data | {"file": (io.BytesIO(content), name)},
        form_at=item.edit_address,
        content_type="multipart/form-data",
    )


@pytest.fixture
def editor(world: World, sign_in: SignIn) -> FlaskClient:
    return sign_in(world.editor())


def test_a_photo_is_kept_in_sizes_without_what_the_camera_wrote(
    world: World, editor: FlaskClient, visitor: FlaskClient
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CameraVanJan"
    post = world.post()
    photo = a_photo(exif=exif)
    assert b"CameraVanJan" in photo
    answer = send(
        editor, post, "Dijk bij Westkapelle.JPG", photo, use="lead_picture", alt="Een dijk", credit="Jan", focus="0-10"
    )
    assert answer.status_code == 303
    kept = world.one(Attachment)
    assert (kept.file_name, kept.media_type, kept.focal_x, kept.focal_y) == (
        "Dijk-bij-Westkapelle.webp",
        "image/webp",
        0,
        10,
    )
    assert [each["width"] for each in kept.variants] == ["360", "720", "1280"]
    whole = visitor.get(kept.address)
    assert whole.status_code == 200 and whole.mimetype == "image/webp"
    assert b"CameraVanJan" not in whole.data
    assert Image.open(io.BytesIO(whole.data)).size == (1600, 900) == (kept.width, kept.height)
    small = visitor.get(f"/bijlagen/{kept.id}/360/Dijk-bij-Westkapelle.webp")
    assert Image.open(io.BytesIO(small.data)).width == 360
    assert len(small.data) == int(small.headers["Content-Length"]) <= 80_000
    page = visitor.get(post.address).text
    assert "focus-x-0 focus-y-10" in page and 'alt="Een dijk"' in page and "Beeld: Jan" in page
    assert "360w" in page and "1600w" in page


def test_a_picture_needs_words_for_who_does_not_see_it(world: World, editor: FlaskClient) -> None:
    answer = send(editor, world.post(), "dijk.jpg", a_photo(), use="picture", credit="Karin Kiek")
    assert answer.status_code == 422
    assert "Beschrijf wat er op de foto te zien is." in answer.text and "Karin Kiek" in answer.text
    assert world.count(Attachment) == 0


def a_bomb() -> bytes:
    """Make a PNG of a few kilobytes that would take gigabytes."""
    side = 30_000

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("dijk.svg", SVG, "geen foto die we kunnen tonen"),
        ("dijk.png", SVG, "geen foto die we kunnen tonen"),
        ("dijk.jpg", HTML, "geen foto die we kunnen tonen"),
        ("dijk.jpg", PDF, "geen foto die we kunnen tonen"),
        ("dijk.jpg", b"", "geen foto die we kunnen tonen"),
        ("dijk.jpg", a_photo()[:200], "beschadigd"),
        ("dijk.png", a_bomb(), "te groot"),
    ],
)
def test_what_is_no_picture_is_refused_as_one(
    world: World, editor: FlaskClient, name: str, content: bytes, words: str
) -> None:
    answer = send(editor, world.post(), name, content, use="lead_picture", alt="Een dijk")
    assert answer.status_code == 422 and words in answer.text
    assert world.count(Attachment) == 0


def test_who_sends_a_picture_that_is_too_much_work_reads_what_to_do(world: World, editor: FlaskClient) -> None:
    bomb = io.BytesIO()
    Image.new("RGB", (7000, 7000)).save(bomb, "WEBP", lossless=True)
    answer = send(editor, world.post(), "dijk.webp", bomb.getvalue(), use="lead_picture", alt="Een dijk")
    assert answer.status_code == 422
    assert "te veel geheugen of tijd" in answer.text and "JPEG" in answer.text
    assert "beeldpunten" not in answer.text
    assert world.count(Attachment) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("plaat.svg", SVG), ("pagina.html", HTML), ("pagina.pdf.txt", HTML), ("data.xml", b"<?xml version='1.0'?><a/>")],
)
def test_what_a_browser_might_run_is_only_ever_a_download(
    world: World, editor: FlaskClient, visitor: FlaskClient, name: str, content: bytes
) -> None:
    assert send(editor, world.post(), name, content).status_code == 303
    answer = visitor.get(world.one(Attachment).address)
    assert answer.data == content
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_a_pdf_opens_in_the_browser_and_a_document_is_saved(
    world: World, editor: FlaskClient, visitor: FlaskClient
) -> None:
    post = world.post()
    send(editor, post, "Verslag overleg.pdf", PDF)
    send(editor, post, "tabel.csv", b"naam;aantal\nZeeland;3\n")
    pdf, table = world.all(Attachment)
    assert visitor.get(pdf.address).headers["Content-Disposition"] == "inline; filename=Verslag-overleg.pdf"
    answer = visitor.get(table.address)
    assert answer.mimetype == "text/csv" and answer.headers["Content-Disposition"].startswith("attachment")
    page = visitor.get(post.address).text
    assert "Verslag-overleg.pdf" in page and "PDF, 1 kB" in page


@pytest.mark.parametrize(
    "values",
    [
        {"audience": Audience.MEMBERS},
        {"state": State.DRAFT},
        {"state": State.SCHEDULED},
        {"state": State.REMOVED},
    ],
)
def test_a_file_of_what_may_not_be_read_is_absent(
    world: World, editor: FlaskClient, visitor: FlaskClient, values: dict[str, Any]
) -> None:
    post = world.post()
    send(editor, post, "dijk.jpg", a_photo(), use="lead_picture", alt="Een dijk")
    picture = world.one(Attachment)
    addresses = [picture.address, f"/bijlagen/{picture.id}/360/dijk.webp"]
    assert [visitor.get(each).status_code for each in addresses] == [200, 200]
    with world.context():
        item = db.session.get_one(ContentItem, post.id)
        for name, value in values.items():
            setattr(item, name, value)
    absent = visitor.get(f"/bijlagen/{picture.id + 1}/dijk.webp")
    for address in addresses:
        answer = visitor.get(address)
        assert answer.status_code == absent.status_code == 404
        assert answer.mimetype == "text/html"


def test_files_of_a_closed_group_are_for_its_members(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    inside, outside = world.member(), world.member()
    group = world.group(access=Access.CLOSED, members=(inside,))
    talk = world.discussion(group, author=inside)
    key = Storage(world.app.config["SETTINGS"].storage_url).put(PDF)
    file = world.attachment(talk, storage_key=key, byte_count=len(PDF))
    assert sign_in(inside).get(file.address).data == PDF
    for client in (visitor, sign_in(outside), sign_in(world.editor())):
        assert client.get(file.address).status_code == 404


def test_a_file_is_kept_by_browsers_only_as_its_audience_allows(
    world: World, editor: FlaskClient, visitor: FlaskClient, sign_in: SignIn
) -> None:
    open_post, shut_post = world.post(), world.post(audience=Audience.MEMBERS)
    for post in (open_post, shut_post):
        send(editor, post, "verslag.pdf", PDF)
    of_all, of_members = world.all(Attachment)
    member = sign_in(world.member())
    first = visitor.get(of_all.address)
    assert first.headers["Cache-Control"] == "no-cache"
    assert member.get(of_members.address).headers["Cache-Control"] == "private, no-cache"
    again = visitor.get(of_all.address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    again = member.get(of_members.address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert visitor.get(of_members.address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 404


def test_a_file_has_one_address(world: World, editor: FlaskClient, visitor: FlaskClient) -> None:
    send(editor, world.post(), "dijk.jpg", a_photo(), use="lead_picture", alt="Een dijk")
    picture = world.one(Attachment)
    for path in (
        "anders.webp",
        "360/anders.webp",
        "361/dijk.webp",
        "99999999999999999999999/dijk.webp",
        "..%2fdijk.webp",
    ):
        assert visitor.get(f"/bijlagen/{picture.id}/{path}").status_code == 404


def test_only_who_may_change_an_item_hangs_files_on_it(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    post, draft = world.post(), world.post(state=State.DRAFT)
    member = sign_in(world.member())
    data = {"use": "file", "file": (io.BytesIO(PDF), "x.pdf")}
    assert submit(member, f"/stukken/{post.id}/bijlagen", dict(data)).status_code == 403
    data["file"] = (io.BytesIO(PDF), "x.pdf")
    assert submit(member, f"/stukken/{draft.id}/bijlagen", data).status_code == 404
    assert visitor.post(f"/stukken/{post.id}/bijlagen").status_code == 401
    assert world.count(Attachment) == 0


def send_much(client: FlaskClient, item: ContentItem, size: int) -> TestResponse:
    """Send the form with a file of so many bytes; written by hand, since the test client would keep a file open."""
    fields = {"csrf_token": token_of(client.get(item.edit_address)), "use": "file", "focus": "5-5"}
    parts = [
        f'--grens\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    parts.append('--grens\r\nContent-Disposition: form-data; name="file"; filename="groot.bin"\r\n\r\n')
    body = "".join(parts).encode() + bytes(size) + b"\r\n--grens--\r\n"
    return client.post(
        f"/stukken/{item.id}/bijlagen",
        input_stream=io.BytesIO(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=grens",
    )


@pytest.mark.parametrize("size", [50 * 1024 * 1024 + 1, 61 * 1024 * 1024])
def test_a_file_above_the_limit_is_refused_with_413(world: World, editor: FlaskClient, size: int) -> None:
    answer = send_much(editor, world.post(), size)
    assert answer.status_code == 413 and "te groot" in answer.text
    assert world.count(Attachment) == 0


def test_an_empty_file_is_a_file(world: World, editor: FlaskClient) -> None:
    assert send(editor, world.post(), "leeg.txt", b"").status_code == 303


def test_a_form_without_a_file_says_so(world: World, editor: FlaskClient) -> None:
    answer = send(editor, world.post(), "", b"")
    assert answer.status_code == 422 and "Kies eerst een bestand." in answer.text


def test_the_focal_point_is_chosen_on_a_grid_and_another_one_is_kept(
    world: World, editor: FlaskClient, visitor: FlaskClient
) -> None:
    post = world.post()
    picture = world.attachment(
        post,
        use=AttachmentUse.LEAD_PICTURE,
        alt="Een dijk",
        width=1600,
        height=900,
        focal_x=3,
        focal_y=7,
        file_name="d.webp",
    )
    form = f"/bijlagen/{picture.id}/wijzig"
    assert "Zoals het nu is" in editor.get(form).text
    said = {"use": "lead_picture", "alt": "Een hoge dijk", "credit": "Jan", "focus": "3-7"}
    assert submit(editor, form, said, form_at=form).status_code == 303
    assert (world.one(Attachment).focal_x, world.one(Attachment).focal_y) == (3, 7)
    assert submit(editor, form, said | {"focus": "10-0"}, form_at=form).status_code == 303
    assert "focus-x-10 focus-y-0" in visitor.get(post.address).text
    for bad in ("11-0", "1", "", "x-y", "-1-5"):
        assert submit(editor, form, said | {"focus": bad}, form_at=form).status_code == 422
    assert submit(editor, form, said | {"alt": " "}, form_at=form).status_code == 422
    assert world.one(Attachment).alt == "Een hoge dijk"


def test_a_new_lead_picture_takes_the_place_of_the_old(world: World, editor: FlaskClient) -> None:
    post = world.post()
    for name in ("een.jpg", "twee.jpg"):
        send(editor, post, name, a_photo(), use="lead_picture", alt="Een dijk")
    assert [each.use for each in world.all(Attachment)] == [AttachmentUse.PICTURE, AttachmentUse.LEAD_PICTURE]


def files_in(app: Flask) -> set[str]:
    return set(Storage(app.config["SETTINGS"].storage_url).keys())


def drained(app: Flask) -> None:
    with app.test_request_context():
        drain()
        db.session.remove()


def test_what_is_removed_leaves_the_storage_unless_another_file_is_the_same(
    app: Flask, world: World, editor: FlaskClient
) -> None:
    post, before = world.post(), files_in(app)
    photo = a_photo(800, 600)
    for name in ("een.jpg", "twee.jpg"):
        send(editor, post, name, photo, use="picture", alt="Een dijk")
    first, second = world.all(Attachment)
    kept = files_in(app) - before
    assert len(kept) == 3
    submit(editor, f"/bijlagen/{first.id}/verwijder", form_at=post.edit_address)
    drained(app)
    assert files_in(app) - before == kept
    submit(editor, f"/bijlagen/{second.id}/verwijder", form_at=post.edit_address)
    drained(app)
    assert files_in(app) == before
    assert world.count(AuditEntry, AuditEntry.event == "AttachmentRemoved") == 2


def test_a_picture_that_stands_in_the_text_is_not_removed(world: World, editor: FlaskClient) -> None:
    post = world.post()
    picture = world.attachment(post, use=AttachmentUse.PICTURE, alt="Een dijk", file_name="d.webp")
    with world.context():
        db.session.get_one(ContentItem, post.id).body = f'<p><img src="/bijlagen/{picture.id}/d.webp" alt="dijk"></p>'
    answer = submit(editor, f"/bijlagen/{picture.id}/verwijder", form_at=post.edit_address)
    assert answer.status_code == 403 and "Deze foto staat nog in de tekst." in answer.text
    assert world.count(Attachment) == 1


def test_a_file_that_the_storage_lost_is_absent(world: World, visitor: FlaskClient) -> None:
    assert visitor.get(world.attachment(world.post(), storage_key="ab/" + "ab" * 32).address).status_code == 404


def test_a_storage_that_cannot_write_keeps_what_was_said(
    app: Flask, world: World, editor: FlaskClient, tmp_path: Path
) -> None:
    blocked = tmp_path / "a-file-not-a-folder"
    blocked.write_text("")
    good = app.extensions["storage"]
    app.extensions["storage"] = Storage(str(blocked / "files"))
    try:
        answer = send(editor, world.post(), "dijk.jpg", a_photo(), use="picture", alt="Een hoge dijk")
    finally:
        app.extensions["storage"] = good
    assert answer.status_code == 503 and "Retry-After" in answer.headers
    assert "kan nu niet worden bewaard" in answer.text and "Een hoge dijk" in answer.text
    assert world.count(Attachment) == 0


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("verslag.pdf", "verslag.pdf"),
        ("Notulen  14 maart.DOCX", "Notulen-14-maart.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\map\\Café.pdf", "Café.pdf"),
        ("brief\u202efdp.exe", "brieffdp.exe"),
        ('a"b<c>.txt', "a-b-c.txt"),
        ("wijzig", "bestand-wijzig"),
        (".htaccess", "htaccess"),
        ("", "bestand"),
        ("\0\n", "bestand"),
        ("x" * 500 + ".pdf", "x" * 187 + ".pdf"),
    ],
)
def test_a_file_name_holds_nothing_that_surprises(given: str, safe: str) -> None:
    assert safe_name(given) == safe
