"""What people can do with comments, over HTTP as a browser without JavaScript does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.content.models import Comment, CommentText, ItemCounter, Reaction
from community.core.db import db
from community.groups.models import Access
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site

SignIn = Callable[[Member], FlaskClient]


def post_comment(client: FlaskClient, item: Any, text: str, **more: Any) -> Any:
    return submit(
        client, f"/reacties/bij/{item.id}", {"text": text} | more, form_at=item.address, follow_redirects=True
    )


def test_a_visitor_reads_comments_and_the_way_in(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    world.comment(post, "Dit herken ik uit Terneuzen.")
    page = visitor.get(post.address)
    assert "Dit herken ik uit Terneuzen." in page.text
    assert "Reageren is alleen mogelijk voor aangemelde gebruikers" in page.text
    assert f"/inloggen?next={post.address.replace('/', '%2F')}%23reageer" in page.text or "%23reageer" in page.text
    assert "<textarea" not in page.text


def test_a_member_comments_and_a_visitor_reads_it(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    post, member = world.post(), world.member("Anneke Proef")
    page = post_comment(sign_in(member), post, "Mooi <script>alert(1)</script> stuk")
    assert page.status_code == 200
    read = visitor.get(post.address).text
    assert "Anneke Proef" in read and "stuk" in read and "<script>alert(1)" not in read
    assert world.one(ItemCounter).comment_count == 1
    assert world.count(AuditEntry, AuditEntry.event == "CommentAdded") == 1


def test_a_doubled_submit_posts_one_comment(world: World, sign_in: SignIn) -> None:
    post, client = world.post(), sign_in(world.member())
    answers = [post_comment(client, post, "Twee keer geklikt", key="123") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].request.url == answers[1].request.url
    assert world.count(Comment) == 1
    assert world.one(ItemCounter).comment_count == 1


def test_a_form_sent_five_times_at_once_posts_one_comment(busy_site: Site) -> None:
    world = busy_site.world
    post, member = world.post(), world.member()
    browsers = [Browser(busy_site, member) for _ in range(5)]
    path = f"/reacties/bij/{post.id}"
    answers = post_all_at_once(browsers, lambda number: path, text="Vijf keer", key="123")
    assert answers == [303] * 5
    assert world.count(Comment) == world.one(ItemCounter).comment_count == 1


def test_a_reaction_given_twice_at_once_fails_for_nobody(busy_site: Site) -> None:
    world = busy_site.world
    post, member = world.post(), world.member()
    comment = world.comment(post)
    path = f"/reacties/{comment.id}/waardeer"
    browsers = [Browser(busy_site, member) for _ in range(2)]
    for _ in range(5):
        answers = post_all_at_once(browsers, lambda number: path, kind="agree")
        assert answers == [303] * 2
        assert world.count(Reaction) <= 1


def test_a_comment_removed_twice_at_once_is_taken_off_the_count_once(busy_site: Site) -> None:
    world = busy_site.world
    post, author = world.post(), world.member()
    world.comment(post)
    comment = world.comment(post, author=author)
    browsers = [Browser(busy_site, author), Browser(busy_site, world.moderator())]
    answers = post_all_at_once(browsers, lambda number: f"/reacties/{comment.id}/verwijder")
    assert sorted(answers) == [303, 403]
    assert world.one(ItemCounter).comment_count == 1


def test_an_empty_comment_is_refused_with_the_form(world: World, sign_in: SignIn) -> None:
    post, client = world.post(), sign_in(world.member())
    answer = post_comment(client, post, "  \0 ")
    assert answer.status_code == 422
    assert "Schrijf eerst je reactie." in answer.text
    assert world.count(Comment) == 0


def test_a_comment_that_is_too_long_keeps_its_text(world: World, sign_in: SignIn) -> None:
    post, client = world.post(), sign_in(world.member())
    answer = post_comment(client, post, "lang " * 3000)
    assert answer.status_code == 422
    assert "lang lang lang" in answer.text


def test_an_answer_to_an_answer_stays_one_level_deep(world: World, sign_in: SignIn) -> None:
    post, client = world.post(), sign_in(world.member())
    first = world.comment(post)
    reply = world.comment(post, reply_to=first)
    post_comment(client, post, "Antwoord op antwoord", reply_to=str(reply.id))
    newest = world.one(Comment, Comment.id > reply.id)
    assert newest.thread_id == first.id


def test_a_comment_under_another_item_cannot_be_answered(world: World, sign_in: SignIn) -> None:
    post, other, client = world.post(), world.post(), sign_in(world.member())
    stray = world.comment(other)
    assert post_comment(client, post, "Verdwaald", reply_to=str(stray.id)).status_code == 404
    assert world.count(Comment) == 1


def test_a_visitor_cannot_comment_and_keeps_the_text(world: World, visitor: FlaskClient) -> None:
    post = world.post()
    answer = visitor.post(f"/reacties/bij/{post.id}", data={"text": "mijn lange tekst"})
    assert answer.status_code == 401
    assert "mijn lange tekst" in answer.text and "/inloggen" in answer.text
    assert world.count(Comment) == 0


def test_a_form_without_token_is_refused_and_keeps_the_text(world: World, sign_in: SignIn) -> None:
    post, client = world.post(), sign_in(world.member())
    answer = client.post(f"/reacties/bij/{post.id}", data={"text": "zonder token"})
    assert answer.status_code == 400
    assert world.count(Comment) == 0


def test_commenting_on_what_is_hidden_answers_as_on_what_is_absent(world: World, sign_in: SignIn) -> None:
    discussion = world.discussion(world.group(access=Access.HIDDEN))
    post, client = world.post(), sign_in(world.member())
    data = {"text": "hoi"}
    hidden = submit(client, f"/reacties/bij/{discussion.id}", data, form_at=post.address)
    absent = submit(client, "/reacties/bij/42", data, form_at=post.address)
    assert hidden.status_code == absent.status_code == 404
    assert world.count(Comment) == 0


def test_closed_comments_refuse_with_the_reason(world: World, sign_in: SignIn) -> None:
    post, client = world.post(comments_open=False), sign_in(world.member())
    elsewhere = world.post()
    answer = submit(client, f"/reacties/bij/{post.id}", {"text": "toch"}, form_at=elsewhere.address)
    assert answer.status_code == 403
    assert "Reageren is hier gesloten." in answer.text


def test_the_author_edits_for_half_an_hour_and_it_is_marked(world: World, sign_in: SignIn) -> None:
    post, member = world.post(), world.member()
    comment = world.comment(post, "Eerste versie", author=member)
    client = sign_in(member)
    edit = f"/reacties/{comment.id}/wijzig"
    answer = submit(client, edit, {"text": "Tweede versie"}, form_at=edit, follow_redirects=True)
    assert "Tweede versie" in answer.text and "bewerkt" in answer.text
    assert "Eerste versie" in world.one(CommentText).html
    with world.context():
        db.session.execute(update(Comment).values(created_at=Comment.created_at))
        stored = db.session.get_one(Comment, comment.id)
        stored.created_at -= timedelta(minutes=31)
    late = submit(client, edit, {"text": "Te laat"}, form_at=post.address)
    assert late.status_code == 403 and "30 minuten" in late.text


def test_earlier_texts_are_for_moderators_only(world: World, sign_in: SignIn) -> None:
    post, member = world.post(), world.member()
    comment = world.comment(post, author=member)
    world.keep(CommentText(comment_id=comment.id, html="<p>zo stond het er</p>"))
    history = f"/reacties/{comment.id}/eerder"
    assert "zo stond het er" in sign_in(world.moderator()).get(history).text
    assert sign_in(member).get(history).status_code == 404


def test_a_removed_comment_leaves_a_placeholder(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    post, member = world.post(), world.member()
    comment = world.comment(post, "Spijt hiervan", author=member)
    world.comment(post, "Antwoord blijft", reply_to=comment)
    submit(sign_in(member), f"/reacties/{comment.id}/verwijder", form_at=post.address)
    read = visitor.get(post.address).text
    assert "Spijt hiervan" not in read and "Deze reactie is verwijderd." in read and "Antwoord blijft" in read
    assert world.one(ItemCounter).comment_count == 1


def test_a_moderator_hides_with_a_reason_that_the_author_reads(
    world: World, visitor: FlaskClient, sign_in: SignIn
) -> None:
    post, member = world.post(), world.member()
    comment = world.comment(post, "Grove taal", author=member)
    moderator = sign_in(world.moderator())
    hide = f"/reacties/{comment.id}/verberg"
    assert submit(moderator, hide, {"reason": ""}, form_at=post.address).status_code == 422
    submit(moderator, hide, {"reason": "Niet op de persoon spelen."}, form_at=post.address)
    assert "Grove taal" not in visitor.get(post.address).text
    assert "Grove taal" not in sign_in(world.member()).get(post.address).text
    assert "Niet op de persoon spelen." in sign_in(member).get(post.address).text
    submit(moderator, f"/reacties/{comment.id}/toon", form_at=post.address)
    assert "Grove taal" in visitor.get(post.address).text


def test_a_comment_that_is_hidden_is_not_counted_until_it_is_shown_again(
    world: World, visitor: FlaskClient, sign_in: SignIn
) -> None:
    post, moderator = world.post(), sign_in(world.moderator())
    world.comment(post, "Blijft staan")
    comment = world.comment(post, "Grove taal")
    for _ in range(2):
        submit(moderator, f"/reacties/{comment.id}/verberg", {"reason": "Te grof."}, form_at=post.address)
    assert "1 reactie" in visitor.get(post.address).text
    assert world.count(AuditEntry, AuditEntry.event == "CommentHidden") == 1
    for _ in range(2):
        submit(moderator, f"/reacties/{comment.id}/toon", form_at=post.address)
    assert "2 reacties" in visitor.get(post.address).text
    submit(moderator, f"/reacties/{comment.id}/verberg", {"reason": "Toch."}, form_at=post.address)
    submit(moderator, f"/reacties/{comment.id}/verwijder", form_at=post.address)
    assert world.one(ItemCounter).comment_count == 1


def test_who_may_not_read_comments_is_not_told_how_many_there_are(
    world: World, visitor: FlaskClient, sign_in: SignIn
) -> None:
    world.setting(comments_for_members=True)
    post = world.post()
    world.comment(post, "Onder ons")
    read = visitor.get(post.address).text
    assert "Onder ons" not in read and "1 reactie" not in read and "Nog geen reacties" not in read
    assert "1 reactie" in sign_in(world.member()).get(post.address).text


def test_a_form_with_a_key_that_is_too_long_is_refused(world: World, sign_in: SignIn) -> None:
    post = world.post()
    assert post_comment(sign_in(world.member()), post, "Goed", key="k" * 25).status_code == 422
    assert post_comment(sign_in(world.member()), post, "Goed", key="k" * 24).status_code == 200
    assert world.one(Comment).submit_key.endswith("-" + "k" * 24)


def test_a_coordinator_hides_in_the_own_group_only(world: World, sign_in: SignIn) -> None:
    coordinator = world.member("Trekker")
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    inside = world.comment(world.discussion(group))
    post = world.post()
    outside = world.comment(post)
    client = sign_in(coordinator)
    assert (
        submit(
            client, f"/reacties/{inside.id}/verberg", {"reason": "Hoort hier niet"}, form_at=post.address
        ).status_code
        == 303
    )
    assert (
        submit(
            client, f"/reacties/{outside.id}/verberg", {"reason": "Hoort hier niet"}, form_at=post.address
        ).status_code
        == 403
    )


def test_a_reaction_is_given_and_taken_back(world: World, sign_in: SignIn) -> None:
    post = world.post()
    comment = world.comment(post)
    client = sign_in(world.member())
    for expected in (1, 0):
        submit(client, f"/reacties/{comment.id}/waardeer", {"kind": "agree"}, form_at=post.address)
        assert world.count(Reaction) == expected
    assert submit(client, f"/reacties/{comment.id}/waardeer", {"kind": "<x>"}, form_at=post.address).status_code == 400


def test_comments_come_twenty_at_a_time_in_the_same_number_of_queries(
    world: World, visitor: FlaskClient, count_queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    post = world.post()
    author = world.member()
    for number in range(3):
        world.comment(post, f"nummer {number}.", author=author)
    few = count_queries(lambda: visitor.get(post.address))
    for number in range(3, 45):
        world.comment(post, f"nummer {number}.", author=author)
    many = count_queries(lambda: visitor.get(post.address))
    assert len(few) == len(many) <= 6, "\n".join(many)
    first = visitor.get(post.address).text
    assert "nummer 19." in first and "nummer 20." not in first
    last = world.all(Comment)[-1]
    around = visitor.get(f"{post.address}?reactie={last.id}").text
    assert f"reactie-{last.id}" in around


def test_the_page_of_a_comment_shows_it_wherever_it_stands(world: World, sign_in: SignIn) -> None:
    post, author = world.post(), world.member()
    for number in range(25):
        world.comment(post, f"nummer {number}.", author=author)
    answer = post_comment(sign_in(author), post, "Deze is de nieuwste")
    assert answer.status_code == 200 and "Deze is de nieuwste" in answer.text


def test_the_name_of_who_is_no_member_any_more_leads_nowhere(world: World) -> None:
    post, gone = world.post("Bericht"), world.member("Weg Gegaan")
    world.comment(post, "Ik was hier.", author=gone)
    reader = world.client(world.member())
    assert f'href="{gone.address}"' in reader.get(post.address).text
    with world.context():
        db.session.get_one(Member, gone.id).state = MemberState.LEFT
    page = reader.get(post.address).text
    assert "Weg Gegaan" in page
    assert gone.address not in page
