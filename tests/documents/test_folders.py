"""Folders: where they stand, what they are called, for whom they are, and that they hold nothing wider."""

from __future__ import annotations

from typing import Any

import pytest

from community.content.models import Audience
from community.documents.models import MOST_DEPTH, Document, Folder
from community.groups.models import Access
from tests.builders.fixtures import set_access, submit
from tests.builders.world import World
from tests.documents.forms import add


def values(name: str, **more: Any) -> dict[str, str]:
    return {"name": name, "parent": "0", "audience": "group"} | {key: str(value) for key, value in more.items()}


def test_a_member_makes_folders_in_each_other_and_adds_to_one(world: World) -> None:
    member = world.member()
    group = world.group(access=Access.CLOSED, members=(member,))
    browser, home = world.client(member), f"{group.address}/documenten"
    answer = submit(browser, f"{home}/mappen/nieuw", values(" Notulen/2025 "))
    assert answer.status_code == 303
    outer = world.one(Folder)
    assert outer.name == "2025" and outer.slug[:-5] == "2025-"
    submit(browser, f"{home}/mappen/nieuw", values("Mei", parent=outer.id))
    inner = world.one(Folder, Folder.parent_id == outer.id)
    assert add(browser, group, ("verslag.txt", b"x"), folder=inner.slug).location == f"{home}/mappen/{inner.slug}"
    page = browser.get(f"{home}/mappen/{inner.slug}").text
    assert "verslag.txt" in page and f'href="{home}/mappen/{outer.slug}"' in page
    assert "verslag.txt" not in browser.get(home).text
    found = browser.get(f"{home}?q=verslag").text
    assert "verslag.txt" in found and "Mei" in found


def test_one_name_stands_in_one_place_once(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    first = world.folder(group, "Notulen", author=member.id)
    browser, path = world.client(member), f"{group.address}/documenten/mappen/nieuw"
    taken = submit(browser, path, values("NOTULEN"))
    assert taken.status_code == 422 and "al een map met deze naam" in taken.text
    assert submit(browser, path, values("NOTULEN", parent=first.id)).status_code == 303


def test_folders_stand_only_so_deep_and_never_in_themselves(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    folders = [world.folder(group, "1", author=member.id)]
    for number in range(2, MOST_DEPTH + 1):
        folders.append(world.folder(group, str(number), parent=folders[-1], author=member.id))
    browser, path = world.client(member), f"{group.address}/documenten/mappen"
    deep = submit(browser, f"{path}/nieuw", values("7", parent=folders[-1].id))
    assert deep.status_code == 422 and "hooguit 6 diep" in deep.text
    circle = submit(browser, f"{path}/{folders[0].slug}/wijzig", values("1", parent=folders[2].id))
    assert circle.status_code == 422
    assert world.one(Folder, Folder.id == folders[0].id).parent_id is None


def test_a_folder_is_never_for_more_people_than_the_group_or_the_folder_around_it(world: World) -> None:
    member = world.member()
    closed, opened = world.group(access=Access.CLOSED, members=(member,)), world.group(members=(member,))
    browser = world.client(member)
    path = f"{closed.address}/documenten/mappen/nieuw"
    assert submit(browser, path, values("A", audience="public")).status_code == 422
    inner = world.folder(opened, "Intern")
    path = f"{opened.address}/documenten/mappen/nieuw"
    wide = submit(browser, path, values("A", audience="public", parent=inner.id))
    assert wide.status_code == 422 and "voor minder mensen" in wide.text
    document = add(browser, opened, ("a.txt", b"a"), folder=inner.slug, audience="public")
    assert document.status_code == 422 and "voor minder mensen" in document.text


def test_a_folder_is_not_closed_around_what_more_people_read(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    folder = world.folder(group, "Open", audience=Audience.PUBLIC, author=member.id)
    world.document(group, "a.txt", folder=folder, audience=Audience.PUBLIC)
    path = f"{group.address}/documenten/mappen/{folder.slug}/wijzig"
    refused = submit(world.client(member), path, values("Open"))
    assert refused.status_code == 422 and "iets voor meer mensen" in refused.text


def test_who_made_a_folder_or_runs_the_group_changes_it_and_only_an_empty_one_goes(world: World) -> None:
    author, other, coordinator = world.member(), world.member(), world.member()
    group = world.group(coordinator=coordinator, members=(author, other))
    folder = world.folder(group, "Stukken", author=author.id)
    document = world.document(group, "a.txt", folder=folder, author=author)
    path = f"{group.address}/documenten/mappen/{folder.slug}"
    assert submit(world.client(other), f"{path}/wijzig", values("X")).status_code == 403
    assert submit(world.client(coordinator), f"{path}/wijzig", values("X")).status_code == 303
    browser = world.client(author)
    full = submit(browser, f"{path}/verwijder")
    assert full.status_code == 403 and "niet leeg" in full.text
    submit(browser, f"{group.address}/documenten/{document.slug}/verwijder")
    assert submit(browser, f"{path}/verwijder").status_code == 303
    assert world.count(Folder, ~Folder.is_removed) == 0 and world.one(Document).folder_id is None


@pytest.mark.parametrize("access", ["closed", "hidden"])
def test_a_group_that_closes_closes_its_folders_and_does_not_open_them_again(world: World, access: str) -> None:
    coordinator = world.member()
    group = world.group(coordinator=coordinator)
    folder = world.folder(group, "Voor iedereen", audience=Audience.PUBLIC)
    world.document(group, "a.txt", folder=folder, audience=Audience.PUBLIC)
    browser = world.client(coordinator)
    for each in (access, "open"):
        assert set_access(browser, group.address, each).status_code == 303
    assert world.one(Folder).audience == Audience.GROUP
    assert "Voor iedereen" not in world.client().get(f"{world.one(type(group)).address}/documenten").text
