"""Many at once: everybody follows once, and two workers with one event tell everybody once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from community.core.db import db
from community.jobs import drain as draining
from community.jobs.models import Outbox
from community.notifications.models import Follow, Notification
from tests.builders.at_once import post_all_at_once
from tests.builders.world import World
from tests.notifications.test_hearing import follow, say
from tests.reliability.site_process import Browser, Site


def test_who_comments_five_times_at_once_follows_once(busy_site: Site) -> None:
    world = busy_site.world
    post, people = world.post(), [world.member() for _ in range(4)]
    browsers = [Browser(busy_site, person) for person in people for _ in range(5)]
    answers = post_all_at_once(
        browsers, lambda number: f"/reacties/bij/{post.id}", text=lambda number: f"Eens, {number}."
    )
    assert set(answers) == {303}
    assert sorted(each.member_id for each in world.all(Follow)) == sorted(person.id for person in people)
    assert world.count(Outbox, Outbox.task == "notifications.spread") == 20


def test_two_workers_with_one_event_tell_and_mail_everybody_once(world: World) -> None:
    post, people = world.post(), [world.member(mail_choices={"comment": "at_once"}) for _ in range(30)]
    for person in people:
        follow(world, person, item_id=post.id)
    say(world, world.member(), post, "Voor iedereen")
    with world.app.test_request_context():
        (claimed,) = [each for each in draining.claim() if each.task == "notifications.spread"]
        db.session.remove()
    together = Barrier(2)

    def run(number: int) -> None:
        with world.app.test_request_context():
            together.wait(timeout=20)
            error = draining.attempt(claimed)
            db.session.remove()
            assert error is None, error

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    assert sorted(each.member_id for each in world.all(Notification)) == sorted(person.id for person in people)
    assert world.count(Outbox, Outbox.task == "notifications.mail") == 30
