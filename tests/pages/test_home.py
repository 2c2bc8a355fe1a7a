"""The home page: what this is for a visitor, what is new for a member; nothing stands empty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from community.accounts.models import MemberState
from community.content.models import Audience
from community.core.clock import now
from community.groups.models import Access
from tests.builders.world import World

SECTIONS = ("Actueel</h2>", "Proeftuinen</h2>", "Werkgroepen</h2>", "Nieuw in jouw werkgroepen")


def sections(browser: FlaskClient) -> set[str]:
    page = browser.get("/").text
    return {words for words in SECTIONS if words in page}


def test_an_empty_site_has_no_empty_sections(world: World, visitor: FlaskClient) -> None:
    assert sections(visitor) == set()
    assert "Word lid" in visitor.get("/").text
    assert sections(world.client(world.member())) == set()


def test_a_visitor_sees_news_regions_groups_and_how_to_join(world: World, visitor: FlaskClient) -> None:
    world.setting(tagline="Samen aan de slag", introduction="Zes regio’s delen wat werkt.")
    world.region("Zeeland", map_area="M1,1 2,2 Z")
    world.post("Vers nieuws")
    world.post("Alleen voor leden", audience=Audience.MEMBERS)
    world.group("Open groep")
    world.group("Stille groep", access=Access.HIDDEN)
    page = visitor.get("/").text
    for words in ("Samen aan de slag", "Zes regio’s delen wat werkt.", "Zeeland", "Vers nieuws", "Open groep"):
        assert words in page
    assert "Alleen voor leden" not in page
    assert "Stille groep" not in page
    assert 'href="/lid-worden"' in page


def test_what_the_editors_put_first_leads_and_the_newest_follow(world: World, visitor: FlaskClient) -> None:
    world.post("Uitgelicht maar oud", is_featured=True, published_at=now() - timedelta(days=400))
    for number in range(6):
        world.post(f"Bericht-{number}", published_at=now() - timedelta(days=number))
    page = visitor.get("/").text
    places = [page.index(words) for words in ("Uitgelicht maar oud", "Bericht-0", "Bericht-1", "Bericht-2")]
    assert places == sorted(places)
    assert "Bericht-3" not in page
    assert page.count("Uitgelicht maar oud") == 1


def test_a_member_sees_first_what_is_new_in_the_own_groups(world: World) -> None:
    member = world.member("Greet Groep")
    group = world.group(access=Access.CLOSED, members=(member,))
    world.discussion(group, "Onder ons")
    world.discussion(world.group(access=Access.CLOSED), "Bij anderen")
    page = world.client(member).get("/").text
    assert "Welkom terug, Greet" in page
    assert "Onder ons" in page
    assert "Bij anderen" not in page
    assert 'href="/lid-worden"' not in page


def test_who_waits_for_an_answer_is_led_to_it(world: World) -> None:
    page = world.client(world.member(state=MemberState.APPLICANT)).get("/").text
    assert 'href="/lid-worden/stand"' in page
    assert "Nieuw in jouw werkgroepen" not in page


def test_home_takes_at_most_nine_queries(world: World, count_queries: Callable[[Callable[[], Any]], list[str]]) -> None:
    member, moderator = world.member(), world.moderator()
    group = world.group(members=(member, moderator))
    world.discussion(group)
    world.region()
    world.post(is_featured=True)
    for person in (None, member, moderator):
        browser = world.client(person)
        browser.get("/")
        found = count_queries(lambda browser=browser: browser.get("/"))
        # Of a moderator it is asked which groups they opened; a member hears from the bell.
        assert len(found) <= (9 if person is moderator else 8), "\n".join(found)
