"""The log as moderators read it: sentences with names, filters, and page by page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from community import audit
from community.accounts.models import Member
from community.audit.events import all_events
from community.audit.member_events import ApplicationRefused, MemberSuspended
from community.audit.models import AuditDetail
from community.core.db import db
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
PATH = "/beheer/logboek"


def test_the_log_says_in_dutch_who_did_what_and_why(world: World, sign_in: SignIn) -> None:
    moderator, member = world.moderator("Gerard Oordeelt"), world.member("Dirk Fel")
    with world.context():
        actor = world_actor(moderator)
        audit.record(actor, MemberSuspended(member_id=member.id, reason="100% grof", until="2030-02-01T10:00+00:00"))
    page = sign_in(moderator).get(PATH).text
    assert "<strong>Gerard Oordeelt</strong> schorste Dirk Fel" in page
    assert "Reden: 100% grof" in page and "Tot: 01-02-2030" in page


def world_actor(member: Member) -> audit.log.Actor:
    return audit.log.Actor(id=member.id)


def test_what_was_erased_is_said_to_be_erased(world: World, sign_in: SignIn) -> None:
    moderator, member = world.moderator(), world.member("Weg Gewist")
    with world.context():
        event = ApplicationRefused(member_id=member.id, application_id=1, reason="Iets persoonlijks.")
        audit.record(world_actor(moderator), event)
    with world.context():
        db.session.execute(delete(AuditDetail))
    page = sign_in(moderator).get(PATH).text
    assert "wees de aanvraag van Weg Gewist af" in page
    assert "gewist" in page and "Iets persoonlijks." not in page


def test_the_log_is_filtered_by_kind_and_person(world: World, sign_in: SignIn) -> None:
    moderator, one, two = world.moderator(), world.member("Een Lid"), world.member("Twee Lid")
    with world.context():
        for member in (one, two):
            audit.record(world_actor(moderator), MemberSuspended(member_id=member.id, reason="Grof.", until=""))
    client = sign_in(moderator)
    assert "schorste Een Lid" in client.get(f"{PATH}?soort=schorsingen").text
    assert "schorste" not in client.get(f"{PATH}?soort=aanmelden").text
    about = client.get(f"{PATH}?wie={one.id}").text
    assert "schorste Een Lid" in about and "schorste Twee Lid" not in about


@pytest.mark.parametrize("query", ["na=x", "wie=x", "wie=99999999999999999999", "soort=%00", "na=%00"])
def test_an_address_that_makes_no_sense_shows_the_log(world: World, sign_in: SignIn, query: str) -> None:
    assert sign_in(world.moderator()).get(f"{PATH}?{query}").status_code == 200


def test_the_log_is_read_page_by_page_with_the_same_few_queries(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    moderator = world.moderator()
    client = sign_in(moderator)
    few = count_queries(lambda: client.get(PATH))
    with world.context():
        for number in range(60):
            member_id = world_member(number)
            audit.record(world_actor(moderator), MemberSuspended(member_id=member_id, reason=f"R{number}", until=""))
    first = client.get(PATH).text
    assert first.count('class="log__line"') == 50
    older = re.search(r'href="([^"]+)"\s+rel="next"', first)
    assert older
    assert client.get(older.group(1).replace("&amp;", "&")).text.count('class="log__line"') == 10
    assert len(count_queries(lambda: client.get(PATH))) <= len(few) + 3


def world_member(number: int) -> int:
    member = Member(name=f"Lid {number}", name_folded=f"lid {number}", slug=f"lid-{number}")
    db.session.add(member)
    db.session.flush()
    return member.id


def test_every_event_has_a_sentence(world: World) -> None:
    with world.context():
        assert [name for name, kind in all_events().items() if not str(kind.sentence)] == []
