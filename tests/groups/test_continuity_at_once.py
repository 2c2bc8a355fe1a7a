"""Coordinators who stop in the same moment: a group is never left without anybody being asked, and never asks two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import delete

from community.core.db import db
from community.groups.models import CoordinatorOffer, Group, GroupMembership, GroupRole, OfferState
from community.groups.tasks import look_after_unled_groups
from community.jobs.drain import drain
from tests.builders.at_once import post_all_at_once
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site

TIMES = 4


def who_leads(world: World, group: Group) -> int:
    role = GroupMembership.role == GroupRole.COORDINATOR
    return world.count(GroupMembership, GroupMembership.group_id == group.id, role)


def waiting(world: World, group: Group) -> int:
    state = CoordinatorOffer.state == OfferState.WAITING
    return world.count(CoordinatorOffer, CoordinatorOffer.group_id == group.id, state)


def test_of_two_coordinators_who_hand_over_at_once_the_last_has_one_member_asked(busy_site: Site) -> None:
    world = busy_site.world
    for _ in range(TIMES):
        first, second = world.member(), world.member()
        group = world.group(coordinator=first, members=(world.member(), world.member()))
        world.keep(GroupMembership(group_id=group.id, member_id=second.id, role=GroupRole.COORDINATOR))
        browsers = [Browser(busy_site, first), Browser(busy_site, second)]
        path = f"{group.address}/overdracht"
        assert post_all_at_once(browsers, lambda number, path=path: path, way="ask") == [303, 303]
        assert who_leads(world, group) == 0
        assert waiting(world, group) == 1


def test_two_coordinators_who_are_suspended_at_once_leave_one_member_asked(busy_site: Site) -> None:
    world = busy_site.world
    moderators = [world.moderator(f"Moderator {number}") for number in range(2)]
    for _ in range(TIMES):
        leads = [world.member(), world.member()]
        group = world.group(coordinator=leads[0], members=(world.member(),))
        world.keep(GroupMembership(group_id=group.id, member_id=leads[1].id, role=GroupRole.COORDINATOR))
        answers = post_all_at_once(
            [Browser(busy_site, each) for each in moderators],
            lambda number, leads=leads: f"/beheer/leden/{leads[number].slug}/schorsen",
            reason="Grof.",
            term="7",
            days="7",
        )
        assert answers == [303, 303]
        work(world)
        assert waiting(world, group) == 1


def test_two_coordinators_who_leave_the_site_at_once_do_not_both_go(busy_site: Site) -> None:
    world = busy_site.world
    for _ in range(TIMES):
        first, second = world.member(), world.member()
        group = world.group(coordinator=first)
        world.keep(GroupMembership(group_id=group.id, member_id=second.id, role=GroupRole.COORDINATOR))
        browsers = [Browser(busy_site, first), Browser(busy_site, second)]
        assert sorted(post_all_at_once(browsers, lambda number: "/mijn/lidmaatschap-beeindigen")) == [303, 403]
        assert who_leads(world, group) == 1


def test_two_workers_at_once_ask_one_member(busy_site: Site) -> None:
    world = busy_site.world
    for _ in range(TIMES):
        group = world.group(members=(world.member(), world.member()))
        with world.context():
            db.session.execute(delete(GroupMembership).where(GroupMembership.role == GroupRole.COORDINATOR))
        together = Barrier(2)

        def make_round(together: Barrier = together) -> None:
            with world.app.test_request_context():
                together.wait(timeout=30)
                look_after_unled_groups()
                db.session.commit()
                db.session.remove()

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(make_round) for _ in range(2)]:
                done.result()
        assert world.count(CoordinatorOffer, CoordinatorOffer.group_id == group.id) == 1


def test_a_yes_and_a_no_in_the_same_moment_count_once(busy_site: Site) -> None:
    world = busy_site.world
    for _ in range(TIMES):
        lead, asked = world.member(), world.member()
        group = world.group(coordinator=lead, members=(asked,))
        assert Browser(busy_site, lead).post(f"{group.address}/overdracht", way="ask").status_code == 303
        answers = post_all_at_once(
            [Browser(busy_site, asked) for _ in range(2)],
            lambda number, group=group: f"{group.address}/coordinator-worden/{('ja', 'nee')[number]}",
        )
        assert set(answers) <= {303, 403}
        offer = world.one(CoordinatorOffer, CoordinatorOffer.group_id == group.id)
        assert (offer.state, who_leads(world, group)) in ((OfferState.ACCEPTED, 1), (OfferState.DECLINED, 0))


def work(world: World) -> None:
    """Do what waits in the outbox."""
    with world.app.test_request_context(base_url="http://localhost"):
        drain()
        db.session.remove()
