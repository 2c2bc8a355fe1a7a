"""The bell, the list, what one follows, and the names that are offered after an @."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.content.models import Audience, ContentItem
from community.core.db import db
from community.core.ids import new_id
from community.groups.models import Access
from community.notifications.models import Follow, Kind, Notification
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.notifications.test_hearing import bell, follow, say, work

CountQueries = Callable[[Callable[[], Any]], list[str]]


def tell(world: World, who: Member, item: ContentItem, count: int) -> None:
    """Tell somebody of an item so many times."""
    with world.context():
        db.session.add_all(
            Notification(member_id=who.id, event_id=new_id(), kind=Kind.NEWS, thing_id=item.id, item_id=item.id)
            for _ in range(count)
        )


def test_what_is_about_one_thing_stands_together_and_looking_marks_nothing(world: World) -> None:
    reader, post, other = world.member(), world.post("De sluis"), world.post("Het gemaal")
    tell(world, reader, post, 7)
    tell(world, reader, other, 1)
    browser = world.client(reader)
    text = browser.get("/mijn/meldingen").text
    assert text.count('class="notice__title"') == 2
    assert "en nog 2 meldingen" in text
    assert "Je krijgt dit omdat je dit eerder volgde." in text
    browser.get(post.address)
    assert bell(browser) == "8"


def test_opening_one_marks_its_thing_as_read_and_leads_there(world: World) -> None:
    reader, post, other = world.member(), world.post("De sluis"), world.post("Het gemaal")
    tell(world, reader, post, 3)
    tell(world, reader, other, 2)
    browser = world.client(reader)
    first = world.all(Notification)[0]
    answer = submit(browser, f"/mijn/meldingen/{first.id}/openen")
    assert (answer.status_code, answer.location, bell(browser)) == (303, post.address, "2")
    # What came after the page was shown stays unread.
    newest = world.all(Notification)[-1].id
    tell(world, reader, post, 1)
    assert submit(browser, "/mijn/meldingen/gelezen", {"tot": str(newest)}).status_code == 303
    assert bell(browser) == "1"
    assert submit(browser, "/mijn/meldingen/gelezen", {"tot": "nonsense"}).status_code == 303
    assert bell(browser) == "1"


def test_nobody_opens_or_reads_what_another_was_told(world: World) -> None:
    reader, nosy, post = world.member(), world.moderator(), world.post()
    tell(world, reader, post, 1)
    kept = follow(world, reader, item_id=post.id)
    notification = world.one(Notification)
    browser = world.client(nosy)
    assert submit(browser, f"/mijn/meldingen/{notification.id}/openen").status_code == 404
    assert submit(browser, f"/mijn/volgt/{kept.id}/stop").status_code == 404
    assert world.one(Notification).read_at is None
    assert world.count(Follow) == 1


def test_a_hundred_and_more_are_said_to_be_more_than_ninety_nine(world: World) -> None:
    reader = world.member()
    tell(world, reader, world.post(), 99)
    browser = world.client(reader)
    assert bell(browser) == "99"
    tell(world, reader, world.post(), 20)
    assert bell(browser) == "99+"


def test_the_list_is_turned_page_by_page_and_shows_each_once(world: World) -> None:
    reader = world.member()
    posts = [world.post(f"Bericht {number:03}") for number in range(4)]
    for post in posts:
        tell(world, reader, post, 25)
    browser, seen, address = world.client(reader), 0, "/mijn/meldingen"
    while address:
        text = browser.get(address).text
        seen += text.count("/openen")
        following = text.partition('rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in text else ""
        address = following.partition('"')[0].replace("&amp;", "&")
    # Three pages of forty, forty and twenty; a thing goes on where the page turns.
    assert seen == 6


def test_an_empty_list_says_what_would_stand_there(world: World) -> None:
    browser = world.client(world.member())
    assert "Geen meldingen" in browser.get("/mijn/meldingen").text
    assert "Je volgt nog niets" in browser.get("/mijn/volgt").text


def test_following_from_each_kind_of_page_and_stopping_again(world: World) -> None:
    reader, region, theme, group = world.member(), world.region(), world.theme(), world.group()
    post = world.post(region_id=region.id, themes=[theme])
    browser = world.client(reader)
    for word, thing in (("stuk", post), ("werkgroep", group), ("regio", region), ("thema", theme)):
        assert "Volg dit<" in browser.get(thing.address).text, word
        for _ in range(2):
            answer = submit(browser, f"/volgen/{word}/{thing.id}", {"deed": "volg"})
            assert (answer.status_code, answer.location) == (303, thing.address)
        assert "Je volgt dit" in browser.get(thing.address).text, word
    assert world.count(Follow, Follow.member_id == reader.id, Follow.is_chosen) == 4
    assert browser.get("/mijn/volgt").text.count("zelf gekozen") == 4
    assert submit(browser, f"/volgen/stuk/{post.id}", {"deed": "stop"}).status_code == 303
    assert submit(browser, f"/volgen/stuk/{post.id}", {"deed": "stop"}).status_code == 303
    assert "Volg dit<" in browser.get(post.address).text
    assert world.count(Follow) == 3


def test_the_button_says_whether_it_ends_one_thing_or_a_whole_group(world: World) -> None:
    reader = world.member()
    group = world.group("Havenplan", members=(reader,))
    post = world.post("De sluis", author=world.member("Redactie Rap"))
    whole, one = follow(world, reader, group_id=group.id), follow(world, reader, item_id=post.id)
    browser, told = world.client(reader), {"member_id": reader.id, "kind": Kind.NEWS}
    for followed in (whole, one):
        with world.context():
            row = Notification(**told, event_id=new_id(), thing_id=post.id, item_id=post.id, follow_id=followed.id)
            db.session.add(row)
        text = browser.get("/mijn/meldingen").text
        assert ("Volg de hele werkgroep niet meer" in text and "Demp de hele werkgroep" in text) == (followed is whole)
        assert ("Volg dit niet meer" in text and "Demp dit" in text) == (followed is one)


def test_a_thing_that_may_not_be_seen_cannot_be_followed(world: World) -> None:
    hidden, closed = world.group(access=Access.HIDDEN), world.group(access=Access.CLOSED)
    talk = world.discussion(hidden)
    browser = world.client(world.member())
    for path in (f"stuk/{talk.id}", f"werkgroep/{hidden.id}", "stuk/1", "regio/1", "thema/1"):
        assert submit(browser, f"/volgen/{path}", {"deed": "volg"}).status_code == 404, path
    assert submit(browser, f"/volgen/werkgroep/{closed.id}", {"deed": "volg"}).status_code == 403
    assert world.count(Follow) == 0


def test_the_marks_on_a_kept_page_are_each_readers_own(world: World) -> None:
    post, follower, other = world.post(), world.member(), world.member()
    follow(world, follower, item_id=post.id)
    tell(world, follower, post, 3)
    first, second = world.client(follower), world.client(other)
    for _ in range(2):
        assert "Je volgt dit" in first.get(post.address).text
        assert 'bell__count">3<' in first.get(post.address).text
        text = second.get(post.address).text
        assert "Volg dit<" in text and "bell__count" not in text
    # Made for nobody in particular, and so for no visitor either.
    assert "/volgen/" not in world.client().get(post.address).text


def test_the_pages_take_the_same_few_queries_however_much_there_is(world: World, count_queries: CountQueries) -> None:
    reader, writer = world.member(), world.member("Schrijf Graag")
    group = world.group(access=Access.CLOSED, coordinator=writer, members=(reader,))
    browser = world.client(reader)

    def grow() -> None:
        post, talk = world.post(), world.discussion(group)
        tell(world, reader, post, 3)
        for item in (post, talk):
            follow(world, reader, item_id=item.id)
            say(world, writer, item, "Wat vind je ervan?")
        work(world)

    def taken() -> list[int]:
        return [len(count_queries(lambda path=path: browser.get(path))) for path in ("/mijn/meldingen", "/mijn/volgt")]  # type: ignore[misc]

    grow()
    few = taken()
    for _ in range(4):
        grow()
    assert taken() == few
    assert max(few) <= 6


def names(browser: FlaskClient, query: str) -> list[str]:
    answer = browser.get(f"/noemen?{query}")
    return [each["name"] for each in answer.json["people"]] if answer.status_code == 200 else [str(answer.status_code)]


def test_names_are_offered_of_those_alone_who_may_read_it(world: World) -> None:
    inside, writer, outside = world.member("Wendy Binnen"), world.member("Wout Zelf"), world.member("Willem Buiten")
    group = world.group(access=Access.HIDDEN, coordinator=writer, members=(inside,))
    talk, post = world.discussion(group), world.post(audience=Audience.PUBLIC)
    browser = world.client(writer)
    assert names(browser, f"bij={talk.id}&q=w") == ["Wendy Binnen", "Wout Zelf"]
    assert names(browser, f"groep={group.id}&q=binn") == ["Wendy Binnen"]
    assert names(browser, f"bij={post.id}&q=buit") == ["Willem Buiten"]
    assert names(browser, f"bij={post.id}&q=") == []
    stranger = world.client(outside)
    assert names(stranger, f"bij={talk.id}&q=w") == ["404"]
    assert names(stranger, f"groep={group.id}&q=w") == ["404"]
    assert names(stranger, "q=w") == ["404"]


@pytest.mark.parametrize(
    ("typed", "whom"),
    [
        ("Vraag @An de Boer eens", "an"),
        ("vraag @AN DE BOER: weet je dat?", "an"),
        ("(@An de Boer)", "an"),
        ("mail an@An de Boer", None),
        ("@An de Boe", None),
        ("@Niemand Hier", None),
        ("<a href=/leden/x>@An de Boer</a>", "an"),
    ],
)
def test_a_name_typed_in_full_is_recognised_without_script(world: World, typed: str, whom: str | None) -> None:
    person, writer, post = world.member("An de Boer"), world.member(), world.post()
    comment = say(world, writer, post, typed)
    link = f'<a href="{person.address}" rel="nofollow ugc noopener noreferrer">@'
    assert (link in comment.html) == (whom is not None)
    assert "<a href=/leden/x" not in comment.html


def test_of_two_with_one_name_the_one_is_meant_who_was_chosen(world: World) -> None:
    first, second = world.member("Jan Smit"), world.member("Jan Smit")
    writer, post = world.member(), world.post()
    browser = world.client(writer)
    offered = browser.get(f"/noemen?bij={post.id}&q=jan").json["people"]
    assert {each["insert"] for each in offered} == {first.slug, second.slug}
    assert "<a" not in say(world, writer, post, "Dag @Jan Smit").html
    chosen = say(world, writer, post, f"Dag @{second.slug}")
    assert second.address in chosen.html
    work(world)
    assert [each.member_id for each in world.all(Notification)] == [second.id]
