"""What an item said before: who may read that, what is marked between two versions, and putting one back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import undefer

from community.accounts.models import Member
from community.content.models import Revision, State
from community.content.services import texts
from community.content.services.texts import Overtaken, Text, save_text
from community.core.clock import now
from community.core.db import db
from community.news.models import NewsPost
from community.policy import Actor
from community.richtext import clean
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
WITH_TEXT = (undefer(NewsPost.body),)


def say(world: World, actor: Actor, post: Any, body: str, *, title: str = "", note: str = "") -> None:
    """Let an item say something else, as an editor does."""
    with world.context():
        item = db.session.get_one(NewsPost, post.id, options=WITH_TEXT)
        text = Text(title or item.title, item.lead, clean(body))
        save_text(actor, item, text=text, seen_number=item.revision_number, note=note)


@pytest.fixture
def editor(world: World) -> Member:
    return world.editor()


@pytest.fixture
def post(world: World, editor: Member) -> NewsPost:
    """Give a post of three versions."""
    made = world.post("De dijk", author=editor, body="<p>De dijk is hoog.</p><p>Er lopen schapen.</p>")
    say(world, world.actor(editor), made, "<p>De dijk is te laag.</p><p>Er lopen schapen.</p>", note="Nagemeten")
    say(world, world.actor(editor), made, "<p>De dijk is te laag.</p>", title="De lage dijk")
    return world.one(NewsPost)


def test_the_list_names_each_version_with_who_made_it_and_why(
    world: World, editor: Member, post: NewsPost, sign_in: SignIn
) -> None:
    page = sign_in(editor).get(post.revisions_address)
    assert page.status_code == 200
    for words in ("Versie 3", "Versie 2", "Versie 1", "Nagemeten", editor.name):
        assert words in page.text


def test_readers_see_no_versions(world: World, post: NewsPost, visitor: FlaskClient, sign_in: SignIn) -> None:
    compared = f"{post.revisions_address}/vergelijk"
    assert sign_in(world.member()).get(post.revisions_address).status_code == 404
    assert sign_in(world.member()).get(compared).status_code == 404
    assert visitor.get(compared).status_code == 303
    assert sign_in(world.member()).get("/stukken/12345/versies").status_code == 404


def test_a_moderator_reads_versions_but_puts_none_back(world: World, post: NewsPost, sign_in: SignIn) -> None:
    client = sign_in(world.moderator())
    assert client.get(f"{post.revisions_address}/vergelijk?van=1&naar=2").status_code == 200
    assert submit(client, f"{post.revisions_address}/1/terugzetten").status_code == 403


def test_a_comparison_marks_words_and_says_so_to_who_does_not_see(
    world: World, editor: Member, post: NewsPost, sign_in: SignIn
) -> None:
    page = sign_in(editor).get(f"{post.revisions_address}/vergelijk?van=1&naar=2").text
    marked = page[page.index('id="tekst"') :]
    assert "<del" in marked and "<ins" in marked
    assert "hoog" in marked and "te laag" in marked
    assert "visually-hidden" in marked
    # What did not change is not marked.
    assert "schapen" in marked and "<del>Er lopen schapen" not in marked


def test_two_versions_compare_the_same_whichever_is_named_first(
    world: World, editor: Member, post: NewsPost, sign_in: SignIn
) -> None:
    client = sign_in(editor)
    pages = [
        client.get(f"{post.revisions_address}/vergelijk?{query}").text for query in ("van=1&naar=3", "van=3&naar=1")
    ]
    # The token of the forms changes with the second in which a page is made.
    one, other = (
        re.sub(r'name="csrf_token" value="[^"]+"', "", page[page.index("<h1>") : page.index("<footer")])
        for page in pages
    )
    assert one == other


@pytest.mark.parametrize("query", ["van=99", "naar=9999999999", "van=-1&naar=x", "naar=" + "9" * 40])
def test_a_version_that_does_not_exist_is_absent_or_passed_over(
    world: World, editor: Member, post: NewsPost, sign_in: SignIn, query: str
) -> None:
    assert sign_in(editor).get(f"{post.revisions_address}/vergelijk?{query}").status_code in (200, 404)


def test_a_version_is_put_back_as_a_new_one(
    world: World, editor: Member, post: NewsPost, visitor: FlaskClient, sign_in: SignIn
) -> None:
    client = sign_in(editor)
    assert submit(client, f"{post.revisions_address}/1/terugzetten").status_code == 303
    back = world.one(NewsPost)
    assert (back.title, back.revision_number) == ("De dijk", 4)
    assert "Er lopen schapen." in visitor.get(back.address).text
    assert world.one(Revision, Revision.number == 4).note == "Versie 1 teruggezet"
    # Once more changes nothing, since that is what it says now.
    submit(client, f"{back.revisions_address}/1/terugzetten")
    assert world.one(NewsPost).revision_number == 4


@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULED, State.PUBLISHED, State.ARCHIVED])
def test_putting_a_version_back_changes_the_text_and_not_whether_it_is_in_the_news(
    world: World, editor: Member, post: NewsPost, sign_in: SignIn, state: State
) -> None:
    moment = now() - timedelta(days=30)
    with world.context():
        kept = db.session.get_one(NewsPost, post.id)
        kept.state, kept.published_at = state, moment if state in (State.PUBLISHED, State.ARCHIVED) else None
        kept.publish_at = moment if state == State.SCHEDULED else None
        before = (kept.state, kept.published_at, kept.publish_at)
    assert submit(sign_in(editor), f"{post.revisions_address}/1/terugzetten").status_code == 303
    back = world.one(NewsPost)
    assert back.revision_number == 4
    assert (back.state, back.published_at, back.publish_at) == before


def test_putting_back_needs_a_version_of_this_very_item(
    world: World, editor: Member, post: NewsPost, sign_in: SignIn
) -> None:
    other = world.post("Anders", author=editor)
    assert submit(sign_in(editor), f"/stukken/{other.id}/versies/1/terugzetten").status_code == 404
    assert submit(sign_in(editor), f"{post.revisions_address}/77/terugzetten").status_code == 404


def test_versions_of_what_was_removed_are_gone_with_it(
    world: World, editor: Member, post: NewsPost, sign_in: SignIn
) -> None:
    with world.context():
        db.session.get_one(NewsPost, post.id).state = State.REMOVED
    assert sign_in(editor).get(post.revisions_address).status_code == 404


def test_of_two_who_save_the_same_version_one_is_told(world: World, editor: Member, post: NewsPost) -> None:
    actor = world.actor(editor)
    with world.context():
        item = db.session.get_one(NewsPost, post.id, options=WITH_TEXT)
        seen = item.revision_number
        texts.save_text(actor, item, text=Text("Eerst", "", clean("<p>a</p>")), seen_number=seen)
    with world.context():
        item = db.session.get_one(NewsPost, post.id, options=WITH_TEXT)
        with pytest.raises(Overtaken):
            texts.save_text(actor, item, text=Text("Later", "", clean("<p>b</p>")), seen_number=seen)
    assert world.one(NewsPost).title == "Eerst"


def test_a_long_history_is_shown_in_pages(world: World, editor: Member, sign_in: SignIn) -> None:
    made = world.post("Vaak gewijzigd", author=editor)
    for number in range(60):
        say(world, world.actor(editor), made, f"<p>Keer {number}</p>")
    page = sign_in(editor).get(made.revisions_address).text
    assert page.count("<li") >= 50 and f"{made.revisions_address}?onder=12" in page
    assert sign_in(editor).get(f"{made.revisions_address}?onder=12").status_code == 200
