"""Moderators find lines by who, whom, what, group and period, and take them out as a file, which is a line itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from community import audit
from community.accounts.models import Member
from community.audit.events import CommentHidden, SignedIn, all_events
from community.audit.group_events import GroupMemberRemoved
from community.audit.kinds import kinds
from community.audit.log import write
from community.audit.member_events import MemberSuspended
from community.audit.models import AuditEntry
from community.core.clock import now
from community.core.db import db
from community.groups.models import Access
from community.policy import Actor
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
PATH = "/beheer/logboek"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def note(world: World, actor: Member, event: audit.events.Event, *, days_ago: int = 0) -> None:
    with world.context():
        moment = now() - timedelta(days=days_ago) if days_ago else None
        write(db.session, Actor(id=actor.id), event, at=moment)


def found(client: FlaskClient, query: str) -> int:
    page = client.get(f"{PATH}?{query}")
    assert page.status_code == 200
    return page.text.count('class="log__line"')


def take_out(client: FlaskClient, form: str, **asked: str) -> str:
    answer = submit(client, f"{PATH}/bestand", {"vorm": form} | asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return answer.get_data(as_text=True)


def test_every_event_stands_in_one_kind() -> None:
    shown = [name for label, names in kinds().values() for name in names]
    assert sorted(shown) == sorted(all_events())


def test_the_log_is_found_by_event_person_and_period(world: World, sign_in: SignIn) -> None:
    moderator, second = world.moderator("Mia Moderator"), world.moderator("Nel Nadenker")
    one, two = world.member("Een Lid"), world.member("Twee Lid")
    note(world, moderator, MemberSuspended(member_id=one.id, reason="Grof.", until=""), days_ago=10)
    note(world, second, MemberSuspended(member_id=two.id, reason="Grof.", until=""), days_ago=3)
    note(world, one, SignedIn(member_id=one.id), days_ago=3)
    client = sign_in(moderator)
    # The days of a filter are those of Amsterdam.
    ten, three = ((now() - timedelta(days=days)).astimezone(AMSTERDAM).date().isoformat() for days in (10, 3))
    for query, count in {
        "": 3,
        "soort=schorsingen": 2,
        "soort=SignedIn": 1,
        "door=mia": 1,
        "door=mia+moderator&soort=SignedIn": 0,
        "over=lid": 2 + 1,
        "over=twee": 1,
        "door=nel&over=een": 0,
        "door=nel&over=twee": 1,
        "door=niemand": 0,
        f"wie={one.id}": 2,
        f"wie={one.id}&soort=aanmelden": 1,
        f"tot={ten}": 1,
        f"van={three}": 2,
        f"van={ten}&tot={three}": 3,
        f"van={three}&tot={ten}": 0,
        "van=onzin&tot=9999-99-99&soort=onzin&wie=x": 3,
        "groep=bestaat-niet": 0,
    }.items():
        assert found(client, query) == count, query


@pytest.mark.parametrize("access", [Access.CLOSED, Access.HIDDEN])
def test_nobody_learns_by_asking_what_was_done_to_whom_in_a_group_they_have_not_opened(
    world: World, sign_in: SignIn, access: Access
) -> None:
    lead, gone = world.member("Trijntje Trekker"), world.member("Gerda Groepslid")
    group = world.group("Havenplan", access=access, coordinator=lead)
    note(world, lead, GroupMemberRemoved(group_id=group.id, member_id=gone.id, reason="Ruzie."))
    client = sign_in(world.moderator())
    asked = ("over=gerda", f"wie={gone.id}", f"groep={group.slug}")
    assert found(client, "soort=GroupMemberRemoved") == 1
    assert [found(client, query) for query in asked] == [0, 0, 0]
    assert "Havenplan" not in client.get(PATH).text
    assert "Gerda" not in take_out(client, "csv") and "Ruzie" not in take_out(client, "json")
    submit(client, f"{group.address}/meekijken")
    assert [found(client, query) for query in asked[:2]] == [1, 1] and found(client, asked[2]) == 2
    assert "Ruzie" in take_out(client, "json", groep=group.slug)


def test_a_file_is_read_by_spreadsheets_as_text_alone_and_is_logged_before(world: World, sign_in: SignIn) -> None:
    moderator, member = world.moderator(), world.member("=cmd|' /C calc'!A1")
    for reason in ("=1+1", "+31 6", "-2", "@SUM(A1)", "\t=1", 'met "aanhaling"; en ; punt', "twee\nregels"):
        note(world, moderator, MemberSuspended(member_id=member.id, reason=reason, until=""))
    note(world, member, CommentHidden(item_id=1, comment_id=1, member_id=member.id, reason="=2"))
    text = take_out(sign_in(moderator), "csv", soort="schorsingen")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff") and len(rows) == 8
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert {row[-1] for row in rows[1:]} == {"MemberSuspended"}
    logged = world.one(AuditEntry, AuditEntry.event == "LogExported")
    assert logged.actor_id == moderator.id
    assert "haalde regels uit het logboek als bestand (csv; soort=schorsingen)" in sign_in(moderator).get(PATH).text
    names = take_out(sign_in(moderator), "csv", soort="CommentHidden")
    assert "\"'=cmd" in names or ",'=cmd" in names


def test_a_long_file_is_whole_and_in_order(world: World, sign_in: SignIn) -> None:
    moderator, member = world.moderator(), world.member("Een Lid")
    with world.context():
        for number in range(1203):
            write(
                db.session, Actor(id=moderator.id), MemberSuspended(member_id=member.id, reason=f"R{number}.", until="")
            )
    kept = json.loads(take_out(sign_in(moderator), "json", soort="schorsingen"))
    assert [line["details"] for line in kept["lines"]] == [f"Reden: R{number}." for number in reversed(range(1203))]
    assert kept["is_complete"] is True


def test_only_moderators_take_the_log_out(world: World, sign_in: SignIn) -> None:
    member = world.member()
    world.group(coordinator=member)
    for browser in (sign_in(member), sign_in(world.editor())):
        assert submit(browser, f"{PATH}/bestand", {"vorm": "csv"}).status_code == 403
        assert browser.get(PATH).status_code == 403
    moderator = sign_in(world.moderator())
    assert submit(moderator, f"{PATH}/bestand", {"vorm": "xlsx"}).status_code == 400
    assert world.count(AuditEntry, AuditEntry.event == "LogExported") == 0


def test_the_log_with_every_filter_takes_ten_queries_at_most(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    moderator, member = world.moderator(), world.member("Een Lid")
    group = world.group(coordinator=member, members=(moderator,))
    for number in range(60):
        event = CommentHidden(item_id=number, comment_id=1, member_id=member.id, group_id=group.id, reason="Grof.")
        note(world, moderator, event)
    client = sign_in(moderator)
    asked = (f"soort=reacties&wie={member.id}", "over=lid", "door=mild&over=lid", f"groep={group.slug}&soort=reacties")
    for query in ("", *asked):
        assert found(client, query) == 50
        assert len(count_queries(lambda query=query: client.get(f"{PATH}?{query}"))) <= 10, query
