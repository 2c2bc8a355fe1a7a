"""Everybody reads who did what with what is theirs: in plain words, and no more than they may know."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields

from flask.testing import FlaskClient

from community import audit
from community.accounts.models import Member
from community.audit.events import Event, SignedIn, all_events
from community.audit.group_events import GroupCoordinatorNamed, GroupMemberRemoved, GroupRequested
from community.audit.member_events import MemberSuspended, NoteWritten, RoleGiven
from community.audit.models import TOLD_WHY, UNTOLD
from community.audit.report_events import CaseDecided, ReportMade
from community.groups.models import Access
from community.policy import VISITOR, Actor
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
PATH = "/mijn/logboek"


def note(world: World, actor: Member | None, *events: Event) -> None:
    with world.context():
        for event in events:
            audit.record(Actor(id=actor.id) if actor else VISITOR, event)


def lines(client: FlaskClient, query: str = "") -> list[str]:
    """Give the lines of the own log in plain words, the newest first."""
    page = client.get(f"{PATH}{query}")
    assert page.status_code == 200
    found = re.findall(r'<li class="log__line">(.*?)</li>', page.text, re.DOTALL)
    plain = [
        " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<time.*?</time>", "", each, flags=re.S)).split()) for each in found
    ]
    return [line.replace(" :", ":") for line in plain]


def test_somebody_reads_what_they_did_and_what_others_did_about_them(world: World, sign_in: SignIn) -> None:
    member, lead, moderator = (
        world.member("Ik Zelf"),
        world.member("Trijntje Trekker"),
        world.moderator("Gerard Streng"),
    )
    group = world.group("Havenplan", coordinator=lead, members=(member,))
    note(world, member, SignedIn(member_id=member.id), GroupRequested(group_id=group.id, member_id=member.id))
    note(world, lead, GroupCoordinatorNamed(group_id=group.id, member_id=member.id))
    note(world, moderator, MemberSuspended(member_id=member.id, reason="Grof.", until="2030-02-01T10:00+00:00"))
    client = sign_in(member)
    assert lines(client) == [
        "Een moderator of beheerder schorste jou Reden: Grof. Tot: 01-02-2030",
        "Trijntje Trekker maakte jou coördinator Werkgroep: Havenplan",
        "Jij vroeg of je mee mag doen Werkgroep: Havenplan",
        "Jij meldde je aan",
    ]
    assert [line.split()[0] for line in lines(client, "?wie=ik")] == ["Jij", "Jij"]
    assert [line.split()[0] for line in lines(client, "?wie=anderen")] == ["Een", "Trijntje"]
    assert len(lines(client, "?wie=onzin&na=x")) == 4
    assert "Gerard Streng" not in client.get(PATH).text
    assert f'href="{PATH}"' in client.get("/mijn").text


def test_the_own_log_holds_nothing_of_others_and_nothing_that_is_kept_from_its_reader(
    world: World, sign_in: SignIn
) -> None:
    member, other, moderator = world.member("Ik Zelf"), world.member("Ander Lid"), world.moderator()
    note(world, other, SignedIn(member_id=other.id))
    note(world, moderator, RoleGiven(member_id=other.id, role="editor"), NoteWritten(member_id=member.id))
    note(world, moderator, CaseDecided(member_id=member.id, verdict="dismissed", reason="Niets aan de hand."))
    note(world, None, ReportMade())
    assert lines(sign_in(member)) == []
    # Moderators are kept out of the notes about them in the same way.
    own = " ".join(lines(sign_in(moderator)))
    assert "schreef een notitie over Ik Zelf" in own


def test_of_a_group_that_somebody_left_the_own_log_names_neither_group_nor_piece(world: World, sign_in: SignIn) -> None:
    member, lead = world.member("Ik Zelf"), world.member("Trijntje Trekker")
    group = world.group("Havenplan", access=Access.HIDDEN, coordinator=lead)
    talk = world.discussion(group, "Geheim plan", author=lead)
    note(world, member, audit.events.CommentAdded(item_id=talk.id, comment_id=1, group_id=group.id))
    note(world, lead, GroupMemberRemoved(group_id=group.id, member_id=member.id, reason="Klaar."))
    client = sign_in(member)
    assert lines(client) == ["Trijntje Trekker haalde jou uit de werkgroep Reden: Klaar.", "Jij reageerde"]
    assert "Havenplan" not in client.get(PATH).text and "Geheim plan" not in client.get(PATH).text


def test_the_own_log_is_read_page_by_page_in_both_directions(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    member, moderator = world.member("Ik Zelf"), world.moderator()
    client = sign_in(member)
    note(world, member, SignedIn(member_id=member.id))
    few = len(count_queries(lambda: client.get(PATH)))
    for number in range(60):
        note(world, member, SignedIn(member_id=member.id))
        note(world, moderator, RoleGiven(member_id=member.id, role=f"r{number}"))
    first = client.get(PATH).text
    older = re.search(r'href="([^"]+na=[^"]+)"', first)
    assert older
    second = client.get(older[1].replace("&amp;", "&")).text
    newer = re.search(r'href="([^"]+voor=[^"]+)"', second)
    assert newer
    assert client.get(newer[1].replace("&amp;", "&")).text.count("log__line") == first.count("log__line") == 50
    assert sorted(re.findall(r"de rol r\d+", first + second)) == sorted(f"de rol r{number}" for number in range(10, 60))
    assert len(count_queries(lambda: client.get(PATH))) <= min(10, few + 3)


def test_what_is_kept_back_or_told_with_its_reason_are_events_that_exist() -> None:
    about = {name for name, kind in all_events().items() if "member_id" in {each.name for each in fields(kind)}}
    assert set(UNTOLD) <= about and set(TOLD_WHY) <= about and not set(UNTOLD) & set(TOLD_WHY)


def test_a_suspended_person_and_a_visitor_read_no_log(world: World, sign_in: SignIn) -> None:
    member = world.member("Ik Zelf")
    client, moderator = sign_in(member), sign_in(world.moderator())
    path = f"/beheer/leden/{member.slug}"
    submit(moderator, f"{path}/schorsen", {"reason": "Grof.", "term": "7"}, form_at=path)
    assert client.get(PATH).status_code in (302, 303)
    assert world.client().get(PATH).status_code in (302, 303)
