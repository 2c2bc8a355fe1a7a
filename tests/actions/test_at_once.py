"""Two people at one action item in the same moment, at a site that is served by several processes: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from community.actions.models import ActionItem, Progress
from community.audit.models import AuditEntry
from tests.builders.world import World
from tests.decisions.test_at_once import all_at_once
from tests.reliability.site_process import Browser, Site


def posting(browser: Browser, address: str, **values: str) -> Callable[[], int]:
    return lambda: browser.post(address, **values).status_code


def test_of_two_who_take_it_at_once_the_last_has_it_and_both_stand_in_the_log(busy_site: Site) -> None:
    world: World = busy_site.world
    people = [world.member(f"Doener {word}") for word in ("Aart", "Bea", "Cor", "Dina")]
    group = world.group(members=tuple(people))
    action = world.action(group, author=people[0])
    browsers = [Browser(busy_site, person) for person in people]
    answers = all_at_once([posting(browser, f"{action.address}/stand", progress="done") for browser in browsers])
    assert answers == [303] * len(people)
    assert world.count(AuditEntry, AuditEntry.event == "ActionDone", AuditEntry.item_id == action.id) == 1
    assert world.one(ActionItem, ActionItem.id == action.id).progress == Progress.DONE
