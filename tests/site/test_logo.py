"""The logo: a picture that an administrator chooses and that stands on every page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image

from community.accounts.models import Member
from community.site.models import SitePicture, SiteSetting
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
FORM = "/beheer/logo"


def drawn(width: int = 600, height: int = 200, kind: str = "PNG") -> bytes:
    """Draw a picture."""
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", (width, height), "#154273").save(out, kind)
    return out.getvalue()


def send(client: FlaskClient, content: bytes, name: str = "logo.png") -> object:
    return submit(client, FORM, {"file": (io.BytesIO(content), name)}, form_at=FORM).status_code


def logo_on(client: FlaskClient) -> str:
    """Give the address of the logo on a page; empty where the mark of the house style stands there."""
    found = re.search(r'<img class="brand__logo"\s+src="([^"]+)"', client.get("/").text)
    return found.group(1) if found else ""


def test_the_logo_stands_on_every_page_and_everybody_can_get_it(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    client = sign_in(world.administrator())
    assert logo_on(visitor) == ""
    assert send(client, drawn()) == 303
    address = logo_on(visitor)
    assert address and logo_on(client) == address
    answer = visitor.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.height >= 96
    # As high as every logo, and as wide as goes with that.
    assert re.search(r'width="144"\s+height="48"', visitor.get("/").text)


def test_another_logo_takes_its_place_and_it_can_be_taken_away(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    client = sign_in(world.administrator())
    send(client, drawn())
    first = logo_on(visitor)
    assert send(client, drawn(300, 300, "JPEG"), "logo.jpg") == 303
    second = logo_on(visitor)
    assert first != second
    assert [visitor.get(each).status_code for each in (first, second)] == [404, 200]
    assert world.count(SitePicture) == 1
    assert submit(client, f"{FORM}/verwijderen", form_at=FORM).location == FORM
    assert logo_on(visitor) == ""
    assert visitor.get(second).status_code == 404
    assert world.count(SitePicture) == world.count(SiteSetting) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Kies een bestand"),
        (b"<svg onload=alert(1)>", "geen"),
        (drawn()[:200], ""),
        (drawn(900, 90), "te breed of te hoog"),
        (drawn(90, 900), "te breed of te hoog"),
    ],
    ids=["nothing", "svg", "half", "wide", "high"],
)
def test_what_cannot_be_a_logo_is_refused_with_a_reason(
    world: World, sign_in: SignIn, content: bytes, words: str
) -> None:
    client = sign_in(world.administrator())
    file = (io.BytesIO(content), "logo.png" if content else "")
    answer = submit(client, FORM, {"file": file}, form_at=FORM)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text and words in answer.text
    assert world.count(SitePicture) == world.count(SiteSetting) == 0
