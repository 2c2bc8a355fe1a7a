"""Each rule says the same as a filter over rows and as a question about one row, in any world."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import replace
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from community import policy
from community.accounts.models import Member
from community.accounts.queries import actor_for
from community.content.models import Attachment, Comment, ContentItem, Reaction, Revision
from community.core.db import begin_writing, db
from community.groups.models import Group, GroupInvitation, GroupMembership, GroupRequest
from community.membership.models import Application
from community.policy import CLOCK, VISITOR, Permission, facts
from community.policy.rule import AnyOf, Fact, Not, Rule, Through
from community.policy.table import READ, RULES
from tests.policy.generated import Plan, fill, plans
from tests.policy.things import PARENTS

# About which model each permission speaks, by the beginning of its name; the longest that fits counts.
SUBJECTS: dict[str, type[Any]] = {
    "ITEM_": ContentItem,
    "COMMENT_": Comment,
    "REACTION_": Reaction,
    "REVISION_": Revision,
    "ATTACHMENT_": Attachment,
    "GROUP_": Group,
    "GROUP_MEMBERSHIP_": GroupMembership,
    "GROUP_REQUEST_": GroupRequest,
    "GROUP_INVITATION_": GroupInvitation,
    "MEMBER_": Member,
    "PROFILE_": Member,
    "MEMBERSHIP_": Member,
    "APPLICATION_READ": Application,
    "APPLICATION_DECIDE": Application,
    "APPLICATION_WITHDRAW": Application,
    "DISCUSSION_START": Group,
    "APPLICATION_MAKE": Member,
}
ELSEWHERE = ("COMMENT_TEXT_READ", "GROUP_CREATE", "GROUP_OLD_ADDRESS_READ")


def subject(permission: Permission) -> type[Any] | None:
    if permission.value in ELSEWHERE:
        return None
    fitting = [name for name in SUBJECTS if permission.value.startswith(name)]
    return SUBJECTS[max(fitting, key=len)] if fitting else None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans)
def test_filter_and_question_agree_for_everybody_about_everything(app: Flask, plan: Plan) -> None:
    with app.test_request_context():
        begin_writing()
        people = fill(plan)
        actors = [VISITOR, CLOCK, *(actor_for(person) for person in people)]
        every_group = frozenset(db.session.scalars(select(Group.id)))
        actors += [replace(each, opened_ids=every_group) for each in actors if each.is_moderator]
        db.session.expunge_all()
        for permission in Permission:
            model = subject(permission)
            if model is None:
                continue
            rows = db.session.scalars(select(model).options(*PARENTS.get(model, ()))).unique().all()
            for actor in actors:
                found = set(db.session.scalars(select(model.id).where(policy.permitted(actor, permission, model))))
                held = {row.id for row in rows if policy.allows(actor, permission, row)}
                assert found == held, f"{permission.value} for {actor}"
        db.session.rollback()
        db.session.remove()


def every_fact() -> list[Fact]:
    return [rule for rule in vars(facts).values() if isinstance(rule, Fact)]


def test_every_fact_is_one_plain_comparison() -> None:
    for fact in every_fact():
        tree = ast.parse(textwrap.dedent(inspect.getsource(fact.body)))
        (function,) = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        statement = function.body[-1]
        assert isinstance(statement, ast.Return), function.name
        assert isinstance(statement.value, ast.Compare | ast.Call | ast.Attribute), function.name
        forbidden = (ast.BoolOp, ast.IfExp, ast.UnaryOp)
        assert not [node for node in ast.walk(function) if isinstance(node, forbidden)], function.name


def parts(rule: Rule) -> list[Rule]:
    below = getattr(rule, "parts", ()) or tuple(
        each for each in [getattr(rule, "part", None), getattr(rule, "rule", None)] if each
    )
    return [rule, *(inner for each in below for inner in parts(each))]


def test_no_rule_denies_a_parent_or_a_choice_that_may_be_unknown() -> None:
    denied = [part.part for rule in RULES.values() for part in parts(rule) if isinstance(part, Not)]
    assert denied
    assert not [rule for rule in denied if isinstance(rule, Through | AnyOf | Not)]


def test_every_model_that_is_listed_has_a_rule_for_reading() -> None:
    assert all(permission in RULES for permission in READ.values())
