"""A page that members share holds nothing of any of them, and is never older than the database."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Role
from community.content.models import Audience, Comment, Reaction, ReactionKind, State
from community.core.db import db
from community.groups.models import Access, GroupMembership
from community.web import shared
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
CHANCE = re.compile(r'(name="(?:csrf_token|key)" value="|"X-CSRFToken": ")[^"]+"')


def plain(page: str) -> str:
    """Leave out what is new on every request."""
    return CHANCE.sub(r"\1…", page)


def filled() -> float:
    return float(shared.FILLED._value.get())


def warm(client: FlaskClient, address: str) -> None:
    """Ask twice: the first time tells of which group the page is, the second time it is kept."""
    client.get(address)
    client.get(address)


def test_members_with_the_same_rights_get_the_same_page_each_with_their_own_name(world: World, sign_in: SignIn) -> None:
    post = world.post()
    world.comment(post, "Een reactie van een ander")
    anna, bob = world.member("Anna & <b>"), world.member("Bob Bouwer")
    warm(sign_in(anna), post.address)
    before = filled()
    page = sign_in(bob).get(post.address)
    assert filled() == before + 1
    assert "Bob Bouwer" in page.text and "Anna" not in page.text
    assert f'data-person="{bob.id}"' in page.text and str(anna.id) not in page.text
    assert "Anna &amp; &lt;b&gt;" in sign_in(anna).get(post.address).text
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", list(Role))
def test_a_shared_page_is_what_the_reader_would_get_alone(
    app: Flask, world: World, sign_in: SignIn, role: Role
) -> None:
    post, author = world.post(), world.member()
    world.comment(post, "Gewoon", author=author)
    world.comment(post, "Verborgen", author=author, is_hidden=True, hidden_reason="Onbeleefd")
    reader = world.member("Rita Reader", role=role)
    client = sign_in(reader)
    alone = client.get(post.address).text
    warm(client, post.address)
    before = filled()
    again = client.get(post.address).text
    assert filled() == before + 1
    assert plain(again) == plain(alone)


def test_forms_carry_the_token_and_key_of_who_reads(world: World, sign_in: SignIn) -> None:
    post = world.post()
    anna, bob = sign_in(world.member()), sign_in(world.member())
    warm(anna, post.address)
    page = bob.get(post.address).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    keys = re.findall(r'name="key" value="(\d+)"', page + bob.get(post.address).text)
    assert token and len(set(keys)) == 2
    data = {"csrf_token": token[1], "key": keys[0], "text": "Van Bob"}
    assert bob.post(f"/reacties/bij/{post.id}", data=data).status_code == 303
    assert "Van Bob" in bob.get(post.address).text and "Van Bob" in anna.get(post.address).text


def test_only_the_author_of_a_comment_gets_its_buttons(world: World, sign_in: SignIn) -> None:
    post, author, other = world.post(), world.member(), world.member()
    comment = world.comment(post, author=author)
    for client in (sign_in(author), sign_in(other)):
        warm(client, post.address)
    edit = f"/reacties/{comment.id}/wijzig"
    assert edit in sign_in(author).get(post.address).text
    assert edit not in sign_in(other).get(post.address).text


def test_only_who_reacted_sees_it_as_their_own(world: World, sign_in: SignIn) -> None:
    post, reader, other = world.post(), world.member(), world.member()
    comment = world.comment(post)
    warm(sign_in(other), post.address)
    world.keep(Reaction(comment_id=comment.id, member_id=reader.id, kind=ReactionKind.AGREE))
    warm(sign_in(other), post.address)
    assert 'aria-pressed="true"' in sign_in(reader).get(post.address).text
    assert 'aria-pressed="true"' not in sign_in(other).get(post.address).text


def test_a_hidden_comment_is_read_by_its_author_and_moderators_alone(world: World, sign_in: SignIn) -> None:
    post, author, other, moderator = world.post(), world.member(), world.member(), world.moderator()
    comment = world.comment(post, "Grof gezegd", author=author)
    for reader in (author, other, moderator):
        warm(sign_in(reader), post.address)
    with world.context():
        db.session.get_one(Comment, comment.id).is_hidden = True
    for _ in range(3):
        shown = [("Grof gezegd" in sign_in(reader).get(post.address).text) for reader in (author, other, moderator)]
        assert shown == [True, False, True]


def test_a_draft_is_seen_by_who_may_and_by_nobody_else(world: World, sign_in: SignIn) -> None:
    editor, member = world.editor(), world.member()
    draft = world.post("Nog een concept", author=editor, state=State.DRAFT)
    for _ in range(3):
        assert sign_in(editor).get(draft.address).status_code == 200
        assert sign_in(member).get(draft.address).status_code == 404


def test_what_is_for_a_group_is_read_by_its_members_alone(world: World, sign_in: SignIn) -> None:
    inside, beside, outside = world.member(), world.member(), world.member()
    group = world.group(access=Access.CLOSED, members=(inside,))
    other = world.group("Elders", members=(beside,))
    values = {"group_id": group.id, "group_access": group.access, "audience": Audience.GROUP}
    post = world.post("Onder ons", **values)
    public = world.post("Voor allen", author=world.member())
    for _ in range(3):
        assert sign_in(inside).get(post.address).status_code == 200
        for reader in (beside, outside):
            assert sign_in(reader).get(post.address).status_code == 404
            assert "Onder ons" not in sign_in(reader).get(public.address).text
    assert other.id != group.id


def test_who_leaves_a_group_loses_its_pages_on_the_next_request(world: World, sign_in: SignIn) -> None:
    member, friend = world.member(), world.member()
    group = world.group(access=Access.CLOSED, members=(member, friend))
    values = {"group_id": group.id, "group_access": group.access, "audience": Audience.GROUP}
    post = world.post("Onder ons", **values)
    client = sign_in(member)
    warm(client, post.address)
    with world.context():
        place = db.session.query(GroupMembership).filter_by(member_id=member.id).one()
        db.session.delete(place)
    assert client.get(post.address).status_code == 404
    assert sign_in(friend).get(post.address).status_code == 200


def test_a_suspension_is_felt_on_the_next_request(world: World, sign_in: SignIn) -> None:
    post, member = world.post(audience=Audience.MEMBERS), world.member()
    client = sign_in(member)
    warm(client, post.address)
    assert client.get(post.address).status_code == 200
    with world.context():
        db.session.get_one(Member, member.id).state = MemberState.SUSPENDED
    assert client.get(post.address).status_code == 404


def test_who_may_not_write_gets_no_form(world: World, sign_in: SignIn) -> None:
    post, member, muted = world.post(), world.member(), world.member(is_muted=True)
    warm(sign_in(member), post.address)
    for _ in range(2):
        assert 'name="text"' not in sign_in(muted).get(post.address).text
        assert 'name="text"' in sign_in(member).get(post.address).text


def test_a_message_is_shown_once_and_to_who_it_is_for(world: World, sign_in: SignIn) -> None:
    post, member, other = world.post(), sign_in(world.member()), sign_in(world.member())
    warm(other, post.address)
    with member.session_transaction() as session:
        session["_flashes"] = [("message", "Dat is gelukt.")]
    assert "Dat is gelukt." in member.get(post.address).text
    for client in (other, member):
        assert "Dat is gelukt." not in client.get(post.address).text


def test_a_page_about_an_answer_is_made_for_who_asked(world: World, sign_in: SignIn) -> None:
    post = world.post()
    comment = world.comment(post, author=world.member("Vera Vraag"))
    one, two = sign_in(world.member()), sign_in(world.member())
    warm(one, post.address)
    assert "Vera Vraag" in one.get(f"{post.address}?antwoord={comment.id}").text
    assert 'name="reply_to"' not in two.get(post.address).text


def test_a_kept_page_costs_a_member_no_statement(app: Flask, world: World, sign_in: SignIn) -> None:
    from sqlalchemy import event

    post, client = world.post(), sign_in(world.member())
    world.comment(post)
    warm(client, post.address)
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get(post.address)
    event.remove(engine, "before_cursor_execute", note)
    assert found == []
