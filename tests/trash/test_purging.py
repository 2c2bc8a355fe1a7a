"""What waited its time in the trash is gone: from every table, from the files, and from the words of the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from community import audit
from community.audit.document_events import DocumentAdded, FolderMade
from community.audit.events import AttachmentAdded, CommentHidden
from community.audit.models import AuditDetail, AuditEntry
from community.content.models import (
    KEPT_FOR,
    Attachment,
    AttachmentUse,
    Comment,
    CommentText,
    ContentItem,
    ItemAnswer,
    ItemCounter,
    ItemLink,
    ItemVisit,
    OldAddress,
    Reaction,
    ReactionKind,
    Revision,
    State,
)
from community.core.clock import now
from community.core.db import Base, db
from community.core.ids import new_id
from community.decisions.models import Ballot, BallotBox, Decision, Voter
from community.documents.models import Document, DocumentVersion, Folder, Preview, Upload, UploadPiece
from community.documents.queries.documents import bytes_kept
from community.groups.models import Group
from community.jobs.drain import drain
from community.notifications.models import Follow, Kind, Notification
from community.policy import Actor
from community.trail.models import TrailPlace
from community.trash.services import purging
from community.trash.tasks import empty_trash, purge_some
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site

# Stands in everything that must go.
WORD = "zwaluwstaartverbinding"
# Stands in what must stay.
STAYS = "nokbalkondersteuning"
OVERDUE = KEPT_FOR + timedelta(minutes=1)


def tables_with(word: str) -> set[str]:
    """Give the names of the tables of which a row holds a word, in any column."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            if any(word in (each.decode("latin-1") if isinstance(each, bytes) else str(each)) for each in row):
                found.add(table.name)
    return found


def files_with(app: Flask, word: str) -> int:
    """Count the files of the site that hold a word."""
    folder = app.extensions["storage"].directory
    return sum(word.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def work(app: Flask) -> None:
    """Let the worker empty the trash, and do what that asks for."""
    with app.test_request_context(base_url="http://localhost"):
        empty_trash()
        db.session.remove()
        drain()
        db.session.remove()


def gone(world: World, thing: Any, ago: timedelta = OVERDUE) -> None:
    """Let an item have been removed some time ago."""
    with world.context():
        values = {"state": State.REMOVED, "removed_from": State.PUBLISHED, "removed_at": now() - ago}
        db.session.execute(update(ContentItem).where(ContentItem.id == thing.id).values(**values))
        table = Document.__table__
        db.session.execute(update(table).where(table.c.id == thing.id).values(is_shelved=False))  # type: ignore[arg-type]


def talk_with_all_that_hangs_on_it(world: World, group: Group, word: str) -> ContentItem:
    """Make a discussion with a row in every table that can hang on one."""
    lead, reader = world.member(), world.member()
    talk = world.discussion(group, f"Titel {word}", author=lead, body=f"<p>{word}</p>", lead=word, slug=f"a-{word}")
    said = world.comment(talk, word, author=reader, author_function=word)
    answer = world.comment(talk, f"Antwoord {word}", author=lead, reply_to=said)
    hidden = world.comment(talk, word, author=reader, is_hidden=True, hidden_reason=word)
    world.keep(CommentText(comment_id=said.id, html=f"<p>eerst {word}</p>"))
    world.keep(Reaction(comment_id=said.id, member_id=lead.id, kind=ReactionKind.AGREE))
    world.keep(Revision(item_id=talk.id, number=1, title=word, body=word, note=word, made_by_id=lead.id))
    world.keep(ItemAnswer(item_id=talk.id, comment_id=answer.id, marked_by_id=lead.id))
    other = world.discussion(group, f"Ander gesprek {new_id()}", author=lead)
    world.keep(ItemLink(from_item_id=talk.id, to_item_id=other.id))
    world.keep(ItemLink(from_item_id=other.id, to_item_id=talk.id))
    world.keep(ItemLink(from_item_id=talk.id, comment_id=said.id, to_item_id=other.id))
    world.keep(ItemVisit(item_id=talk.id, member_id=reader.id))
    world.keep(OldAddress(kind="discussion", slug=f"oud-{word}", item_id=talk.id))
    follow = world.keep(Follow(item_id=talk.id, member_id=reader.id))
    told: dict[str, Any] = {"member_id": reader.id, "kind": Kind.COMMENT, "thing_id": talk.id, "item_id": talk.id}
    world.keep(Notification(event_id=new_id(), comment_id=answer.id, follow_id=follow.id, **told))
    world.keep(Notification(event_id=new_id(), follow_id=follow.id, **told))
    picture: dict[str, Any] = {"use": AttachmentUse.PICTURE, "alt": word, "credit": word, "file_name": f"{word}.webp"}
    picture["storage_key"] = world.store(f"de foto {word}".encode())
    picture["variants"] = [{"width": "360", "key": world.store(f"klein {word}".encode()), "bytes": "9"}]
    world.attachment(talk, **picture)
    with world.context():
        actor = world_actor(lead.id)
        audit.record(actor, AttachmentAdded(item_id=talk.id, group_id=group.id, file_name=word))
        ids = {"item_id": talk.id, "comment_id": hidden.id, "group_id": group.id, "member_id": reader.id}
        audit.record(actor, CommentHidden(reason=word, **ids))
    return talk


def world_actor(member_id: int) -> Actor:
    """Give an actor by whom a line of the log was written."""
    return Actor(id=member_id)


def document_with_versions(world: World, group: Group, word: str, **more: Any) -> Document:
    """Make a document with two versions, pictures of its pages, and the upload that it came by."""
    lead = world.member()
    document = world.document(
        group, f"{word}.txt", f"eerste {word}".encode(), author=lead, version={"is_current": False}, **more
    )
    page = {"width": "9", "height": "9", "key": world.store(f"bladzijde {word}".encode()), "bytes": "9"}
    drawn: dict[str, Any] = {"preview": Preview.MADE, "thumbnail_key": world.store(f"duim {word}".encode())}
    world.version(document, f"tweede {word}".encode(), number=2, note=word, pages=[page], **drawn)
    sent: dict[str, Any] = {"file_name": f"{word}.txt", "fingerprint": word, "byte_count": 9, "received": 9}
    upload = world.keep(Upload(group_id=group.id, member_id=lead.id, document_id=document.id, **sent))
    piece = world.store(f"stuk {word}".encode())
    world.keep(UploadPiece(upload_id=upload.id, start=0, byte_count=9, storage_key=piece))
    with world.context():
        audit.record(world_actor(lead.id), DocumentAdded(item_id=document.id, group_id=group.id))
    return document


def vote_with_ballots(world: World, group: Group, word: str) -> Decision:
    """Make a vote by name with its options, voters and ballots."""
    voter = world.member()
    told = {"outcome": f"<p>{word}</p>", "slug": f"b-{word}"}
    vote = world.decision(group, f"Voorstel {word}", voters=(voter,), options=(word, "anders"), **told)
    world.keep(Ballot(decision_id=vote.id, member_id=voter.id, choice=[1], reason=word))
    return vote


def test_nothing_is_left_of_what_was_purged_and_the_rest_stays(app: Flask, world: World) -> None:
    group = world.group("Havenplan")
    folder = world.folder(group, "Map")
    for word in (WORD, STAYS):
        talk = talk_with_all_that_hangs_on_it(world, group, word)
        document = document_with_versions(world, group, word, folder=folder)
        vote = vote_with_ballots(world, group, word)
        page = world.wiki_page(group, f"Begrip {word}", author=world.member(), body=f"<p>{word}</p>")
        child = world.wiki_page(group, f"Onder {STAYS}", author=world.member(), parent_id=page.id)
        secret = world.decision(group, f"Geheim {word}", is_anonymous=True, voters=(world.member(),))
        world.keep(BallotBox(decision_id=secret.id, locked=word.encode()))
        if word == WORD:
            for each in (talk, document, vote, page, secret):
                gone(world, each)
    with world.context():
        before = tables_with(STAYS)
        assert {"content_item", "revision", "comment", "comment_text", "attachment", "document_version"} <= before
        assert {
            "ballot",
            "ballot_box",
            "decision",
            "decision_option",
            "upload",
            "audit_detail",
            "old_address",
        } <= before
        assert tables_with(WORD) == before
        lines = db.session.query(AuditEntry).count()
    assert files_with(app, WORD) == files_with(app, STAYS) == 7
    work(app)
    with world.context():
        assert tables_with(WORD) == set()
        assert tables_with(STAYS) == before
        assert db.session.query(AuditEntry).count() >= lines
    assert files_with(app, WORD) == 0
    assert files_with(app, STAYS) == 7
    assert world.count(AuditEntry, AuditEntry.event == "ItemPurged") == 5
    assert world.count(ContentItem, ContentItem.id == child.id) == 1


def test_nothing_points_to_nothing_after_a_purge(app: Flask, world: World) -> None:
    group = world.group("Havenplan")
    talk = talk_with_all_that_hangs_on_it(world, group, WORD)
    gone(world, talk)
    work(app)
    for model in (Comment, Reaction, CommentText, Revision, ItemAnswer, ItemVisit, OldAddress, Attachment, ItemLink):
        assert world.count(model) == 0, model.__name__
    assert world.count(Follow) == world.count(Notification) == 0
    assert world.count(ItemCounter) == 1


def test_what_is_still_in_its_time_stays_whole(app: Flask, world: World) -> None:
    group = world.group("Havenplan")
    talk = talk_with_all_that_hangs_on_it(world, group, WORD)
    gone(world, talk, KEPT_FOR - timedelta(minutes=1))
    with world.context():
        before = tables_with(WORD)
    work(app)
    with world.context():
        assert tables_with(WORD) == before
    assert files_with(app, WORD) == 2


def test_what_was_removed_outside_groups_is_not_purged(app: Flask, world: World) -> None:
    post = world.post("Nieuws")
    gone(world, post, 400 * timedelta(days=1))
    work(app)
    assert world.count(ContentItem, ContentItem.id == post.id) == 1


def test_the_room_of_a_group_is_taken_until_the_document_has_gone_for_good(app: Flask, world: World) -> None:
    group = world.group("Havenplan")
    document = world.document(group, "groot.txt", b"x" * 5000)
    gone(world, document, timedelta(days=1))
    assert kept_by(world, group) == 5000
    gone(world, document)
    work(app)
    assert kept_by(world, group) == 0


def kept_by(world: World, group: Group) -> int:
    with world.context():
        return bytes_kept(db.session.get_one(Group, group.id))


def test_a_file_that_something_else_has_too_stays(app: Flask, world: World) -> None:
    group = world.group("Havenplan")
    first, second = (world.document(group, name, b"hetzelfde in beide") for name in ("een.txt", "twee.txt"))
    gone(world, first)
    work(app)
    (version,) = world.all(DocumentVersion)
    assert version.document_id == second.id
    assert app.extensions["storage"].get(version.storage_key) == b"hetzelfde in beide"


def test_purging_stops_between_any_two_steps_and_goes_on_later(app: Flask, world: World) -> None:
    group, author = world.group("Havenplan"), world.member()
    talk = talk_with_all_that_hangs_on_it(world, group, WORD)
    world.comments(talk, 2 * purging.MOST_COMMENTS, author=author)
    gone(world, talk)
    left = [world.count(Comment)]
    while world.count(ContentItem, ContentItem.id == talk.id):
        make_step(app)
        left.append(world.count(Comment))
    assert left == [1003, 503, 3, 0]
    work(app)
    with world.context():
        assert tables_with(WORD) == set()


def make_step(app: Flask) -> None:
    """Let the worker make one step, after which it may be killed."""
    with app.test_request_context():
        purge_some()
        db.session.remove()


def test_half_a_purge_is_neither_read_nor_put_back(app: Flask, world: World) -> None:
    lead = world.member()
    group = world.group("Havenplan", coordinator=lead)
    talk = world.discussion(group, "Half weg")
    world.comments(talk, purging.MOST_COMMENTS + 1, author=lead)
    gone(world, talk)
    make_step(app)
    assert world.count(Comment) == 1
    browser = world.client(lead)
    assert browser.get(f"{group.address}/gesprekken/{talk.slug}").status_code == 404
    assert submit(browser, f"{group.address}/prullenbak/stukken/{talk.id}/terugzetten").status_code == 403


# --- comments and folders ---


def removed_comments(world: World, group: Group) -> tuple[Comment, Comment, Comment]:
    """Make a removed comment that was answered, its answer, and a removed one without answers."""
    writer = world.member()
    talk = world.discussion(group, "Blijft", author=writer)
    first = world.comment(talk, "", author=writer, is_removed=True, author_function=WORD)
    answer = world.comment(talk, STAYS, reply_to=first)
    alone = world.comment(talk, "", author=writer, is_removed=True)
    for comment in (first, alone):
        world.keep(CommentText(comment_id=comment.id, html=WORD))
        with world.context():
            moment = {"removed_at": now() - OVERDUE, "removed_by_id": writer.id}
            db.session.execute(update(Comment).where(Comment.id == comment.id).values(**moment))
            ids = {"item_id": talk.id, "comment_id": comment.id, "group_id": group.id, "member_id": writer.id}
            audit.record(world_actor(writer.id), CommentHidden(reason=WORD, **ids))
    return first, answer, alone


def test_of_a_removed_comment_only_the_place_that_others_answered_to_stays(app: Flask, world: World) -> None:
    group = world.group("Havenplan")
    first, answer, _ = removed_comments(world, group)
    work(app)
    with world.context():
        assert tables_with(WORD) == set()
    assert {row.id for row in world.all(Comment)} == {first.id, answer.id}
    assert world.one(Comment, Comment.id == first.id).removed_at is None
    assert world.count(CommentText) == 0
    work(app)
    assert world.count(AuditEntry, AuditEntry.event == "CommentPurged") == 2


def test_of_a_removed_folder_its_name_goes_too(app: Flask, world: World) -> None:
    group, lead = world.group("Havenplan"), world.member()
    folder = world.folder(group, WORD, slug=f"map-{WORD}")
    document = world.document(group, "blijft.txt", folder=folder)
    with world.context():
        for title in (WORD, STAYS):
            audit.record(world_actor(lead.id), FolderMade(group_id=group.id, title=title))
        long_ago = {"is_removed": True, "removed_at": now() - OVERDUE}
        db.session.execute(update(Folder).where(Folder.id == folder.id).values(**long_ago))
    work(app)
    with world.context():
        assert tables_with(WORD) == set()
        assert "audit_detail" in tables_with(STAYS)
    assert world.one(Document, Document.id == document.id).folder_id is None
    assert world.count(AuditDetail) == 1


# --- at once, and what comes later ---


def test_two_workers_at_once_purge_everything_once(busy_site: Site) -> None:
    world = busy_site.world
    group = world.group("Havenplan")
    for number in range(12):
        gone(world, world.discussion(group, f"{WORD} {number}"))
    together = Barrier(2)

    def purge() -> None:
        with world.app.test_request_context():
            together.wait(timeout=30)
            empty_trash()
            db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(purge) for _ in range(2)]:
            done.result()
    assert world.count(ContentItem) == 0
    assert world.count(AuditEntry, AuditEntry.event == "ItemPurged") == 12


def test_what_is_put_back_while_the_worker_purges_is_back_whole_or_gone_whole(busy_site: Site) -> None:
    world, count = busy_site.world, 12
    coordinator = world.member()
    group = world.group("Havenplan", coordinator=coordinator)
    talks = [world.discussion(group, f"{WORD} {number}") for number in range(count)]
    for number, talk in enumerate(talks):
        world.comment(talk)
        # The time of one after the other is over while the others are put back.
        gone(world, talk, KEPT_FOR - timedelta(seconds=0.4 + number * 0.1))
    is_over = Event()

    def purge() -> None:
        with world.app.test_request_context():
            while not is_over.wait(timeout=0.02):
                empty_trash()
                db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        purging_on = pool.submit(purge)
        browser = Browser(busy_site, coordinator)
        for talk in reversed(talks):
            answer = browser.post(f"{group.address}/prullenbak/stukken/{talk.id}/terugzetten")
            # Back, gone already, or its time is over and the worker comes for it.
            assert answer.status_code in (303, 403)
        is_over.set()
        purging_on.result()
    back = {row.id for row in world.all(ContentItem, ContentItem.state == State.PUBLISHED)}
    assert talks[-1].id in back
    assert {row.item_id for row in world.all(AuditEntry, AuditEntry.event == "ItemRestored")} == back
    left = {row.id for row in world.all(ContentItem)}
    assert world.count(AuditEntry, AuditEntry.event == "ItemPurged") == count - len(left)
    assert {row.item_id for row in world.all(Comment)} == left


def test_every_column_with_the_key_of_a_file_is_known() -> None:
    plain = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.c
        if column.name.endswith("_key") and column.name not in ("submit_key",)
    }
    known = {(name, column) for name, (columns, _) in purging.FILES.items() for column in columns}
    assert plain == known


def test_what_hangs_on_an_item_is_found_along_the_foreign_keys() -> None:
    names = {column.table.name for column in purging.pointing_at(purging.table_of("content_item"))}
    assert {"comment", "decision", "document", "wiki_page", "revision", "item_theme", "follow"} <= names
    for table, column in purging.LIVES_ON:
        assert purging.table_of(table).c[column].nullable


def test_the_voters_of_a_purged_vote_go_with_it(app: Flask, world: World) -> None:
    vote = vote_with_ballots(world, world.group(), WORD)
    gone(world, vote)
    work(app)
    assert world.count(Voter) == world.count(Ballot) == world.count(Decision) == 0


def test_what_came_out_of_something_that_goes_begins_a_trail_of_its_own(app: Flask, world: World) -> None:
    group = world.group()
    talk, vote, action, news = (
        world.discussion(group),
        world.decision(group),
        world.action(group),
        world.post(),
    )
    for item, origin in ((talk, None), (vote, talk), (action, vote), (news, vote)):
        world.keep(TrailPlace(item_id=item.id, origin_id=origin.id if origin else None, trail_id=talk.id))
    gone(world, vote)
    work(app)
    left = {place.item_id: (place.origin_id, place.trail_id) for place in world.all(TrailPlace)}
    assert left == {talk.id: (None, talk.id), action.id: (None, action.id), news.id: (None, news.id)}


def test_what_was_public_of_a_decision_stays_when_the_decision_goes(app: Flask, world: World) -> None:
    region = world.region()
    group = world.group(region_id=region.id)
    vote = world.decision(group, region_id=region.id, outcome=f"<p>{STAYS}</p>", outcome_at=now())
    public = world.announcement(vote)
    gone(world, vote)
    work(app)
    assert world.count(Decision) == 0
    assert STAYS in world.client(None).get(public.address).text
    assert submit(world.client(world.moderator()), f"{public.address}/intrekken").status_code == 303
