"""An administrator sets the site up; every change is seen on the next request and kept in the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.site.models import SiteSetting
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
PATH = "/beheer/instellingen"
SETTINGS = {
    "name": "Regio in beweging",
    "tagline": "Samenwerken per regio",
    "region_word": "Proeftuinen",
    "house_style": "regio",
    "joining": "approval",
    "motivation_needed": "y",
    "group_invitation_days": "14",
    "reconfirm_after_days": "365",
    "reconfirm_within_days": "60",
}


def test_an_administrator_changes_settings_and_everybody_sees_it(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    client = sign_in(world.administrator("Noor Beheert"))
    changed = SETTINGS | {"name": "Samen Sterk", "joining": "open", "admitted_domains": "@Zeeland.nl, zwolle.nl\n"}
    assert submit(client, PATH, changed, form_at=PATH).location == PATH
    assert "Samen Sterk" in visitor.get("/lid-worden").text
    assert world.one(SiteSetting, SiteSetting.key == "admitted_domains").value == {"value": ["zeeland.nl", "zwolle.nl"]}
    log = client.get("/beheer/logboek?soort=beheer").text
    assert "Noor Beheert" in log and "“Regio in beweging” in “Samen Sterk”" in log
    assert world.count(AuditEntry, AuditEntry.event == "SettingChanged") == 3


def test_saving_without_a_change_writes_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.administrator())
    submit(client, PATH, SETTINGS, form_at=PATH)
    assert world.count(SiteSetting) == 0
    assert world.count(AuditEntry, AuditEntry.event == "SettingChanged") == 0


def test_what_is_as_it_was_delivered_takes_no_row(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.administrator())
    submit(client, PATH, SETTINGS | {"tagline": "Anders"}, form_at=PATH)
    assert world.count(SiteSetting) == 1
    submit(client, PATH, SETTINGS, form_at=PATH)
    assert world.count(SiteSetting) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"admitted_domains": "geen domein!"},
        {"admitted_domains": "nl"},
        {"contact_email": "geen-adres"},
        {"joining": "nooit"},
        {"house_style": "../x"},
        {"name": "x" * 61},
    ],
)
def test_what_cannot_be_is_refused(world: World, sign_in: SignIn, wrong: dict[str, str]) -> None:
    client = sign_in(world.administrator())
    assert submit(client, PATH, SETTINGS | wrong, form_at=PATH).status_code == 422
    assert world.count(SiteSetting) == 0


def test_a_moderator_changes_no_settings(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.moderator())
    assert submit(client, PATH, SETTINGS | {"name": "Van mij"}, form_at="/beheer/uitnodigingen").status_code == 403
    assert world.count(SiteSetting) == 0
