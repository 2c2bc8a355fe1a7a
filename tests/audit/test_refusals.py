"""What is refused is written down, and never more than the log can bear."""

from __future__ import annotations

from sqlalchemy import func, select

from community import audit
from community.audit.budget import Budget
from community.audit.events import DeedRefused, SignInRefused
from community.audit.models import AuditEntry
from community.core.db import db
from community.policy import VISITOR
from tests.builders.fixtures import submit
from tests.builders.world import World


def written(world: World) -> int:
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def refuse(world: World, times: int) -> None:
    for _ in range(times):
        with world.app.test_request_context():
            audit.refused(VISITOR, SignInRefused(provider="pleio", reason="wrong_state"))


def test_a_refusal_is_written_down_though_everything_else_is_rolled_back(world: World) -> None:
    refuse(world, 2)
    assert written(world) == 2


def test_a_flood_of_refusals_does_not_fill_the_log(world: World) -> None:
    before = world.app.extensions.pop("refusals", {})
    world.app.extensions["refusals"] = {SignInRefused: Budget(burst=3, per_second=0)}
    try:
        refuse(world, 10)
        assert written(world) == 3
        # What is refused of another kind is written down all the same.
        with world.app.test_request_context():
            audit.refused(VISITOR, DeedRefused(route="/ergens"))
    finally:
        world.app.extensions["refusals"] = before
    assert written(world) == 4


def test_who_wants_to_do_what_they_may_not_has_a_line_in_the_log_with_the_route(world: World) -> None:
    post, comment_author, other = world.post(), world.member(), world.member()
    comment = world.comment(post, comment_author)
    browser = world.client(other)
    assert browser.get("/beheer/logboek").status_code == 403
    answer = submit(browser, f"/reacties/{comment.id}/verberg", {"reason": "Niet van mij"})
    assert answer.status_code == 403
    (line,) = [line for line in world.all(AuditEntry) if line.event == "DeedRefused"]
    assert line.actor_id == other.id
    log = world.client(world.moderator()).get("/beheer/logboek?soort=geweigerd").text
    assert "wilde iets doen wat niet mag (/reacties/&lt;int:comment_id&gt;/verberg)" in log
    assert str(comment.id) not in log


def test_a_visitor_who_is_refused_leaves_no_line(world: World) -> None:
    post = world.post()
    assert world.client().post(f"/reacties/bij/{post.id}", data={"text": "x", "key": "k"}).status_code >= 400
    assert not world.all(AuditEntry)


def test_the_budget_fills_again_by_the_clock() -> None:
    budget = Budget(burst=1, per_second=1000)
    assert budget.take()
    assert any(budget.take() for _ in range(100_000))
