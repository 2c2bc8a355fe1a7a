"""Who can read a thing and why, in words that come from the rules."""

from __future__ import annotations

import pytest
from flask import Flask

from community.access.queries import readers_of
from community.content.models import Audience, ContentItem, State
from community.core.db import db
from community.groups.models import Access
from tests.builders.world import World


def answers(world: World, item: ContentItem) -> tuple[str, list[bool]]:
    """Give the sentence, and whether each kind of people reads the item."""
    with world.context():
        found = readers_of(db.session.get_one(ContentItem, item.id))
        return str(found.sentence), [reading.may_read for reading in found.readings]


def test_a_public_post_is_read_by_everybody(world: World) -> None:
    sentence, read = answers(world, world.post("Bericht", audience=Audience.PUBLIC))
    assert sentence == "Iedereen kan dit lezen, ook zonder account."
    assert all(read)


def test_a_post_for_members_is_not_read_by_visitors(world: World) -> None:
    sentence, read = answers(world, world.post("Bericht", audience=Audience.MEMBERS))
    assert sentence == "Alle leden van de site kunnen dit lezen. Bezoekers niet."
    assert read == [False, True, True, True]


def test_a_draft_is_read_by_who_works_on_it(world: World) -> None:
    sentence, read = answers(world, world.post("Bericht", state=State.DRAFT))
    assert sentence == "Dit staat nu niet open voor lezers. Alleen wie eraan werkt of erop toeziet, kan erbij."
    assert read == [False, False, True, True]


@pytest.mark.parametrize("access", [Access.CLOSED, Access.HIDDEN])
def test_what_is_for_a_group_is_read_by_its_members_and_by_moderators_who_opened_it(
    world: World, access: Access
) -> None:
    group = world.group(access=access)
    sentence, read = answers(world, world.discussion(group, "Onder ons", audience=Audience.GROUP))
    assert sentence == "Alleen leden van de werkgroep kunnen dit lezen."
    assert read == [False, False, True, False, True]


def test_the_page_tells_the_reader_why_they_read_it_and_how_many_others_do(world: World) -> None:
    anna, bert = world.member("Anna"), world.member("Bert")
    group = world.group("Duinen", access=Access.CLOSED, members=(anna, bert))
    talk = world.discussion(group, "Onder ons", audience=Audience.GROUP)
    page = world.client(anna).get(f"/stukken/{talk.id}/lezers").text
    assert "De werkgroep Duinen heeft nu 3 leden." in page
    for reason in ("het is gepubliceerd", "je bent lid", "het is voor de groep", "je zit in de groep"):
        assert f"<li>{reason}</li>" in page
    assert "Dit is alleen voor leden van de werkgroep." in page


def test_each_item_leads_to_its_readers(world: World) -> None:
    anna = world.member("Anna")
    talk = world.discussion(world.group(members=(anna,)), "Onder ons")
    assert f'href="/stukken/{talk.id}/lezers"' in world.client(anna).get(talk.address).text


def test_the_readers_of_what_one_may_not_read_are_no_page(world: World) -> None:
    talk = world.discussion(world.group(access=Access.HIDDEN), "Geheim", audience=Audience.GROUP)
    outsider = world.client(world.member())
    hidden, absent = outsider.get(f"/stukken/{talk.id}/lezers"), outsider.get("/stukken/17/lezers")
    assert hidden.status_code == absent.status_code == 404


def test_who_is_not_in_a_closed_group_is_not_told_how_many_are(world: World) -> None:
    group = world.group("Duinen", access=Access.CLOSED)
    talk = world.discussion(group, "Gedeeld", audience=Audience.MEMBERS, is_shared_beyond_group=True)
    page = world.client(world.member()).get(f"/stukken/{talk.id}/lezers").text
    assert "De werkgroep Duinen heeft nu" not in page
    assert "De site heeft nu" in page


def test_before_one_publishes_the_form_says_how_many_would_read_it(app: Flask, world: World) -> None:
    editor = world.editor()
    world.member()
    assert "Leden van de site: nu 2." in world.client(editor).get("/nieuws/nieuw").text
    group = world.group(coordinator=world.member("Trekker Tine"))
    page = world.client(world.member("Lid Lies")).get(f"{group.address}/gesprekken/nieuw")
    assert page.status_code == 403
