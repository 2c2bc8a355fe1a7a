"""What is refused is written down, and never more than the log can bear."""

from __future__ import annotations

from sqlalchemy import func, select

from community import audit
from community.audit.budget import Budget
from community.audit.events import SignInRefused
from community.audit.models import AuditEntry
from community.core.db import db
from community.policy import VISITOR
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
    before = world.app.extensions.pop("refusals", None)
    world.app.extensions["refusals"] = Budget(burst=3, per_second=0)
    try:
        refuse(world, 10)
    finally:
        world.app.extensions["refusals"] = before or Budget()
    assert written(world) == 3


def test_the_budget_fills_again_by_the_clock() -> None:
    budget = Budget(burst=1, per_second=1000)
    assert budget.take()
    assert any(budget.take() for _ in range(100_000))
