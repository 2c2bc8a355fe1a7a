"""Each rule says the same as a filter over rows and as a question about one row, in any world."""

from __future__ import annotations

import ast
import textwrap
from dataclasses import replace
from inspect import getsource
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import inspect, select

from community import policy
from community.accounts.models import Identity, LoginSession, Member
from community.accounts.queries import actor_for
from community.actions.models import ActionItem
from community.announcements.models import Announcement
from community.audit.models import AuditDetail, AuditEntry
from community.content.models import (
    Attachment,
    Comment,
    CommentText,
    ContentItem,
    ItemAnswer,
    ItemLink,
    ItemVisit,
    OldAddress,
    Reaction,
    Revision,
)
from community.core.db import begin_writing, db
from community.decisions.models import Ballot, Decision, DecisionOption, Voter
from community.documents.models import Document, DocumentVersion, Folder, Upload
from community.groups.models import (
    CoordinatorOffer,
    Group,
    GroupInvitation,
    GroupMailInvitation,
    GroupMembership,
    GroupMessage,
    GroupOldAddress,
    GroupPicture,
    GroupRequest,
    GroupVisit,
)
from community.members.models import Expertise, Portrait, Profile
from community.membership.models import Application, ApplicationQuestion, Invitation, MemberNote, Objection, Suspension
from community.notifications.models import Follow, Notification
from community.organisations.models import Organisation
from community.policy import CLOCK, VISITOR, Permission, facts
from community.policy.rule import AnyOf, Fact, Not, Rule, Through
from community.policy.table import READ, RULES
from community.privacy.models import DataCopy, Erasure
from community.regions.models import Region
from community.reports.models import Report, ReportCase
from community.review.models import HeldText
from community.themes.models import Theme
from community.trail.models import TrailPlace
from tests.policy.generated import IN_HAND, Plan, fill, plans
from tests.policy.things import PARENTS

# About which model each permission speaks, by the beginning of its name; the longest that fits counts.
SUBJECTS: dict[str, type[Any]] = {
    "ITEM_": ContentItem,
    "COMMENT_": Comment,
    "COMMENT_TEXT_": CommentText,
    "REACTION_": Reaction,
    "REVISION_": Revision,
    "ATTACHMENT_": Attachment,
    "OLD_ADDRESS_": OldAddress,
    "GROUP_": Group,
    "GROUP_MEMBERSHIP_": GroupMembership,
    "GROUP_REQUEST_": GroupRequest,
    "GROUP_INVITATION_": GroupInvitation,
    "GROUP_OLD_ADDRESS_": GroupOldAddress,
    "COORDINATOR_OFFER_": CoordinatorOffer,
    "GROUP_MAIL_INVITATION_": GroupMailInvitation,
    "GROUP_MESSAGE_READ": GroupMessage,
    "GROUP_MESSAGE_REPORT": GroupMessage,
    "GROUP_PICTURE_": GroupPicture,
    "REGION_": Region,
    "THEME_": Theme,
    "ORGANISATION_": Organisation,
    "MEMBER_": Member,
    "PROFILE_": Member,
    "PROFILE_READ": Profile,
    "EXPERTISE_": Expertise,
    "PORTRAIT_READ": Portrait,
    "PORTRAIT_REMOVE": Member,
    "ABSENCE_": Member,
    "SUSPENSION_": Suspension,
    "SESSION_": LoginSession,
    "IDENTITY_": Identity,
    "IDENTITY_LINK": Member,
    "APPLICATION_": Application,
    "APPLICATION_MAKE": Member,
    "APPLICATION_QUESTION_": ApplicationQuestion,
    "OBJECTION_": Objection,
    "MEMBER_NOTE_": Member,
    "MEMBER_NOTE_READ": MemberNote,
    "INVITATION_": Invitation,
    "DISCUSSION_START": Group,
    "WIKI_CREATE": Group,
    "ANSWER_": ItemAnswer,
    "LINK_": ItemLink,
    "VISIT_": ItemVisit,
    "DISCUSSION_MOVE": ContentItem,
    "DISCUSSION_RECEIVE": Group,
    "GROUP_VISIT_": GroupVisit,
    "DOCUMENT_": Document,
    "DOCUMENT_ADD": Group,
    "DOCUMENT_VERSION_": DocumentVersion,
    "FOLDER_": Folder,
    "TRASH_": Group,
    "UPLOAD_": Upload,
    "TRAIL_": ContentItem,
    "TRAIL_READ": TrailPlace,
    "ANNOUNCEMENT_": Announcement,
    "ACTION_": ActionItem,
    "ACTION_ADD": Group,
    "DECISION_": Decision,
    "DECISION_PROPOSE": Group,
    "DECISION_OPTION_": DecisionOption,
    "VOTER_": Voter,
    "BALLOT_": Ballot,
    "BALLOT_CAST": Voter,
    "AUDIT_": AuditEntry,
    "AUDIT_DETAIL_": AuditDetail,
    "DATA_COPY_": DataCopy,
    "DATA_COPY_ASK": Member,
    "ERASURE_": Erasure,
    "ERASURE_ASK": Member,
    "REPORT_": Report,
    "CASE_": ReportCase,
    "HELD_TEXT_": HeldText,
    "FOLLOW_": Follow,
    "NOTIFICATION_": Notification,
}
# These are asked before there is a thing.
WITHOUT_A_THING = {
    *(Permission.NEWS_CREATE, Permission.NEWS_DRAFTS_READ, Permission.GROUP_CREATE, Permission.INVITATION_MAKE),
    *(Permission.ORGANISATION_NAME, Permission.ADMINISTRATION_OPEN, Permission.SITE_CONFIGURE),
    *(Permission.INVITATION_WITH_ROLE, Permission.VIEW_AS, Permission.PAGE_CREATE, Permission.FIGURES_READ),
    Permission.TERMS_KEEP_DUE,
}


def subject(permission: Permission) -> type[Any]:
    return SUBJECTS[max((name for name in SUBJECTS if permission.value.startswith(name)), key=len)]


def test_what_is_asked_without_a_thing_depends_on_the_actor_alone() -> None:
    assert not [
        permission
        for permission in WITHOUT_A_THING
        if any(isinstance(part, Fact | Through) for part in parts(RULES[permission]))
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans)
def test_filter_and_question_agree_for_everybody_about_everything(app: Flask, plan: Plan) -> None:
    with app.test_request_context():
        begin_writing()
        people = fill(plan)
        actors = [VISITOR, CLOCK, *(actor_for(person) for person in people)]
        every_group = frozenset(db.session.scalars(select(Group.id)))
        actors += [replace(each, opened_ids=every_group) for each in actors if each.is_moderator]
        # Every other one holds the link of the first invitation.
        actors = [replace(each, invitation_hash=IN_HAND) if n % 2 == 0 else each for n, each in enumerate(actors)]
        db.session.expunge_all()
        for permission in [each for each in Permission if each not in WITHOUT_A_THING]:
            model = subject(permission)
            (column,) = inspect(model).primary_key
            key = getattr(model, inspect(model).get_property_by_column(column).key)
            rows = db.session.scalars(select(model).options(*PARENTS.get(model, ()))).unique().all()
            for actor in actors:
                found = set(db.session.scalars(select(key).where(policy.permitted(actor, permission, model))))
                held = {getattr(row, key.key) for row in rows if policy.allows(actor, permission, row)}
                assert found == held, f"{permission.value} for {actor}"
        db.session.rollback()
        db.session.remove()


def every_fact() -> list[Fact]:
    return [rule for rule in vars(facts).values() if isinstance(rule, Fact)]


def test_every_fact_is_one_plain_comparison() -> None:
    for fact in every_fact():
        tree = ast.parse(textwrap.dedent(getsource(fact.body)))
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
