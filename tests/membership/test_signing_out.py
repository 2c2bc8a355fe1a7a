"""A moderator signs somebody out on all their devices, and on no other's."""

from __future__ import annotations

from community.accounts.models import LoginSession
from community.audit.models import AuditEntry
from tests.builders.fixtures import submit
from tests.builders.world import World


def test_a_moderator_signs_a_member_out_on_all_devices_who_may_come_back_at_once(world: World) -> None:
    member, other, moderator = world.member("Kwijt Telefoon"), world.client(world.member()), world.moderator()
    devices = [world.client(member) for _ in range(3)]
    assert {device.get("/leden").status_code for device in devices} == {200}
    browser = world.client(moderator)
    page = f"/beheer/leden/{member.slug}"
    assert "Log overal uit" in browser.get(page).text
    assert submit(browser, f"{page}/uitloggen").location == page
    assert "is op alle apparaten uitgelogd" in browser.get(page).text
    assert {device.get("/leden").status_code for device in devices} <= {303, 401}
    assert other.get("/leden").status_code == 200
    assert world.client(member).get("/leden").status_code == 200
    entry = world.one(AuditEntry, AuditEntry.event == "SignedOutByModerator")
    assert (entry.actor_id, entry.member_id) == (moderator.id, member.id)


def test_who_is_signed_in_nowhere_leaves_no_line_when_signed_out(world: World) -> None:
    member, browser = world.member(), world.client(world.moderator())
    assert submit(browser, f"/beheer/leden/{member.slug}/uitloggen").status_code == 303
    assert world.count(AuditEntry, AuditEntry.event == "SignedOutByModerator") == 0


def test_nobody_else_signs_others_out_nor_a_moderator_who_may_not_suspend_them(world: World) -> None:
    member, administrator = world.member(), world.administrator()
    world.client(member)
    for who in (world.member(), world.editor()):
        assert submit(world.client(who), f"/beheer/leden/{member.slug}/uitloggen").status_code in (403, 404)
    world.client(administrator)
    assert submit(world.client(world.moderator()), f"/beheer/leden/{administrator.slug}/uitloggen").status_code == 403
    assert world.count(LoginSession, LoginSession.member_id.in_([member.id, administrator.id])) == 2
