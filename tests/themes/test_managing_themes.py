"""An administrator adds, changes and removes themes in the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.notifications.models import Follow
from community.themes.models import Theme
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
LIST = "/beheer/themas"
NEW = f"{LIST}/nieuw"
WATER = {"name": "Water en bodem", "description": "Alles wat stroomt.", "position": "2"}


def seen_at(client: FlaskClient, address: str) -> str:
    """Give the print of what a form shows."""
    return client.get(address).text.split('name="seen" value="')[1].split('"')[0]


def events(world: World) -> list[str]:
    return [each.event for each in world.all(AuditEntry, AuditEntry.event.like("Theme%"))]


def test_a_new_theme_can_be_read_by_everybody_and_stands_in_the_log(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    client = sign_in(world.administrator())
    assert visitor.get("/thema/water-en-bodem").status_code == 404
    assert submit(client, NEW, WATER, form_at=NEW).location == LIST
    page = visitor.get("/thema/water-en-bodem")
    assert page.status_code == 200 and "Alles wat stroomt." in page.text
    assert "Water en bodem" in client.get(LIST).text
    assert events(world) == ["ThemeAdded"]
    assert "voegde het thema Water en bodem toe" in client.get("/beheer/logboek?soort=beheer").text


def test_themes_stand_in_the_order_of_their_numbers(world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    client = sign_in(world.administrator())
    for name, position in (("Wonen", "2"), ("Werk", "1"), ("Zorg", "1")):
        submit(client, NEW, {"name": name, "position": position}, form_at=NEW)
    text = visitor.get("/thema").text
    assert text.index("Werk</a>") < text.index("Zorg</a>") < text.index("Wonen</a>")


def test_a_theme_gets_another_name_and_keeps_its_address(world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    client, theme = sign_in(world.administrator()), world.theme("Wonen")
    address = f"{LIST}/{theme.slug}"
    changed = {"name": "Wonen en bouwen", "position": "0", "seen": seen_at(client, address)}
    assert submit(client, address, changed, form_at=address).location == LIST
    assert "Wonen en bouwen" in visitor.get(theme.address).text
    assert events(world) == ["ThemeChanged"]
    # Saved again without a change, nothing is written.
    again = changed | {"seen": seen_at(client, address)}
    assert submit(client, address, again, form_at=address).location == LIST
    assert events(world) == ["ThemeChanged"]


def test_of_two_who_change_a_theme_at_once_the_second_sees_what_the_first_did(world: World, sign_in: SignIn) -> None:
    client, theme = sign_in(world.administrator()), world.theme("Wonen")
    address = f"{LIST}/{theme.slug}"
    seen = seen_at(client, address)
    first = {"name": "Wonen en werken", "description": "", "position": "0", "seen": seen}
    assert submit(client, address, first, form_at=address).status_code == 303
    second = submit(client, address, first | {"name": "Huizen"}, form_at=address)
    assert second.status_code == 422
    assert "Iemand anders wijzigde dit thema" in second.text and 'value="Huizen"' in second.text
    assert world.one(Theme).name == "Wonen en werken"
    # Who then sends what stands there now has seen it.
    now_seen = second.text.split('name="seen" value="')[1].split('"')[0]
    assert submit(client, address, first | {"name": "Huizen", "seen": now_seen}, form_at=address).status_code == 303


def test_a_form_that_was_wrong_once_does_not_write_over_what_another_saved_meanwhile(
    world: World, sign_in: SignIn
) -> None:
    client, theme = sign_in(world.administrator()), world.theme("Wonen")
    address = f"{LIST}/{theme.slug}"
    seen = seen_at(client, address)
    first = {"name": "Wonen en werken", "description": "", "position": "0", "seen": seen}
    assert submit(client, address, first, form_at=address).status_code == 303
    wrong = submit(client, address, first | {"name": ""}, form_at=address)
    still = wrong.text.split('name="seen" value="')[1].split('"')[0]
    again = submit(client, address, first | {"name": "Huizen", "seen": still}, form_at=address)
    assert again.status_code == 422 and "Iemand anders wijzigde dit thema" in again.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Geef het thema een naam"),
        ({"name": "x" * 121}, "Dit is te lang"),
        ({"name": " WÓNEN "}, "Er is al een thema dat zo heet"),
        ({"position": "-1"}, "van 0 tot en met 999"),
        ({"position": "x"}, "Ongeldig getal"),
        ({"description": "x" * 501}, "Dit is te lang"),
    ],
)
def test_a_theme_with_something_wrong_comes_back_with_its_words(
    world: World, sign_in: SignIn, wrong: dict[str, str], words: str
) -> None:
    world.theme("Wonen")
    client = sign_in(world.administrator())
    answer = submit(client, NEW, {"name": "Bodem", "description": "Zand", "position": "0"} | wrong, form_at=NEW)
    assert answer.status_code == 422
    assert words in answer.text
    assert world.count(Theme) == 1 and events(world) == []


def test_two_names_that_make_one_address_get_two(world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    client = sign_in(world.administrator())
    for name in ("Wonen & werk", "Wonen, werk", "Nieuw"):
        assert submit(client, NEW, {"name": name, "position": "0"}, form_at=NEW).status_code == 303
    themes = world.all(Theme)
    assert len({theme.slug for theme in themes}) == 3
    assert [visitor.get(theme.address).status_code for theme in themes] == [200] * 3
    assert [client.get(f"{LIST}/{theme.slug}").status_code for theme in themes] == [200] * 3


def test_a_theme_that_nothing_is_about_can_be_removed_and_nobody_follows_it_any_more(
    world: World, sign_in: SignIn, visitor: FlaskClient
) -> None:
    client, theme = sign_in(world.administrator()), world.theme("Wonen")
    world.keep(Follow(member_id=world.member().id, theme_id=theme.id))
    address = f"{LIST}/{theme.slug}"
    assert submit(client, f"{address}/verwijderen", form_at=address).location == LIST
    assert visitor.get(theme.address).status_code == 404
    assert world.count(Theme) == world.count(Follow) == 0
    assert events(world) == ["ThemeRemoved"]


def test_a_theme_in_use_stays_with_all_that_hangs_on_it(world: World, sign_in: SignIn) -> None:
    client, theme = sign_in(world.administrator()), world.theme("Wonen")
    world.keep(Follow(member_id=world.member().id, theme_id=theme.id))
    world.group("Bouwers", theme_id=theme.id)
    address = f"{LIST}/{theme.slug}"
    assert submit(client, f"{address}/verwijderen", form_at=address).location == address
    assert "Dit thema is in gebruik" in client.get(address).text
    assert world.count(Theme) == world.count(Follow) == 1
    assert events(world) == []


def test_only_an_administrator_sets_the_themes_up(world: World, sign_in: SignIn, visitor: FlaskClient) -> None:
    theme = world.theme("Wonen")
    for person, answer in ((world.moderator(), 403), (world.editor(), 403), (world.member(), 403)):
        client = sign_in(person)
        assert [client.get(path).status_code for path in (LIST, NEW, f"{LIST}/{theme.slug}")] == [answer] * 3
        assert submit(client, NEW, WATER, form_at="/mijn").status_code == answer
        assert submit(client, f"{LIST}/{theme.slug}/verwijderen", form_at="/mijn").status_code == answer
    assert visitor.get(LIST).status_code == 303
    assert world.count(Theme) == 1
