"""Many at once: nobody is counted twice, nothing is decided twice, and a coordinator always stays."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from community.audit.models import AuditEntry
from community.core.db import db
from community.groups.models import Access, Group, GroupMembership, GroupRequest, GroupRole, RequestState
from community.groups.queries.groups import group_to_read
from community.groups.services.places import leave
from community.policy import Refused
from tests.builders.at_once import post_all_at_once
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site


def test_twenty_members_who_join_at_once_are_twenty_members_more(busy_site: Site) -> None:
    world = busy_site.world
    group = world.group()
    browsers = [Browser(busy_site, world.member()) for _ in range(20)]
    answers = post_all_at_once(browsers, lambda number: f"{group.address}/meedoen")
    assert answers == [303] * 20
    assert world.one(Group, Group.id == group.id).member_count == 21
    assert world.count(GroupMembership) == 21


def test_one_member_who_joins_five_times_at_once_is_one_member_more(busy_site: Site) -> None:
    world = busy_site.world
    group, member = world.group(), world.member()
    answers = post_all_at_once(
        [Browser(busy_site, member) for _ in range(5)], lambda number: f"{group.address}/meedoen"
    )
    assert set(answers) == {303}
    assert world.one(Group, Group.id == group.id).member_count == 2
    assert world.count(AuditEntry, AuditEntry.event == "GroupJoined") == 1


def test_one_member_who_asks_five_times_at_once_has_asked_once(busy_site: Site) -> None:
    world = busy_site.world
    group, member = world.group(access=Access.CLOSED), world.member()
    browsers = [Browser(busy_site, member) for _ in range(5)]
    answers = post_all_at_once(browsers, lambda number: f"{group.address}/verzoek", motivation="Graag.")
    assert set(answers) == {303}
    assert world.count(GroupRequest) == 1


def test_two_coordinators_who_decide_at_once_decide_once(busy_site: Site) -> None:
    world = busy_site.world
    first, second, asker = world.member(), world.member(), world.member()
    group = world.group(access=Access.CLOSED, coordinator=first)
    world.keep(GroupMembership(group_id=group.id, member_id=second.id, role=GroupRole.COORDINATOR))
    for _ in range(5):
        request = world.keep(GroupRequest(group_id=group.id, member_id=asker.id, motivation="Graag."))
        path = f"{group.address}/verzoeken/{request.id}"
        browsers = [Browser(busy_site, first), Browser(busy_site, second)]
        answers = post_all_at_once(
            browsers, lambda number, path=path: f"{path}/{('toelaten', 'weigeren')[number]}", reason="Vol."
        )
        assert sorted(answers) == [303, 403]
        state = world.one(GroupRequest, GroupRequest.id == request.id).state
        is_in = world.count(GroupMembership, GroupMembership.member_id == asker.id)
        assert (state, is_in) in ((RequestState.ACCEPTED, 1), (RequestState.REFUSED, 0))
        with world.context():
            db.session.execute(delete(GroupMembership).where(GroupMembership.member_id == asker.id))


def test_of_two_coordinators_who_leave_at_once_one_stays(busy_site: Site) -> None:
    world = busy_site.world
    for _ in range(5):
        first, second = world.member(), world.member()
        group = world.group(coordinator=first)
        world.keep(GroupMembership(group_id=group.id, member_id=second.id, role=GroupRole.COORDINATOR))
        browsers = [Browser(busy_site, first), Browser(busy_site, second)]
        answers = post_all_at_once(browsers, lambda number, group=group: f"{group.address}/verlaten")
        assert sorted(answers) == [303, 403]
        assert world.count(GroupMembership, GroupMembership.group_id == group.id) == 1
        assert world.one(Group, Group.id == group.id).member_count == 1


def test_of_two_coordinators_who_put_each_other_out_at_once_one_stays(busy_site: Site) -> None:
    world = busy_site.world
    first, second = world.member(), world.member()
    group = world.group(coordinator=first)
    world.keep(GroupMembership(group_id=group.id, member_id=second.id, role=GroupRole.COORDINATOR))
    others = (second, first)
    answers = post_all_at_once(
        [Browser(busy_site, first), Browser(busy_site, second)],
        lambda number: f"{group.address}/leden/{others[number].slug}/verwijderen",
        reason="Jij eruit.",
    )
    assert 303 in answers
    assert world.count(GroupMembership, GroupMembership.role == GroupRole.COORDINATOR) == 1


def test_the_deed_itself_holds_the_last_coordinator_whatever_the_page_showed(world: World) -> None:
    coordinator = world.member()
    group, actor = world.group(coordinator=coordinator), world.actor(coordinator)
    with world.context(), pytest.raises(Refused):
        leave(actor, group_to_read(actor, group.slug))
