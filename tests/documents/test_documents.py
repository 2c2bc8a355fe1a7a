"""What people do with documents and their versions, and what each reader gets."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from community.content.models import Audience, ContentItem, State
from community.core.db import db
from community.documents.models import Document, DocumentVersion, Upload
from community.groups.models import Access, Group
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.documents.forms import InPieces, add, renew

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def test_a_member_adds_several_files_at_once_and_reads_them(world: World) -> None:
    member = world.member("Greet Groep")
    group = world.group(access=Access.CLOSED, members=(member,))
    browser = world.client(member)
    answer = add(browser, group, ("Verslag mei.txt", b"Er is gepraat."), ("cijfers.csv", b"a;b\n1;2\n"))
    assert (answer.status_code, answer.location) == (303, f"{group.address}/documenten")
    page = browser.get(answer.location).text
    assert "Verslag mei.txt is toegevoegd." in page and "cijfers.csv is toegevoegd." in page
    assert "Greet Groep" in page and "1 kB" in page
    first = world.one(Document, Document.title == "Verslag mei.txt")
    shown = browser.get(f"{group.address}/documenten/{first.slug}")
    assert shown.status_code == 200 and 'id="reageer"' in shown.text
    file = browser.get(f"{group.address}/documenten/{first.slug}/versies/1/bestand")
    assert file.data == b"Er is gepraat."
    assert file.headers["Content-Disposition"] == 'attachment; filename="Verslag mei.txt"'
    assert "voegde een document toe" in world.client(coordinator_of(world, group)).get(f"{group.address}/logboek").text


def coordinator_of(world: World, group: Group) -> Any:
    from community.accounts.models import Member
    from community.groups.models import GroupMembership, GroupRole

    place = world.one(
        GroupMembership, GroupMembership.group_id == group.id, GroupMembership.role == GroupRole.COORDINATOR
    )
    return world.one(Member, Member.id == place.member_id)


def test_the_same_name_is_a_new_version_and_the_same_bytes_are_none(world: World) -> None:
    first, second = world.member("Eerste Eef"), world.member("Tweede Teun")
    group = world.group(members=(first, second))
    add(world.client(first), group, ("begroting.csv", b"a;1\n"))
    browser = world.client(second)
    answer = add(browser, group, ("Begroting.CSV", b"a;2\n"), note="Met de nieuwe cijfers")
    assert "Er stond al een bestand begroting.csv." in browser.get(answer.location).text
    document = world.one(Document)
    assert [each.is_current for each in world.all(DocumentVersion)] == [False, True]
    page = browser.get(f"{group.address}/documenten/{document.slug}").text
    assert "Met de nieuwe cijfers" in page and "Tweede Teun" in page and "Eerste Eef" in page
    again = add(browser, group, ("begroting.csv", b"a;2\n"))
    assert "met precies dezelfde inhoud" in browser.get(again.location).text
    assert world.count(DocumentVersion) == 2


def test_an_old_version_comes_back_as_a_new_one_and_takes_no_more_room(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    document = world.document(group, "plan.txt", b"eerste", author=member)
    browser, address = world.client(member), f"{group.address}/documenten/{document.slug}"
    assert renew(browser, address, "ander plan.txt", b"tweede", "beter").status_code == 303
    assert submit(browser, f"{address}/versies/1/terugzetten").status_code == 303
    assert browser.get(f"{address}/versies/3/bestand").data == b"eerste"
    newest = world.one(DocumentVersion, DocumentVersion.is_current)
    assert (newest.number, newest.restored_from, newest.made_by_id) == (3, 1, member.id)
    assert "Versie 1 teruggezet" in browser.get(address).text
    same = submit(browser, f"{address}/versies/1/terugzetten")
    assert "al gelijk aan versie 1" in browser.get(same.location).text
    with world.context():
        from community.documents.queries.documents import bytes_kept

        assert bytes_kept(db.session.get_one(Group, group.id)) == len(b"eerste") + len(b"tweede")


@pytest.mark.parametrize("name", ["plaat.svg", "pagina.html", "pagina.pdf"])
def test_what_a_browser_might_run_is_only_ever_a_download(world: World, name: str) -> None:
    member = world.member()
    group = world.group(members=(member,))
    browser = world.client(member)
    add(browser, group, (name, SVG if name.endswith("svg") else HTML))
    answer = browser.get(f"{group.address}/documenten/{world.one(Document).slug}/versies/1/bestand")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_part_of_a_file_is_given_where_it_is_asked_for(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    document = world.document(group, "lang.txt", b"0123456789", author=member)
    browser, file = world.client(member), f"{group.address}/documenten/{document.slug}/versies/1/bestand"
    part = browser.get(file, headers={"Range": "bytes=3-5"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"345", "bytes 3-5/10")
    assert browser.get(file, headers={"Range": "bytes=-2"}).data == b"89"
    assert browser.get(file, headers={"Range": "bytes=20-"}).status_code == 416
    assert browser.get(file, headers={"Range": "bytes=3-5", "If-Range": '"ander"'}).status_code == 200
    etag = browser.get(file).headers["ETag"]
    assert browser.get(file, headers={"If-None-Match": etag}).status_code == 304


# --- who reads what ---


def test_a_document_of_a_closed_group_answers_others_as_one_that_does_not_exist(world: World) -> None:
    group = world.group(access=Access.CLOSED)
    document = world.document(group, "geheim plan.txt", b"geheim")
    folder = world.folder(group, "Geheime map")
    here = f"{group.address}/documenten"
    for person in (None, world.member(), world.editor()):
        browser = world.client(person)
        for path in (
            f"{here}/{document.slug}",
            f"{here}/{document.slug}/versies/1/bestand",
            f"{here}/{document.slug}/versies/1/blad/0.webp",
            f"{here}/mappen/{folder.slug}",
        ):
            there, nowhere = browser.get(path), browser.get(f"{here}/bestaat-niet-abcde")
            assert (there.status_code, nowhere.status_code) == (404, 404)
            assert "geheim plan" not in there.text.lower() and "geheime map" not in there.text.lower()
        for listing in (here, f"{here}?q=geheim"):
            page = browser.get(listing)
            assert "geheim plan" not in page.text and "Geheime map" not in page.text
            assert "gebruikt" not in page.text


def test_a_moderator_opens_the_group_first(world: World) -> None:
    group = world.group(access=Access.HIDDEN)
    document = world.document(group, "plan.txt")
    browser, address = world.client(world.moderator()), f"{group.address}/documenten/{document.slug}"
    assert [browser.get(path).status_code for path in (address, f"{group.address}/documenten/weg")] == [403, 403]
    submit(browser, f"{group.address}/meekijken")
    assert browser.get(address).status_code == 200


def test_each_reads_what_its_audience_allows_and_only_the_group_reads_old_versions(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    for audience in Audience:
        document = world.document(group, f"voor {audience.value}.txt", b"oud", audience=audience, author=member)
        with world.context():
            version = db.session.query(DocumentVersion).filter_by(document_id=document.id).one()
            version.is_current = False
        world.version(document, b"nieuw", number=2)
    found: dict[str, list[tuple[str, int]]] = {}
    for name, person in {"visitor": None, "outsider": world.member(), "in_group": member}.items():
        browser = world.client(person)
        listed = browser.get(f"{group.address}/documenten").text
        assert [f"voor {each.value}.txt" in listed for each in Audience] == [
            browser.get(f"{group.address}/documenten/{each.slug}").status_code == 200 for each in world.all(Document)
        ]
        found[name] = [
            (document.audience.value, version.number)
            for document in world.all(Document)
            for version in world.all(DocumentVersion, DocumentVersion.document_id == document.id)
            if browser.get(f"{group.address}/documenten/{document.slug}/versies/{version.number}/bestand").status_code
            == 200
        ]
    assert found["visitor"] == [("public", 2)]
    assert found["outsider"] == [("public", 2), ("members", 2)]
    assert len(found["in_group"]) == 6


def test_what_is_removed_is_gone_with_its_files_and_leaves_its_name_to_another(world: World) -> None:
    member, other = world.member(), world.member()
    group = world.group(members=(member, other))
    document = world.document(group, "plan.txt", b"weg ermee", author=member)
    browser, address = world.client(member), f"{group.address}/documenten/{document.slug}"
    assert submit(world.client(other), f"{address}/verwijder").status_code == 403
    assert submit(browser, f"{address}/verwijder").status_code == 303
    assert [browser.get(path).status_code for path in (address, f"{address}/versies/1/bestand")] == [404, 404]
    assert add(browser, group, ("plan.txt", b"opnieuw")).status_code == 303
    moderator = world.client(world.moderator())
    submit(moderator, f"{group.address}/meekijken")
    taken = submit(moderator, f"{address}/terugzetten")
    assert taken.status_code == 403 and "een ander document met deze naam" in taken.text
    second = world.one(Document, Document.is_shelved)
    submit(browser, f"{group.address}/documenten/{second.slug}/verwijder")
    assert submit(moderator, f"{address}/terugzetten").status_code == 303
    assert browser.get(f"{address}/versies/1/bestand").data == b"weg ermee"


def test_who_is_not_in_the_group_or_may_not_write_adds_nothing(world: World) -> None:
    muted = world.member(is_muted=True)
    group = world.group(members=(muted,))
    archived = world.group("Af", members=(muted,), is_archived=True)
    for person, where in ((muted, group), (world.member(), group), (world.moderator(), group), (muted, archived)):
        assert add(world.client(person), where, ("a.txt", b"a")).status_code == 403
        assert InPieces(world.client(person), where, "a.txt", b"a").begun.status_code == 403
    assert world.count(Document) == world.count(Upload) == 0


# --- changing ---


def edit_values(document: ContentItem, **more: str) -> dict[str, str]:
    return {"name": document.title, "text": "", "folder": "0", "audience": "group", "revision_number": "1"} | more


def test_the_author_renames_and_describes_and_the_old_address_leads_on(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    document = world.document(group, "plan.txt", author=member)
    browser, address = world.client(member), f"{group.address}/documenten/{document.slug}"
    values = edit_values(document, name="Beter plan", text="Voor de raad.")
    answer = submit(browser, f"{address}/wijzig", values)
    assert answer.status_code == 303
    assert (
        "Beter plan.txt" in browser.get(answer.location).text and "Voor de raad." in browser.get(answer.location).text
    )
    assert (browser.get(address).status_code, browser.get(address).location) == (301, answer.location)
    assert "Beter plan.txt" in browser.get(f"{group.address}/documenten?q=BETER pl").text
    late = submit(browser, f"{answer.location}/wijzig", values | {"text": "Te laat."})
    assert late.status_code == 422 and "Te laat." in late.text


def test_a_name_that_is_taken_is_refused_beside_the_field_and_nothing_is_changed(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    document = world.document(group, "een.txt", author=member)
    world.document(group, "twee.txt", author=member)
    values = edit_values(document, name="Twee.txt", audience="public")
    answer = submit(world.client(member), f"{group.address}/documenten/{document.slug}/wijzig", values)
    assert answer.status_code == 422 and "staat al een document met deze naam" in answer.text
    assert world.one(Document, Document.id == document.id).audience == Audience.GROUP


def test_a_document_can_be_shared_wider_until_others_have_spoken(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    document = world.document(group, "plan.txt", author=member)
    browser, path = world.client(member), f"{group.address}/documenten/{document.slug}/wijzig"
    assert submit(browser, path, edit_values(document, audience="members")).status_code == 303
    world.comment(document, author=world.member())
    refused = submit(browser, path, edit_values(document, audience="public"))
    assert refused.status_code == 422 and "Anderen reageerden al" in refused.text
    assert submit(browser, path, edit_values(document, audience="group")).status_code == 303


def test_a_coordinator_moves_what_another_added_but_not_where_fewer_may_look(world: World) -> None:
    coordinator, author, other = world.member(), world.member(), world.member()
    group = world.group(coordinator=coordinator, members=(author, other))
    document = world.document(group, "plan.txt", author=author, audience=Audience.PUBLIC)
    inside = world.folder(group, "Intern")
    shared = world.folder(group, "Voor iedereen", audience=Audience.PUBLIC)
    path = f"{group.address}/documenten/{document.slug}/verplaats"
    assert submit(world.client(other), path, {"folder": str(shared.id)}).status_code == 403
    browser = world.client(coordinator)
    narrow = submit(browser, path, {"folder": str(inside.id)})
    assert narrow.status_code == 422 and "voor minder mensen" in narrow.text
    assert submit(browser, path, {"folder": str(shared.id)}).status_code == 303
    assert "plan.txt" in world.client().get(f"{group.address}/documenten/mappen/{shared.slug}").text


# --- taking along ---


def test_a_folder_comes_as_one_zip_with_what_its_reader_may_read(world: World) -> None:
    member, outsider = world.member(), world.member()
    group = world.group(members=(member,))
    top = world.folder(group, "Stukken", audience=Audience.MEMBERS)
    deep = world.folder(group, "Mei", parent=top, audience=Audience.MEMBERS)
    world.document(group, "open.txt", b"open", folder=top, audience=Audience.MEMBERS)
    world.document(group, "intern.txt", b"intern", folder=top)
    world.document(group, "Mei", b"zo heet ook een map", folder=top)
    world.document(group, "café ☕.txt", b"diep", folder=deep, audience=Audience.MEMBERS)
    world.document(group, "weg.txt", b"weg", folder=top, state=State.REMOVED)
    world.document(group, "elders.txt", b"elders")
    path = f"{group.address}/documenten/zip?map={top.slug}"

    def packed(person: Any) -> dict[str, bytes]:
        answer = world.client(person).get(path)
        assert answer.headers["Content-Disposition"] == "attachment; filename=Stukken.zip"
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    assert packed(outsider) == {"open.txt": b"open", "Mei/café ☕.txt": b"diep"}
    assert set(packed(member)) == {"open.txt", "intern.txt", "Mei (2)", "Mei/café ☕.txt"}
    empty = world.client(outsider).get(f"{group.address}/documenten/zip?map={world.folder(group, 'Leeg').slug}")
    assert empty.status_code == 404
    nothing = world.client(member).get(f"{group.address}/documenten/zip?map={world.folder(group, 'Niets').slug}")
    assert nothing.status_code == 422 and "Hier valt niets te downloaden" in nothing.text


# --- room ---


def test_a_group_that_is_full_says_so_and_shows_its_room_to_those_who_add(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    world.document(group, "groot.bin", b"x", version={"byte_count": 4_999_999_990})
    browser = world.client(member)
    page = browser.get(f"{group.address}/documenten").text
    assert "5,0 GB van 5,0 GB gebruikt" in page
    assert "gebruikt" not in world.client(world.member()).get(f"{group.address}/documenten").text
    full = add(browser, group, ("klein.txt", b"x" * 11))
    assert full.status_code == 422 and "Daar is geen ruimte meer voor." in full.text
    assert InPieces(browser, group, "klein.txt", b"x" * 11).begun.status_code == 422
    assert add(browser, group, ("kleiner.txt", b"x" * 10)).status_code == 303
    assert world.count(Document) == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("leeg.txt", b"", "Dit bestand is leeg."), ("", b"", "Kies eerst een bestand.")],
)
def test_what_is_no_file_is_refused_in_words(world: World, name: str, content: bytes, words: str) -> None:
    member = world.member()
    group = world.group(members=(member,))
    answer = add(world.client(member), group, (name, content))
    assert answer.status_code == 422 and words in answer.text


def test_of_several_files_all_are_taken_or_none(world: World) -> None:
    member = world.member()
    group = world.group(members=(member,))
    answer = add(world.client(member), group, ("goed.txt", b"goed"), ("leeg.txt", b""))
    assert answer.status_code == 422
    assert world.count(Document) == 0


def test_a_list_takes_as_many_queries_for_many_documents_as_for_one(world: World, count_queries: Any) -> None:
    member = world.member()
    group = world.group(members=(member,))
    folder = world.folder(group)
    world.document(group, "0.txt", folder=folder)
    browser = world.client(member)

    def read() -> None:
        for path in (f"/mappen/{folder.slug}", "", "?q=txt"):
            assert browser.get(f"{group.address}/documenten{path}").status_code == 200

    few = len(count_queries(read))
    for number in range(1, 30):
        world.document(group, f"{number}.txt", folder=folder)
    world.folder(group, "Nog een")
    assert len(count_queries(read)) == few <= 3 * 10
