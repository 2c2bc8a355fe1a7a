"""Suspensions: out on the next request, with term and reason, back at the term; never the last administrator."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Role
from community.audit.models import AuditEntry
from community.core.clock import now
from community.core.db import db
from community.membership.models import Suspension
from community.membership.services.suspensions import end_due_suspensions, suspend
from community.policy import CLOCK, Refused
from tests.builders.at_once import post_all_at_once
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails_to, plain
from tests.reliability.site_process import Browser, Site
from tests.services.process import running, wait_until

SignIn = Callable[[Member], FlaskClient]
GROVE = {"reason": "Herhaald grove reacties.", "term": "7"}


def suspend_by_form(world: World, client: FlaskClient, member: Member, **more: str) -> object:
    path = f"/beheer/leden/{member.slug}"
    return submit(client, f"{path}/schorsen", GROVE | more, form_at=path)


def test_a_suspended_member_is_out_on_the_next_request_and_reads_why(app: Flask, world: World, sign_in: SignIn) -> None:
    world.setting(contact_email="beheer@site.example")
    member = world.member("Dirk Fel")
    client = sign_in(member)
    assert client.get("/leden").status_code == 200
    suspend_by_form(world, sign_in(world.moderator()), member)
    assert client.get("/leden").location == "/lid-worden/stand"
    page = client.get("/lid-worden/stand")
    assert page.status_code == 403
    assert "Herhaald grove reacties." in page.text
    assert "beheer@site.example" in page.text and "bezwaar" in page.text
    assert "Daarna gaat je lidmaatschap vanzelf weer in" in page.text
    assert client.post("/mijn/instellingen").status_code in (400, 403)
    (mail,) = mails_to(app, member.email)
    assert "Herhaald grove reacties." in plain(mail) and "beheer@site.example" in plain(mail)
    other = sign_in(world.moderator("Mod Twee"))
    for path in ("/beheer/logboek", f"/beheer/leden/{member.slug}", "/beheer"):
        assert "schorste Dirk Fel" in other.get(path).text, path


def test_a_suspension_needs_a_reason(world: World, sign_in: SignIn) -> None:
    member = world.member()
    answer = suspend_by_form(world, sign_in(world.moderator()), member, reason="")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert world.count(Suspension) == 0


def test_a_suspension_sent_twice_is_one(app: Flask, world: World, sign_in: SignIn) -> None:
    member, moderator = world.member(), sign_in(world.moderator())
    for _ in range(2):
        path = f"/beheer/leden/{member.slug}/schorsen"
        assert submit(moderator, path, GROVE, form_at="/beheer/uitnodigingen").status_code == 303
    assert world.count(Suspension) == 1
    assert len(mails_to(app, member.email)) == 1


def test_a_moderator_ends_a_suspension(app: Flask, world: World, sign_in: SignIn) -> None:
    member, moderator = world.member(), sign_in(world.moderator())
    suspend_by_form(world, moderator, member, term="")
    path = f"/beheer/leden/{member.slug}"
    for _ in range(2):
        answer = submit(moderator, f"{path}/schorsing-beeindigen", form_at="/beheer/uitnodigingen")
        assert answer.status_code == 303
    assert sign_in(member).get("/leden").status_code == 200
    assert world.one(Suspension).ended_at is not None
    assert world.count(AuditEntry, AuditEntry.event == "SuspensionEnded") == 1
    assert any("Je schorsing is voorbij" in plain(mail) for mail in mails_to(app, member.email))


def test_moderators_suspend_no_moderators_and_nobody_themselves(world: World, sign_in: SignIn) -> None:
    one, two, administrator = world.moderator("Mod Een"), world.moderator("Mod Twee"), world.administrator()
    client = sign_in(one)
    for target in (one, two, administrator):
        path = f"/beheer/leden/{target.slug}/schorsen"
        assert submit(client, path, GROVE, form_at="/beheer/uitnodigingen").status_code == 403
    assert world.count(Member, Member.state == MemberState.SUSPENDED) == 0
    suspend_by_form(world, sign_in(administrator), one)
    assert world.one(Member, Member.id == one.id).state == MemberState.SUSPENDED


def test_a_suspension_ends_at_its_term_and_not_before(app: Flask, world: World) -> None:
    moderator = world.actor(world.moderator())
    due, later, forever = world.member("Nu"), world.member("Straks"), world.member("Nooit")
    terms = {due: now() - timedelta(seconds=1), later: now() + timedelta(hours=1), forever: None}
    with world.context():
        for member, until in terms.items():
            suspend(moderator, db.session.get_one(Member, member.id), reason="Grof.", until=until)
    with world.context():
        assert end_due_suspensions(CLOCK) == 1
    with world.context():
        assert end_due_suspensions(CLOCK) == 0
    states = {member.name: world.one(Member, Member.id == member.id).state.value for member in terms}
    assert states == {"Nu": "member", "Straks": "suspended", "Nooit": "suspended"}
    assert world.count(AuditEntry, AuditEntry.event == "SuspensionExpired", AuditEntry.actor_id == 0) == 1


def test_only_the_clock_ends_what_is_due(world: World) -> None:
    administrator = world.actor(world.administrator())
    with world.context():
        try:
            end_due_suspensions(administrator)
        except Refused:
            return
    raise AssertionError("an administrator did what only the clock does")


def test_the_real_worker_ends_a_suspension(app: Flask, world: World, tmp_path: Path) -> None:
    moderator, member = world.actor(world.moderator()), world.member()
    with world.context():
        row = db.session.get_one(Member, member.id)
        suspend(moderator, row, reason="Grof.", until=now() + timedelta(seconds=2))
    environment = os.environ | {
        "COMMUNITY_SECRET_KEY": "a-key-for-tests-only-0123456789abcdefghij",
        "COMMUNITY_BASE_URL": "http://localhost",
        "COMMUNITY_DATABASE_URL": app.config["SETTINGS"].database_url,
        "COMMUNITY_OIDC_ISSUER": "http://127.0.0.1:9",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
        "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-tests",
        "DATA_DIR": str(tmp_path),
    }

    def is_back() -> bool:
        return world.one(Member, Member.id == member.id).state == MemberState.MEMBER

    with running([sys.executable, "-m", "community.cli", "worker"], env=environment):
        wait_until(is_back, "the suspension to end", 60)
    assert world.one(Suspension).ended_at is not None


def test_two_administrators_who_demote_each_other_at_once_leave_one(busy_site: Site) -> None:
    """Ten times over."""
    world = busy_site.world
    for _ in range(10):
        pair = [world.administrator("Beheer Een"), world.administrator("Beheer Twee")]
        answers = post_all_at_once(
            [Browser(busy_site, each) for each in pair],
            lambda number, pair=pair: f"/beheer/leden/{pair[1 - number].slug}/rol",
            role="member",
        )
        # Who is no administrator any more is told so, or finds nobody there, by how far the other was.
        assert sorted(answers) in ([303, 403], [303, 404])
        assert world.count(Member, Member.role == Role.ADMINISTRATOR, Member.state == MemberState.MEMBER) == 1
        with world.context():
            db.session.query(Member).update({Member.role: Role.MEMBER})
