"""Files that come in pieces: lost pieces, two at once, what is reserved, and what is given up."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from community.core.clock import now
from community.core.db import db
from community.core.storage import Storage
from community.documents.models import FILE_SIZE, Document, DocumentVersion, Upload, UploadPiece
from community.documents.tasks import clear_expired_uploads
from community.jobs.drain import drain
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.documents.forms import InPieces

CONTENT = b"Dit is een bestand dat in stukken komt."


def keys(app: Flask) -> set[str]:
    storage: Storage = app.extensions["storage"]
    return set(storage.keys())


def work(app: Flask) -> None:
    with app.test_request_context():
        drain()
        db.session.remove()


def test_a_file_comes_in_pieces_and_the_pieces_go(world: World, app: Flask) -> None:
    member = world.member()
    group = world.group(members=(member,))
    before = keys(app)
    sent = InPieces(world.client(member), group, "../../geheim/lang.txt", CONTENT)
    sent.send_all()
    done = sent.finish()
    assert (done.status_code, done.json["message"]) == (200, "lang.txt is toegevoegd.")
    assert world.client(member).get(f"{done.json['address']}/versies/1/bestand").data == CONTENT
    again = sent.finish()
    assert (again.status_code, again.json["address"]) == (200, done.json["address"])
    work(app)
    assert world.count(DocumentVersion) == 1 and world.count(UploadPiece) == 0
    assert keys(app) - before == {world.one(DocumentVersion).storage_key}


def test_a_lost_piece_is_asked_for_again_and_a_doubled_one_counts_once(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    sent = InPieces(browser, group, "lang.txt", CONTENT)
    sent.send()
    lost = sent.send(start=20)
    assert (lost.status_code, lost.json["offset"]) == (409, 10)
    doubled = sent.send(start=0)
    assert (doubled.status_code, doubled.json["offset"]) == (409, 10)
    assert sent.finish().status_code == 409
    assert browser.get(sent.address).json == {"offset": 10}
    # The page was closed; the same file is chosen once more.
    later = InPieces(browser, group, "lang.txt", CONTENT)
    assert (later.address, later.offset) == (sent.address, 10)
    later.send_all()
    address = later.finish().json["address"]
    assert browser.get(f"{address}/versies/1/bestand").data == CONTENT


def test_more_than_was_announced_is_not_taken(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    sent = InPieces(world.client(member), group, "lang.txt", CONTENT)
    sent.content += b"en nog wat"
    sent.piece_size = 1000
    assert sent.send().status_code == 409
    large = sent.post(f"{sent.address}?vanaf=0", data=b"x" * 4_194_305, content_type="application/octet-stream")
    assert large.status_code == 413


def test_what_is_too_large_or_empty_is_refused_before_it_is_sent(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    sent = InPieces(world.client(member), group, "leeg.txt", b"")
    assert sent.begun.json == {"message": "Dit bestand is leeg."}
    sent.about |= {"size": FILE_SIZE + 1}
    large = sent.post(f"{group.address}/documenten/uploads", data=sent.about)
    assert (large.status_code, large.json["message"]) == (422, "Dit bestand is te groot: hooguit 100 MB.")


def test_an_upload_is_for_who_began_it_and_ends_with_their_place_in_the_group(world: World) -> None:
    member, other = world.member(), world.member()
    group = world.group(members=(member, other))
    sent = InPieces(world.client(member), group, "lang.txt", CONTENT)
    sent.send_all()
    theirs = world.client(other)
    assert theirs.get(sent.address).status_code == 404
    assert submit(theirs, f"{sent.address}/klaar").status_code == 404
    assert submit(sent.client, f"{group.address}/verlaten").status_code == 303
    assert sent.finish().status_code == 404
    assert world.count(Document) == 0


def test_a_piece_without_the_token_of_the_form_is_refused(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    sent = InPieces(world.client(member), group, "lang.txt", CONTENT)
    answer = sent.client.post(f"{sent.address}?vanaf=0", data=b"x", content_type="application/octet-stream")
    assert answer.status_code == 400
    assert world.count(UploadPiece) == 0


def test_room_is_reserved_while_a_file_comes_and_free_again_when_it_is_given_up(world: World, app: Flask) -> None:
    member = world.member()
    group = world.group(members=(member,))
    world.document(group, "groot.bin", b"x", version={"byte_count": 4_999_999_950})
    browser, before = world.client(member), keys(app)
    sent = InPieces(browser, group, "lang.txt", b"opgegeven " + CONTENT)
    sent.send()
    assert InPieces(browser, group, "ook.txt", CONTENT).begun.status_code == 422
    with world.context():
        db.session.query(Upload).one().expires_at = now() - timedelta(seconds=1)
    with app.test_request_context():
        clear_expired_uploads()
        db.session.commit()
        db.session.remove()
    work(app)
    assert world.count(Upload) == world.count(UploadPiece) == 0
    assert keys(app) == before
    assert InPieces(browser, group, "ook.txt", CONTENT).begun.status_code == 201
