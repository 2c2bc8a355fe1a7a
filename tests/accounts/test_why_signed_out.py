"""Who was signed out without doing it in this browser is told why, once, on the page that they ask for next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from community.accounts import services
from community.accounts.models import IDLE_AT_MOST, EndedSignIn, LoginSession, Member, SignInEnd
from community.accounts.oidc import LogoutNotice
from community.accounts.queries import hash_token
from community.accounts.tasks import forget_old_sign_ins
from community.core.clock import now
from community.core.db import db
from community.membership.services.roles import end_membership
from tests.builders.fixtures import submit
from tests.builders.world import World


def ended_by_the_provider(world: World, member: Member) -> None:
    with world.context():
        db.session.execute(update(LoginSession).values(subject="b", oidc_sid="a"))
        services.end_sign_ins_at(
            LogoutNotice("pleio", "https://idp.example", "b", "a", "digest", now() + timedelta(hours=1))
        )


def ended_from_another_device(world: World, member: Member) -> None:
    other = world.client(member)
    page = other.get("/mijn/sessies").text
    number = page.split('action="/mijn/sessies/')[1].split('"')[0]
    assert submit(other, f"/mijn/sessies/{number}").status_code == 303


def ended_by_taking_the_account_away(world: World, member: Member) -> None:
    first, _second = world.identity(member, subject="gone"), world.identity(member, subject="another")
    actor = world.actor(member)
    with world.context():
        db.session.execute(update(LoginSession).values(subject="gone"))
        services.remove_identity(actor, db.session.merge(first))


def ended_with_the_membership(world: World, member: Member) -> None:
    with world.context():
        end_membership(db.session.get_one(Member, member.id))


def ended_by_a_moderator(world: World, member: Member) -> None:
    page = f"/beheer/leden/{member.slug}"
    assert submit(world.client(world.moderator()), f"{page}/uitloggen").status_code == 303


def ran_out(world: World, member: Member) -> None:
    with world.context():
        db.session.execute(update(LoginSession).values(expires_at=now() - timedelta(minutes=1)))
    with world.context():
        forget_old_sign_ins()


def lay_unused(world: World, member: Member) -> None:
    with world.context():
        db.session.execute(update(LoginSession).values(last_seen_at=now() - IDLE_AT_MOST - timedelta(minutes=1)))
    with world.context():
        forget_old_sign_ins()


WAYS = [
    (lay_unused, "als je hier een week niet was"),
    (ended_by_the_provider, "omdat je aanmelddienst liet weten"),
    (ended_from_another_device, "vanaf een ander apparaat"),
    (ended_by_taking_the_account_away, "niet meer bij je aanmelding hoort"),
    (ended_with_the_membership, "omdat je lidmaatschap is beëindigd"),
    (ended_by_a_moderator, "op al je apparaten uitgelogd"),
    (ran_out, "als je hier een week niet was"),
]


def says(browser: FlaskClient, address: str = "/") -> list[str]:
    """Give which of the reasons stand on a page."""
    text = browser.get(address).text
    return [words for words in dict.fromkeys(words for _way, words in WAYS) if words in text]


@pytest.mark.parametrize(("way", "words"), WAYS, ids=lambda each: getattr(each, "__name__", ""))
def test_the_front_page_says_once_why_somebody_was_signed_out(
    world: World, way: Callable[[World, Member], None], words: str
) -> None:
    member = world.member()
    browser = world.client(member)
    assert says(browser) == []
    way(world, member)
    assert says(browser) == [words]
    assert says(browser) == []
    # From then on it is the browser of a visitor, who gets what is kept for visitors.
    assert browser.get_cookie("community") is None


def test_who_asks_for_their_own_pages_is_told_before_they_sign_in_again(world: World) -> None:
    member = world.member()
    browser = world.client(member)
    ended_with_the_membership(world, member)
    assert browser.get("/mijn/meldingen").status_code == 303
    assert says(browser, "/nieuws") == ["omdat je lidmaatschap is beëindigd"]


def test_who_ends_the_sign_in_of_their_own_browser_needs_no_reason(world: World) -> None:
    browser = world.client(world.member())
    own = world.one(LoginSession)
    assert submit(browser, f"/mijn/sessies/{own.id}/beeindigen").headers["Location"] == "/"
    assert says(browser) == []


def test_a_reason_holds_no_person_and_is_forgotten_when_no_browser_can_ask_for_it(world: World) -> None:
    for name, age in (("old", timedelta(days=15)), ("new", timedelta(days=13))):
        reason = SignInEnd.PROVIDER
        world.keep(EndedSignIn(token_hash=hash_token(name), reason=reason, ended_at=now() - age))
    with world.context():
        forget_old_sign_ins()
    assert [row.token_hash for row in world.all(EndedSignIn)] == [hash_token("new")]
    assert {column.name for column in EndedSignIn.__table__.columns} == {"token_hash", "reason", "ended_at"}


def test_who_was_looking_as_somebody_else_can_sign_in_again(world: World) -> None:
    browser = world.client(world.editor())
    with browser.session_transaction() as session:
        session["view_as"] = ["bezoeker", 0]
    with world.context():
        db.session.execute(update(LoginSession).values(expires_at=now() - timedelta(minutes=1)))
    assert browser.get("/mijn").location == "/inloggen?next=/mijn"
    assert browser.get("/inloggen?next=/mijn").status_code != 403
