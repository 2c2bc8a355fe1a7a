"""What people do with the pages of a wiki, and what each reader sees of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from community.audit.models import AuditEntry
from community.content.models import Audience, OldAddress, Revision, State
from community.core.db import db
from community.groups.models import Access, Group
from community.wiki.models import WikiPage
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site

FORM = {
    "title": "Begrippenlijst",
    "body": "## Energie\n\nEen **kwartier** is kort.",
    "format": "markdown",
    "audience": "group",
    "parent_id": "0",
    "revision_number": "0",
}


def written(page: WikiPage, **more: str) -> dict[str, str]:
    """Give the form of a page as it was opened, with other words."""
    return FORM | {"title": page.title, "revision_number": str(page.revision_number), "note": ""} | more


def body_of(world: World, page: WikiPage) -> str:
    """Give what a page says now."""
    with world.context():
        return str(db.session.scalar(select(WikiPage.body).where(WikiPage.id == page.id)))


def test_a_member_of_the_group_begins_a_page_and_another_changes_it(world: World) -> None:
    one, two = world.member("Een Schrijver"), world.member("Twee Schrijver")
    group = world.group(access=Access.CLOSED, members=(one, two))
    made = submit(world.client(one), f"{group.address}/wiki/nieuw", FORM)
    assert made.status_code == 303
    page = world.one(WikiPage)
    assert (page.audience, page.is_written_together, page.parent_id) == (Audience.GROUP, True, None)
    values = written(page, body="Een kwartier is **heel** kort.", note="Preciezer")
    assert submit(world.client(two), f"{made.location}/wijzig", values).status_code == 303
    shown = world.client(one).get(made.location).text
    assert "<strong>heel</strong>" in shown
    assert [(each.number, each.made_by_id, each.note) for each in world.all(Revision)] == [
        (1, one.id, ""),
        (2, two.id, "Preciezer"),
    ]
    versions = world.client(one).get(page.revisions_address)
    assert versions.status_code == 200
    assert "Twee Schrijver" in versions.text


def test_who_is_not_in_the_group_changes_nothing(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    page = world.wiki_page(group, author=member, audience=Audience.PUBLIC)
    for person in (world.member(), world.editor(), world.moderator(), world.member(is_muted=True)):
        browser = world.client(person)
        assert browser.get(page.address).status_code == 200
        assert browser.get(f"{group.address}/wiki/nieuw").status_code == 403
        assert submit(browser, f"{group.address}/wiki/nieuw", FORM).status_code == 403
        assert submit(browser, f"{page.address}/wijzig", written(page)).status_code == 403
    assert world.count(WikiPage) == 1
    assert body_of(world, page) == "<p>De inhoud.</p>"


def test_who_has_left_the_group_no_longer_changes_or_reads_their_own_page(world: World) -> None:
    left = world.member()
    group = world.group(access=Access.CLOSED)
    page = world.wiki_page(group, author=left)
    browser = world.client(left)
    assert browser.get(page.address).status_code == 404
    assert browser.get(page.revisions_address).status_code == 404
    assert browser.get(f"{page.address}/wijzig").status_code == 404


def test_a_doubled_form_begins_one_page(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    answers = [submit(world.client(member), f"{group.address}/wiki/nieuw", FORM) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert world.count(WikiPage) == 1


def test_a_page_without_title_or_text_is_given_back_as_it_was_written(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    answer = submit(browser, f"{group.address}/wiki/nieuw", FORM | {"title": ""})
    assert answer.status_code == 422
    assert "Geef de pagina een titel." in answer.text
    assert "Een **kwartier** is kort." in answer.text
    empty = submit(browser, f"{group.address}/wiki/nieuw", FORM | {"body": " "})
    assert "Schrijf eerst iets op de pagina." in empty.text
    assert submit(browser, f"{group.address}/wiki/nieuw", FORM | {"body": "x" * 400_000}).status_code == 422
    assert world.count(WikiPage) == 0


def test_two_pages_of_a_wiki_never_have_the_same_title(world: World) -> None:
    member = world.member()
    group, other = world.group(members=(member,)), world.group(members=(member,))
    page = world.wiki_page(group, "Begrippenlijst", author=member)
    second = world.wiki_page(group, "Planning", author=member)
    browser = world.client(member)
    taken = submit(browser, f"{group.address}/wiki/nieuw", FORM | {"title": "BEGRIPPENLIJST "})
    assert taken.status_code == 422
    assert "Er is al een pagina met deze titel." in taken.text
    assert f'href="{page.address}"' in taken.text
    again = submit(browser, f"{second.address}/wijzig", written(second, title="Begrippenlijst"))
    assert again.status_code == 422
    assert submit(browser, f"{other.address}/wiki/nieuw", FORM).status_code == 303


# --- two at once ---


def test_what_another_saved_meanwhile_is_shown_beside_what_was_written(world: World) -> None:
    one, two = world.member(), world.member()
    group = world.group(members=(one, two))
    page = world.wiki_page(group, author=one, body="<p>Oud.</p>")
    first, second = world.client(one), world.client(two)
    submit(first, f"{page.address}/wijzig", written(page, body="Van de eerste."))
    answer = submit(second, f"{page.address}/wijzig", written(page, body="Van de tweede."))
    assert answer.status_code == 422
    assert "Van de eerste." in answer.text
    assert "Van de tweede." in answer.text
    assert body_of(world, page) == "<p>Van de eerste.</p>\n"
    now_seen = world.one(WikiPage)
    saved = submit(second, f"{page.address}/wijzig", written(now_seen, body="Van de eerste.\n\nVan de tweede."))
    assert saved.status_code == 303
    assert {each.body for each in world.all(Revision)} >= {"<p>Oud.</p>", "<p>Van de eerste.</p>\n"}


def test_of_five_who_save_at_once_one_is_saved_and_the_others_keep_their_text(busy_site: Site) -> None:
    world = busy_site.world
    people = [world.member() for _ in range(5)]
    page = world.wiki_page(world.group(members=tuple(people)), author=people[0])
    together = Barrier(5)

    def save(number: int) -> tuple[int, bool]:
        browser = Browser(busy_site, people[number])
        together.wait(timeout=60)
        words = f"Geschreven door {number}."
        answer = browser.post(f"{page.address}/wijzig", **written(page, body=words))
        return answer.status_code, words in answer.text

    with ThreadPoolExecutor(5) as pool:
        answers = sorted(pool.map(save, range(5)))
    assert [status for status, _ in answers] == [303, 422, 422, 422, 422]
    assert all(has_own_text for status, has_own_text in answers if status == 422)
    assert world.count(Revision, Revision.item_id == page.id) == 2


def test_of_five_who_begin_the_same_page_at_once_one_begins_it(busy_site: Site) -> None:
    world = busy_site.world
    people = [world.member() for _ in range(5)]
    group = world.group(members=tuple(people))
    browsers = [Browser(busy_site, person) for person in people]
    answers = post_all_at_once(browsers, lambda number: f"{group.address}/wiki/nieuw", **FORM)
    assert sorted(answers) == [303, 422, 422, 422, 422]
    assert world.count(WikiPage) == 1


# --- the tree ---


def test_a_page_stands_below_another_and_the_way_up_is_shown(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    top = world.wiki_page(group, "Wegwijzer", author=member)
    browser = world.client(member)
    form = browser.get(f"{group.address}/wiki/nieuw?onder={top.id}&titel=Begrippenlijst").text
    assert f'<option selected value="{top.id}">' in form
    assert 'value="Begrippenlijst"' in form
    made = submit(browser, f"{group.address}/wiki/nieuw", FORM | {"parent_id": str(top.id)})
    below = browser.get(made.location).text
    assert below.index("Wegwijzer") < below.index("<h1>Begrippenlijst</h1>")
    assert f'href="{made.location}"' in browser.get(top.address).text
    tree = browser.get(f"{group.address}/wiki").text
    assert tree.index("Wegwijzer") < tree.index("Begrippenlijst")


def test_a_page_never_stands_below_itself(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    top = world.wiki_page(group, "Boven", author=member)
    below = world.wiki_page(group, "Onder", author=member, parent_id=top.id)
    browser = world.client(member)
    form = browser.get(f"{top.address}/wijzig").text
    assert f'value="{below.id}"' not in form
    moved = submit(browser, f"{top.address}/wijzig", written(top, parent_id=str(below.id)))
    assert moved.status_code == 422
    assert world.one(WikiPage, WikiPage.id == top.id).parent_id is None


def test_two_who_put_two_pages_below_each_other_at_once_make_no_circle(busy_site: Site) -> None:
    world = busy_site.world
    people = (world.member(), world.member())
    group = world.group(members=people)
    pages = [world.wiki_page(group, title, author=people[0]) for title in ("Eb", "Vloed")]
    together = Barrier(2)

    def put(number: int) -> int:
        browser, other = Browser(busy_site, people[number]), pages[1 - number]
        together.wait(timeout=60)
        values = written(pages[number], parent_id=str(other.id))
        return browser.post(f"{pages[number].address}/wijzig", **values).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(put, range(2)))
    assert answers == [303, 403]
    assert sum(page.parent_id is None for page in world.all(WikiPage)) == 1


def test_what_stands_below_a_removed_page_moves_up_and_a_moderator_puts_it_back(world: World) -> None:
    coordinator, moderator = world.member(), world.moderator()
    group = world.group(coordinator=coordinator)
    top = world.wiki_page(group, "Boven", author=coordinator)
    middle = world.wiki_page(group, "Midden", author=coordinator, parent_id=top.id, audience=Audience.PUBLIC)
    below = world.wiki_page(group, "Onder", author=coordinator, parent_id=middle.id)
    assert submit(world.client(coordinator), f"{middle.address}/verwijder").status_code == 303
    assert world.one(WikiPage, WikiPage.id == below.id).parent_id == top.id
    assert world.client(coordinator).get(middle.address).status_code == 404
    back = submit(world.client(moderator), f"{middle.address}/terugzetten")
    assert back.status_code == 303
    assert world.one(WikiPage, WikiPage.id == middle.id).state == State.PUBLISHED


def test_the_author_takes_a_page_away_until_others_wrote_on_it(world: World) -> None:
    one, two = world.member(), world.member()
    group = world.group(members=(one, two))
    kept = world.wiki_page(group, "Samen", author=one)
    own = world.wiki_page(group, "Alleen", author=one)
    browser = world.client(one)
    submit(world.client(two), f"{kept.address}/wijzig", written(kept, body="Aangevuld."))
    assert "/verwijder" not in browser.get(kept.address).text
    refused = submit(browser, f"{kept.address}/verwijder")
    assert refused.status_code == 403
    assert "Anderen schreven ook op deze pagina." in refused.text
    assert submit(browser, f"{own.address}/verwijder").status_code == 303
    assert submit(world.client(two), f"{kept.address}/verwijder").status_code == 403
    assert {page.title: page.state for page in world.all(WikiPage)} == {
        "Samen": State.PUBLISHED,
        "Alleen": State.REMOVED,
    }


# --- names and headings ---


def test_a_name_in_brackets_leads_to_its_page_or_to_the_form_for_it(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    known = world.wiki_page(group, "Café & kade", author=member)
    text = "<p>Zie [[cafe &amp; Kade|de kade]], [[Draaiboek]] en <code>[[Draaiboek]]</code>.</p>"
    page = world.wiki_page(group, "Wegwijzer", author=member, body=text, audience=Audience.PUBLIC)
    shown = world.client(member).get(page.address).text
    assert f'<a href="{known.address}">de kade</a>' in shown
    assert f'href="{group.address}/wiki/nieuw?titel=Draaiboek">Draaiboek' in shown
    assert "(bestaat nog niet)" in shown
    assert "<code>[[Draaiboek]]</code>" in shown
    seen_by_all = world.client().get(page.address).text
    assert known.address not in seen_by_all
    assert "de kade" in seen_by_all
    assert "nieuw?titel" not in seen_by_all
    assert "[[Draaiboek]]</code>" in seen_by_all


def test_a_name_still_leads_to_a_page_whose_title_has_changed(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    page = world.wiki_page(group, "Begrippen", author=member)
    naming = world.wiki_page(group, "Wegwijzer", author=member, body="<p>Zie [[Begrippen]].</p>")
    browser = world.client(member)
    moved = submit(browser, f"{page.address}/wijzig", written(page, title="Woordenlijst"))
    assert world.count(OldAddress) == 1
    assert browser.get(page.address).location == moved.location
    assert f'<a href="{moved.location}">Begrippen</a>' in browser.get(naming.address).text


def test_what_a_name_leads_to_holds_nothing_that_its_writer_made_up(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    text = "<p>[[&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;]] [[javascript:alert(1)]]</p>"
    page = world.wiki_page(group, "Wegwijzer", author=member, body=text)
    shown = world.client(member).get(page.address).text
    assert "<script>alert(1)" not in shown
    assert 'href="javascript:' not in shown


def test_a_long_page_has_a_list_of_its_headings(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    text = "<h2>Energie</h2><p>a</p><h3>Meten &amp; weten</h3><p>b</p><h2>Energie</h2><p>c</p>"
    page = world.wiki_page(group, author=member, body=text)
    shown = world.client(member).get(page.address).text
    for anchor in ("kop-energie", "kop-meten-weten", "kop-energie-2"):
        assert f'href="#{anchor}"' in shown
        assert f'id="{anchor}"' in shown
    short = world.wiki_page(group, "Kort", author=member, body="<h2>Eén</h2><p>a</p>")
    assert "Op deze pagina" not in world.client(member).get(short.address).text


# --- who sees what ---


@pytest.mark.parametrize("access", list(Access))
def test_each_reader_sees_of_the_tree_what_that_reader_may_read(world: World, access: Access) -> None:
    member = world.member()
    group = world.group(access=access, members=(member,))
    hidden = world.wiki_page(group, "Voor de groep", author=member)
    if access == Access.OPEN:
        world.wiki_page(group, "Voor iedereen", author=member, audience=Audience.PUBLIC, parent_id=hidden.id)
    own = world.client(member).get(f"{group.address}/wiki").text
    assert "Voor de groep" in own
    for person in (None, world.member(), world.editor()):
        answer = world.client(person).get(f"{group.address}/wiki")
        assert answer.status_code == (404 if access == Access.HIDDEN else 200)
        assert "Voor de groep" not in answer.text
        assert ("Voor iedereen" in answer.text) == (access == Access.OPEN)
        assert world.client(person).get(hidden.address).status_code == 404


def test_a_page_below_one_that_may_not_be_seen_says_nothing_of_it(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    hidden = world.wiki_page(group, "Voor de groep", author=member)
    page = world.wiki_page(group, "Voor iedereen", author=member, audience=Audience.PUBLIC, parent_id=hidden.id)
    shown = world.client().get(page.address)
    assert shown.status_code == 200
    assert "Voor de groep" not in shown.text


def test_a_page_is_read_with_as_many_queries_in_a_small_wiki_as_in_a_large_one(
    world: World, count_queries: Any
) -> None:
    member, reader = world.member(), world.member()
    group = world.group(members=(member, reader))
    page = world.wiki_page(group, author=member, body="<p>[[Weg]] [[Pad]]</p>")
    browser = world.client(reader)
    counts = []
    for more in (0, 40):
        for number in range(more):
            world.wiki_page(group, f"Pagina {number}", author=member, parent_id=page.id)
        for path in (page.address, f"{group.address}/wiki"):
            counts.append(len(count_queries(lambda path=path: browser.get(path))))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_what_is_done_in_a_wiki_stands_in_the_log_of_the_group(world: World) -> None:
    coordinator = world.member()
    group: Group = world.group(coordinator=coordinator)
    browser = world.client(coordinator)
    made = submit(browser, f"{group.address}/wiki/nieuw", FORM)
    submit(browser, f"{made.location}/wijzig", written(world.one(WikiPage), body="Anders."))
    events = [entry.event for entry in world.all(AuditEntry, AuditEntry.group_id == group.id)]
    assert events == ["WikiPageCreated", "ItemEdited"]
    assert "begon een pagina in de wiki" in browser.get(f"{group.address}/logboek").text
