"""The form of who is not in yet: what looks like a program is said to moderators, and refuses nobody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from community.accounts.models import MemberState
from community.core.clock import now
from community.membership.models import Application, ApplicationState
from community.web.open_forms import signed
from tests.builders.fixtures import KEY, submit
from tests.builders.world import World
from tests.membership.people import APPLICATION, newcomer
from tests.review.test_holding import set_site

FORM_AT = "/lid-worden/aanvraag"
QUICK, OLD = signed(now() + timedelta(hours=1), KEY), signed(now() - timedelta(days=2), KEY)


def test_the_form_asks_people_to_leave_the_field_empty_and_hides_it_from_all(world: World) -> None:
    page = world.client(newcomer(world)).get(FORM_AT).text
    field = page[page.index('class="for-programs"') :][:400]
    assert "Laat dit veld leeg" in field
    assert 'autocomplete="off"' in field
    assert 'tabindex="-1"' in field
    assert re.search(r'name="opened"[^>]*value="[^"]{10,}"', page)


@pytest.mark.parametrize(
    ("more", "doubts"),
    [
        ({}, []),
        ({"website": "https://koop.example"}, ["filled"]),
        ({"opened": QUICK}, ["quick"]),
        ({"opened": OLD}, ["old"]),
        ({"opened": "1700000000.verzonnen"}, ["unsigned"]),
        ({"website": "x", "opened": ""}, ["filled", "unsigned"]),
    ],
)
def test_what_a_program_would_do_is_kept_as_a_doubt(world: World, more: dict[str, str], doubts: list[str]) -> None:
    person = newcomer(world)
    assert submit(world.client(person), FORM_AT, APPLICATION | more, form_at=FORM_AT).status_code == 303
    application = world.one(Application)
    assert application.doubts == doubts
    assert application.motivation == APPLICATION["motivation"]
    desk = world.client(world.moderator()).get("/beheer/leden").text
    assert ("Let op" in desk) is bool(doubts)
    assert "Let op" not in world.client(person).get("/lid-worden/stand").text


def test_a_doubtful_application_waits_where_everybody_comes_in_at_once(world: World) -> None:
    set_site(world, joining="open")
    sure, doubtful = newcomer(world, "Zeker Weten"), newcomer(world, "Twijfel Geval")
    submit(world.client(sure), FORM_AT, APPLICATION, form_at=FORM_AT)
    submit(world.client(doubtful), FORM_AT, APPLICATION | {"website": "x"}, form_at=FORM_AT)
    assert [each.state for each in world.all(Application)] == [ApplicationState.ADMITTED, ApplicationState.WAITING]
    assert world.one(type(sure), type(sure).id == doubtful.id).state == MemberState.APPLICANT


def test_a_form_that_is_corrected_keeps_the_moment_at_which_it_was_opened(world: World) -> None:
    client = world.client(newcomer(world))
    wrong = submit(client, FORM_AT, APPLICATION | {"function": ""}, form_at=FORM_AT)
    assert wrong.status_code == 422
    assert f'value="{APPLICATION["opened"]}"' in wrong.text
