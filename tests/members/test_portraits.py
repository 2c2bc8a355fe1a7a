"""A member's picture of themselves: square, without what the camera wrote, seen by who may, gone when taken away."""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from community.accounts.models import Member
from community.core.db import db
from community.members.models import Portrait
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails


def photograph(size: tuple[int, int] = (900, 1200), colour: str = "teal", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **more)
    return out.getvalue()


def put(client: FlaskClient, content: bytes, name: str = "ik.jpg") -> Any:
    return submit(client, "/mijn/profiel/foto", {"file": (io.BytesIO(content), name)}, form_at="/mijn/profiel/foto")


def pictures(page: str) -> list[str]:
    return re.findall(r'src="(/leden/[^"]+/foto/[^"]+)"', page)


@pytest.fixture
def member(world: World) -> Member:
    return world.member("Fenna Foto")


def test_a_picture_is_square_in_every_size_and_tells_nothing_of_the_camera(
    world: World, member: Member, app: Flask
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera van Jan"
    exif.get_ifd(0x8825)[1] = "N"
    assert put(world.client(member), photograph(exif=exif, comment=b"thuis")).location == "/mijn/profiel"
    row, storage = world.one(Portrait), app.extensions["storage"]
    assert (row.width, [each["width"] for each in row.variants]) == (512, ["96", "192"])
    for key in (row.storage_key, *(each["key"] for each in row.variants)):
        content = b"".join(storage.stream(key))
        kept = Image.open(io.BytesIO(content))
        assert kept.format == "WEBP" and kept.width == kept.height
        assert not kept.getexif() and b"Jan" not in content and b"thuis" not in content


def test_others_see_the_picture_until_it_is_hidden_and_visitors_never(world: World, member: Member) -> None:
    put(world.client(member), photograph())
    other, visitor = world.client(world.member()), world.client()
    assert pictures(other.get(member.address).text) == []
    profile = world.profile(member)
    (address,) = pictures(other.get(member.address).text)
    assert pictures(other.get("/leden?q=fenna").text) == [address]
    shown = other.get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "private" in shown.headers["Cache-Control"] and "public" not in shown.headers["Cache-Control"]
    assert other.get(address, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    assert visitor.get(address).status_code == 303
    with world.context():
        db.session.merge(profile).shows_picture = False
    for reader in (other, world.client(world.moderator())):
        assert reader.get(address).status_code == 404
        assert pictures(reader.get(member.address).text) == []
    assert world.client(member).get(address).status_code == 200


def test_the_address_of_one_picture_does_not_open_that_of_another(world: World, member: Member) -> None:
    hider = world.member("Hilde Hoed")
    for each in (member, hider):
        put(world.client(each), photograph())
    world.profile(member)
    theirs = world.one(Portrait, Portrait.member_id == hider.id)
    other = world.client(world.member())
    assert other.get(f"{hider.address}/foto/{theirs.id}/96.webp").status_code == 404
    assert other.get(f"{member.address}/foto/{theirs.id}/96.webp").status_code == 404
    mine = world.one(Portrait, Portrait.member_id == member.id)
    assert other.get(f"{member.address}/foto/{mine.id}/97.webp").status_code == 404


def bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"geen foto", "Dit is geen foto"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Dit is geen foto"),
        (b"\xff\xd8\xff\xe0" + b"x" * 400, "beschadigd"),
        (bomb(), "te groot"),
        (b"", "Kies een foto."),
    ],
)
def test_what_is_made_to_harm_is_refused_and_said_at_the_field_and_above(
    world: World, member: Member, content: bytes, sentence: str
) -> None:
    answer = put(world.client(member), content, "ik.png" if content else "")
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert world.count(Portrait) == 0


def test_a_new_picture_takes_the_place_of_the_old_one_and_bytes_go_with_it(
    world: World, member: Member, app: Flask
) -> None:
    client, storage = world.client(member), app.extensions["storage"]
    put(client, photograph())
    old = world.one(Portrait)
    put(client, photograph(colour="orange"))
    mails(app)
    new = world.one(Portrait)
    assert not storage.holds(old.storage_key) and storage.holds(new.storage_key)
    assert submit(client, "/mijn/profiel/foto/verwijder", {}, form_at="/mijn/profiel/foto").status_code == 303
    mails(app)
    assert world.count(Portrait) == 0 and not storage.holds(new.storage_key)


def test_the_same_picture_of_two_members_stays_when_one_takes_it_away(world: World, member: Member, app: Flask) -> None:
    other = world.member()
    for each in (member, other):
        put(world.client(each), photograph())
    submit(world.client(member), "/mijn/profiel/foto/verwijder", {}, form_at="/mijn/profiel/foto")
    mails(app)
    kept = world.one(Portrait)
    assert kept.member_id == other.id and app.extensions["storage"].holds(kept.storage_key)


def test_a_moderator_takes_a_picture_away_and_another_member_does_not(world: World, member: Member) -> None:
    put(world.client(member), photograph())
    world.profile(member)
    plain, moderator = world.client(world.member()), world.client(world.moderator())
    path = f"{member.address}/foto/verwijder"
    assert submit(plain, path, {}, form_at=member.address).status_code == 403
    assert world.count(Portrait) == 1
    assert submit(moderator, path, {}, form_at=member.address).status_code == 303
    assert world.count(Portrait) == 0
