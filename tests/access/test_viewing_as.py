"""Looking at the site as somebody with fewer rights: begun by a button, read-only, written down, and ended by one."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.audit.models import AuditEntry
from community.content.models import Audience, Comment, State
from community.groups.models import Access
from tests.builders.fixtures import submit
from tests.builders.world import World

BEGIN, STOP = "/bekijk-als", "/bekijk-als/stop"


def look(client: FlaskClient, viewer: str, **more: str) -> Any:
    """Begin to look as somebody else."""
    return submit(client, BEGIN, {"viewer": viewer, "next": "/nieuws"} | more)


def test_an_editor_sees_a_draft_and_as_a_visitor_does_not(world: World) -> None:
    draft = world.post("Nog niet af", state=State.DRAFT)
    editor = world.client(world.editor())
    assert editor.get(draft.address).status_code == 200
    assert look(editor, "bezoeker").headers["Location"] == "/nieuws"
    answer = editor.get(draft.address)
    assert answer.status_code == 404
    assert "Je bekijkt de site nu als bezoeker" in answer.text
    assert submit(editor, STOP, {"next": draft.address}).headers["Location"] == draft.address
    assert editor.get(draft.address).status_code == 200


def test_a_coordinator_sees_the_group_as_its_members_do(world: World) -> None:
    coordinator = world.member("Trekker Tine")
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    talk = world.discussion(group, "Onder ons", audience=Audience.GROUP, author=world.member("Schrijver"))
    client = world.client(coordinator)
    assert f"{talk.address}/verwijder" in client.get(talk.address).text
    look(client, "groepslid", group=group.slug)
    page = client.get(talk.address)
    assert page.status_code == 200
    assert f"{talk.address}/verwijder" not in page.text
    assert client.get(f"{group.address}/instellingen").status_code in (403, 404)
    look_again = submit(client, STOP, {"next": "/"})
    assert look_again.status_code == 303
    look(client, "lid")
    assert client.get(talk.address).status_code == 404


def test_nothing_can_be_changed_meanwhile(world: World) -> None:
    post = world.post("Bericht", audience=Audience.PUBLIC)
    editor = world.client(world.editor())
    look(editor, "lid")
    answer = submit(editor, f"/reacties/bij/{post.id}", {"text": "<p>Hallo</p>"})
    assert answer.status_code == 403
    assert "Je kijkt nu als iemand anders mee" in answer.text
    assert world.all(Comment) == []
    assert world.all(AuditEntry)[-1].event == "SiteViewedAs"


def test_own_pages_stay_shut_meanwhile_and_signing_out_works(world: World) -> None:
    moderator = world.client(world.moderator())
    look(moderator, "bezoeker")
    for path in ("/mijn", "/mijn/meldingen", "/beheer", "/beheer/leden", "/inloggen"):
        assert moderator.get(path).status_code == 403, path
    assert submit(moderator, "/uitloggen", {}).status_code in (200, 303)
    assert moderator.get("/beheer").status_code == 303


def test_a_visitor_gets_nothing_of_who_looks_as_one(app: Flask, world: World) -> None:
    post = world.post("Bericht", audience=Audience.PUBLIC)
    editor = world.client(world.editor())
    look(editor, "bezoeker")
    seen = editor.get(post.address)
    assert "Stop met meekijken" in seen.text
    assert seen.headers["Cache-Control"] == "private, no-store"
    for _ in range(2):
        assert "Stop met meekijken" not in world.client().get(post.address).text


@pytest.mark.parametrize("viewer", ["bezoeker", "lid", "groepslid"])
def test_an_ordinary_member_cannot_look_as_somebody_else(world: World, viewer: str) -> None:
    member = world.member()
    group = world.group(members=(member,))
    client = world.client(member)
    assert look(client, viewer, group=group.slug).status_code == 403
    assert client.get("/mijn").status_code == 200


def test_nobody_looks_into_a_group_that_they_do_not_run(world: World) -> None:
    group = world.group(access=Access.HIDDEN)
    talk = world.discussion(group, "Geheim", audience=Audience.GROUP)
    own = world.member("Trekker Elders")
    world.group("Elders", coordinator=own)
    client = world.client(own)
    assert look(client, "groepslid", group=group.slug).status_code == 404
    assert client.get(talk.address).status_code == 404


def test_looking_ends_nothing_that_was_taken_away(world: World) -> None:
    client = world.client(world.editor())
    assert look(client, "beheerder").status_code == 400
    assert look(client, "bezoeker", next="https://elders.example/").headers["Location"] == "/"


def test_the_log_of_a_group_tells_that_its_coordinator_looked(world: World) -> None:
    coordinator = world.member("Trekker Tine")
    group = world.group(coordinator=coordinator)
    client = world.client(coordinator)
    look(client, "groepslid", group=group.slug)
    submit(client, STOP, {"next": "/"})
    assert "bekeek de werkgroep als gewoon lid" in client.get(f"{group.address}/logboek").text
