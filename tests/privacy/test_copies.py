"""A copy of one's own data: asked for, made by the worker, fetched by nobody else, and gone after its days."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from community.accounts.models import Member, MemberState
from community.content.models import State
from community.core.clock import now
from community.core.db import db
from community.membership.models import Application, MemberNote
from community.privacy.models import DataCopy
from community.privacy.tasks import keep_terms
from community.reports.models import Report, ReportCase, ReportReason
from tests.builders.fixtures import submit
from tests.builders.world import World

Work = Callable[..., None]
PAGE = "/mijn/gegevens"


def asked_and_made(world: World, person: Member, work: Work) -> tuple[FlaskClient, DataCopy]:
    """Let somebody ask for a copy, and the worker make it."""
    client = world.client(person)
    assert submit(client, PAGE, form_at=PAGE).status_code == 303
    work()
    return client, world.one(DataCopy)


def opened(answer: Any) -> zipfile.ZipFile:
    """Open the zip of an answer."""
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    return archive


def test_a_copy_holds_what_is_of_the_person_to_read_for_machines_and_as_files(world: World, work: Work) -> None:
    person = world.member("Vraagt Op", function="adviseur <wonen>", about="Over mij.")
    group = world.group("Kades", members=(person,))
    world.keep(Application(member_id=person.id, function="f", motivation="Daarom wil ik."))
    world.post("Mijn concept", author=person, state=State.DRAFT)
    world.comment(world.post(), "Mijn reactie.", author=person)
    for number in (1, 2):
        world.document(group, "plan.txt", f"Het plan {number}.".encode(), author=person, name_folded=f"p{number}")
    client, copy = asked_and_made(world, person, work)
    archive = opened(submit(client, copy.address, form_at=PAGE))
    data = json.loads(archive.read("data.json"))
    assert data["member"]["name"] == "Vraagt Op" and data["member"]["about"] == "Over mij."
    assert data["application.member_id"][0]["motivation"] == "Daarom wil ik."
    assert {row["title"] for row in data["content_item.author_id"]} >= {"Mijn concept", "plan.txt"}
    assert data["comment.author_id"][0]["html"] == "<p>Mijn reactie.</p>"
    page = archive.read("index.html").decode()
    assert "adviseur &lt;wonen&gt;" in page and "Daarom wil ik." in page and "Aanvragen van het lidmaatschap" in page
    assert archive.read("documenten/plan.txt") == b"Het plan 1."
    assert archive.read("documenten/plan (2).txt") == b"Het plan 2."
    assert copy.byte_count == len(client.application.extensions["storage"].get(copy.storage_key))


def test_what_others_wrote_about_somebody_is_not_in_it_nor_who_reported(world: World, work: Work) -> None:
    person, other = world.member("Ge Meld"), world.member("Meldt Stil")
    world.keep(MemberNote(member_id=person.id, author_id=other.id, text="notitie-over-iemand"))
    case = world.keep(ReportCase(thing=f"member:{person.id}", profile_id=person.id, about_id=person.id))
    words = "woorden-van-de-melder"
    world.keep(Report(case_id=case.id, member_id=other.id, reason=ReportReason.RUDE, words=words))
    world.comment(world.post("Post"), "van-een-ander", author=other)
    client, copy = asked_and_made(world, person, work)
    archive = opened(submit(client, copy.address, form_at=PAGE))
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for word in ("notitie-over-iemand", words, "van-een-ander", str(other.id), "Meldt Stil"):
        assert word not in whole


def test_nobody_else_fetches_it(world: World, work: Work) -> None:
    _client, copy = asked_and_made(world, world.member(), work)
    for other in (world.member(), world.administrator()):
        assert submit(world.client(other), copy.address, form_at=PAGE).status_code == 404
    # Without a token, as from a link that somebody was sent.
    assert world.client().post(copy.address).status_code in (303, 400, 401)
    assert world.client().get(copy.address).status_code in (303, 404, 405)


def test_there_is_one_at_a_time_and_the_page_says_how_it_stands(world: World, work: Work, mails: Path) -> None:
    person = world.member("Wacht Even")
    client = world.client(person)
    assert "Er staat geen kopie klaar" in client.get(PAGE).text
    for _ in range(2):
        submit(client, PAGE, form_at="/mijn/lidmaatschap-beeindigen")
    assert world.count(DataCopy) == 1
    waits = client.get(PAGE).text
    assert "We maken je kopie" in waits and "hx-get" in waits
    work()
    part = client.get("/mijn/gegevens/stand").text
    assert "Haal de kopie op" in part and "hx-get" not in part and "<html" not in part
    (mail,) = mails.glob("*data_copy*")
    assert b"/mijn/gegevens" in mail.read_bytes()


def test_a_copy_is_gone_after_its_days_from_the_page_and_from_the_files(world: World, work: Work) -> None:
    client, copy = asked_and_made(world, world.member(), work)
    assert copy.expires_at and copy.expires_at > now() + timedelta(days=6)
    with world.context():
        db.session.execute(update(DataCopy).values(expires_at=now() - timedelta(seconds=1)))
    assert submit(client, copy.address, form_at=PAGE).status_code == 404
    work(keep_terms)
    assert world.count(DataCopy) == 0
    assert not world.app.extensions["storage"].holds(copy.storage_key)


def test_who_is_not_let_in_has_a_copy_as_well(world: World, work: Work) -> None:
    for state in (MemberState.NEW, MemberState.REFUSED, MemberState.SUSPENDED, MemberState.LEFT):
        person = world.member(state=state)
        client = world.client(person)
        assert submit(client, PAGE, form_at=PAGE).status_code == 303
        work()
        copy = world.one(DataCopy, DataCopy.member_id == person.id)
        opened(submit(client, copy.address, form_at=PAGE))


def test_the_page_asks_as_many_queries_however_much_there_is(
    world: World, count_queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    person = world.member()
    client = world.client(person)
    few = len(count_queries(lambda: client.get(PAGE)))
    for _ in range(5):
        world.comment(world.post(), author=person)
        world.keep(DataCopy(member_id=person.id, made_at=now(), expires_at=now(), storage_key="k"))
    assert len(count_queries(lambda: client.get(PAGE))) == few
