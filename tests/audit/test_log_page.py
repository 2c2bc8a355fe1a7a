"""The log as moderators read it: sentences with names, filters, and page by page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from community import audit
from community.accounts.models import Member, Role
from community.audit.events import CommentHidden, all_events
from community.audit.group_events import GroupLeft, GroupMemberRemoved
from community.audit.member_events import ApplicationRefused, MemberSuspended
from community.audit.models import AuditDetail
from community.core.db import db
from community.groups.models import Access
from tests.builders.fixtures import submit
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
    assert "Gegevens: gewist" in page and "Iets persoonlijks." not in page


def test_the_log_is_filtered_by_kind_and_person(world: World, sign_in: SignIn) -> None:
    moderator, one, two = world.moderator(), world.member("Een Lid"), world.member("Twee Lid")
    with world.context():
        for member in (one, two):
            audit.record(world_actor(moderator), MemberSuspended(member_id=member.id, reason="Grof.", until=""))
    client = sign_in(moderator)
    assert "schorste Een Lid" in client.get(f"{PATH}?soort=schorsingen").text
    assert "schorste Een" not in client.get(f"{PATH}?soort=aanmelden").text
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


@pytest.mark.parametrize("access", Access)
def test_what_was_done_in_a_group_is_told_without_names_and_reasons_until_it_is_opened(
    world: World, sign_in: SignIn, access: Access
) -> None:
    coordinator, gone = world.member("Trijntje Trekker"), world.member("Gerda Groepslid")
    group = world.group("Havenplan", access=access, coordinator=coordinator)
    talk = world.discussion(group, "Geheim plan", author=gone)
    comment = world.comment(talk, author=gone)
    with world.context():
        of_group = {"group_id": group.id, "member_id": gone.id}
        hidden = CommentHidden(item_id=talk.id, comment_id=comment.id, reason="Schelden.", **of_group)
        for event in (hidden, GroupMemberRemoved(reason="Steeds ruzie.", **of_group), GroupLeft(**of_group)):
            audit.record(world_actor(coordinator), event)
    client = sign_in(world.moderator())
    pages = (PATH, f"{PATH}?soort=reacties", "/beheer", f"/beheer/leden/{coordinator.slug}")
    for path in pages:
        page = client.get(path).text
        assert "<strong>Trijntje Trekker</strong> verborg een reactie" in page
        assert "te lezen als je de werkgroep hebt geopend" in page and "Gegevens: gewist" not in page
        for inside in ("Gerda Groepslid", "Schelden.", "Steeds ruzie.", "Geheim plan", "Havenplan", group.slug):
            assert inside not in page, f"{inside} on {path}"
    submit(client, f"{group.address}/meekijken")
    for path in pages:
        page = client.get(path).text
        assert "verborg een reactie: Gerda Groepslid" in page and "Reden: Schelden." in page
        assert "te lezen als je" not in page
    # Another sign-in of the same moderator opens it again.
    assert "Schelden." not in sign_in(world.one(Member, Member.role == Role.MODERATOR)).get(PATH).text


def test_a_moderator_who_is_in_a_group_reads_its_lines_in_full(world: World, sign_in: SignIn) -> None:
    moderator, gone = world.moderator(), world.member("Gerda Groepslid")
    group = world.group(access=Access.HIDDEN, members=(moderator,))
    with world.context():
        event = GroupMemberRemoved(group_id=group.id, member_id=gone.id, reason="Steeds ruzie.")
        audit.record(world_actor(moderator), event)
    page = sign_in(moderator).get(PATH).text
    assert "haalde Gerda Groepslid uit de werkgroep" in page and "Steeds ruzie." in page


def test_every_event_has_a_sentence(world: World) -> None:
    with world.context():
        assert [name for name, kind in all_events().items() if not str(kind.sentence)] == []
