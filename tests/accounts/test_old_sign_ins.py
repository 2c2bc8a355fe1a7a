"""Sign-ins that have run out are forgotten, with the personal data that came with them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from community.accounts.models import HeardNotice, LoginSession
from community.accounts.tasks import forget_old_sign_ins
from community.core.clock import now
from community.core.db import db
from tests.builders.world import World


def test_a_sign_in_that_has_run_out_is_forgotten_and_a_live_one_stays(world: World) -> None:
    world.client(world.member())
    with world.context():
        db.session.execute(update(LoginSession).values(expires_at=now() - timedelta(minutes=1)))
    world.client(world.member())
    with world.context():
        forget_old_sign_ins()
    assert [row.expires_at > now() for row in world.all(LoginSession)] == [True]


def test_a_notice_of_a_sign_out_is_remembered_for_as_long_as_it_could_be_sent_again(world: World) -> None:
    world.keep(HeardNotice(digest="old", ends_at=now() - timedelta(seconds=1)))
    world.keep(HeardNotice(digest="new", ends_at=now() + timedelta(seconds=60)))
    with world.context():
        forget_old_sign_ins()
    assert [row.digest for row in world.all(HeardNotice)] == ["new"]
