"""What people do in discussions, and what each group lets them share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from community.content.models import Audience, ContentItem, ItemCounter, OldAddress, Revision, State
from community.core.clock import now
from community.discussions.models import Discussion
from community.groups.models import Access, Group, GroupMembership, GroupRequest
from tests.builders.fixtures import set_access, submit
from tests.builders.world import World

FORM = {"title": "Wie kent een voorbeeld?", "text": "We zoeken er twee.\n\nLiefst uit de buurt.", "audience": "group"}


def test_a_member_of_the_group_begins_a_discussion(world: World) -> None:
    member = world.member("Greet Groep")
    group = world.group(access=Access.CLOSED, members=(member,))
    browser = world.client(member)
    answer = submit(browser, f"{group.address}/gesprekken/nieuw", FORM)
    assert answer.status_code == 303
    shown = browser.get(answer.location).text
    assert "<p>We zoeken er twee.</p>" in shown
    assert 'id="reageer"' in shown
    made = world.one(Discussion)
    assert made.slug.startswith("wie-kent-een-voorbeeld-")
    assert len(made.slug) == len("wie-kent-een-voorbeeld-") + 5
    assert world.count(ItemCounter) == 1
    assert world.one(Revision).number == 1
    assert "Wie kent een voorbeeld?" in browser.get(group.address).text


def test_a_doubled_form_begins_one_discussion(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    answers = [submit(browser, f"{group.address}/gesprekken/nieuw", FORM) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert world.count(Discussion) == 1


def test_who_is_not_in_the_group_begins_nothing_there(world: World) -> None:
    group = world.group()
    for person in (world.member(), world.editor(), world.moderator()):
        browser = world.client(person)
        assert browser.get(f"{group.address}/gesprekken/nieuw").status_code == 403
        assert submit(browser, f"{group.address}/gesprekken/nieuw", FORM).status_code == 403
    assert world.count(Discussion) == 0


def test_who_may_not_write_now_begins_nothing(world: World) -> None:
    member = world.member(is_muted=True)
    group = world.group(members=(member,))
    answer = submit(world.client(member), f"{group.address}/gesprekken/nieuw", FORM)
    assert answer.status_code == 403
    assert "Je kunt nu niet schrijven." in answer.text


def test_an_empty_or_endless_discussion_is_given_back_with_its_text(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser, path = world.client(member), f"{group.address}/gesprekken/nieuw"
    empty = submit(browser, path, FORM | {"title": " ", "text": "Wel tekst"})
    assert empty.status_code == 422
    assert "Geef het gesprek een titel." in empty.text
    assert "Wel tekst" in empty.text
    for length in (10_001, 400_000):
        assert submit(browser, path, FORM | {"text": "x" * length}).status_code == 422
    assert submit(browser, path, FORM | {"text": ""}).status_code == 422


def test_markup_that_somebody_types_is_words(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    values = FORM | {"title": "<b>Vet</b>", "text": "<script>alert(1)</script>"}
    shown = browser.get(submit(browser, f"{group.address}/gesprekken/nieuw", values).location).text
    assert "<script>alert(1)" not in shown
    assert "<b>Vet</b>" not in shown


# --- for whom ---


@pytest.mark.parametrize("access", [Access.CLOSED, Access.HIDDEN])
@pytest.mark.parametrize("audience", ["public", "members"])
def test_a_discussion_is_never_wider_than_its_group_allows(world: World, access: Access, audience: str) -> None:
    member = world.member()
    group = world.group(access=access, members=(member,))
    values = FORM | {"audience": audience}
    assert submit(world.client(member), f"{group.address}/gesprekken/nieuw", values).status_code == 422
    assert world.count(Discussion) == 0


def test_an_open_group_may_speak_to_everybody_to_members_and_to_itself(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    found = {}
    for audience in ("public", "members", "group"):
        values = FORM | {"audience": audience, "title": f"Voor {audience}"}
        address = submit(browser, f"{group.address}/gesprekken/nieuw", values).location
        readers = {"visitor": None, "outsider": world.member(), "in_group": member}
        found[audience] = {name for name, who in readers.items() if world.client(who).get(address).status_code == 200}
    assert found == {
        "public": {"visitor", "outsider", "in_group"},
        "members": {"outsider", "in_group"},
        "group": {"in_group"},
    }


def test_the_list_shows_each_reader_what_that_reader_may_read(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    for audience in Audience:
        world.discussion(group, f"Voor {audience.value}", author=member, audience=audience)
    path = f"{group.address}/gesprekken"
    assert "Voor public" in world.client().get(path).text
    assert "Voor members" not in world.client().get(path).text
    assert "Voor members" in world.client(world.member()).get(path).text
    assert "Voor group" not in world.client(world.member()).get(path).text
    assert "Voor group" in world.client(member).get(path).text


def edit_values(talk: Discussion, **more: str) -> dict[str, str]:
    return {"title": talk.title, "text": "Anders.", "revision_number": str(talk.revision_number)} | more


def test_a_discussion_can_be_shared_wider_until_others_have_spoken(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    talk = world.discussion(group, "Plan", author=member)
    browser = world.client(member)
    assert submit(browser, f"{talk.address}/wijzig", edit_values(talk, audience="members")).status_code == 303
    world.comment(talk, author=world.member())
    again = world.one(Discussion)
    refused = submit(browser, f"{talk.address}/wijzig", edit_values(again, audience="public"))
    assert refused.status_code == 403
    assert "Anderen reageerden al" in refused.text
    assert submit(browser, f"{talk.address}/wijzig", edit_values(again, audience="group")).status_code == 303
    assert world.one(Discussion).audience == Audience.GROUP


# --- changing and taking away ---


def test_the_author_changes_a_discussion_and_what_it_said_is_kept(world: World) -> None:
    member = world.member()
    group = world.group(access=Access.CLOSED, members=(member,))
    talk = world.discussion(group, "Plan", author=member)
    browser = world.client(member)
    assert "De inhoud." in browser.get(f"{talk.address}/wijzig").text
    values = edit_values(talk, audience="group", title="Beter plan")
    answer = submit(browser, f"{talk.address}/wijzig", values)
    assert "Anders." in browser.get(answer.location).text
    assert world.count(Revision) == 2
    moved = browser.get(talk.address)
    assert (moved.status_code, moved.location) == (301, answer.location)
    assert world.client(world.member()).get(talk.address).status_code == 404
    assert world.count(OldAddress) == 1


def test_two_who_change_a_discussion_do_not_overwrite_each_other(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    talk = world.discussion(group, "Plan", author=member)
    browser = world.client(member)
    assert submit(browser, f"{talk.address}/wijzig", edit_values(talk, audience="group")).status_code == 303
    late = submit(browser, f"{talk.address}/wijzig", edit_values(talk, audience="group", text="Te laat."))
    assert late.status_code == 422
    assert "Te laat." in late.text


def test_nobody_else_changes_a_discussion(world: World) -> None:
    coordinator, author, other = world.member(), world.member(), world.member()
    group = world.group(coordinator=coordinator, members=(author, other))
    talk = world.discussion(group, "Plan", author=author)
    for person in (coordinator, other):
        answer = submit(world.client(person), f"{talk.address}/wijzig", edit_values(talk, audience="group"))
        assert answer.status_code == 403


def test_the_author_takes_a_discussion_back_until_others_have_spoken(world: World) -> None:
    author = world.member()
    group = world.group(members=(author,))
    first, second = (world.discussion(group, title, author=author) for title in ("Een", "Twee"))
    world.comment(first, author=author)
    world.comment(second, author=world.member())
    browser = world.client(author)
    assert submit(browser, f"{first.address}/verwijder").status_code == 303
    assert browser.get(first.address).status_code == 404
    refused = submit(browser, f"{second.address}/verwijder")
    assert refused.status_code == 403
    assert "Vraag een coördinator" in refused.text


def test_a_coordinator_removes_and_a_moderator_puts_back(world: World) -> None:
    coordinator = world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    talk = world.discussion(group, "Plan")
    world.comment(talk)
    assert submit(world.client(coordinator), f"{talk.address}/verwijder").status_code == 303
    assert world.client(coordinator).get(talk.address).status_code == 404
    assert "Plan" not in world.client(coordinator).get(f"{group.address}/gesprekken").text
    moderator = world.client(world.moderator())
    submit(moderator, f"{group.address}/meekijken")
    assert "Dit gesprek is verwijderd." in moderator.get(talk.address).text
    assert submit(moderator, f"{talk.address}/terugzetten").status_code == 303
    assert world.client(coordinator).get(talk.address).status_code == 200


def test_only_who_runs_the_group_puts_a_discussion_on_top(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(coordinator=coordinator, members=(member,))
    old = world.discussion(group, "Oud maar nodig", author=member, last_activity_at=now() - timedelta(days=9))
    world.discussion(group, "Nieuw", author=member)
    assert submit(world.client(member), f"{old.address}/vastzetten").status_code == 403
    browser, path = world.client(coordinator), f"{group.address}/gesprekken"
    assert browser.get(path).text.index("Nieuw") < browser.get(path).text.index("Oud maar nodig")
    assert submit(browser, f"{old.address}/vastzetten").status_code == 303
    page = browser.get(path).text
    assert page.index("Oud maar nodig") < page.index("Nieuw")
    assert page.count("Oud maar nodig") == 1
    submit(browser, f"{old.address}/losmaken")
    assert browser.get(path).text.index("Nieuw") < browser.get(path).text.index("Oud maar nodig")


def test_a_comment_moves_a_discussion_up_and_its_group_too(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,), last_activity_at=now() - timedelta(days=30))
    quiet = world.discussion(group, "Stil", author=member, last_activity_at=now() - timedelta(days=20))
    world.discussion(group, "Druk", author=member, last_activity_at=now() - timedelta(days=10))
    browser, path = world.client(member), f"{group.address}/gesprekken"
    assert browser.get(path).text.index("Druk") < browser.get(path).text.index("Stil")
    assert submit(browser, f"/reacties/bij/{quiet.id}", {"text": "Ik!", "key": "1"}).status_code == 303
    assert browser.get(path).text.index("Stil") < browser.get(path).text.index("Druk")
    assert now() - world.one(Group).last_activity_at < timedelta(minutes=1)


def test_comments_on_a_discussion_are_closed_by_who_runs_the_group(world: World) -> None:
    coordinator, member = world.member(), world.member()
    group = world.group(coordinator=coordinator, members=(member,))
    talk = world.discussion(group, "Plan", author=member)
    assert submit(world.client(coordinator), f"/stukken/{talk.id}/reacties/dicht").status_code == 303
    answer = submit(world.client(member), f"/reacties/bij/{talk.id}", {"text": "Nog iets", "key": "1"})
    assert answer.status_code == 403
    assert "Nog iets" in answer.text


# --- where it stands ---


def test_a_discussion_is_shown_below_its_own_group_only_and_other_groups_lead_there(world: World) -> None:
    member = world.member()
    group, other = world.group("Een", members=(member,)), world.group("Twee", members=(member,))
    talk = world.discussion(group, "Plan", author=member)
    answer = world.client(member).get(f"{other.address}/gesprekken/{talk.slug}")
    assert (answer.status_code, answer.location) == (302, talk.address)
    assert world.client().get(f"{other.address}/gesprekken/{talk.slug}").status_code == 404


def test_a_moderator_is_asked_to_open_the_group_whether_a_discussion_is_there_or_not(world: World) -> None:
    group = world.group(access=Access.HIDDEN)
    talk = world.discussion(group, "Plan")
    browser = world.client(world.moderator())
    answers = [browser.get(path) for path in (talk.address, f"{group.address}/gesprekken/bestaat-niet")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("Bekijk als moderator" in answer.text for answer in answers)
    assert submit(browser, f"{group.address}/meekijken", {"next": talk.address}).location == talk.address
    assert browser.get(talk.address).status_code == 200


def test_a_discussion_of_a_closed_group_answers_others_as_one_that_does_not_exist(world: World) -> None:
    group = world.group(access=Access.CLOSED)
    talk = world.discussion(group, "Plan")
    for person in (None, world.member(), world.editor()):
        browser = world.client(person)
        there, nowhere = browser.get(talk.address), browser.get(f"{group.address}/gesprekken/bestaat-niet-abcde")
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert "Plan" not in there.text


def test_the_list_is_read_page_by_page_without_gap_or_repeat(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    for number in range(45):
        world.discussion(group, f"Gesprek-{number:02}", author=member)
    browser, address, seen = world.client(member), f"{group.address}/gesprekken", []
    for _ in range(3):
        page = browser.get(address).text
        seen += re.findall(r"Gesprek-\d\d", page)
        older = re.search(r'href="([^"]+\?na=[^"]+)"', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    assert not address
    assert len(seen) == len(set(seen)) == 45


@pytest.mark.parametrize("below", ["", "/gesprekken", "/leden", "/talk", "/logboek", "/beheer"])
def test_the_number_of_queries_does_not_grow_with_the_group(
    world: World, count_queries: Callable[[Callable[[], Any]], list[str]], below: str
) -> None:
    coordinator = world.member()
    group = world.group(access=Access.CLOSED, coordinator=coordinator)
    talk = world.discussion(group, "Plan", author=coordinator)
    path = talk.address if below == "/talk" else f"{group.address}{below}"
    browser = world.client(coordinator)

    def fill(count: int) -> list[str]:
        for _ in range(count):
            member = world.member(organisation_id=world.organisation().id)
            submit_join(world, group, member)
            world.comment(world.discussion(group, author=member), author=member)
            world.comment(talk, author=member)
        browser.get(path)
        return count_queries(lambda: browser.get(path))

    few, many = fill(3), fill(12)
    assert len(few) == len(many), "\n".join(many)
    # Of one's own discussion, the most: who wrote it gets a page of their own, made beside the one for the others.
    assert len(many) <= 15


def submit_join(world: World, group: Group, member: Any) -> None:
    world.keep(GroupMembership(group_id=group.id, member_id=member.id))
    world.keep(GroupRequest(group_id=group.id, member_id=world.member().id, motivation="Graag."))


def test_closing_and_opening_the_group_leaves_every_discussion_where_the_database_allows_it(world: World) -> None:
    coordinator = world.member()
    group = world.group(coordinator=coordinator)
    world.discussion(group, "Plan", author=coordinator, audience=Audience.PUBLIC)
    browser = world.client(coordinator)
    for access in ("hidden", "open", "closed", "open"):
        assert set_access(browser, group.address, access).status_code == 303
        item = world.one(ContentItem)
        assert (item.audience, item.group_access, item.state) == (Audience.GROUP, Access(access), State.PUBLISHED)
