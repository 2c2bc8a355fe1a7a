"""What people read of news: the list with its filters, one post, and who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member, Role
from community.content.models import AttachmentUse, Audience, OldAddress, State
from community.core.clock import now
from community.news.models import NewsKind
from tests.builders.days import noon_days_ago
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
CountQueries = Callable[[Callable[[], Any]], list[str]]
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def titles(page: str) -> list[str]:
    """Give the titles of the cards on a page, in order."""
    return re.findall(r'class="card__link"[^>]*>([^<]+)<', page)


def test_the_list_shows_published_posts_the_newest_first(world: World, visitor: FlaskClient) -> None:
    author = world.editor()
    for days, title in ((3, "Derde"), (1, "Eerste"), (2, "Tweede")):
        world.post(title, author=author, published_at=now() - timedelta(days=days))
    assert titles(visitor.get("/nieuws").text) == ["Eerste", "Tweede", "Derde"]


@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULED, State.ARCHIVED, State.REMOVED])
def test_what_is_not_published_is_in_no_list(world: World, visitor: FlaskClient, state: State) -> None:
    post = world.post("Nog niet of niet meer", state=state)
    assert post.title not in visitor.get("/nieuws").text
    assert post.title not in visitor.get("/feeds/nieuws.atom").text


def test_a_visitor_sees_no_news_for_members(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    post = world.post("Onder ons", audience=Audience.MEMBERS)
    assert "Onder ons" not in visitor.get("/nieuws").text
    assert visitor.get(post.address).status_code == 404
    client = sign_in(world.member())
    assert "Onder ons" in client.get("/nieuws").text
    page = client.get(post.address)
    assert page.status_code == 200
    assert "Alleen voor leden" in page.text


def test_a_post_that_is_hidden_and_one_that_does_not_exist_answer_alike(world: World, visitor: FlaskClient) -> None:
    post = world.post("Geheim", audience=Audience.MEMBERS, slug="bericht-a")
    hidden, absent = visitor.get(post.address), visitor.get("/nieuws/bericht-b")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text.replace("bericht-a", "") == absent.text.replace("bericht-b", "")


def test_filters_combine_and_each_is_a_plain_link(world: World, visitor: FlaskClient) -> None:
    author, zeeland, twente = world.editor(), world.region("Zeeland"), world.region("Twente")
    living, work = world.theme("Wonen"), world.theme("Werk")
    world.post("Wonen in Zeeland", author=author, region_id=zeeland.id, themes=[living])
    world.post("Werk in Zeeland", author=author, region_id=zeeland.id, themes=[work])
    world.post("Wonen in Twente", author=author, region_id=twente.id, themes=[living], genre=NewsKind.INTERVIEW)
    page = visitor.get(f"/nieuws?regio={zeeland.slug}").text
    assert set(titles(page)) == {"Wonen in Zeeland", "Werk in Zeeland"}
    assert f'href="/nieuws?thema={living.slug}&amp;regio={zeeland.slug}"' in page
    assert titles(visitor.get(f"/nieuws?regio={zeeland.slug}&thema={living.slug}").text) == ["Wonen in Zeeland"]
    assert titles(visitor.get("/nieuws?soort=interview").text) == ["Wonen in Twente"]


def test_a_year_runs_from_midnight_to_midnight_in_amsterdam(world: World, visitor: FlaskClient) -> None:
    author = world.editor()
    # Half past eleven in the evening of 31 December in London is already New Year in Amsterdam.
    world.post("Nieuwjaar", author=author, published_at=datetime(2023, 12, 31, 23, 30, tzinfo=UTC))
    world.post("Oudjaar", author=author, published_at=datetime(2023, 12, 31, 22, 30, tzinfo=UTC))
    assert titles(visitor.get("/nieuws?jaar=2024").text) == ["Nieuwjaar"]
    assert titles(visitor.get("/nieuws?jaar=2023").text) == ["Oudjaar"]


@pytest.mark.parametrize(
    "query",
    [
        "jaar=99999999999999999999",
        "jaar=-1",
        "jaar=%D9%A1%D9%A2",
        "soort=%00",
        "regio='%20OR%201=1",
        "thema=<script>",
        "na=WzFd&voor=%ff%fe",
        "na=" + "A" * 5000,
        "na=WyIyMDIwLTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwxZTk5OV0",
        "thema=a&thema=b&regio[]=c",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_list(world: World, visitor: FlaskClient, query: str) -> None:
    world.post("Er is nieuws")
    page = visitor.get(f"/nieuws?{query}")
    assert page.status_code == 200
    assert titles(page.text) == ["Er is nieuws"]
    assert "<script>" not in page.text.replace("<script src", "")


def test_an_empty_list_says_what_to_do(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    assert "Er is nog geen nieuws" in visitor.get("/nieuws").text
    world.post()
    assert "Bekijk al het nieuws" in visitor.get("/nieuws?soort=report").text


def test_one_leafs_through_all_news_and_back_without_losing_any(world: World, visitor: FlaskClient) -> None:
    author = world.editor()
    moment = now()
    for number in range(45):
        # Some at the very same moment, so that only their ids tell them apart.
        world.post(f"Nummer {number:02}", author=author, published_at=moment - timedelta(minutes=number // 3))
    seen, address = [], "/nieuws"
    for _ in range(3):
        page = visitor.get(address).text
        seen += titles(page)
        older = re.search(r'href="([^"]+)"\s+rel="next"', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    assert len(seen) == len(set(seen)) == 45
    assert not address
    newer = re.search(r'href="([^"]+)"\s+rel="prev"', page)
    assert newer
    assert titles(visitor.get(newer.group(1).replace("&amp;", "&")).text) == seen[20:40]


def test_what_the_editors_put_first_stands_above_the_list_once(world: World, visitor: FlaskClient) -> None:
    author = world.editor()
    world.post("Oud maar belangrijk", author=author, is_featured=True, published_at=now() - timedelta(days=400))
    world.post("Vers", author=author)
    assert titles(visitor.get("/nieuws").text) == ["Oud maar belangrijk", "Vers"]
    assert titles(visitor.get("/nieuws?soort=news").text) == ["Vers", "Oud maar belangrijk"]


def test_a_card_shows_the_picture_of_its_post(world: World, visitor: FlaskClient) -> None:
    post = world.post("Met foto")
    picture = a_picture(world, post)
    page = visitor.get("/nieuws").text
    assert f"/bijlagen/{picture.id}/360/dijk.webp 360w" in page
    assert "focus-x-3 focus-y-7" in page


def a_picture(world: World, post: Any, **more: Any) -> Any:
    """Hang the row of a picture on a post; its bytes are not there."""
    values: dict[str, Any] = {
        "use": AttachmentUse.LEAD_PICTURE,
        "file_name": "dijk.jpg",
        "media_type": "image/jpeg",
        "alt": "Een dijk met schapen",
        "credit": "Foto: Karin Kiek",
        "width": 1600,
        "height": 900,
        "focal_x": 3,
        "focal_y": 7,
        "variants": [{"width": "360", "key": "a", "bytes": "10"}, {"width": "1280", "key": "b", "bytes": "90"}],
    }
    return world.attachment(post, **(values | more))


def test_a_post_shows_all_that_belongs_to_it(world: World, visitor: FlaskClient) -> None:
    author, region, theme = world.editor("Wim Woord"), world.region("Zeeland"), world.theme("Wonen")
    post = world.post(
        "Een interview",
        author=author,
        genre=NewsKind.INTERVIEW,
        region_id=region.id,
        themes=[theme],
        lead="Kort gezegd.",
        author_function="adviseur",
        author_organisation="Gemeente Proef",
        published_at=noon_days_ago(191),
    )
    a_picture(world, post)
    world.attachment(post, file_name="verslag.pdf", byte_count=1_234_567)
    page = visitor.get(post.address).text
    for words in ("Interview", "Zeeland", "Wonen", "Kort gezegd.", "Wim Woord", "adviseur, Gemeente Proef"):
        assert words in page
    assert "191 dagen geleden" in page and "<time datetime=" in page
    assert "Iedereen (publiek zichtbaar)" in page
    assert "Een dijk met schapen" in page and "Foto: Karin Kiek" in page
    assert "verslag.pdf" in page and "PDF, 1,2 MB" in page


def test_the_function_under_a_post_stays_what_it_was(world: World, visitor: FlaskClient) -> None:
    author = world.member("Wim Woord", role=Role.EDITOR, function="directeur")
    post = world.post(author=author, author_function="stagiair")
    page = visitor.get(post.address).text
    assert "stagiair" in page and "directeur" not in page


def test_related_posts_share_a_theme_or_the_region_and_may_be_read(world: World, visitor: FlaskClient) -> None:
    author, region, theme, other = world.editor(), world.region(), world.theme("Wonen"), world.theme("Werk")
    post = world.post("Dit stuk", author=author, region_id=region.id, themes=[theme])
    world.post("Zelfde thema", author=author, themes=[theme])
    world.post("Zelfde regio", author=author, region_id=region.id)
    world.post("Iets anders", author=author, themes=[other])
    world.post("Voor leden", author=author, themes=[theme], audience=Audience.MEMBERS)
    world.post("Nog in concept", author=author, themes=[theme], state=State.DRAFT)
    page = visitor.get(post.address).text
    assert "Zelfde thema" in page and "Zelfde regio" in page
    assert "Iets anders" not in page and "Voor leden" not in page and "Nog in concept" not in page


def test_an_archived_post_is_still_to_be_read_and_says_so(world: World, visitor: FlaskClient) -> None:
    post = world.post(state=State.ARCHIVED)
    page = visitor.get(post.address)
    assert page.status_code == 200 and "staat in het archief" in page.text


def test_a_draft_is_seen_by_editors_and_moderators_only(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    draft = world.post("In de steigers", state=State.DRAFT)
    assert visitor.get(draft.address).status_code == 404
    assert sign_in(world.member()).get(draft.address).status_code == 404
    assert sign_in(world.moderator()).get(draft.address).status_code == 200
    page = sign_in(world.editor("Ander Redacteur")).get(draft.address)
    assert page.status_code == 200 and "Dit is een concept" in page.text


def test_an_old_address_leads_to_the_new_one(world: World, visitor: FlaskClient) -> None:
    post = world.post(slug="nieuw-adres")
    world.keep(OldAddress(kind="news", slug="oud-adres", item_id=post.id))
    answer = visitor.get("/nieuws/oud-adres")
    assert (answer.status_code, answer.location) == (301, "/nieuws/nieuw-adres")


def test_an_old_address_of_what_may_not_be_seen_leads_nowhere(world: World, visitor: FlaskClient) -> None:
    post = world.post(slug="nieuw-adres", audience=Audience.MEMBERS)
    world.keep(OldAddress(kind="news", slug="oud-adres", item_id=post.id))
    hidden, absent = visitor.get("/nieuws/oud-adres"), visitor.get("/nieuws/geen-adres")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text.replace("oud-adres", "") == absent.text.replace("geen-adres", "")


def test_a_post_takes_the_same_few_queries_whatever_hangs_on_it(
    world: World, visitor: FlaskClient, sign_in: SignIn, count_queries: CountQueries
) -> None:
    author, region, theme = world.editor(), world.region(), world.theme()
    few = world.post("Weinig", author=author, region_id=region.id, themes=[theme])
    many = world.post("Veel", author=author, region_id=region.id, themes=[theme, world.theme("Werk")])
    member = world.member()
    world.comments(few, 10, author=author)
    world.comments(many, 1000, author=author)
    for post in (few, many):
        a_picture(world, post)
    for client, most in ((visitor, 6), (sign_in(member), 10)):
        taken = [len(count_queries(lambda c=client, p=post: c.get(p.address))) for post in (few, many)]  # type: ignore[misc]
        assert taken[0] == taken[1] <= most


def test_the_list_takes_the_same_queries_however_long_it_is(
    world: World, visitor: FlaskClient, count_queries: CountQueries
) -> None:
    author, region = world.editor(), world.region()
    a_picture(world, world.post(author=author, region_id=region.id))
    before = len(count_queries(lambda: visitor.get("/nieuws")))
    for _ in range(30):
        world.post(author=author, region_id=region.id, themes=[world.theme()])
    assert len(count_queries(lambda: visitor.get("/nieuws"))) == before <= 8


def test_the_feed_holds_only_what_is_public_whoever_asks(world: World, sign_in: SignIn) -> None:
    region, theme = world.region("Zeeland"), world.theme("Wonen")
    world.post("Voor iedereen & <b>meer</b>", region_id=region.id, themes=[theme], lead="Lees \x0b dit")
    world.post("Voor leden", region_id=region.id, themes=[theme], audience=Audience.MEMBERS)
    world.post("Elders")
    client = sign_in(world.administrator())
    for address in ("/feeds/nieuws.atom", f"/feeds/proeftuinen/{region.slug}.atom", f"/feeds/thema/{theme.slug}.atom"):
        answer = client.get(address)
        assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
        assert "Voor iedereen &amp; &lt;b&gt;" in answer.text and "Voor leden" not in answer.text
        assert ("Elders" in answer.text) == (address == "/feeds/nieuws.atom")


def test_a_feed_says_in_which_language_it_speaks_and_that_posts_are_in_dutch(world: World) -> None:
    theme = world.theme("Wonen")
    world.post("Een brug", themes=[theme])
    for language, title in (("nl", "nieuws over Wonen"), ("en", "news about Wonen")):
        reader = world.client()
        reader.set_cookie("taal", language)
        feed = ElementTree.fromstring(reader.get(f"/feeds/thema/{theme.slug}.atom").data)
        assert feed.get(LANGUAGE) == language
        assert title in (feed.findtext(f"{ATOM}title") or "")
        assert [entry.get(LANGUAGE) for entry in feed.findall(f"{ATOM}entry")] == ["nl"]


def test_a_feed_that_did_not_change_is_not_sent_again(world: World, visitor: FlaskClient) -> None:
    world.post()
    etag = visitor.get("/feeds/nieuws.atom").headers["ETag"]
    assert visitor.get("/feeds/nieuws.atom", headers={"If-None-Match": etag}).status_code == 304


def test_a_feed_of_nothing_known_is_absent(world: World, visitor: FlaskClient) -> None:
    assert visitor.get("/feeds/thema/bestaat-niet.atom").status_code == 404
    assert visitor.get("/feeds/proeftuinen/bestaat-niet.atom").status_code == 404
    assert visitor.get("/feeds/nieuws.atom").status_code == 200
