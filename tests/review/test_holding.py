"""What makes a text wait, that nobody sees it meanwhile, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.content.models import Comment, ContentItem, ItemCounter, State
from community.core.clock import now
from community.core.db import db
from community.discussions.models import Discussion
from community.groups.models import Access, Group
from community.notifications.models import Notification
from community.reports.models import ReportCase
from community.review.models import HeldFor, HeldState, HeldText
from community.site.models import SiteSetting
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails, mails_to, plain

LINKS = "Kijk op https://een.example en https://twee.example, https://drie.example en https://vier.example maar."
LONG = "Deze zin is lang genoeg om niet zomaar twee keer door iemand geschreven te worden."
SECRET = "geheimwoord"


def an_old_hand(world: World, name: str = "Oude Rot") -> Member:
    """Make a member who is not new."""
    return world.member(name, joined_at=now() - timedelta(days=30))


def say(world: World, who: Member, item: ContentItem, text: str, **more: str) -> Any:
    """Post a comment as a browser does."""
    return submit(world.client(who), f"/reacties/bij/{item.id}", {"text": text, "key": ""} | more)


def begin(world: World, who: Member, group: Group, title: str, text: str) -> Any:
    """Begin a discussion as a browser does."""
    form = {"title": title, "text": text, "audience": "group"}
    return submit(world.client(who), f"{group.address}/gesprekken/nieuw", form)


def set_site(world: World, **settings: Any) -> None:
    """Set the site up."""
    for key, value in settings.items():
        world.keep(SiteSetting(key=key, value={"value": value}))


def why(world: World) -> list[str]:
    """Give why the only text that waits does."""
    return [reason["why"] for reason in world.one(HeldText).reasons]


def test_a_text_without_any_reason_stands_at_once(world: World) -> None:
    say(world, world.member(), world.post(), "Goed idee.")
    assert world.count(HeldText) == 0
    assert not world.one(Comment).is_hidden


@pytest.mark.parametrize(
    ("links", "is_new", "waits"), [(1, True, False), (2, True, True), (3, False, False), (4, False, True)]
)
def test_more_links_than_the_site_allows_hold_a_text_and_new_members_may_have_fewer(
    world: World, links: int, is_new: bool, waits: bool
) -> None:
    who = world.member() if is_new else an_old_hand(world)
    say(world, who, world.post(), " en ".join(f"https://site{number}.example/" for number in range(links)))
    assert world.one(Comment).is_held is waits
    if waits:
        assert why(world) == ["links"]


def test_links_within_the_site_count_for_nothing(world: World) -> None:
    say(world, world.member(), world.post(), " ".join(f"http://localhost/nieuws/{number}" for number in range(6)))
    assert not world.one(Comment).is_held


@pytest.mark.parametrize(
    ("line", "text", "waits"),
    [
        ("casino", "Kom naar het CASINO!", True),
        ("casino", "Kom naar de casinobonus.", False),
        ("casino*", "Kom naar de casinobonus.", True),
        ("creme", "Deze crème helpt.", True),
        ("ÉÉN KANS", "Je hebt één  kans.", True),
        ("straße", "Kom naar de STRASSE.", True),
        ("казино", "Лучшее КАЗИНО здесь", True),
        ("casino", "Kom naar het ca\u200bsi\u00adno.", True),
        ("c++", "Ik schrijf C++ graag.", True),
        ("*", "Zomaar iets.", False),
    ],
)
def test_listed_words_hold_a_text_whatever_their_capitals_and_accents(
    world: World, line: str, text: str, waits: bool
) -> None:
    group = world.group(members=(who := an_old_hand(world),), held_words=line)
    say(world, who, world.discussion(group), text)
    assert world.one(Comment).is_held is waits


def test_words_of_the_site_hold_in_every_place_and_in_titles(world: World) -> None:
    set_site(world, held_words=["gokken"])
    group = world.group(members=(who := an_old_hand(world),))
    begin(world, who, group, "Gokken mag", "Waarom niet?")
    assert world.one(Discussion).state == State.HELD
    assert world.one(HeldText).reasons == [{"why": "word", "what": "gokken"}]


@pytest.mark.parametrize(
    ("held_for", "is_new", "waits"),
    [
        (HeldFor.NOBODY, True, False),
        (HeldFor.NEWCOMERS, True, True),
        (HeldFor.NEWCOMERS, False, False),
        (HeldFor.EVERYONE, False, True),
    ],
)
def test_a_group_and_the_site_choose_whose_texts_wait(
    world: World, held_for: HeldFor, is_new: bool, waits: bool
) -> None:
    who = world.member() if is_new else an_old_hand(world)
    group = world.group(members=(who,), held_for=held_for)
    say(world, who, world.discussion(group), "Hallo allemaal.")
    begin(world, who, group, "Een vraag", "Wie weet dit?")
    assert world.count(HeldText) == (2 if waits else 0)
    set_site(world, held_for=held_for.value)
    say(world, who, world.post(), "Ook hier.")
    assert world.count(HeldText) == (3 if waits else 0)


def test_somebody_is_new_until_three_contributions_stand(world: World) -> None:
    set_site(world, held_for="newcomers")
    who, post = world.member(), world.post()
    for number in range(3):
        world.comment(world.post(), f"Eerder {number}", author=who)
    say(world, who, post, "Nu niet meer nieuw.")
    assert world.count(HeldText) == 0


def test_what_was_hidden_makes_nobody_less_new(world: World) -> None:
    set_site(world, held_for="newcomers")
    who = world.member()
    for number in range(3):
        world.comment(world.post(), f"Eerder {number}", author=who, is_hidden=True)
    say(world, who, world.post(), "Hallo.")
    assert world.count(HeldText) == 1


def test_who_would_look_at_a_text_waits_for_nobody(world: World) -> None:
    coordinator = an_old_hand(world)
    group = world.group(coordinator=coordinator, held_for=HeldFor.EVERYONE)
    say(world, coordinator, world.discussion(group), "Welkom.")
    set_site(world, held_for="everyone")
    say(world, world.moderator(), world.post(), "Let op de toon.")
    assert world.count(HeldText) == 0


def test_the_same_text_in_another_place_within_an_hour_waits(world: World) -> None:
    who, first = an_old_hand(world), world.post("Het eerste bericht")
    say(world, who, first, LONG)
    say(world, who, world.post(), LONG.upper())
    assert why(world) == ["same_text"]
    page = world.client(world.moderator()).get("/beheer/wachtrij").text
    assert "dezelfde tekst stond" in page
    assert "Het eerste bericht" in page


def test_a_short_text_is_said_in_many_places(world: World) -> None:
    who = an_old_hand(world)
    for _ in range(3):
        say(world, who, world.post(), "Helemaal mee eens!")
    assert world.count(HeldText) == 0


def test_the_same_discussion_in_another_group_waits(world: World) -> None:
    who = an_old_hand(world)
    for name in ("Een", "Twee"):
        begin(world, who, world.group(name, members=(who,)), f"Vraag {name}", LONG)
    assert [each.state for each in world.all(Discussion)] == [State.PUBLISHED, State.HELD]


def test_the_same_words_in_the_same_place_within_a_minute_are_one_comment(world: World) -> None:
    who, post = world.member(), world.post()
    first = say(world, who, post, "Dubbel gestuurd.", key="een")
    again = say(world, who, post, "Dubbel gestuurd.", key="twee")
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert world.count(Comment) == 1
    assert world.one(ItemCounter, ItemCounter.item_id == post.id).comment_count == 1


def test_the_same_answer_to_another_comment_is_another_comment(world: World) -> None:
    who, post = world.member(), world.post()
    first, second = world.comment(post), world.comment(post)
    for comment in (first, second):
        say(world, who, post, "Dank je!", reply_to=str(comment.id))
    assert world.count(Comment, Comment.author_id == who.id) == 2


def test_many_mentions_hold_a_text(world: World) -> None:
    set_site(world, most_mentions=2)
    people = [world.member(f"Genoemd {letter}") for letter in ("Aap", "Noot", "Mies")]
    say(world, an_old_hand(world), world.post(), " en ".join(f"@{each.name}" for each in people))
    assert why(world) == ["mentions"]
    assert world.count(Notification) == 0


# --- nobody sees it ---------------------------------------------------------------------------------------------------


def a_held_comment(world: World, **more: Any) -> tuple[Comment, Discussion, Group, Member, Member]:
    """Make a comment that waits in a group; gives it with its place, its author and a fellow who follows the place."""
    author, fellow = an_old_hand(world, "Wacht Rustig"), an_old_hand(world, "Lees Graag")
    group = world.group(members=(author, fellow), held_for=HeldFor.EVERYONE, **more)
    talk = world.discussion(group, "Een gesprek", author=fellow)
    submit(world.client(fellow), f"/volgen/stuk/{talk.id}")
    before = world.comment(talk, "Het begin.", author=fellow)
    say(world, author, talk, f"Dit is {SECRET} @Lees Graag", reply_to=str(before.id))
    return world.all(Comment)[-1], talk, group, author, fellow


def test_a_held_comment_is_for_its_author_and_who_decides_only(world: World) -> None:
    comment, talk, group, author, fellow = a_held_comment(world)
    assert comment.is_held
    path = f"{group.address}/gesprekken/{talk.slug}"
    own = world.client(author).get(path).text
    assert SECRET in own
    assert "Alleen jij ziet dit" in own
    assert SECRET not in world.client(fellow).get(path).text
    assert SECRET not in world.client(world.member()).get(f"{path}?reactie={comment.id}").text
    with world.context():
        coordinators = [row.id for row in db.session.query(Member).filter(Member.name == "Trekker Toon")]
    coordinator = world.one(Member, Member.id == coordinators[0])
    assert SECRET in world.client(coordinator).get(path).text
    assert SECRET in world.client(coordinator).get(f"{group.address}/wachtrij").text


def test_a_held_comment_counts_for_nothing_and_moves_nothing(world: World) -> None:
    set_site(world, held_for="everyone")
    group = world.group(members=(author := an_old_hand(world),))
    long_ago = now() - timedelta(days=3)
    talk = world.discussion(group, last_activity_at=long_ago)
    moved = world.one(Group, Group.id == group.id).last_activity_at
    say(world, author, talk, "Nog niet.")
    assert world.one(ItemCounter, ItemCounter.item_id == talk.id).comment_count == 0
    assert world.one(Discussion).last_activity_at == long_ago
    assert world.one(Group, Group.id == group.id).last_activity_at == moved


def test_nobody_is_told_of_a_held_comment_until_it_is_released(app: Flask, world: World) -> None:
    comment, talk, group, _author, fellow = a_held_comment(world)
    assert mails(app) == []
    assert world.count(Notification, Notification.member_id == fellow.id) == 0
    held_at = world.one(Comment, Comment.id == comment.id).created_at
    answer = submit(
        world.client(coordinator_of(world)),
        f"{group.address}/wachtrij/plaatsen",
        {"tekst": str(world.one(HeldText).id)},
    )
    assert answer.status_code == 303
    mails(app)
    assert world.count(Notification, Notification.member_id == fellow.id) == 1
    shown = world.one(Comment, Comment.id == comment.id)
    assert not shown.is_held
    assert not shown.is_hidden
    assert shown.created_at > held_at
    assert world.one(ItemCounter, ItemCounter.item_id == talk.id).comment_count == 2
    assert SECRET in world.client(fellow).get(f"{group.address}/gesprekken/{talk.slug}").text
    assert world.one(HeldText).state == HeldState.RELEASED
    assert [each.event for each in world.all(AuditEntry) if each.event.startswith("Text")] == [
        "TextHeld",
        "TextReleased",
    ]


def coordinator_of(world: World) -> Member:
    """Give who runs the group that the world made."""
    return world.one(Member, Member.name == "Trekker Toon")


def test_a_held_discussion_is_in_no_list_feed_count_or_mail(app: Flask, world: World) -> None:
    author, fellow = an_old_hand(world, "Wacht Rustig"), an_old_hand(world, "Lees Graag")
    group = world.group(members=(author, fellow), held_for=HeldFor.EVERYONE)
    submit(world.client(fellow), f"/volgen/werkgroep/{group.id}")
    answer = begin(world, author, group, SECRET.title(), "Wie weet dit?")
    own = world.client(author).get(answer.location).text
    assert "Alleen jij ziet dit" in own
    assert world.client(fellow).get(answer.location).status_code == 404
    assert world.client(world.editor()).get(answer.location).status_code == 404
    for path in (group.address, f"{group.address}/gesprekken", "/mijn", "/mijn/meldingen", "/"):
        assert SECRET.title() not in world.client(fellow).get(path).text, path
    assert mails(app) == []
    coordinator = coordinator_of(world)
    assert SECRET.title() in world.client(coordinator).get(f"{group.address}/wachtrij").text
    submit(world.client(coordinator), f"{group.address}/wachtrij/plaatsen", {"tekst": str(world.one(HeldText).id)})
    assert SECRET.title() in world.client(fellow).get(f"{group.address}/gesprekken").text
    mails(app)
    assert world.count(Notification, Notification.member_id == fellow.id) == 1


def test_nobody_comments_on_a_held_discussion_yet(world: World) -> None:
    author = an_old_hand(world)
    group = world.group(members=(author,), held_for=HeldFor.EVERYONE)
    begin(world, author, group, "Een vraag", "Wie weet dit?")
    assert say(world, author, world.one(Discussion), "Nog iets.").status_code == 403


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_several_texts_are_released_at_once_and_what_was_decided_stops_none(world: World) -> None:
    author = an_old_hand(world)
    group = world.group(members=(author,), held_for=HeldFor.EVERYONE)
    talk = world.discussion(group)
    for number in range(3):
        say(world, author, talk, f"Reactie {number}")
    first, *others = world.all(HeldText)
    client, path = world.client(coordinator_of(world)), f"{group.address}/wachtrij/plaatsen"
    submit(client, path, {"tekst": str(first.id)})
    answer = submit(client, path, {"tekst": [str(each.id) for each in (first, *others)]}, follow_redirects=True)
    assert "2 teksten staan er nu" in answer.text
    assert "1 tekst kon je niet plaatsen" in answer.text
    assert world.one(ItemCounter, ItemCounter.item_id == talk.id).comment_count == 3


def test_a_refusal_is_told_to_the_author_who_can_object_to_another_moderator(app: Flask, world: World) -> None:
    comment, talk, group, author, fellow = a_held_comment(world)
    coordinator, held = coordinator_of(world), world.one(HeldText)
    path = f"{group.address}/wachtrij/{held.id}/weigeren"
    assert submit(world.client(coordinator), path, {"reason": ""}).status_code == 422
    assert submit(world.client(coordinator), path, {"reason": "Dit is reclame."}).status_code == 303
    (told,) = mails_to(app, author.email)
    assert "Dit is reclame." in plain(told)
    assert "niet geplaatst" in plain(told)
    assert mails_to(app, fellow.email) == []
    refused = world.one(Comment, Comment.id == comment.id)
    assert (refused.is_held, refused.is_hidden, refused.hidden_reason) == (False, True, "Dit is reclame.")
    case = world.one(ReportCase)
    assert submit(world.client(author), case.own_address, {"objection": "Het is geen reclame."}).status_code == 303
    ruling = {"outcome": "falls", "reason": "Je hebt gelijk."}
    moderator = world.client(world.moderator())
    submit(moderator, f"{group.address}/meekijken")
    answer = submit(moderator, f"/beheer/signalen/{case.id}/bezwaar", ruling)
    assert answer.status_code == 303
    shown = world.one(Comment, Comment.id == comment.id)
    assert not shown.is_hidden
    assert world.one(ItemCounter, ItemCounter.item_id == talk.id).comment_count == 2


def test_a_refused_discussion_goes_and_its_author_reads_why(app: Flask, world: World) -> None:
    author = an_old_hand(world)
    group = world.group(members=(author,), held_for=HeldFor.EVERYONE)
    begin(world, author, group, "Een vraag", "Wie weet dit?")
    held = world.one(HeldText)
    submit(
        world.client(coordinator_of(world)),
        f"{group.address}/wachtrij/{held.id}/weigeren",
        {"reason": "Hoort hier niet."},
    )
    assert world.one(Discussion).state == State.REMOVED
    (told,) = mails_to(app, author.email)
    assert "Hoort hier niet." in plain(told)
    assert "Hoort hier niet." in world.client(author).get(world.one(ReportCase).own_address).text


def test_nobody_decides_on_their_own_text(world: World) -> None:
    who = an_old_hand(world)
    group = world.group(members=(who,), held_for=HeldFor.EVERYONE)
    say(world, who, world.discussion(group), "Van mij.")
    with world.context():
        db.session.get_one(Member, who.id).role = "moderator"
    client, held = world.client(who), world.one(HeldText)
    assert "Van mij." not in client.get("/beheer/wachtrij").text
    submit(client, "/beheer/wachtrij/plaatsen", {"tekst": str(held.id)})
    assert submit(client, f"/beheer/wachtrij/{held.id}/weigeren", {"reason": "x"}).status_code == 404
    assert world.one(HeldText).state == HeldState.WAITING


def test_a_moderator_opens_a_closed_group_before_reading_or_deciding(world: World) -> None:
    _comment, _talk, _group, author, _fellow = a_held_comment(world, access=Access.CLOSED)
    client, held = world.client(world.moderator()), world.one(HeldText)
    page = client.get("/beheer/wachtrij").text
    assert author.name in page
    assert "eerst nagekeken" in page
    assert SECRET not in page
    submit(client, "/beheer/wachtrij/plaatsen", {"tekst": str(held.id)})
    assert world.one(HeldText).state == HeldState.WAITING


def test_only_who_watches_over_a_group_opens_its_queue(world: World) -> None:
    _comment, _talk, group, author, fellow = a_held_comment(world)
    for who in (author, fellow, world.editor()):
        client = world.client(who)
        assert client.get(f"{group.address}/wachtrij").status_code == 403
        assert client.get("/beheer/wachtrij").status_code == 403
        assert (
            submit(client, f"{group.address}/wachtrij/plaatsen", {"tekst": str(world.one(HeldText).id)}).status_code
            == 403
        )


def test_a_coordinator_of_another_group_decides_nothing_here(world: World) -> None:
    _comment, _talk, _group, _author, _fellow = a_held_comment(world)
    stranger = an_old_hand(world)
    other = world.group("Elders", coordinator=stranger)
    held = world.one(HeldText)
    submit(world.client(stranger), f"{other.address}/wachtrij/plaatsen", {"tekst": str(held.id)})
    assert (
        submit(world.client(stranger), f"{other.address}/wachtrij/{held.id}/weigeren", {"reason": "x"}).status_code
        == 404
    )
    assert world.one(HeldText).state == HeldState.WAITING


def test_what_its_author_takes_back_waits_no_more(world: World) -> None:
    comment, talk, group, author, _fellow = a_held_comment(world)
    submit(world.client(author), f"/reacties/{comment.id}/verwijder")
    client = world.client(coordinator_of(world))
    assert "Er wacht geen tekst" in client.get(f"{group.address}/wachtrij").text
    submit(client, f"{group.address}/wachtrij/plaatsen", {"tekst": str(world.one(HeldText).id)})
    assert world.one(ItemCounter, ItemCounter.item_id == talk.id).comment_count == 1


def test_a_comment_that_is_changed_into_what_waits_is_held_again_and_is_no_news_when_released(
    app: Flask, world: World
) -> None:
    who, post = an_old_hand(world), world.post()
    say(world, who, post, "Niets aan de hand.")
    comment = world.one(Comment)
    submit(world.client(who), f"/reacties/{comment.id}/wijzig", {"text": LINKS})
    assert world.one(Comment).is_held
    assert world.one(ItemCounter, ItemCounter.item_id == post.id).comment_count == 0
    submit(world.client(world.moderator()), "/beheer/wachtrij/plaatsen", {"tekst": str(world.one(HeldText).id)})
    assert world.one(Comment).created_at == comment.created_at
    assert world.one(ItemCounter, ItemCounter.item_id == post.id).comment_count == 1


def test_a_discussion_that_is_changed_into_what_waits_is_held(world: World) -> None:
    who = an_old_hand(world)
    group = world.group(members=(who,))
    begin(world, who, group, "Een vraag", "Wie weet dit?")
    talk = world.one(Discussion)
    form = {"title": "Een vraag", "text": LINKS, "audience": "group", "revision_number": str(talk.revision_number)}
    submit(world.client(who), f"{group.address}/gesprekken/{talk.slug}/wijzig", form)
    assert world.one(Discussion).state == State.HELD


# --- setting it -------------------------------------------------------------------------------------------------------


def test_a_coordinator_sets_what_waits_and_the_log_says_so(world: World) -> None:
    coordinator = an_old_hand(world)
    group = world.group(coordinator=coordinator)
    path = f"{group.address}/wachtrij/instellingen"
    client = world.client(coordinator)
    assert submit(client, path, {"held_for": "sommigen"}).status_code == 422
    assert submit(client, path, {"held_for": "newcomers", "held_words": "casino*\n\n*\ncasino*"}).status_code == 303
    kept = world.one(Group, Group.id == group.id)
    assert (kept.held_for, kept.held_words) == (HeldFor.NEWCOMERS, "casino*")
    assert world.count(AuditEntry, AuditEntry.event == "GroupReviewChanged") == 1
    assert submit(world.client(world.member()), path, {"held_for": "nobody"}).status_code == 403


def test_an_administrator_sets_what_waits_on_the_site_and_a_moderator_does_not(world: World) -> None:
    form = {
        "held_for": "everyone",
        "held_words": "casino",
        "most_links": "2",
        "most_links_new": "0",
        "most_mentions": "5",
    }
    path = "/beheer/wachtrij/instellingen"
    assert submit(world.client(world.moderator()), path, form).status_code == 403
    administrator = world.client(world.administrator())
    assert submit(administrator, path, form | {"most_links": "veel"}).status_code == 422
    assert submit(administrator, path, form).status_code == 303
    assert world.count(AuditEntry, AuditEntry.event == "SettingChanged") == 5
    say(world, an_old_hand(world), world.post(), "Hallo.")
    assert world.count(HeldText) == 1


def test_the_queue_asks_as_much_of_the_database_for_many_texts_as_for_two(
    world: World, count_queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    author = an_old_hand(world)
    group = world.group(members=(author,), held_for=HeldFor.EVERYONE)
    talk = world.discussion(group)
    client = world.client(coordinator_of(world))
    path = f"{group.address}/wachtrij"
    say(world, author, talk, "Een.")
    say(world, author, talk, "Twee.")
    few = count_queries(lambda: client.get(path))
    for number in range(4):
        say(world, author, talk, f"Nog {number}.")
    assert len(count_queries(lambda: client.get(path))) == len(few)


def test_who_runs_a_group_and_who_watches_over_the_site_see_how_much_waits(world: World) -> None:
    _, _, group, _, _ = a_held_comment(world)
    assert (
        "1 tekst wacht tot iemand ernaar kijkt"
        in world.client(coordinator_of(world)).get(f"{group.address}/beheer").text
    )
    assert "1 tekst wacht tot iemand ernaar kijkt" in world.client(world.moderator()).get("/beheer").text
