"""Many at once in one discussion: one answer stands, and moving it loses nothing of what is said meanwhile."""

from __future__ import annotations

from community.audit.models import AuditEntry
from community.content.models import Comment, ItemAnswer, ItemCounter
from community.discussions.models import Discussion
from tests.builders.at_once import post_all_at_once
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site


def test_of_two_answers_that_are_marked_at_once_one_stands(busy_site: Site) -> None:
    world = busy_site.world
    boss, author = world.member(), world.member()
    group = world.group(coordinator=boss, members=(author,))
    talk = world.discussion(group, author=author)
    comments = [world.comment(talk, author=boss) for _ in range(2)]
    browsers = [Browser(busy_site, (boss, author)[number % 2]) for number in range(8)]
    answers = post_all_at_once(browsers, lambda number: f"/reacties/{comments[number // 2 % 2].id}/antwoord")
    assert set(answers) == {303}
    assert world.one(ItemAnswer).comment_id in {comment.id for comment in comments}


def test_what_is_said_while_a_discussion_moves_is_not_lost(busy_site: Site) -> None:
    world: World = busy_site.world
    boss, speakers = world.member(), [world.member() for _ in range(6)]
    here = world.group(coordinator=boss, members=tuple(speakers))
    there = world.group(coordinator=boss, members=tuple(speakers))
    talk = world.discussion(here, author=boss)
    browsers = [Browser(busy_site, person) for person in (boss, *speakers, boss)]
    movers = (0, len(browsers) - 1)

    def path(number: int) -> str:
        return f"{talk.address}/verplaats" if number in movers else f"/reacties/bij/{talk.id}"

    answers = post_all_at_once(browsers, path, target=there.slug, audience="group", text="Nog iets.")
    # Who moves it a second time finds nothing to move at the old place.
    assert {answers[each] for each in movers} in ({303}, {303, 404})
    assert answers[1:-1] == [303] * len(speakers)
    assert world.one(Discussion).group_id == there.id
    assert world.count(Comment) == world.one(ItemCounter).comment_count == len(speakers)
    assert world.count(AuditEntry, AuditEntry.event == "DiscussionMovedHere") == 1
