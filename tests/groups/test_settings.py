"""The picture of a group, archiving and reopening it, and founding another after its example."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from community.audit.models import AuditEntry
from community.content.models import Audience, Comment, ContentItem, Revision, State
from community.core.db import db
from community.decisions.models import Decision, Phase
from community.documents.models import Folder
from community.groups.models import Access, Group, GroupMembership, GroupPicture, GroupRequest
from community.wiki.models import WikiPage
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails
from tests.reliability.site_process import Browser, Site


class Stage:
    """A group with a coordinator and a member, and a talk in it."""

    def __init__(self, world: World, access: Access = Access.CLOSED) -> None:
        self.world = world
        self.coordinator, self.inside = world.member("Trijntje Trekker"), world.member("Gerda Groepslid")
        self.group = world.group("Havenplan", access=access, coordinator=self.coordinator, members=(self.inside,))
        self.talk = world.discussion(self.group, "Plan", author=self.inside)
        self.browser, self.theirs = world.client(self.coordinator), world.client(self.inside)

    def at(self, below: str) -> str:
        """Give an address below the group."""
        return f"{self.group.address}{below}"

    def put_picture(self, browser: FlaskClient | None = None, colour: str = "teal", **more: str) -> Any:
        """Send the form of the picture."""
        drawn = io.BytesIO()
        Image.new("RGB", (900, 300), colour).save(drawn, "PNG")
        drawn.seek(0)
        said = {"use": "lead_picture", "alt": "De haven bij laagwater", "credit": "Piet", "focus": "5-5"}
        return submit(browser or self.browser, self.at("/foto"), said | more | {"file": (drawn, "haven.png")})

    def pictures(self, page: str) -> list[str]:
        """Give the addresses of the group's picture on a page."""
        return re.findall(r'src="(/werkgroepen/[^"]+/foto/[^"]+)"', page)


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


# --- the picture ---


def test_the_picture_of_a_group_is_seen_by_who_may_know_the_group(stage: Stage) -> None:
    assert stage.put_picture().status_code == 303
    visitor = stage.world.client()
    page = visitor.get(stage.group.address).text
    (address,) = stage.pictures(page)
    assert 'alt="De haven bij laagwater"' in page and "Foto: Piet" in page
    shown = visitor.get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert visitor.get(address, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304


def test_the_picture_of_a_hidden_group_tells_nobody_that_it_exists(world: World) -> None:
    stage = Stage(world, Access.HIDDEN)
    stage.put_picture()
    (address,) = stage.pictures(stage.theirs.get(stage.group.address).text)
    assert stage.theirs.get(address).headers["Cache-Control"] == "private, no-cache"
    for browser in (world.client(), world.client(world.member())):
        assert browser.get(address).status_code == 404


def test_a_picture_without_words_for_who_does_not_see_it_is_refused(stage: Stage) -> None:
    answer = stage.put_picture(alt="")
    assert answer.status_code == 422
    assert "Beschrijf wat er op de foto te zien is." in answer.text
    assert stage.world.count(GroupPicture) == 0


def test_what_is_no_picture_is_refused_with_what_to_do(stage: Stage) -> None:
    said = {
        "use": "lead_picture",
        "alt": "x",
        "credit": "",
        "focus": "5-5",
        "file": (io.BytesIO(b"geen foto"), "a.png"),
    }
    answer = submit(stage.browser, stage.at("/foto"), said)
    assert answer.status_code == 422
    assert "Dit is geen foto" in answer.text
    assert submit(stage.browser, stage.at("/foto"), said | {"file": (io.BytesIO(), "")}).status_code == 422


def test_a_new_picture_takes_the_place_of_the_old_one_and_its_bytes_go(stage: Stage, app: Flask) -> None:
    stage.put_picture(colour="teal")
    old = stage.world.one(GroupPicture)
    stage.put_picture(colour="orange")
    mails(app)
    new = stage.world.one(GroupPicture)
    storage = app.extensions["storage"]
    assert not storage.holds(old.storage_key) and storage.holds(new.storage_key)
    assert submit(stage.browser, stage.at("/foto/verwijder")).status_code == 303
    mails(app)
    assert stage.world.count(GroupPicture) == 0
    assert not storage.holds(new.storage_key)
    assert stage.pictures(stage.browser.get(stage.group.address).text) == []


def test_the_same_picture_of_two_groups_stays_when_one_takes_it_away(stage: Stage, app: Flask) -> None:
    other = Stage(stage.world)
    stage.put_picture()
    other.put_picture()
    submit(stage.browser, stage.at("/foto/verwijder"))
    mails(app)
    kept = stage.world.one(GroupPicture)
    assert kept.group_id == other.group.id
    assert app.extensions["storage"].holds(kept.storage_key)


def test_only_who_runs_the_group_chooses_its_picture(stage: Stage) -> None:
    assert stage.put_picture(stage.theirs).status_code == 403
    assert stage.theirs.get(stage.at("/foto")).status_code == 403
    assert submit(stage.theirs, stage.at("/foto/verwijder")).status_code == 403


def test_the_group_page_costs_no_more_queries_for_a_picture(stage: Stage, count_queries: Any) -> None:
    def look() -> Any:
        return stage.theirs.get(stage.group.address)

    look()
    without = len(count_queries(look))
    stage.put_picture()
    look()
    assert len(count_queries(look)) == without


# --- archiving ---


def test_in_an_archived_group_everything_is_read_and_nothing_is_written(stage: Stage) -> None:
    said = stage.world.comment(stage.talk, author=stage.inside)
    page = stage.world.wiki_page(stage.group, author=stage.inside)
    stage.world.keep(Revision(item_id=page.id, number=1, title="v1", made_by_id=stage.inside.id))
    assert submit(stage.browser, stage.at("/archiveren")).status_code == 303
    shown = stage.theirs.get(stage.talk.address)
    assert shown.status_code == 200
    assert "Deze werkgroep is gearchiveerd" in shown.text and "Gearchiveerd op" in shown.text
    form = {"title": "t", "text": "x", "audience": "group"}
    refused = {
        "comment": submit(stage.theirs, f"/reacties/bij/{stage.talk.id}", {"text": "Nog iets", "key": "a"}),
        "edit a comment": submit(stage.theirs, f"/reacties/{said.id}/wijzig", {"text": "Anders"}),
        "react": submit(stage.theirs, f"/reacties/{said.id}/waardeer", {"kind": "agree"}),
        "begin": submit(stage.theirs, stage.at("/gesprekken/nieuw"), form),
        "edit": submit(stage.theirs, f"{stage.talk.address}/wijzig", form),
        "edit a page": submit(stage.theirs, f"{page.address}/wijzig", form),
        "invite": submit(stage.browser, stage.at("/uitnodigingen"), {"email": "a@b.example", "message": ""}),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(refused, 403)
    assert stage.theirs.get(page.revisions_address).status_code == 200
    assert stage.world.count(Comment) == 1


def test_an_archived_group_leaves_the_list_of_groups_and_is_found_in_the_archive_by_who_may_know_it(
    stage: Stage,
) -> None:
    stage.world.group("Achter gordijn", access=Access.HIDDEN, is_archived=True)
    submit(stage.browser, stage.at("/archiveren"))
    for reader in (stage.browser, stage.theirs, stage.world.client()):
        going_on, archive = reader.get("/werkgroepen").text, reader.get("/werkgroepen?archief=ja").text
        assert f'href="{stage.group.address}"' not in going_on
        assert f'href="{stage.group.address}"' in archive and "Gearchiveerd" in archive
        assert "Achter gordijn" not in archive
    assert "/werkgroepen?archief=ja" in stage.world.client().get("/werkgroepen").text
    submit(stage.browser, stage.at("/heropenen"))
    assert "Het archief is leeg" in stage.theirs.get("/werkgroepen?archief=ja").text
    assert f'href="{stage.group.address}"' in stage.theirs.get("/werkgroepen").text


def test_everything_in_an_archived_group_is_frozen_and_all_of_it_thaws(stage: Stage) -> None:
    stage.world.document(stage.group, author=stage.inside)
    stage.world.discussion(stage.group, "Concept", author=stage.inside, state=State.DRAFT)
    stage.world.discussion(stage.group, "Weg", author=stage.inside, state=State.REMOVED)
    elsewhere = stage.world.discussion(stage.world.group(), "Elders")
    submit(stage.browser, stage.at("/archiveren"))
    frozen = {item.title: item.is_frozen for item in stage.world.all(ContentItem)}
    assert frozen.pop("Elders") is False and elsewhere
    assert set(frozen.values()) == {True} and len(frozen) == 4
    assert submit(stage.browser, stage.at("/heropenen")).status_code == 303
    assert not any(item.is_frozen for item in stage.world.all(ContentItem))
    again = submit(stage.theirs, f"/reacties/bij/{stage.talk.id}", {"text": "Verder", "key": "a"})
    assert again.status_code == 303


def test_an_archived_group_still_keeps_order_and_lets_people_go(stage: Stage) -> None:
    said = stage.world.comment(stage.talk, author=stage.inside)
    submit(stage.browser, stage.at("/archiveren"))
    assert submit(stage.browser, f"/reacties/{said.id}/verberg", {"reason": "grof"}).status_code == 303
    assert submit(stage.theirs, stage.at("/verlaten")).status_code == 303


def test_a_group_is_not_archived_while_people_vote(stage: Stage) -> None:
    vote = stage.world.decision(stage.group, author=stage.inside, voters=(stage.inside,))
    answer = submit(stage.browser, stage.at("/archiveren"))
    assert answer.status_code == 403
    assert "Er loopt nog een stemming" in answer.text
    with stage.world.context():
        db.session.get_one(Decision, vote.id).phase = Phase.CLOSED
    assert submit(stage.browser, stage.at("/archiveren")).status_code == 303


def test_nobody_comes_into_an_archived_group_in_any_way(stage: Stage) -> None:
    asker = stage.world.member()
    request = stage.world.keep(GroupRequest(group_id=stage.group.id, member_id=asker.id))
    submit(stage.browser, stage.at("/archiveren"))
    answer = submit(stage.browser, stage.at(f"/verzoeken/{request.id}/toelaten"))
    assert answer.status_code == 403
    assert "gearchiveerd" in answer.text
    assert stage.world.count(GroupMembership, GroupMembership.member_id == asker.id) == 0


def test_only_who_runs_a_group_archives_or_reopens_it(stage: Stage) -> None:
    assert submit(stage.theirs, stage.at("/archiveren")).status_code == 403
    submit(stage.browser, stage.at("/archiveren"))
    assert submit(stage.theirs, stage.at("/heropenen")).status_code == 403
    events = [row.event for row in stage.world.all(AuditEntry)]
    assert events == ["DeedRefused", "GroupArchived", "DeedRefused"]


def test_who_writes_while_a_group_is_archived_is_frozen_with_the_rest_or_refused(busy_site: Site) -> None:
    world = busy_site.world
    for _ in range(4):
        coordinator, inside = world.member(), world.member()
        group = world.group(access=Access.OPEN, coordinator=coordinator, members=(inside,))
        browsers = [Browser(busy_site, coordinator), Browser(busy_site, inside)]
        paths = [f"{group.address}/archiveren", f"{group.address}/gesprekken/nieuw"]
        answers = post_all_at_once(
            browsers, lambda number, paths=paths: paths[number], title="Net op tijd", text="Hoi", audience="group"
        )
        assert answers[0] == 303 and answers[1] in (303, 403)
        written = world.all(ContentItem, ContentItem.group_id == group.id)
        assert len(written) == (1 if answers[1] == 303 else 0)
        assert all(item.is_frozen for item in written)


# --- after an example ---


def test_a_copy_has_the_structure_and_nobodys_words(stage: Stage) -> None:
    world = stage.world
    submit(stage.browser, stage.at("/welkom/wijzig"), {"welcome": "Begin bij de wiki."})
    top = world.folder(stage.group, "Begroting")
    world.folder(stage.group, "2026", parent=top)
    world.document(stage.group, "kosten.txt", folder=top, author=stage.inside)
    above = world.wiki_page(stage.group, "Begrippen", author=stage.inside, body="<p>Geheim begrip</p>")
    world.wiki_page(stage.group, "Haring", author=stage.inside, parent_id=above.id, body="<p>Geheime haring</p>")
    world.wiki_page(stage.group, "Weg", author=stage.inside, state=State.REMOVED)
    moderator, runs_it = world.moderator(), world.member("Nieuwe Trekker")
    browser = world.client(moderator)
    path = stage.at("/kopieren")
    assert browser.get(path).status_code == 403
    submit(browser, stage.at("/meekijken"))
    assert "2 mappen, 2 wikipagina's" in " ".join(browser.get(path).text.replace("&#39;", "'").split())
    values = {"name": "Kadeplan", "purpose": "De kade.", "access": "open", "region_id": "0", "theme_id": "0"}
    made = submit(browser, path, values | {"coordinator": "Nieuwe Trekker"})
    assert made.status_code == 303
    group = world.one(Group, Group.name == "Kadeplan")
    assert (group.welcome, group.member_count, group.access) == ("Begin bij de wiki.", 1, Access.OPEN)
    folders = {each.name: each for each in world.all(Folder, Folder.group_id == group.id)}
    assert set(folders) == {"Begroting", "2026"}
    assert folders["2026"].parent_id == folders["Begroting"].id
    pages = {each.title: each for each in world.all(WikiPage, WikiPage.group_id == group.id)}
    assert set(pages) == {"Begrippen", "Haring"}
    assert pages["Haring"].parent_id == pages["Begrippen"].id
    items = world.all(ContentItem, ContentItem.group_id == group.id)
    assert len(items) == 2 and {item.audience for item in items} == {Audience.GROUP}
    place = world.one(GroupMembership, GroupMembership.group_id == group.id)
    assert place.member_id == runs_it.id
    reader = world.client(runs_it)
    for page in pages.values():
        shown = reader.get(f"{group.address}/wiki/{page.slug}")
        assert shown.status_code == 200 and "Geheim" not in shown.text
    assert world.count(Folder, Folder.group_id == stage.group.id) == 2


def test_only_a_moderator_who_opened_the_example_copies_it(stage: Stage) -> None:
    values = {"name": "Kadeplan", "purpose": "p", "access": "open", "region_id": "0", "theme_id": "0"}
    values |= {"coordinator": ""}
    assert submit(stage.browser, stage.at("/kopieren"), values).status_code == 403
    assert submit(stage.world.client(stage.world.moderator()), stage.at("/kopieren"), values).status_code == 403
    assert stage.world.count(Group) == 1


def test_a_copy_that_is_not_filled_in_keeps_what_was(stage: Stage) -> None:
    browser = stage.world.client(stage.world.moderator())
    submit(browser, stage.at("/meekijken"))
    values = {"name": "", "purpose": "Toch iets", "access": "open", "region_id": "0", "theme_id": "0"}
    answer = submit(browser, stage.at("/kopieren"), values | {"coordinator": "Niemand Hier"})
    assert answer.status_code == 422
    assert "Toch iets" in answer.text
    assert stage.world.count(Group) == 1
