"""Changing access: counted before it is done, and what was written before is never wider without being chosen."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.audit.models import AuditEntry
from community.content.models import Audience, Comment, ContentItem, State
from community.decisions.models import Ballot, Phase
from community.documents.models import Folder
from community.groups.models import Access, Group, GroupMembership, GroupRole
from tests.builders.fixtures import WORD_OF, submit
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site


class Stage:
    """A group in which something of every kind was written, and its coordinator's browser."""

    def __init__(self, world: World, access: Access = Access.CLOSED) -> None:
        self.world = world
        self.coordinator, self.inside = world.member("Trijntje Trekker"), world.member("Gerda Groepslid")
        self.group = world.group("Havenplan", access=access, coordinator=self.coordinator, members=(self.inside,))
        self.browser = world.client(self.coordinator)
        self.talk = world.discussion(self.group, "Geheim plan", author=self.inside)
        world.comment(self.talk, "Zo doen we het.", author=self.coordinator)
        self.folder = world.folder(self.group, "Begroting")
        self.document = world.document(self.group, "kosten.txt", author=self.inside, folder=self.folder)
        self.page = world.wiki_page(self.group, "Begrippen", author=self.inside)
        self.over = world.decision(self.group, "Over", author=self.inside, voters=(self.inside,), phase=Phase.CLOSED)
        world.keep(Ballot(decision_id=self.over.id, member_id=self.inside.id, choice=[1]))
        self.under_way = world.decision(self.group, "Onderweg", author=self.inside, voters=(self.inside,))
        self.task = world.action(self.group, "Bel de haven", author=self.inside)
        self.draft = world.discussion(self.group, "Nog niet af", author=self.inside, state=State.DRAFT)

    def seen(self, access: Access) -> str:
        """Look at what a change lets others see, and give the mark of the page."""
        return mark_of(self.browser.get(f"{self.group.address}/toegang/{WORD_OF[access]}"))

    def change(self, access: Access, seen: str, audience: Audience = Audience.GROUP, *kinds: str) -> TestResponse:
        """Send the form of a change."""
        return send(self.browser, self.group, access, seen, audience, *kinds)

    def audiences(self) -> dict[str, str]:
        """Give for whom each item is now."""
        return {item.title: item.audience.value for item in self.world.all(ContentItem)}

    def access(self) -> Access:
        """Give who may come in now."""
        return self.world.one(Group, Group.id == self.group.id).access


def mark_of(answer: TestResponse) -> str:
    """Read the mark of the figures that a page shows."""
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', answer.text)
    assert found, answer.status_code
    return found[1]


def send(
    browser: FlaskClient, group: Group, access: Access, seen: str, audience: Audience = Audience.GROUP, *kinds: str
) -> TestResponse:
    """Send the form of a change of access."""
    values: dict[str, Any] = {"seen": seen, "audience": audience.value, "kinds": list(kinds)}
    return submit(browser, f"{group.address}/toegang/{WORD_OF[access]}", values)


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def test_before_it_is_done_the_page_counts_what_is_there_and_who_would_see_it(stage: Stage) -> None:
    stage.world.member("Buiten Staander")
    text = " ".join(re.sub(r"<[^>]+>", " ", stage.browser.get(f"{stage.group.address}/toegang/open").text).split())
    outsiders = stage.world.count(type(stage.inside)) - 2
    assert f"{outsiders} leden van de site die niet meedoen, zien de ledenlijst: 2 namen." in text
    assert "Wie meedoet, leest alles wat voor de groep is: 6 stukken, 1 reactie" in text
    for row in ("Gesprekken de groep 1 1", "Documenten de groep 1 0", "Stemmingen en besluiten de groep 2 0"):
        assert row in text
    assert stage.access() == Access.CLOSED


def test_opening_a_group_leaves_everything_that_was_written_for_the_group(stage: Stage) -> None:
    assert stage.change(Access.OPEN, stage.seen(Access.OPEN)).status_code == 303
    assert stage.access() == Access.OPEN
    assert set(stage.audiences().values()) == {"group"}
    assert stage.world.one(Folder).audience == Audience.GROUP
    outsider = stage.world.client(stage.world.member())
    for address in (stage.talk.address, stage.document.address, stage.page.address, stage.over.address):
        assert outsider.get(address).status_code == 404


def test_an_unseen_change_is_shown_first_and_does_nothing(stage: Stage) -> None:
    answer = stage.change(Access.OPEN, "")
    assert answer.status_code == 422
    assert "Kijk de aantallen nog eens na" in answer.text
    assert stage.access() == Access.CLOSED


def test_sharing_more_widely_asks_once_more_with_the_exact_figures(stage: Stage) -> None:
    every = ("discussion", "document", "decision")
    asked = stage.change(Access.OPEN, stage.seen(Access.OPEN), Audience.MEMBERS, *every)
    assert asked.status_code == 422
    assert stage.access() == Access.CLOSED
    assert set(stage.audiences().values()) == {"group"}
    for words in ("Gesprekken: 1 stuk", "Documenten: 1 stuk", "besluiten: 1 stuk", "1 reactie van 1 persoon"):
        assert words in " ".join(asked.text.split())
    assert "de naam van 1 map" in asked.text
    assert "1 stem op naam" in asked.text
    assert stage.change(Access.OPEN, mark_of(asked), Audience.MEMBERS, *every).status_code == 303
    assert stage.access() == Access.OPEN
    assert stage.audiences() == {
        "Geheim plan": "members",
        "kosten.txt": "members",
        "Begrippen": "group",
        "Over": "members",
        "Onderweg": "group",
        "Bel de haven": "group",
        "Nog niet af": "group",
    }
    assert stage.world.one(Folder).audience == Audience.MEMBERS
    outsider, visitor = stage.world.client(stage.world.member()), stage.world.client()
    assert "Zo doen we het." in outsider.get(stage.talk.address).text
    assert visitor.get(stage.talk.address).status_code == 404


def test_the_figures_of_one_audience_are_no_leave_for_another(stage: Stage) -> None:
    asked = stage.change(Access.OPEN, stage.seen(Access.OPEN), Audience.MEMBERS, "discussion")
    again = stage.change(Access.OPEN, mark_of(asked), Audience.PUBLIC, "discussion")
    assert again.status_code == 422
    assert "ook zonder account" in again.text
    assert stage.change(Access.OPEN, mark_of(again), Audience.PUBLIC, "discussion").status_code == 303
    assert "Geheim plan" in stage.world.client().get(stage.talk.address).text


def test_what_is_shared_more_widely_must_be_chosen(stage: Stage) -> None:
    answer = stage.change(Access.OPEN, stage.seen(Access.OPEN), Audience.MEMBERS)
    assert answer.status_code == 422
    assert "Vink aan wat je breder wilt delen" in answer.text
    assert stage.access() == Access.CLOSED


def test_a_comment_that_came_in_between_is_shown_before_anything_becomes_wider(stage: Stage) -> None:
    asked = stage.change(Access.OPEN, stage.seen(Access.OPEN), Audience.PUBLIC, "discussion")
    stage.world.comment(stage.talk, "Onder ons gezegd.", author=stage.inside)
    again = stage.change(Access.OPEN, mark_of(asked), Audience.PUBLIC, "discussion")
    assert again.status_code == 422
    assert "2 reacties van 2 personen" in " ".join(again.text.split())
    assert stage.audiences()["Geheim plan"] == "group"


def test_an_open_group_can_share_later_what_stood_there_before(stage: Stage) -> None:
    stage.change(Access.OPEN, stage.seen(Access.OPEN))
    asked = stage.change(Access.OPEN, stage.seen(Access.OPEN), Audience.MEMBERS, "wiki_page")
    assert stage.change(Access.OPEN, mark_of(asked), Audience.MEMBERS, "wiki_page").status_code == 303
    assert stage.audiences()["Begrippen"] == "members"
    assert stage.world.count(AuditEntry, AuditEntry.event == "GroupMadeOpen") == 1
    assert stage.world.count(AuditEntry, AuditEntry.event == "GroupWritingWidenedToMembers") == 1


@pytest.mark.parametrize("access", [Access.CLOSED, Access.HIDDEN])
def test_closing_a_group_narrows_everything_at_once_and_opening_it_again_gives_nothing_back(
    world: World, access: Access
) -> None:
    stage = Stage(world, Access.OPEN)
    for kind in ("discussion", "document"):
        asked = stage.change(Access.OPEN, stage.seen(Access.OPEN), Audience.PUBLIC, kind)
        stage.change(Access.OPEN, mark_of(asked), Audience.PUBLIC, kind)
    visitor = world.client()
    assert visitor.get(stage.talk.address).status_code == 200
    shown = stage.browser.get(f"{stage.group.address}/toegang/{WORD_OF[access]}").text
    assert "Dit is nu voor meer mensen, en daarna alleen nog voor de groep: 2 stukken, 1 reactie" in " ".join(
        shown.split()
    )
    assert stage.change(access, stage.seen(access)).status_code == 303
    assert visitor.get(stage.talk.address).status_code == 404
    assert set(stage.audiences().values()) == {"group"}
    assert world.one(Folder).audience == Audience.GROUP
    stage.change(Access.OPEN, stage.seen(Access.OPEN))
    assert visitor.get(stage.talk.address).status_code == 404


def test_what_a_closed_group_published_by_a_deed_of_its_own_stays_public_until_it_is_hidden(stage: Stage) -> None:
    shared = stage.world.discussion(
        stage.group, "Gedeeld", author=stage.inside, audience=Audience.PUBLIC, is_shared_beyond_group=True
    )
    stage.change(Access.OPEN, stage.seen(Access.OPEN))
    stage.change(Access.CLOSED, stage.seen(Access.CLOSED))
    assert stage.world.client().get(shared.address).status_code == 200
    stage.change(Access.HIDDEN, stage.seen(Access.HIDDEN))
    assert stage.world.client().get(shared.address).status_code == 404


def test_a_closed_group_cannot_share_more_widely_whatever_the_form_says(stage: Stage) -> None:
    answer = stage.change(Access.CLOSED, "x", Audience.PUBLIC, "discussion")
    assert answer.status_code == 403
    assert set(stage.audiences().values()) == {"group"}


def test_changing_to_what_it_is_already_changes_nothing(stage: Stage) -> None:
    assert stage.browser.get(f"{stage.group.address}/toegang/besloten").status_code == 404
    assert stage.change(Access.CLOSED, "").status_code == 303
    assert stage.world.count(AuditEntry) == 0


def test_only_who_runs_the_group_sees_the_figures_and_a_moderator_opens_it_first(stage: Stage) -> None:
    path = f"{stage.group.address}/toegang/open"
    assert stage.world.client(stage.inside).get(path).status_code == 403
    moderator = stage.world.client(stage.world.moderator())
    closed = moderator.get(path)
    assert closed.status_code == 403
    assert "Geheim" not in closed.text and "2 namen" not in closed.text
    submit(moderator, f"{stage.group.address}/meekijken")
    assert "2 namen" in moderator.get(path).text


def test_the_settings_no_longer_change_who_may_come_in(stage: Stage) -> None:
    values = {"name": "Havenplan", "purpose": "p", "access": "open", "region_id": "0", "theme_id": "0"}
    assert submit(stage.browser, f"{stage.group.address}/instellingen", values).status_code == 303
    assert stage.access() == Access.CLOSED


def test_the_log_says_what_access_became(stage: Stage) -> None:
    stage.change(Access.OPEN, stage.seen(Access.OPEN))
    asked = stage.change(Access.OPEN, stage.seen(Access.OPEN), Audience.PUBLIC, "discussion")
    stage.change(Access.OPEN, mark_of(asked), Audience.PUBLIC, "discussion")
    log = stage.browser.get(f"{stage.group.address}/logboek").text
    assert "maakte de werkgroep open" in log
    assert "maakte wat er al stond leesbaar voor iedereen" in log


def test_the_page_costs_no_more_queries_where_more_was_written(stage: Stage, count_queries: Any) -> None:
    def look() -> Any:
        return stage.browser.get(f"{stage.group.address}/toegang/open")

    look()
    few = len(count_queries(look))
    for number in range(5):
        stage.world.comment(stage.world.discussion(stage.group, f"Nog {number}", author=stage.inside))
    assert len(count_queries(look)) == few


# --- two people at once ---


def test_who_comments_while_the_talk_is_made_public_is_seen_before_or_speaks_in_public(busy_site: Site) -> None:
    world = busy_site.world
    for _ in range(4):
        coordinator, inside = world.member(), world.member()
        group = world.group(access=Access.OPEN, coordinator=coordinator, members=(inside,))
        talk = world.discussion(group, author=inside)
        first, second = Browser(busy_site, coordinator), Browser(busy_site, inside)
        path = f"{group.address}/toegang/open"
        values: dict[str, Any] = {"audience": "public", "kinds": "discussion"}
        asked = first.post(path, seen="", **values)
        mark = re.search(r'name="seen"[^>]*value="([^"]*)"', asked.text)
        assert asked.status_code == 422 and mark
        with ThreadPoolExecutor(2) as pool:
            widening = pool.submit(first.post, path, seen=mark[1], **values)
            speaking = pool.submit(second.post, f"/reacties/bij/{talk.id}", text="Onder ons.", submit_key=f"k{talk.id}")
            done, said = widening.result().status_code, speaking.result().status_code
        assert said == 303
        is_public = world.one(ContentItem, ContentItem.id == talk.id).audience == Audience.PUBLIC
        assert is_public == (done == 303)
        assert world.count(Comment, Comment.item_id == talk.id) == 1
        if done != 303:
            assert done == 422


def test_who_writes_while_a_group_is_closed_writes_for_the_group_or_is_told(busy_site: Site) -> None:
    world = busy_site.world
    for _ in range(4):
        coordinator, inside = world.member(), world.member()
        group = world.group(access=Access.OPEN, coordinator=coordinator, members=(inside,))
        first, second = Browser(busy_site, coordinator), Browser(busy_site, inside)
        path = f"{group.address}/toegang/besloten"
        mark = re.search(r'name="seen"[^>]*value="([^"]*)"', first.get(path).text)
        assert mark
        talk = {"title": "Voor iedereen", "text": "Hallo.", "audience": "public"}
        with ThreadPoolExecutor(2) as pool:
            closing = pool.submit(first.post, path, seen=mark[1], audience="group")
            writing = pool.submit(second.post, f"{group.address}/gesprekken/nieuw", **talk)
            done, wrote = closing.result().status_code, writing.result().status_code
        assert (done, wrote) in ((303, 403), (303, 422), (422, 303)), (done, wrote)
        now = world.one(Group, Group.id == group.id).access
        written = world.all(ContentItem, ContentItem.group_id == group.id)
        assert now == (Access.CLOSED if done == 303 else Access.OPEN)
        assert all(item.audience == Audience.PUBLIC for item in written)
        assert len(written) == (1 if wrote == 303 else 0)


def test_two_coordinators_who_change_access_at_once_do_so_one_after_the_other(busy_site: Site) -> None:
    world = busy_site.world
    one, other = world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=one)
    world.keep(GroupMembership(group_id=group.id, member_id=other.id, role=GroupRole.COORDINATOR))
    browsers, words = [Browser(busy_site, one), Browser(busy_site, other)], ("open", "verborgen")
    marks = []
    for browser, word in zip(browsers, words, strict=True):
        found = re.search(r'name="seen"[^>]*value="([^"]*)"', browser.get(f"{group.address}/toegang/{word}").text)
        assert found
        marks.append(found[1])
    with ThreadPoolExecutor(2) as pool:
        posts = [
            pool.submit(browser.post, f"{group.address}/toegang/{word}", seen=mark, audience="group")
            for browser, word, mark in zip(browsers, words, marks, strict=True)
        ]
        answers = sorted(post.result().status_code for post in posts)
    assert answers == [303, 422]
    assert world.count(AuditEntry) == 1
