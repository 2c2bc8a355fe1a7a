"""Letting more people read a post that has comments: only after saying whose comments they are, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.content.models import Audience, State
from community.news.models import NewsPost
from tests.builders.world import World
from tests.news.forms import change

SignIn = Callable[[Member], FlaskClient]
QUESTION = "geschreven voor een kleinere kring"


def asks(answer: TestResponse) -> bool:
    """Whether a page asks if more people may read the comments."""
    return QUESTION in answer.text and 'name="agreed_count"' in answer.text


@pytest.fixture
def post(world: World) -> NewsPost:
    """Give a post for members, on which one said two things and another one."""
    post, busy = world.post("Een brug over de Linge", audience=Audience.MEMBERS), world.member()
    for author in (busy, busy, world.member()):
        world.comment(post, "Onder ons gezegd.", author=author)
    return post


def test_making_a_post_public_asks_first_whose_comments_all_will_read(
    world: World, visitor: FlaskClient, sign_in: SignIn, post: NewsPost
) -> None:
    client = sign_in(world.editor())
    answer = change(client, post.address, title="Een andere titel", body="Een nieuwe tekst.")
    assert answer.status_code == 422 and asks(answer)
    page = unescape(answer.text)
    assert "Hier staan 3 reacties van 2 personen" in page and "iedereen dat lezen, ook wie geen lid is" in page
    # What was being written is still there, and nothing of it was saved.
    assert "Een andere titel" in page and "Een nieuwe tekst." in page
    assert 'name="agreed_count" type="checkbox" value="3">' in page
    kept = world.one(NewsPost)
    assert (kept.audience, kept.title, kept.revision_number) == (Audience.MEMBERS, post.title, 0)
    assert visitor.get(post.address).status_code == 404
    assert world.count(AuditEntry) == 0


def test_who_agrees_makes_the_post_public_with_its_comments(
    world: World, visitor: FlaskClient, sign_in: SignIn, post: NewsPost
) -> None:
    assert change(sign_in(world.editor()), post.address, agreed_count="3").status_code == 303
    assert world.one(NewsPost).audience == Audience.PUBLIC
    assert "Onder ons gezegd." in visitor.get(post.address).text


def test_what_was_said_after_the_question_is_asked_about_again(world: World, sign_in: SignIn, post: NewsPost) -> None:
    client = sign_in(world.editor())
    assert asks(change(client, post.address))
    world.comment(post, "Dit blijft tussen ons?")
    answer = change(client, post.address, agreed_count="3")
    assert answer.status_code == 422 and "4 reacties van 3 personen" in answer.text
    assert world.one(NewsPost).audience == Audience.MEMBERS


def test_a_group_post_that_becomes_one_for_members_asks_too(world: World, sign_in: SignIn) -> None:
    editor = world.editor()
    group = world.group(coordinator=editor)
    post = world.post(
        author=editor, audience=Audience.GROUP, group_id=group.id, group_access=group.access, state=State.ARCHIVED
    )
    world.comment(post)
    answer = change(sign_in(editor), post.address, audience="members")
    assert answer.status_code == 422 and asks(answer)
    assert "1 reactie van 1 persoon" in answer.text and "kunnen alle leden dat lezen" in answer.text
    assert change(sign_in(editor), post.address, audience="members", agreed_count="1").status_code == 303
    assert world.one(NewsPost).audience == Audience.MEMBERS


def test_nothing_is_asked_where_no_comment_would_be_read_by_more_people(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    silent = world.post("Zonder reacties", audience=Audience.MEMBERS)
    spoken = world.post("Al openbaar")
    world.comment(spoken)
    unseen = world.post("Wat niemand leest", audience=Audience.MEMBERS)
    world.comment(unseen, is_removed=True)
    world.comment(unseen, is_hidden=True)
    assert change(client, silent.address, title=silent.title).status_code == 303
    assert change(client, unseen.address, title=unseen.title).status_code == 303
    assert change(client, spoken.address, title=spoken.title, body="Voor iedereen.").status_code == 303
    assert world.count(NewsPost, NewsPost.audience == Audience.PUBLIC) == 3
    assert change(client, spoken.address, title=spoken.title, audience="members").status_code == 303
    assert world.count(NewsPost, NewsPost.audience == Audience.PUBLIC) == 2


def test_a_site_that_keeps_comments_for_members_asks_only_what_members_will_read(
    world: World, visitor: FlaskClient, sign_in: SignIn, post: NewsPost
) -> None:
    world.setting(comments_for_members=True)
    assert change(sign_in(world.editor()), post.address).status_code == 303
    page = visitor.get(post.address)
    assert page.status_code == 200 and "Onder ons gezegd." not in page.text
