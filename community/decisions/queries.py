"""Decisions and polls as people read them: the lists, one with its options, who takes part, and how the votes stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from community import policy
from community.accounts.models import Member
from community.content.models import State
from community.content.queries.items import item_to_read
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.decisions.counting import Result, count, read_result
from community.decisions.models import Ballot, Decision, DecisionOption, Phase, Voter
from community.groups.models import Group
from community.policy import CLOCK, Absent, Actor, Permission

MOST_OPEN, MOST_NAMED = 50, 200
IN_SECTION = 5
BATCH = 20
KIND = "decision"
ON_VIEW = (State.PUBLISHED, State.ARCHIVED)
UNDER_WAY = (Phase.PLANNED, Phase.OPEN)


@dataclass(frozen=True, slots=True)
class Participation:
    """How many have voted, and the names of those who have not yet, as far as they are known to the reader."""

    voted_count: int
    waiting: Sequence[str]


def listed(actor: Actor, group: Group, phases: Sequence[Phase]) -> Select[Decision]:
    """The decisions of a group in some phases that the actor may read, with what a list says of them."""
    return (
        select(Decision)
        .where(*on_list(actor, group, phases))
        .options(joinedload(Decision.author), joinedload(Decision.group), joinedload(Decision.counter))
    )


def on_list(actor: Actor, group: Group, phases: Sequence[Phase]) -> tuple[ColumnElement[bool], ...]:
    """What holds for the decisions of a group in some phases that the actor may read."""
    return (
        # The kind stands in the index of a group; without it all that is in the group is looked through.
        Decision.kind == KIND,
        Decision.group_id == group.id,
        Decision.state.in_(ON_VIEW),
        Decision.phase.in_(phases),
        policy.readable(actor, Decision),
    )


def to_be_counted(actor: Actor, group: Group) -> Select[int]:
    """Give the decisions of a group that are counted beside its tab: those on which people vote now."""
    return select(Decision.id).where(
        Decision.kind == KIND,
        Decision.group_id == group.id,
        Decision.state.in_(ON_VIEW),
        Decision.phase == Phase.OPEN,
        policy.readable(actor, Decision),
    )


def open_decisions(actor: Actor, group: Group) -> Sequence[Decision]:
    """Give what is or will be voted on, the first to close on top."""
    query = listed(actor, group, UNDER_WAY).order_by(Decision.closes_at, Decision.id).limit(MOST_OPEN)
    return list(db.session.scalars(query))


def my_open_decisions(actor: Actor, group: Group) -> Sequence[Decision]:
    """Give what the actor proposed and is not over yet, the first to close on top."""
    query = listed(actor, group, UNDER_WAY).where(Decision.author_id == actor.id)
    return list(db.session.scalars(query.order_by(Decision.closes_at, Decision.id).limit(MOST_OPEN)))


def first_open(actor: Actor, group: Group) -> Select[int]:
    """The ids of the first to close of what is or will be voted on."""
    query = select(Decision.id).where(*on_list(actor, group, UNDER_WAY))
    return query.order_by(Decision.closes_at, Decision.id).limit(IN_SECTION)


def closed_decisions(actor: Actor, group: Group, place: Place) -> Page[Decision]:
    """Give a page of what was decided or taken back, the last to close first."""
    query = listed(actor, group, (Phase.CLOSED, Phase.WITHDRAWN))
    return keyset_page(query, (Decision.closes_at, Decision.id), place, descending=True)


def decision_to_read(actor: Actor, group: Group, slug: str) -> Decision:
    """Give one decision of a group with its text and its options, or raise `Absent`."""
    found = item_to_read(actor, Decision, slug)
    if found.group_id != group.id:
        raise Absent
    set_committed_value(found, "options", list(options_of(actor, found)))
    return found


def options_of(actor: Actor, decision: Decision) -> Sequence[DecisionOption]:
    """Give the options of a decision in their order."""
    query = (
        select(DecisionOption)
        .where(DecisionOption.decision_id == decision.id, policy.readable(actor, DecisionOption))
        .order_by(DecisionOption.number)
    )
    return list(db.session.scalars(query))


def my_voter(actor: Actor, decision: Decision) -> Voter | None:
    """Give the actor's place among those who may vote; None for who was not in the group when voting opened."""
    query = select(Voter).where(
        Voter.decision_id == decision.id, Voter.member_id == actor.id, policy.readable(actor, Voter)
    )
    found = db.session.scalars(query).one_or_none() if actor.is_signed_in else None
    if found is not None:
        set_committed_value(found, "decision", decision)
    return found


def my_ballot(actor: Actor, decision: Decision) -> Ballot | None:
    """Give what the actor voted under their own name; nothing of an anonymous vote."""
    query = select(Ballot).where(
        Ballot.decision_id == decision.id, Ballot.member_id == actor.id, policy.readable(actor, Ballot)
    )
    return db.session.scalars(query).one_or_none() if actor.is_signed_in else None


def participation_in(actor: Actor, decision: Decision) -> Participation | None:
    """Give how many took part and who did not yet; None for who may not know who takes part."""
    of_vote = (Voter.decision_id == decision.id, policy.readable(actor, Voter))
    voted, everybody = db.session.execute(
        select(func.count().filter(Voter.has_voted), func.count()).select_from(Voter).where(*of_vote)
    ).one()
    # Whoever sees their own place only is told of no others.
    if everybody < decision.electorate_count:
        return None
    waiting = (
        select(Member.name)
        .join(Voter, Voter.member_id == Member.id)
        .where(*of_vote, ~Voter.has_voted, policy.readable(actor, Member))
        .order_by(Member.name_folded, Member.id)
        .limit(MOST_NAMED)
    )
    return Participation(voted, list(db.session.scalars(waiting)))


def named_ballots(actor: Actor, decision: Decision, *criteria: ColumnElement[bool]) -> Sequence[Ballot]:
    """Give the ballots of a named vote that the actor may read, by name."""
    query = (
        select(Ballot)
        .join(Member, Member.id == Ballot.member_id)
        .where(Ballot.decision_id == decision.id, policy.readable(actor, Ballot), policy.readable(actor, Member))
        .where(*criteria)
        .options(joinedload(Ballot.member))
        .order_by(Member.name_folded, Member.id)
        .limit(MOST_NAMED)
    )
    return list(db.session.scalars(query))


def standing(actor: Actor, decision: Decision) -> Result | None:
    """Give how the votes stand: what was counted, or, where that is shown early, what it would be now."""
    if decision.phase == Phase.CLOSED:
        return read_result(decision.result)
    if decision.phase != Phase.OPEN or not decision.is_shown_early:
        return None
    query = select(Ballot.choice).where(Ballot.decision_id == decision.id, policy.readable(actor, Ballot))
    ballots = [tuple(choice) for choice in db.session.scalars(query)]
    return counted(decision, ballots) if ballots else None


def counted(decision: Decision, ballots: Sequence[tuple[int, ...]]) -> Result:
    """Count ballots as this decision asks."""
    options = len(decision.options)
    return count(decision.method, ballots, options=options, quorum=decision.quorum_count, lot=decision.lot)


def teller_of(actor: Actor, decision: Decision) -> Member | None:
    """Give who wrote down what was decided, as far as the actor may see them."""
    query = select(Member).where(Member.id == decision.outcome_by_id, policy.readable(actor, Member))
    return db.session.scalars(query).one_or_none() if decision.outcome_by_id else None


# --- for the worker ---


def due_to_open(moment: datetime) -> Sequence[Decision]:
    """Give votes whose opening has come, locked so that no other worker takes them."""
    return due(Permission.DECISION_OPEN_DUE, Decision.opens_at, moment)


def due_to_close(moment: datetime) -> Sequence[Decision]:
    """Give votes whose end has come, locked so that no other worker takes them."""
    return due(Permission.DECISION_CLOSE_DUE, Decision.closes_at, moment)


def due(permission: Permission, column: InstrumentedAttribute[datetime], moment: datetime) -> Sequence[Decision]:
    """Give a batch of votes for which a moment has come, the longest overdue first."""
    query = (
        select(Decision)
        .where(policy.permitted(CLOCK, permission, Decision), column <= moment)
        .order_by(column)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))
