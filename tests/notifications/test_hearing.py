"""Who hears of what: followers, those mentioned or answered; never who did it, muted it, or may not read it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.content.models import Comment, ContentItem, State
from community.core.db import db
from community.core.ids import new_id
from community.groups.models import Access, GroupInvitation, GroupMembership, GroupRequest
from community.jobs import drain as draining
from community.notifications.models import Follow, Kind, Notification
from tests.builders.fixtures import submit
from tests.builders.world import World


def work(world: World) -> None:
    """Let the worker do what waits."""
    with world.app.test_request_context():
        draining.drain()
        db.session.remove()


def say(world: World, who: Member, item: ContentItem, text: str, **more: str) -> Comment:
    """Post a comment as a browser does, and give it."""
    answer = submit(world.client(who), f"/reacties/bij/{item.id}", {"text": text, "key": f"k{new_id()}", **more})
    assert answer.status_code == 303, answer.text[:500]
    return world.all(Comment)[-1]


def told(world: World, who: Member) -> list[Kind]:
    """Give what kinds of things somebody was told, in order."""
    return [each.kind for each in world.all(Notification) if each.member_id == who.id]


def follow(world: World, who: Member, **what: int) -> Follow:
    return world.keep(Follow(member_id=who.id, is_chosen=True, **what))


def bell(client: FlaskClient) -> str:
    """Give the count that stands beside the bell; empty for none."""
    page = client.get("/werkgroepen").text
    after = page.partition('class="header__link bell"')[2].partition("</a>")[0]
    return after.partition('bell__count">')[2].partition("<")[0]


def test_who_comments_follows_and_hears_of_the_next_comment_but_not_of_their_own(world: World) -> None:
    post, first, second = world.post(), world.member("Eerste Prater"), world.member("Tweede Prater")
    say(world, first, post, "Wij doen dit ook")
    say(world, second, post, "Wij niet")
    work(world)
    assert told(world, first) == [Kind.COMMENT]
    assert told(world, second) == []


def test_who_is_answered_and_mentioned_and_follows_hears_of_it_once(world: World) -> None:
    post, asker, answerer = world.post(), world.member("Vera Vraag"), world.member("An Antwoord")
    asked = say(world, asker, post, "Wie weet dit?")
    say(world, answerer, post, "Ik weet het", reply_to=str(asked.id))
    say(world, answerer, post, "En @Vera Vraag weet het ook", reply_to=str(asked.id))
    work(world)
    assert told(world, asker) == [Kind.REPLY, Kind.MENTION]


def test_a_mute_survives_taking_part_again_and_covers_mentions(world: World) -> None:
    post, quiet, other = world.post(), world.member("Stil Levens"), world.member()
    say(world, quiet, post, "Eén keer iets")
    muted = world.one(Follow, Follow.member_id == quiet.id)
    answer = submit(world.client(quiet), f"/mijn/volgt/{muted.id}/demp", form_at="/mijn/volgt")
    assert answer.status_code == 303
    say(world, quiet, post, "Toch nog iets")
    say(world, other, post, "Wat vindt @Stil Levens hiervan?")
    work(world)
    assert told(world, quiet) == []
    assert world.one(Follow, Follow.member_id == quiet.id).is_muted


def test_a_new_discussion_is_told_to_who_is_in_the_group_and_a_mention_comes_first(world: World) -> None:
    starter, member, named = world.member(), world.member(), world.member("Nou Genoemd")
    group = world.group(access=Access.CLOSED, coordinator=starter, members=(member, named))
    for each in (starter, member, named):
        follow(world, each, group_id=group.id)
    form = {"title": "Hoe nu verder?", "text": "Misschien weet @nou genoemd het.", "audience": "group"}
    answer = submit(world.client(starter), f"{group.address}/gesprekken/nieuw", form)
    assert answer.status_code == 303
    work(world)
    assert (told(world, starter), told(world, member), told(world, named)) == ([], [Kind.DISCUSSION], [Kind.MENTION])


def test_news_of_a_followed_region_and_theme_is_told_once(world: World) -> None:
    region, theme, reader, editor = world.region(), world.theme(), world.member(), world.editor()
    follow(world, reader, region_id=region.id)
    follow(world, reader, theme_id=theme.id)
    bystander = world.member()
    follow(world, bystander, item_id=world.post("Iets anders").id)
    draft = world.post(author=editor, region_id=region.id, themes=[theme], state=State.DRAFT, published_at=None)
    elsewhere = world.post("Elders", author=editor, state=State.DRAFT, published_at=None)
    for post in (draft, elsewhere):
        submit(world.client(editor), f"{post.address}/publiceer", {"when": "now"}, form_at=post.edit_address)
    assert {each.state for each in world.all(ContentItem)} == {State.PUBLISHED}
    work(world)
    assert (told(world, reader), told(world, editor), told(world, bystander)) == ([Kind.NEWS], [], [])


def test_a_request_its_decision_and_an_invitation_are_told_to_those_concerned(world: World) -> None:
    coordinator, asker, invited = world.member("Co Ordinator"), world.member("Vrager"), world.member("Gast")
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    submit(world.client(asker), f"{group.address}/verzoek", {"motivation": "Graag"})
    work(world)
    assert (told(world, coordinator), bell(world.client(coordinator))) == ([Kind.REQUEST], "1")
    request = world.one(GroupRequest)
    submit(world.client(coordinator), f"{group.address}/verzoeken/{request.id}/toelaten")
    submit(world.client(coordinator), f"{group.address}/uitnodigen", {"member": invited.slug, "message": "Kom"})
    work(world)
    assert (told(world, asker), told(world, invited)) == ([Kind.DECIDED], [Kind.INVITATION])
    # What waits no more is nothing to hear of.
    assert bell(world.client(coordinator)) == ""
    invitation = world.one(GroupInvitation)
    submit(world.client(invited), f"/werkgroepen/uitnodigingen/{invitation.id}/aannemen")
    assert bell(world.client(invited)) == ""
    assert world.count(Follow, Follow.member_id == invited.id, Follow.group_id == group.id) == 1


def test_who_leaves_a_group_follows_nothing_in_it_any_more(world: World) -> None:
    leaver = world.member()
    group = world.group(access=Access.CLOSED, members=(leaver,))
    talk = world.discussion(group)
    follow(world, leaver, group_id=group.id)
    say(world, leaver, talk, "Ik ga zo")
    assert world.count(Follow, Follow.member_id == leaver.id) == 2
    submit(world.client(leaver), f"{group.address}/verlaten")
    assert world.count(Follow, Follow.member_id == leaver.id) == 0


@pytest.mark.parametrize("access", [Access.CLOSED, Access.HIDDEN])
def test_of_who_was_put_out_of_a_group_what_they_were_told_vanishes(world: World, access: Access) -> None:
    gone, stays = world.member("Weg Gezonden"), world.member()
    group = world.group("Geheim beraad", access=access, coordinator=stays, members=(gone,))
    talk = world.discussion(group, "Onder ons gezegd")
    follow(world, gone, item_id=talk.id)
    say(world, stays, talk, "Vertrouwelijk woord")
    work(world)
    browser = world.client(gone)
    assert bell(browser) == "1"
    assert "Onder ons gezegd" in browser.get("/mijn/meldingen").text
    with world.context():
        db.session.delete(db.session.query(GroupMembership).filter_by(member_id=gone.id).one())
    assert bell(browser) == ""
    for path in ("/mijn/meldingen", "/mijn/volgt"):
        assert "Onder ons" not in browser.get(path).text
    notification = world.one(Notification)
    assert submit(browser, f"/mijn/meldingen/{notification.id}/openen").status_code == 404
    # A follow that was left behind tells nothing either.
    say(world, stays, talk, "Nog een woord")
    work(world)
    assert told(world, gone) == [Kind.COMMENT]


def test_a_hidden_or_removed_comment_is_no_longer_told_of(world: World) -> None:
    post, reader, writer = world.post(), world.member(), world.member("Grof Gebekt")
    follow(world, reader, item_id=post.id)
    comment = say(world, writer, post, "Onbehoorlijk")
    work(world)
    assert bell(world.client(reader)) == "1"
    with world.context():
        db.session.get_one(Comment, comment.id).is_hidden = True
    assert bell(world.client(reader)) == ""
    assert "Grof Gebekt" not in world.client(reader).get("/mijn/meldingen").text


def test_a_suspended_person_and_who_may_not_read_it_hear_nothing(world: World) -> None:
    writer, suspended, outsider = world.member(), world.member("Ge Schorst"), world.member("Buiten Staander")
    group = world.group(access=Access.CLOSED, coordinator=writer, members=(suspended,))
    talk = world.discussion(group)
    follow(world, suspended, item_id=talk.id)
    follow(world, outsider, item_id=talk.id)
    with world.context():
        db.session.get_one(Member, suspended.id).state = MemberState.SUSPENDED
    comment = say(world, writer, talk, "Wat vindt @Buiten Staander?")
    work(world)
    assert world.count(Notification) == 0
    # The writer is not told whether there is such a person: the words stay words.
    assert comment.html == "<p>Wat vindt @Buiten Staander?</p>"


def test_the_same_event_run_twice_tells_everybody_once(world: World) -> None:
    post, writer = world.post(), world.member()
    people = [world.member() for _ in range(5)]
    for each in people:
        follow(world, each, item_id=post.id)
    say(world, writer, post, "Eens gezegd")
    with world.app.test_request_context():
        (claimed,) = [each for each in draining.claim() if each.task == "notifications.spread"]
        for _ in range(2):
            assert draining.attempt(claimed) is None
        db.session.remove()
    assert sorted(each.member_id for each in world.all(Notification)) == sorted(each.id for each in people)


def test_a_moderator_is_told_of_a_request_where_a_group_has_nobody_to_decide(world: World) -> None:
    moderator, coordinator, asker = world.moderator(), world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    with world.context():
        db.session.get_one(Member, coordinator.id).state = MemberState.SUSPENDED
    submit(world.client(asker), f"{group.address}/verzoek", {"motivation": "Graag"})
    work(world)
    assert told(world, moderator) == [Kind.REQUEST]
