"""Several at once: no name stands twice, no group keeps more than it may, no folder stands in itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import requests

from community.documents.models import Document, DocumentVersion, Folder, Upload
from community.groups.models import Group
from tests.builders.at_once import post_all_at_once
from tests.reliability.site_process import Browser, Site


def add_at_once(browsers: list[Browser], group: Group, name: str, contents: list[bytes]) -> list[int]:
    """Send a file of one name with all browsers in the same moment, each over a connection of its own."""
    together = Barrier(len(browsers))

    def send(number: int) -> int:
        browser = browsers[number]
        together.wait(timeout=30)
        answer: requests.Response = browser.session.post(
            f"{browser.site.base}{group.address}/documenten/toevoegen",
            data={"csrf_token": browser.token, "audience": "group"},
            files={"files": (name.format(number=number), contents[number])},
            timeout=60,
            allow_redirects=False,
        )
        return answer.status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(send, range(len(browsers))))


def test_ten_who_add_a_file_of_one_name_at_once_make_one_document_with_ten_versions(busy_site: Site) -> None:
    world = busy_site.world
    members = tuple(world.member() for _ in range(10))
    group = world.group(members=members)
    browsers = [Browser(busy_site, each) for each in members]
    answers = add_at_once(browsers, group, "plan.txt", [f"van {number}".encode() for number in range(10)])
    assert answers == [303] * 10
    assert world.count(Document) == 1
    assert sorted(each.number for each in world.all(DocumentVersion)) == list(range(1, 11))
    assert [each.number for each in world.all(DocumentVersion, DocumentVersion.is_current)] == [10]


def test_a_group_with_room_for_three_files_takes_three_of_ten_at_once(busy_site: Site) -> None:
    world = busy_site.world
    members = tuple(world.member() for _ in range(10))
    group = world.group(members=members)
    world.document(group, "groot.bin", b"x", version={"byte_count": 5_000_000_000 - 399})
    browsers = [Browser(busy_site, each) for each in members]
    answers = add_at_once(browsers, group, "deel {number}.txt", [bytes([65 + number]) * 100 for number in range(10)])
    assert sorted(answers) == [303] * 3 + [422] * 7
    assert world.count(Document) == 4


def test_uploads_that_begin_at_once_reserve_no_more_room_than_there_is(busy_site: Site) -> None:
    world = busy_site.world
    members = tuple(world.member() for _ in range(6))
    group = world.group(members=members)
    world.document(group, "groot.bin", b"x", version={"byte_count": 5_000_000_000 - 250})
    browsers = [Browser(busy_site, each) for each in members]
    answers = post_all_at_once(browsers, lambda number: f"{group.address}/documenten/uploads", name="a", size="100")
    assert sorted(answers) == [201] * 2 + [422] * 4
    assert world.count(Upload) == 2


def test_two_folders_that_are_moved_into_each_other_at_once_make_no_circle(busy_site: Site) -> None:
    world = busy_site.world
    members = (world.member(), world.member())
    group = world.group(members=members)
    browsers = [Browser(busy_site, each) for each in members]
    for turn in range(4):
        folders = [world.folder(group, f"{turn} van {each.id}", author=each.id) for each in members]
        together = Barrier(2)

        def move(number: int, folders: list[Folder] = folders, together: Barrier = together) -> int:
            mine, other = folders[number], folders[1 - number]
            together.wait(timeout=30)
            path = f"{group.address}/documenten/mappen/{mine.slug}/wijzig"
            return browsers[number].post(path, name=mine.name, parent=str(other.id), audience="group").status_code

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(move, range(2))) == [303, 422]
        ids = [each.id for each in folders]
        assert len([each for each in world.all(Folder, Folder.id.in_(ids)) if each.parent_id is None]) == 1
