"""Members who stay away for a year: asked, reminded, and no members any more; who signs in stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import services
from community.accounts.models import Member, MemberState, Role
from community.accounts.oidc import SignedInPerson
from community.audit.models import AuditEntry
from community.core.clock import now
from community.core.db import db
from community.groups.models import CoordinatorOffer, Group, GroupMembership, GroupRole
from community.jobs.drain import drain
from community.jobs.models import Outbox
from community.membership.services import absence
from community.membership.tasks import ask_absent_members, end_absent
from community.policy import CLOCK, Refused
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails_to, plain
from tests.site.test_settings import SETTINGS

SignIn = Callable[[Member], FlaskClient]
YEAR = timedelta(days=365)


def seen(world: World, name: str, ago: timedelta, **more: Any) -> Member:
    """Make a member who signed in last so long ago."""
    return world.member(name, last_seen_at=now() - ago, joined_at=now() - 3 * YEAR, **more)


def round_of_the_worker(app: Flask) -> None:
    """Let the worker make its round, and do what that asks for."""
    with app.test_request_context():
        ask_absent_members()
        db.session.commit()
        drain()
        db.session.remove()


def days_later(days: float) -> Any:
    return time_machine.travel(now() + timedelta(days=days), tick=True)


def state_of(world: World, member: Member) -> MemberState:
    return world.one(Member, Member.id == member.id).state


def asked_at(world: World, member: Member) -> datetime | None:
    return world.one(Member, Member.id == member.id).confirm_asked_at


def arrive(world: World, member: Member) -> None:
    """Sign in as this member does, with what a provider vouches for."""
    identity = world.identity(member)
    person = SignedInPerson(identity.provider, identity.issuer, identity.subject, member.name, member.email)
    with world.context():
        services.sign_in(person, device="")


def test_who_was_not_seen_for_a_year_is_asked_reminded_and_then_no_member_any_more(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    away, here = seen(world, "Lang Weg", YEAR + timedelta(days=1)), seen(world, "Vaak Hier", YEAR - timedelta(days=2))
    group = world.group("Wonen", members=(away,))
    comment = world.comment(world.post(), "Dit blijft staan.", author=away)
    round_of_the_worker(app)
    (mail,) = mails_to(app, away.email)
    assert "Wil je lid blijven" in str(mail["Subject"]) and "/mijn" in plain(mail)
    assert asked_at(world, here) is None
    with days_later(29):
        round_of_the_worker(app)
        assert len(mails_to(app, away.email)) == 1
    with days_later(31):
        round_of_the_worker(app)
        mails = [str(mail["Subject"]) for mail in mails_to(app, away.email)]
        assert len(mails) == 2 and any("Nog een keer" in subject for subject in mails)
    with days_later(59):
        round_of_the_worker(app)
        assert state_of(world, away) == MemberState.MEMBER
        assert len(mails_to(app, away.email)) == 2
    with days_later(61):
        round_of_the_worker(app)
        round_of_the_worker(app)
        assert state_of(world, away) == MemberState.LEFT
        assert any("geen lid meer" in str(mail["Subject"]) for mail in mails_to(app, away.email))
        assert len(mails_to(app, away.email)) == 3
        assert world.count(GroupMembership, GroupMembership.member_id == away.id) == 0
        assert world.one(Group, Group.id == group.id).member_count == 1
        assert comment.html == "<p>Dit blijft staan.</p>"
        moderator = sign_in(world.moderator())
        line = "beëindigde het lidmaatschap van Lang Weg: geen reactie"
        for path in ("/beheer", "/beheer/logboek", f"/beheer/leden/{away.slug}"):
            assert line in moderator.get(path).text, path
        assert "geen reactie op de vraag van" in moderator.get("/beheer/leden?status=left").text
        # Coming back is a sign-in and an application, as for everybody who left.
        assert sign_in(away).get("/lid-worden/aanvraag").status_code == 200


def test_signing_in_is_enough_to_stay(app: Flask, world: World) -> None:
    away = seen(world, "Komt Terug", 2 * YEAR)
    round_of_the_worker(app)
    with days_later(40):
        round_of_the_worker(app)
        arrive(world, away)
        assert asked_at(world, away) is None
        assert world.count(AuditEntry, AuditEntry.event == "AbsentStayed", AuditEntry.member_id == away.id) == 1
    with days_later(70):
        round_of_the_worker(app)
        assert state_of(world, away) == MemberState.MEMBER
        assert len(mails_to(app, away.email)) == 2


def test_an_answer_that_comes_while_the_end_waits_counts(app: Flask, world: World) -> None:
    away = seen(world, "Net Op Tijd", 2 * YEAR)
    for days in (0, 31):
        with days_later(days):
            round_of_the_worker(app)
    with days_later(61), app.test_request_context():
        ask_absent_members()
        db.session.commit()
        assert db.session.query(Outbox).filter_by(task="membership.end_absent", done_at=None).count() == 1
        db.session.remove()
    with days_later(61):
        arrive(world, away)
        with world.context():
            end_absent(away.id)
        assert state_of(world, away) == MemberState.MEMBER


def test_two_rounds_at_the_same_moment_ask_once(app: Flask, world: World) -> None:
    away = seen(world, "Lang Weg", 2 * YEAR)
    for _ in range(3):
        round_of_the_worker(app)
    assert len(mails_to(app, away.email)) == 1
    assert world.count(AuditEntry, AuditEntry.event == "AbsentAsked") == 1


def test_a_site_that_asks_nobody_ends_nothing(app: Flask, world: World) -> None:
    away = seen(world, "Lang Weg", 2 * YEAR)
    for days in (0, 31):
        with days_later(days):
            round_of_the_worker(app)
    world.setting(reconfirm_after_days=0)
    other = seen(world, "Ook Weg", 2 * YEAR)
    with days_later(100):
        round_of_the_worker(app)
        with world.context():
            end_absent(away.id)
    assert (state_of(world, away), asked_at(world, other)) == (MemberState.MEMBER, None)


def test_the_days_are_those_of_the_settings(app: Flask, world: World) -> None:
    world.setting(reconfirm_after_days=30, reconfirm_within_days=14)
    away = seen(world, "Even Weg", timedelta(days=31))
    round_of_the_worker(app)
    assert asked_at(world, away)
    with days_later(8):
        round_of_the_worker(app)
    with days_later(16):
        round_of_the_worker(app)
    assert state_of(world, away) == MemberState.LEFT


def test_nobody_loses_their_membership_within_a_week_of_the_reminder(app: Flask, world: World) -> None:
    away = seen(world, "Lang Weg", 2 * YEAR)
    round_of_the_worker(app)
    # The worker stood still for a year: the reminder comes first.
    with days_later(365):
        round_of_the_worker(app)
        round_of_the_worker(app)
        assert state_of(world, away) == MemberState.MEMBER
    with days_later(373):
        round_of_the_worker(app)
        assert state_of(world, away) == MemberState.LEFT


def test_an_administrator_is_asked_but_stays(app: Flask, world: World, sign_in: SignIn) -> None:
    boss = seen(world, "Baas Weg", 2 * YEAR, role=Role.ADMINISTRATOR)
    for days in (0, 31, 61, 100):
        with days_later(days):
            round_of_the_worker(app)
    assert state_of(world, boss) == MemberState.MEMBER
    mail = mails_to(app, boss.email)[0]
    assert "eindigt je lidmaatschap niet vanzelf" in " ".join(plain(mail).split())
    page = sign_in(world.moderator()).get("/beheer/leden?status=member&gevraagd=ja").text
    assert "Baas Weg" in page and "beheerder: eindigt niet vanzelf" in page
    with world.context(), pytest.raises(Refused):
        absence.end(CLOCK, db.session.get_one(Member, boss.id))


def test_a_group_whose_last_coordinator_stays_away_asks_the_next(app: Flask, world: World) -> None:
    away, next_one = seen(world, "Trekker Weg", 2 * YEAR), world.member("Volgende Trekker", last_seen_at=now())
    group = world.group("Havens", coordinator=away, members=(next_one,))
    world.moderator()
    for days in (0, 31, 61):
        with days_later(days):
            round_of_the_worker(app)
    assert state_of(world, away) == MemberState.LEFT
    offer = world.one(CoordinatorOffer, CoordinatorOffer.group_id == group.id)
    assert offer.member_id == next_one.id
    assert world.count(GroupMembership, GroupMembership.role == GroupRole.COORDINATOR) == 0


def test_moderators_hear_of_a_group_that_nobody_is_left_to_run(app: Flask, world: World) -> None:
    away, moderator = seen(world, "Trekker Weg", 2 * YEAR), world.moderator()
    world.group("Havens", coordinator=away)
    for days in (0, 31, 61):
        with days_later(days):
            round_of_the_worker(app)
    assert any("Havens" in plain(mail) for mail in mails_to(app, moderator.email))


def test_who_is_suspended_or_without_an_address_is_not_asked(app: Flask, world: World, sign_in: SignIn) -> None:
    kept_out = seen(world, "Ge Schorst", 2 * YEAR, state=MemberState.SUSPENDED)
    silent = seen(world, "Geen Adres", 2 * YEAR, email="")
    round_of_the_worker(app)
    assert asked_at(world, kept_out) is None and asked_at(world, silent) is None
    # Who was asked before they were suspended has not had their term.
    away = seen(world, "Eerst Gevraagd", 2 * YEAR)
    round_of_the_worker(app)
    path, browser = f"/beheer/leden/{away.slug}", sign_in(world.moderator())
    submit(browser, f"{path}/schorsen", {"reason": "Even niet.", "term": ""}, form_at=path)
    submit(browser, f"{path}/schorsing-beeindigen", form_at=path)
    assert asked_at(world, away) is None


def test_moderators_see_who_was_asked_and_since_when(app: Flask, world: World, sign_in: SignIn) -> None:
    seen(world, "Lang Weg", 2 * YEAR)
    seen(world, "Pas Nog Hier", timedelta(days=3))
    round_of_the_worker(app)
    browser = sign_in(world.moderator())
    page = browser.get("/beheer/leden?status=member&gevraagd=ja").text
    assert "Lang Weg" in page and "Pas Nog Hier" not in page
    assert "gevraagd om lid te blijven:" in page
    assert "Pas Nog Hier" in browser.get("/beheer/leden?status=member").text
    assert sign_in(world.member()).get("/beheer/leden?status=member&gevraagd=ja").status_code == 403


def test_a_round_takes_the_same_number_of_questions_for_few_as_for_many(
    app: Flask, world: World, count_queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    def count() -> int:
        def run() -> None:
            with app.test_request_context():
                ask_absent_members()
                db.session.commit()
                db.session.remove()

        return len([each for each in count_queries(run) if each.startswith("SELECT")])

    seen(world, "Lang Weg", 2 * YEAR)
    few = count()
    for number in range(12):
        seen(world, f"Lang Weg {number}", 2 * YEAR)
    assert count() == few


def test_the_days_are_set_by_an_administrator_and_only_sensible_ones(world: World, sign_in: SignIn) -> None:

    boss = sign_in(world.administrator())
    for wrong in ({"reconfirm_after_days": "7"}, {"reconfirm_within_days": "3"}, {"reconfirm_after_days": "-1"}):
        assert submit(boss, "/beheer/instellingen", SETTINGS | wrong, form_at="/beheer/instellingen").status_code == 422
    right = {"reconfirm_after_days": "0", "reconfirm_within_days": "90"}
    assert submit(boss, "/beheer/instellingen", SETTINGS | right, form_at="/beheer/instellingen").status_code == 303
    assert 'value="90"' in boss.get("/beheer/instellingen").text
