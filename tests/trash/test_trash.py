"""What people find in the trash of a group, and what they can put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.content.models import KEPT_FOR, Comment, ContentItem, ItemCounter, Reaction, ReactionKind, State
from community.core.clock import now
from community.core.db import db
from community.documents.models import Document, Folder
from community.groups.models import Access, Group
from community.wiki.models import WikiPage
from tests.builders.fixtures import submit
from tests.builders.world import World

CountQueries = Callable[[Callable[[], Any]], list[str]]


class Stage:
    """A closed group with a coordinator and two members."""

    def __init__(self, world: World, access: Access = Access.CLOSED) -> None:
        self.world = world
        self.lead, self.writer = world.member("Trekker Toos"), world.member("Schrijver Sam")
        self.other = world.member("Lezer Lies")
        self.group = world.group("Havenplan", access=access, coordinator=self.lead, members=(self.writer, self.other))

    def trash(self, person: Member | None, kind: str = "stukken") -> str:
        """Give the text of the trash as somebody reads it."""
        return self.world.client(person).get(f"{self.group.address}/prullenbak?soort={kind}").text

    def put_back(self, person: Member, thing: Any, kind: str = "stukken") -> int:
        """Put something back, and give the status of the answer."""
        path = f"{self.group.address}/prullenbak/{kind}/{thing.id}/terugzetten"
        return submit(self.world.client(person), path).status_code

    def state(self, item: Any) -> State:
        """Give where an item stands now."""
        return self.world.one(ContentItem, ContentItem.id == item.id).state


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def remove(stage: Stage, person: Member, item: Any, below: str = "gesprekken") -> None:
    path = f"{stage.group.address}/{below}/{item.slug}/verwijder"
    answer = submit(stage.world.client(person), path)
    assert answer.status_code == 303, answer.text[:500]


def test_the_trash_says_what_was_removed_by_whom_and_how_long_it_stays(stage: Stage) -> None:
    talk = stage.world.discussion(stage.group, "De kade verzakt", author=stage.writer)
    remove(stage, stage.writer, talk)
    page = stage.trash(stage.lead)
    for words in ("De kade verzakt", "verwijderd door Schrijver Sam", "nog 30 dagen", "Gesprek", "tellen mee"):
        assert words in page
    assert stage.world.one(ContentItem, ContentItem.id == talk.id).removed_by_id == stage.writer.id


def test_a_coordinator_sees_all_and_a_member_what_is_their_own(stage: Stage) -> None:
    for writer in (stage.writer, stage.other):
        remove(stage, writer, stage.world.discussion(stage.group, f"Van {writer.name}", author=writer))
    assert "Van Schrijver Sam" in stage.trash(stage.lead) and "Van Lezer Lies" in stage.trash(stage.lead)
    mine = stage.trash(stage.writer)
    assert "Van Schrijver Sam" in mine and "Van Lezer Lies" not in mine


@pytest.mark.parametrize("access", list(Access))
def test_who_has_no_part_in_the_group_sees_no_trash(world: World, access: Access) -> None:
    stage = Stage(world, access)
    path = f"{stage.group.address}/prullenbak"
    remove(stage, stage.writer, world.discussion(stage.group, "De kade verzakt", author=stage.writer))
    for person in (world.member("Buiten Staander"), world.editor(), world.moderator()):
        answer = world.client(person).get(path)
        assert answer.status_code in (403, 404)
        assert "De kade verzakt" not in answer.text
    assert world.client().get(path).status_code in (303, 403, 404)


def test_a_moderator_sees_the_trash_after_opening_the_group(stage: Stage) -> None:
    remove(stage, stage.writer, stage.world.discussion(stage.group, "De kade verzakt", author=stage.writer))
    browser = stage.world.client(stage.world.moderator())
    assert "Bekijk als moderator" in browser.get(f"{stage.group.address}/prullenbak").text
    submit(browser, f"{stage.group.address}/meekijken")
    assert "De kade verzakt" in browser.get(f"{stage.group.address}/prullenbak").text


def test_who_removed_what_they_wrote_puts_it_back_with_its_comments(stage: Stage) -> None:
    talk = stage.world.discussion(stage.group, "De kade verzakt", author=stage.writer)
    remove(stage, stage.writer, talk)
    assert stage.put_back(stage.writer, talk) == 303
    found = stage.world.one(ContentItem, ContentItem.id == talk.id)
    assert (found.state, found.removed_at, found.removed_by_id) == (State.PUBLISHED, None, None)
    assert "De kade verzakt" in stage.world.client(stage.other).get(f"{stage.group.address}/gesprekken").text
    assert stage.put_back(stage.writer, talk) == 303
    assert stage.world.count(AuditEntry, AuditEntry.event == "ItemRestored") == 1


def test_what_a_coordinator_removed_its_author_sees_but_does_not_put_back(stage: Stage) -> None:
    talk = stage.world.discussion(stage.group, "De kade verzakt", author=stage.writer)
    remove(stage, stage.lead, talk)
    assert "De kade verzakt" in stage.trash(stage.writer)
    assert "Zet terug" not in stage.trash(stage.writer)
    assert stage.put_back(stage.writer, talk) == 403
    assert stage.put_back(stage.lead, talk) == 303
    assert stage.state(talk) == State.PUBLISHED


def test_nobody_puts_back_what_another_wrote_without_running_the_group(stage: Stage) -> None:
    talk = stage.world.discussion(stage.group, "De kade verzakt", author=stage.writer)
    remove(stage, stage.writer, talk)
    for person in (stage.other, stage.world.member()):
        assert stage.put_back(person, talk) in (303, 404)
    assert stage.state(talk) == State.REMOVED


def test_what_was_removed_in_one_group_is_not_put_back_at_the_address_of_another(stage: Stage) -> None:
    talk = stage.world.discussion(stage.group, "De kade verzakt", author=stage.writer)
    remove(stage, stage.lead, talk)
    other = stage.world.group("Elders", coordinator=stage.lead)
    submit(stage.world.client(stage.lead), f"{other.address}/prullenbak/stukken/{talk.id}/terugzetten")
    assert stage.state(talk) == State.REMOVED


def test_a_removed_draft_is_in_nobody_elses_trash(stage: Stage) -> None:
    more: dict[str, Any] = {"state": State.REMOVED, "removed_from": State.DRAFT, "removed_at": now()}
    more["removed_by_id"] = stage.writer.id
    stage.world.discussion(stage.group, "Nooit getoond", author=stage.writer, **more)
    assert "Nooit getoond" in stage.trash(stage.writer)
    assert "Nooit getoond" not in stage.trash(stage.lead)


def test_a_document_goes_back_unless_another_bears_its_name(stage: Stage) -> None:
    document = stage.world.document(stage.group, "plan.txt", author=stage.writer)
    remove(stage, stage.writer, document, "documenten")
    second = stage.world.document(stage.group, "plan.txt", author=stage.other)
    path = f"{stage.group.address}/prullenbak/stukken/{document.id}/terugzetten"
    answer = submit(stage.world.client(stage.writer), path)
    assert answer.status_code == 403 and "ander document met deze naam" in answer.text
    remove(stage, stage.other, second, "documenten")
    assert stage.put_back(stage.writer, document) == 303
    assert stage.world.one(Document, Document.id == document.id).is_shelved


def test_a_wiki_page_goes_back_without_the_pages_that_moved_up(stage: Stage) -> None:
    page = stage.world.wiki_page(stage.group, "Begrippen", author=stage.writer)
    child = stage.world.wiki_page(stage.group, "Kade", author=stage.writer, parent_id=page.id)
    remove(stage, stage.lead, page, "wiki")
    assert stage.put_back(stage.lead, page) == 303
    assert stage.state(page) == State.PUBLISHED
    assert stage.world.one(WikiPage, WikiPage.id == child.id).parent_id is None


def test_a_wiki_page_does_not_go_back_while_another_has_its_title(stage: Stage) -> None:
    page = stage.world.wiki_page(stage.group, "Begrippen", author=stage.writer)
    remove(stage, stage.lead, page, "wiki")
    stage.world.wiki_page(stage.group, "Begrippen", author=stage.other)
    assert stage.put_back(stage.lead, page) == 403
    assert stage.state(page) == State.REMOVED


def test_a_decision_goes_back_with_its_votes(stage: Stage) -> None:
    vote = stage.world.decision(stage.group, "Kade ophogen", author=stage.writer, voters=(stage.other,))
    remove(stage, stage.lead, vote, "besluiten")
    assert "Voorstel of peiling" in stage.trash(stage.lead)
    assert stage.put_back(stage.lead, vote) == 303
    assert stage.state(vote) == State.PUBLISHED


# --- comments ---


def removed_comment(stage: Stage) -> Comment:
    talk = stage.world.discussion(stage.group, "De kade", author=stage.lead)
    comment = stage.world.comment(talk, "Dat had ik niet moeten zeggen", author=stage.writer)
    stage.world.keep(Reaction(comment_id=comment.id, member_id=stage.other.id, kind=ReactionKind.AGREE))
    path = f"/reacties/{comment.id}/verwijder"
    assert submit(stage.world.client(stage.writer), path).status_code == 303
    return comment


def test_who_took_a_comment_back_can_say_it_again(stage: Stage) -> None:
    comment = removed_comment(stage)
    assert "Reactie bij “De kade”" in stage.trash(stage.writer, "reacties")
    assert stage.put_back(stage.writer, comment, "reacties") == 303
    found = stage.world.one(Comment, Comment.id == comment.id)
    assert (found.is_removed, found.html, found.removed_at) == (False, comment.html, None)
    assert stage.world.one(ItemCounter, ItemCounter.item_id == comment.item_id).comment_count == 1
    assert stage.put_back(stage.writer, comment, "reacties") == 303
    assert stage.world.one(ItemCounter, ItemCounter.item_id == comment.item_id).comment_count == 1


def test_a_coordinator_sees_that_a_comment_was_taken_back_but_not_what_it_said(stage: Stage) -> None:
    comment = removed_comment(stage)
    page = stage.trash(stage.lead, "reacties")
    assert "Reactie bij “De kade”" in page
    assert "niet moeten zeggen" not in page and "Zet terug" not in page
    assert stage.put_back(stage.lead, comment, "reacties") == 403
    assert "Reactie bij" not in stage.trash(stage.other, "reacties")


# --- folders ---


def test_a_removed_folder_is_out_of_the_documents_and_goes_back_where_it_stood(stage: Stage) -> None:
    above = stage.world.folder(stage.group, "Plannen", author=stage.writer.id)
    folder = stage.world.folder(stage.group, "Kades", parent=above, author=stage.writer.id)
    documents = f"{stage.group.address}/documenten"
    browser = stage.world.client(stage.writer)
    assert submit(browser, f"{documents}/mappen/{folder.slug}/verwijder").status_code == 303
    browser.get(documents)  # on which the message of the deed stands
    assert "Kades" not in browser.get(f"{documents}/mappen/{above.slug}").text
    assert "Kades" in stage.trash(stage.writer, "mappen") and "Kades" in stage.trash(stage.lead, "mappen")
    assert "Kades" not in stage.trash(stage.other, "mappen")
    assert stage.put_back(stage.writer, folder, "mappen") == 303
    assert "Kades" in browser.get(f"{documents}/mappen/{above.slug}").text


def test_a_folder_whose_place_is_gone_goes_back_to_the_top_and_not_beside_its_namesake(stage: Stage) -> None:
    above = stage.world.folder(stage.group, "Plannen", author=stage.writer.id)
    folder = stage.world.folder(stage.group, "Kades", parent=above, author=stage.writer.id)
    browser = stage.world.client(stage.writer)
    for each in (folder, above):
        path = f"{stage.group.address}/documenten/mappen/{each.slug}/verwijder"
        assert submit(browser, path).status_code == 303
    namesake = stage.world.folder(stage.group, "Kades", author=stage.other.id)
    assert stage.put_back(stage.writer, folder, "mappen") == 403
    with stage.world.context():
        db.session.execute(update(Folder).where(Folder.id == namesake.id).values(name="Anders", name_folded="anders"))
    assert stage.put_back(stage.writer, folder, "mappen") == 303
    found = stage.world.one(Folder, Folder.id == folder.id)
    assert (found.is_removed, found.parent_id) == (False, None)


# --- its time ---


def test_what_waited_too_long_is_not_put_back_even_before_the_worker_comes(stage: Stage) -> None:
    talk = stage.world.discussion(stage.group, "De kade verzakt", author=stage.writer)
    comment, folder = removed_comment(stage), stage.world.folder(stage.group, "Kades", author=stage.writer.id)
    remove(stage, stage.writer, talk)
    browser = stage.world.client(stage.writer)
    submit(browser, f"{stage.group.address}/documenten/mappen/{folder.slug}/verwijder")
    long_ago = now() - KEPT_FOR - timedelta(seconds=1)
    with stage.world.context():
        for model, thing in ((ContentItem, talk), (Comment, comment), (Folder, folder)):
            db.session.execute(update(model).where(model.id == thing.id).values(removed_at=long_ago))
    assert "gaat nu voorgoed weg" in stage.trash(stage.writer)
    for kind, thing in (("stukken", talk), ("reacties", comment), ("mappen", folder)):
        assert stage.put_back(stage.writer, thing, kind) == 403
    assert stage.state(talk) == State.REMOVED


def test_the_trash_is_read_page_by_page_in_as_many_queries_for_many_as_for_few(
    stage: Stage, count_queries: CountQueries
) -> None:
    browser, path = stage.world.client(stage.lead), f"{stage.group.address}/prullenbak"
    for number in range(25):
        more: dict[str, Any] = {"state": State.REMOVED, "removed_from": State.PUBLISHED}
        more |= {"removed_at": now() - timedelta(hours=number), "removed_by_id": stage.writer.id}
        stage.world.discussion(stage.group, f"Weg {number:02}", author=stage.writer, **more)
        if number == 1:
            few = len(count_queries(lambda: browser.get(path)))
    first = browser.get(path).text
    assert len(count_queries(lambda: browser.get(path))) == few
    assert "Weg 00" in first and "Weg 19" in first and "Weg 20" not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(following).text
    assert "Weg 24" in second and "Weg 19" not in second


def test_an_unknown_kind_shows_the_first(stage: Stage) -> None:
    group: Group = stage.group
    assert stage.world.client(stage.lead).get(f"{group.address}/prullenbak?soort=zomaar").status_code == 200
