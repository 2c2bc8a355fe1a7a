"""Whoever finds a leak reads where to tell of it, in the form that programs read as well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient

from community.core.clock import now
from config import SettingError
from tests.builders.fixtures import make_settings
from tests.builders.world import World

HERE = "/.well-known/security.txt"


def fields_of(text: str) -> list[tuple[str, str]]:
    """Give the fields in their order."""
    return [tuple(line.split(": ", 1)) for line in text.splitlines()]  # type: ignore[misc]


def test_the_text_names_the_contact_the_languages_its_own_address_and_until_when_it_holds(
    world: World, visitor: FlaskClient
) -> None:
    world.setting(contact_email="veilig+melden@regio.example")
    answer = visitor.get(HERE)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = fields_of(answer.text)
    assert [name for name, _ in fields] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    told = dict(fields)
    assert told["Contact"] == "mailto:veilig%2Bmelden@regio.example"
    assert told["Canonical"] == f"http://localhost{HERE}"
    assert told["Preferred-Languages"] == "nl, en"


@pytest.mark.parametrize("moment", ["2026-02-28T23:59:59Z", "2027-12-31T23:59:59Z", "2028-02-29T00:00:00Z"])
def test_it_expires_in_the_future_and_within_a_year_on_any_day(world: World, visitor: FlaskClient, moment: str) -> None:
    world.setting(contact_email="melden@regio.example")
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        expires = datetime.strptime(dict(fields_of(visitor.get(HERE).text))["Expires"], "%Y-%m-%dT%H:%M:%SZ")
        assert timedelta(days=30) < expires.replace(tzinfo=UTC) - now() < timedelta(days=365)


def test_a_site_without_a_contact_has_no_such_text(world: World, visitor: FlaskClient) -> None:
    assert visitor.get(HERE).status_code == 404


def test_what_is_no_address_cannot_be_the_contact_of_a_deployment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    assert make_settings(url, tmp_path, COMMUNITY_SECURITY_CONTACT="https://regio.example/lek").security_contact
    for wrong in ("melden@regio.example", "http://regio.example", "mailto:a@b.example\nExpires: never", "https://a b"):
        with pytest.raises(SettingError):
            make_settings(url, tmp_path, COMMUNITY_SECURITY_CONTACT=wrong)
