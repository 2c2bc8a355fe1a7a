"""Answers, moving to another group, links both ways, quotes, and what is new for whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.content.models import Audience, Comment, ContentItem, ItemAnswer, ItemCounter, ItemLink, ItemVisit
from community.core.clock import now
from community.core.db import db
from community.discussions.models import Discussion
from community.groups.models import Access, Group, GroupVisit
from tests.builders.fixtures import submit
from tests.builders.world import World


def talk_in(world: World, group: Group, title: str = "Waar begint het?", **more: object) -> Discussion:
    """Make a discussion, of somebody unless told otherwise."""
    return world.discussion(group, title, **more)  # type: ignore[arg-type]


# --- the answer ---


def mark(browser: FlaskClient, comment: Comment, deed: str = "antwoord") -> int:
    return submit(browser, f"/reacties/{comment.id}/{deed}").status_code


def test_who_asked_marks_the_answer_and_takes_it_back(world: World) -> None:
    author, other = world.member(), world.member("Weet Het")
    group = world.group(members=(author, other))
    talk = talk_in(world, group, author=author)
    comment = world.comment(talk, "Bij de sluis.", author=other)
    browser, reader = world.client(author), world.client(other)
    assert 'class="answer"' not in reader.get(talk.address).text
    assert mark(browser, comment) == 303
    shown = reader.get(talk.address).text
    assert shown.count("Bij de sluis.") == 2
    assert f'href="{talk.address}?reactie={comment.id}#reactie-{comment.id}"' in shown
    assert "Beantwoord" in reader.get(f"{group.address}/gesprekken").text
    assert mark(browser, comment, "geen-antwoord") == 303
    assert 'class="answer"' not in reader.get(talk.address).text
    assert "Beantwoord" not in reader.get(f"{group.address}/gesprekken").text
    said = [entry.event for entry in world.all(AuditEntry) if entry.event.startswith("Answer")]
    assert said == ["AnswerMarked", "AnswerUnmarked"]


def test_another_answer_takes_the_place_of_the_first(world: World) -> None:
    boss, author = world.member(), world.member()
    group = world.group(coordinator=boss, members=(author,))
    talk = talk_in(world, group, author=author)
    first, second = (world.comment(talk, text, author=boss) for text in ("Eerste.", "Tweede."))
    for comment in (first, second):
        assert mark(world.client(boss), comment) == 303
    assert world.one(ItemAnswer).comment_id == second.id


def test_who_neither_asked_nor_runs_the_group_marks_nothing(world: World) -> None:
    author, member = world.member(), world.member()
    group = world.group(access=Access.OPEN, members=(author, member))
    talk = talk_in(world, group, author=author, audience=Audience.PUBLIC)
    comment = world.comment(talk, author=member)
    for person in (member, world.member(), world.editor(), world.moderator()):
        assert mark(world.client(person), comment) == 403
    assert world.count(ItemAnswer) == 0


@pytest.mark.parametrize("deed", ["verberg", "verwijder"])
def test_an_answer_that_is_hidden_or_removed_is_none(world: World, deed: str) -> None:
    author, other, moderator = world.member(), world.member(), world.moderator()
    group = world.group(access=Access.OPEN, members=(author, other))
    talk = talk_in(world, group, author=author, audience=Audience.PUBLIC)
    comment = world.comment(talk, "Geheim adres.", author=other)
    reader = world.client(world.member())
    assert mark(world.client(author), comment) == 303
    assert "Geheim adres." in reader.get(talk.address).text
    answer = submit(
        world.client(moderator), f"/reacties/{comment.id}/{deed}", {"reason": "privé"}, form_at="/mijn/sessies"
    )
    assert answer.status_code == 303
    for browser in (reader, world.client()):
        assert "Geheim adres." not in browser.get(talk.address).text
    assert world.count(ItemAnswer) == 0
    assert mark(world.client(author), comment) in (403, 404)


# --- moving ---


def move(browser: FlaskClient, talk: Discussion, target: Group, audience: str = "group") -> int:
    says = {"target": target.slug, "audience": audience}
    return submit(browser, f"{talk.address}/verplaats", says).status_code


def test_a_coordinator_moves_a_discussion_to_a_group_of_their_own(world: World) -> None:
    boss, stays, comes, both = (world.member() for _ in range(4))
    here = world.group("Hier", access=Access.CLOSED, coordinator=boss, members=(stays, both))
    there = world.group("Daar", access=Access.CLOSED, coordinator=comes, members=(boss, both))
    talk = talk_in(world, here, "Verhuisplan", author=stays)
    world.comment(talk, "Mee ermee.", author=stays)
    browser, old = world.client(boss), talk.address
    asked = browser.get(f"{old}/verplaats?target={there.slug}&audience=group").text
    assert "Hier: Alleen voor deze werkgroep" in asked
    assert "Daar: Alleen voor deze werkgroep" in asked
    gained, lost = re.findall(r"<dd>(\d+) (?:lid|leden)", asked)
    assert (gained, lost) == ("1", "1")
    assert move(browser, talk, there) == 303
    assert browser.get(old).status_code == 302
    assert world.client(both).get(old).location == f"{there.address}/gesprekken/{talk.slug}"
    assert "Mee ermee." in world.client(comes).get(f"{there.address}/gesprekken/{talk.slug}").text
    for address in (old, f"{there.address}/gesprekken/{talk.slug}"):
        answer = world.client(stays).get(address)
        assert answer.status_code == 404
        assert "Verhuisplan" not in answer.text
    assert "Verhuisplan" not in world.client(stays).get(f"{here.address}/gesprekken").text
    log = {(entry.event, entry.group_id) for entry in world.all(AuditEntry) if "Moved" in entry.event}
    assert log == {("DiscussionMovedAway", here.id), ("DiscussionMovedHere", there.id)}


def test_what_is_moved_is_never_for_a_wider_kind_of_reader(world: World) -> None:
    boss = world.member()
    closed = world.group(access=Access.CLOSED, coordinator=boss)
    opened = world.group("Open", access=Access.OPEN, members=(boss,))
    talk = talk_in(world, closed, author=boss)
    browser = world.client(boss)
    assert move(browser, talk, opened, "public") == 422
    assert world.one(Discussion).group_id == closed.id
    asked = browser.get(f"{talk.address}/verplaats?target={opened.slug}&audience=public").text
    assert 'name="audience" value="group"' in asked
    assert "kleinere kring" in asked


def test_an_open_discussion_in_a_closed_group_is_for_that_group(world: World) -> None:
    boss = world.member()
    opened = world.group(access=Access.OPEN, coordinator=boss)
    closed = world.group("Besloten", access=Access.CLOSED, members=(boss,))
    talk = talk_in(world, opened, author=boss, audience=Audience.PUBLIC)
    address = talk.address
    assert world.client().get(address).status_code == 200
    assert move(world.client(boss), talk, closed, "public") == 403
    assert move(world.client(boss), talk, closed, "group") == 303
    assert world.client().get(address).status_code == 404


def test_who_does_not_run_the_one_or_is_not_in_the_other_moves_nothing(world: World) -> None:
    boss, member = world.member(), world.member()
    here = world.group(coordinator=boss, members=(member,))
    there = world.group("Daar", members=(member,))
    talk = talk_in(world, here, author=member)
    assert move(world.client(member), talk, there) == 403
    assert move(world.client(boss), talk, there) == 422
    hidden = world.group("Verborgen", access=Access.HIDDEN)
    assert "Verborgen" not in world.client(boss).get(f"{talk.address}/verplaats").text
    assert move(world.client(boss), talk, hidden) == 422
    assert world.one(Discussion).group_id == here.id


# --- links ---


def say(browser: FlaskClient, talk: ContentItem, text: str, key: str = "k") -> None:
    answer = submit(browser, f"/reacties/bij/{talk.id}", {"text": text, "key": key})
    assert answer.status_code == 303


def own(world: World, path: str) -> str:
    """Give the full address of a path, as people paste it."""
    return str(world.app.config["SETTINGS"].base_url) + path


def test_a_link_is_shown_at_both_ends_and_goes_with_its_comment(world: World) -> None:
    member, reader = world.member(), world.member()
    group = world.group(members=(member, reader))
    one, other = talk_in(world, group, "Van", author=member), talk_in(world, group, "Naar", author=member)
    say(world.client(member), one, f"Zie ook {own(world, other.address)}.")
    browser = world.client(reader)
    assert "Verwijst naar" in browser.get(one.address).text
    assert "Genoemd in" in (shown := browser.get(other.address).text)
    assert f'href="{one.address}">Van</a>' in shown
    comment = world.one(Comment)
    assert submit(world.client(member), f"/reacties/{comment.id}/verwijder").status_code == 303
    assert "Genoemd in" not in browser.get(other.address).text
    assert world.count(ItemLink) == 0


def test_a_link_in_a_text_follows_its_changes(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    other = talk_in(world, group, "Naar", author=member)
    browser = world.client(member)
    form = {"title": "Nieuw gesprek", "text": f"Zie {own(world, other.address)}", "audience": "group"}
    made = submit(browser, f"{group.address}/gesprekken/nieuw", form).location
    assert "Genoemd in" in browser.get(other.address).text
    changed = form | {"text": "Toch niet.", "revision_number": "1"}
    assert submit(browser, f"{made}/wijzig", changed).status_code == 303
    assert "Genoemd in" not in browser.get(other.address).text


def test_nobody_is_told_of_a_link_with_what_they_may_not_read(world: World) -> None:
    insider, outsider = world.member(), world.member()
    opened = world.group(access=Access.OPEN, members=(insider, outsider))
    hidden = world.group("Stil", access=Access.HIDDEN, members=(insider,))
    public = talk_in(world, opened, "Openbaar", author=outsider, audience=Audience.PUBLIC)
    secret = talk_in(world, hidden, "Onder ons", author=insider)
    say(world.client(insider), secret, f"Zie {own(world, public.address)}", "a")
    say(world.client(insider), public, f"Zie {own(world, secret.address)}", "b")
    for _ in range(2):
        assert "Onder ons" in world.client(insider).get(public.address).text
        for browser in (world.client(outsider), world.client(), world.client(world.member())):
            shown = browser.get(public.address).text
            assert "Onder ons" not in shown
            assert "Verwijst naar" not in shown
            assert "Genoemd in" not in shown


def test_what_its_writer_may_not_read_is_no_link(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    secret = talk_in(world, world.group("Stil", access=Access.HIDDEN), "Onder ons")
    talk = talk_in(world, group, author=member)
    say(world.client(member), talk, f"Zie {own(world, secret.address)} en https://elders.example{talk.address}")
    assert world.count(ItemLink) == 0


# --- quotes ---


def test_a_quote_puts_the_words_of_another_in_the_form(world: World) -> None:
    member, other = world.member(), world.member("Gerda Zegt")
    group = world.group(members=(member, other))
    talk = talk_in(world, group, author=member)
    comment = world.comment(talk, "Eerst de dijk.", author=other)
    browser = world.client(member)
    shown = browser.get(f"{talk.address}?citeer={comment.id}").text
    assert "&gt; Gerda Zegt schreef:\n&gt; Eerst de dijk." in shown
    say(browser, talk, "> Gerda Zegt schreef:\n> Eerst de dijk.\n\nEn dan de weg.")
    assert "<blockquote><p>Gerda Zegt schreef:<br>Eerst de dijk.</p></blockquote><p>En dan de weg.</p>" in (
        browser.get(talk.address).text
    )


def test_what_is_hidden_or_stands_elsewhere_is_not_quoted(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    talk, other = talk_in(world, group, author=member), talk_in(world, group, "Ander", author=member)
    hidden = world.comment(talk, "Verborgen woorden", author=member, is_hidden=True)
    elsewhere = world.comment(other, "Andere woorden", author=member)
    browser = world.client(member)
    for comment in (hidden, elsewhere):
        assert "&gt;" not in browser.get(f"{talk.address}?citeer={comment.id}").text


# --- what is new ---


def visit(browser: FlaskClient, talk: ContentItem) -> str:
    answer = submit(browser, f"/stukken/{talk.id}/bezoek")
    assert answer.status_code == 200
    return answer.text


def let_pass(world: World, **time: float) -> None:
    """Let everybody's visits have been longer ago."""
    with world.context():
        for mark_of in (*db.session.query(ItemVisit), *db.session.query(GroupVisit)):
            mark_of.seen_at -= timedelta(**time)
            mark_of.before_at -= timedelta(**time)


def test_a_member_is_told_what_is_new_since_the_last_visit_until_this_one_ends(world: World) -> None:
    reader, other = world.member(), world.member()
    group = world.group(members=(reader, other))
    talk = talk_in(world, group, author=other)
    world.comment(talk, author=other, created_at=now() - timedelta(days=1))
    browser = world.client(reader)
    assert "Nieuw sinds" not in visit(browser, talk)
    let_pass(world, hours=2)
    fresh = [world.comment(talk, author=other) for _ in range(3)]
    world.comment(talk, author=other, is_hidden=True)
    world.comment(talk, author=reader)
    assert "Nieuw</span>" in browser.get(f"{group.address}/gesprekken").text
    for _ in range(2):
        assert "Nieuw sinds je vorige bezoek (3)" in (line := visit(browser, talk))
        assert f"?reactie={fresh[0].id}#" in line
    assert browser.get(f"/stukken/{talk.id}/nieuw").location.endswith(f"#reactie-{fresh[0].id}")
    assert submit(browser, f"/stukken/{talk.id}/gelezen").status_code == 303
    assert "Nieuw sinds" not in visit(browser, talk)
    assert browser.get(f"/stukken/{talk.id}/nieuw").location == f"{talk.address}#reacties"


def test_who_comments_has_read_what_stands_there(world: World) -> None:
    reader, other = world.member(), world.member()
    group = world.group(members=(reader, other))
    talk = talk_in(world, group, author=other)
    browser = world.client(reader)
    visit(browser, talk)
    let_pass(world, hours=2)
    world.comment(talk, author=other)
    say(browser, talk, "Gezien.")
    assert "Nieuw sinds" not in visit(browser, talk)
    assert "Nieuw</span>" not in browser.get(f"{group.address}/gesprekken").text


def test_the_mark_of_one_member_changes_nothing_for_another_and_reading_writes_none(world: World) -> None:
    reader, other = world.member(), world.member()
    group = world.group(access=Access.CLOSED, members=(reader, other))
    talk = talk_in(world, group, author=other)
    for path in (talk.address, group.address, f"{group.address}/gesprekken", f"/stukken/{talk.id}/nieuw"):
        world.client(reader).get(path)
    assert world.count(ItemVisit) == world.count(GroupVisit) == 0
    visit(world.client(reader), talk)
    assert world.one(ItemVisit).member_id == reader.id
    stranger = world.client(world.member())
    for deed in ("bezoek", "gelezen"):
        assert submit(stranger, f"/stukken/{talk.id}/{deed}").status_code == 404
        assert submit(stranger, f"{group.address}/{deed}").status_code == 403


def test_the_page_of_a_group_says_what_is_new_since_the_last_visit_there(world: World) -> None:
    reader, other = world.member(), world.member()
    group = world.group(members=(reader, other))
    talk_in(world, group, "Oud", author=other, last_activity_at=now() - timedelta(days=3))
    browser = world.client(reader)
    assert submit(browser, f"{group.address}/bezoek").status_code == 204
    assert "Nieuw voor jou" not in browser.get(group.address).text
    let_pass(world, days=1)
    mine = {"title": "Zelf begonnen", "text": "Dit vind ik.", "audience": "group"}
    assert submit(browser, f"{group.address}/gesprekken/nieuw", mine).status_code == 303
    assert "Nieuw voor jou" not in browser.get(group.address).text
    talk_in(world, group, "Vers", author=other)
    for _ in range(2):
        assert "Nieuw voor jou: bij 1 stuk" in browser.get(group.address).text
        submit(browser, f"{group.address}/bezoek")
    assert submit(browser, f"{group.address}/gelezen").status_code == 303
    assert "Nieuw voor jou" not in browser.get(group.address).text


# --- tabs ---


def test_the_count_beside_a_tab_is_of_what_this_reader_may_read(world: World) -> None:
    member: Member = world.member()
    group = world.group(access=Access.OPEN, members=(member,))
    for audience in (Audience.PUBLIC, Audience.MEMBERS, Audience.GROUP):
        talk_in(world, group, audience.value, author=member, audience=audience)

    def count(browser: FlaskClient) -> str:
        found = re.search(r'/gesprekken"\s*>Gesprekken(?: <span[^>]*>(\d+\+?))?', browser.get(group.address).text)
        return found[1] or "" if found else "no tab"

    assert [count(world.client(person)) for person in (None, world.member(), member)] == ["1", "2", "3"]
    assert world.one(ItemCounter, ItemCounter.item_id == world.all(Discussion)[0].id).comment_count == 0
