"""What people do with proposals: lay one before the group, vote, close it, take it back, say what was decided.

Whoever votes holds the decision's row until the vote is written, and so does who closes it: a ballot is either counted
or refused, and no two ballots overwrite each other.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select
from sqlalchemy.orm.attributes import set_committed_value

from community import audit
from community.accounts.models import Member, MemberState
from community.audit.decision_events import (
    BallotCast,
    BallotChanged,
    DecisionClosed,
    DecisionClosedEarly,
    DecisionOpened,
    DecisionProposed,
    DecisionWithdrawn,
    OutcomeStated,
)
from community.content.models import Audience, ItemCounter, State
from community.content.services.addresses import free_address
from community.content.services.texts import Text, first_text
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.decisions import box
from community.decisions.counting import ABSTAIN, NO, YES, Choice, Result, Verdict, count, quorum_of
from community.decisions.models import (
    ALLOWED_AUDIENCES,
    Ballot,
    BallotBox,
    Decision,
    DecisionOption,
    Method,
    Phase,
    Voter,
)
from community.groups.models import Group, GroupMembership
from community.groups.services.places import hold
from community.notifications.tell import Event, follow_by_taking_part, tell
from community.policy import Actor, Permission, Refused, demand, requires
from community.richtext import CleanHtml

# Within this time the same title by the same person in the same group is the same form, sent twice.
DOUBLED = timedelta(minutes=10)
UNREADABLE = _l("De stemmen zijn niet meer te lezen. Vraag een coördinator om de stemming opnieuw te houden.")


class TooLate(Exception):
    """The vote was over before the ballot came."""


class WrongCode(Exception):
    """The code with a ballot is missing, or belongs to no ballot of this vote."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is laid before a group, and how it is voted on. Without a moment of opening voting begins at once."""

    title: str
    body: CleanHtml
    audience: Audience
    method: Method
    closes_at: datetime
    opens_at: datetime | None = None
    options: tuple[str, ...] = ()
    is_binding: bool = True
    is_anonymous: bool = False
    is_shown_early: bool = False
    quorum_percent: int = 50
    dots_per_voter: int = 0


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody votes; the code is that of their ballot where the vote is anonymous."""

    choice: Choice
    reason: str = ""
    code: str = ""


@requires(Permission.DECISION_PROPOSE)
def propose(actor: Actor, group: Group, *, proposal: Proposal, author: Member) -> Decision:
    """Lay a proposal or a poll before a group, for no wider audience than the group allows."""
    hold(group)
    demand(actor, Permission.DECISION_PROPOSE, group)
    if proposal.audience not in ALLOWED_AUDIENCES[group.access]:
        raise Refused(Permission.DECISION_PROPOSE, _l("In deze werkgroep is alles alleen voor wie meedoet."))
    doubled = _just_proposed(actor, group, proposal.title)
    if doubled is not None:
        return doubled
    decision = _new_decision(actor, group, proposal, author)
    db.session.add(decision)
    first_text(decision, Text(proposal.title, "", proposal.body))
    db.session.flush()
    for number, text in enumerate(proposal.options, 1):
        db.session.add(DecisionOption(decision_id=decision.id, number=number, text=text))
    group.last_activity_at = now()
    audit.record(actor, DecisionProposed(item_id=decision.id, group_id=group.id))
    follow_by_taking_part(actor.id, item_id=decision.id)
    if proposal.opens_at is None or proposal.opens_at <= now():
        _open(decision, len(proposal.options))
        tell(actor, Event.VOTE_OPENED, item_id=decision.id)
    return decision


def _new_decision(actor: Actor, group: Group, proposal: Proposal, author: Member) -> Decision:
    """Make the row of a proposal, on which nobody can vote yet."""
    decision = Decision(
        id=new_id(),
        slug=free_address(Decision, proposal.title, audience=Audience.GROUP),
        author_id=actor.id,
        author_function=author.function,
        author_organisation=author.confirmed_organisation,
        group_id=group.id,
        group_access=group.access,
        region_id=group.region_id,
        audience=proposal.audience,
        state=State.PUBLISHED,
        published_at=now(),
        last_activity_at=now(),
        method=proposal.method,
        phase=Phase.PLANNED,
        opens_at=proposal.opens_at or now(),
        closes_at=proposal.closes_at,
        is_binding=proposal.is_binding,
        is_anonymous=proposal.is_anonymous,
        is_shown_early=proposal.is_shown_early and not proposal.is_anonymous,
        quorum_percent=proposal.quorum_percent,
        dots_per_voter=proposal.dots_per_voter if proposal.method == Method.DOTS else 0,
    )
    set_committed_value(decision, "group", group)
    decision.counter = ItemCounter(comment_count=0)
    return decision


def _open(decision: Decision, option_count: int) -> None:
    """Let voting begin: write down who may vote and how many must, and draw the lot that breaks the last ties."""
    in_group = (
        select(GroupMembership.member_id)
        .join(Member, Member.id == GroupMembership.member_id)
        .where(GroupMembership.group_id == decision.group_id, Member.state == MemberState.MEMBER)
        .order_by(GroupMembership.member_id)
    )
    of_vote = {"decision_id": decision.id, "is_anonymous": decision.is_anonymous}
    voters = [
        {**of_vote, "id": new_id(), "member_id": member_id, "has_voted": False}
        for member_id in db.session.scalars(in_group)
    ]
    if voters:
        db.session.execute(insert(Voter), voters)
    lot = list(range(1, option_count + 1))
    secrets.SystemRandom().shuffle(lot)
    decision.lot, decision.phase, decision.opens_at = lot, Phase.OPEN, now()
    decision.electorate_count = len(voters)
    decision.quorum_count = quorum_of(decision.quorum_percent, len(voters))


@requires(Permission.DECISION_OPEN_DUE)
def open_due(actor: Actor, decision: Decision) -> None:
    """Open a vote whose moment has come."""
    _open(decision, len(_option_numbers(decision)))
    audit.record(actor, DecisionOpened(item_id=decision.id, group_id=decision.group_id))
    tell(actor, Event.VOTE_OPENED, item_id=decision.id)


@requires(Permission.BALLOT_CAST)
def cast_vote(actor: Actor, voter: Voter, *, vote: Vote, secret_key: str) -> None:
    """Vote, or vote otherwise than before; each member has one ballot, and the last word counts."""
    decision = voter.decision
    _hold(decision)
    if decision.phase != Phase.OPEN or now() >= decision.closes_at:
        raise TooLate
    db.session.refresh(voter, ["has_voted"])
    check(decision, vote.choice)
    if decision.is_anonymous:
        _put_in_box(voter, vote, secret_key)
    else:
        _put_by_name(actor, voter, vote)
    voter.has_voted = True


def check(decision: Decision, choice: Choice) -> None:
    """Raise `ValueError` for a ballot that this vote cannot have."""
    numbers = range(1, len(decision.options) + 1)
    if decision.method == Method.DOTS:
        good = len(choice) == len(numbers) and min(choice) >= 0 and sum(choice) <= decision.dots_per_voter
    elif decision.method == Method.RANKED:
        good = len(set(choice)) == len(choice) and set(choice) <= set(numbers)
    else:
        answers = {ABSTAIN, *numbers} if decision.options else {ABSTAIN, YES, NO}
        good = len(choice) == 1 and set(choice) <= answers
    if not good:
        raise ValueError("no such ballot in this vote")


def _put_by_name(actor: Actor, voter: Voter, vote: Vote) -> None:
    """Write a ballot down with its member."""
    query = select(Ballot).where(Ballot.decision_id == voter.decision_id, Ballot.member_id == voter.member_id)
    ballot = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    item_id, group_id = voter.decision_id, voter.decision.group_id
    if ballot is None:
        ballot = Ballot(decision_id=voter.decision_id, member_id=voter.member_id, choice=list(vote.choice))
        db.session.add(ballot)
        audit.record(actor, BallotCast(item_id=item_id, group_id=group_id))
    elif (ballot.choice, ballot.reason) != (list(vote.choice), vote.reason):
        ballot.choice, ballot.cast_at = list(vote.choice), now()
        audit.record(actor, BallotChanged(item_id=item_id, group_id=group_id))
    ballot.reason = vote.reason


def _put_in_box(voter: Voter, vote: Vote, secret_key: str) -> None:
    """Lay a ballot in the box of an anonymous vote; nothing is logged, and no moment is written down.

    Raises `WrongCode` where a first ballot has no code of its own, or a changed one not the code of a ballot.
    """
    try:
        ballots = _ballots_in_box(voter.decision, secret_key)
    except box.Unreadable as error:
        raise Refused(Permission.BALLOT_CAST, UNREADABLE) from error
    place = box.place_of(vote.code)
    if not vote.code or (place in ballots) != voter.has_voted:
        raise WrongCode
    ballots[place] = box.SecretBallot(vote.choice, vote.reason)
    row = db.session.get(BallotBox, voter.decision_id)
    if row is None:
        row = BallotBox(decision_id=voter.decision_id)
        db.session.add(row)
    with_reasons = voter.decision.method == Method.CONSENT
    row.locked = box.locked(ballots, voter.decision_id, secret_key, with_reasons=with_reasons)


def _ballots_in_box(decision: Decision, secret_key: str) -> box.Ballots:
    """Give what lies in the box of an anonymous vote that is held; there is no box before the first ballot."""
    row = db.session.get(BallotBox, decision.id, populate_existing=True)
    return box.opened(row.locked, decision.id, secret_key) if row else {}


# --- how it ends ---


@requires(Permission.DECISION_CLOSE)
def close_early(actor: Actor, decision: Decision, *, secret_key: str) -> None:
    """End a vote before its time, and count it."""
    if _close(decision, secret_key):
        audit.record(actor, DecisionClosedEarly(item_id=decision.id, group_id=decision.group_id))
        tell(actor, Event.VOTE_ENDED, item_id=decision.id)


@requires(Permission.DECISION_CLOSE_DUE)
def close_due(actor: Actor, decision: Decision, *, secret_key: str) -> None:
    """End a vote whose time has come, and count it."""
    if _close(decision, secret_key):
        audit.record(actor, DecisionClosed(item_id=decision.id, group_id=decision.group_id))
        tell(actor, Event.VOTE_ENDED, item_id=decision.id)


def _close(decision: Decision, secret_key: str) -> bool:
    """Count a vote and close it; the box of an anonymous one is emptied. Says whether it was still open."""
    _hold(decision)
    if decision.phase != Phase.OPEN:
        return False
    decision.result = _counted(decision, secret_key).written()
    decision.phase = Phase.CLOSED
    decision.closes_at = min(now(), decision.closes_at)
    decision.last_activity_at = now()
    _empty_box(decision)
    return True


def _counted(decision: Decision, secret_key: str) -> Result:
    """Count all ballots of a vote that is held."""
    options = len(_option_numbers(decision))
    reasons: tuple[str, ...] = ()
    if decision.is_anonymous:
        try:
            found = _ballots_in_box(decision, secret_key).values()
        except box.Unreadable:
            return Result(Verdict.UNREADABLE, {}, 0)
        ballots = [ballot.choice for ballot in found]
        reasons = tuple(sorted(ballot.reason for ballot in found if ballot.reason))
    else:
        query = select(Ballot.choice).where(Ballot.decision_id == decision.id)
        ballots = [tuple(choice) for choice in db.session.scalars(query)]
    result = count(decision.method, ballots, options=options, quorum=decision.quorum_count, lot=decision.lot)
    return Result(result.verdict, result.totals, result.ballot_count, result.winner, result.rounds, reasons)


@requires(Permission.DECISION_WITHDRAW)
def withdraw(actor: Actor, decision: Decision) -> None:
    """Take a proposal back before it is decided; what was voted is not counted, and an anonymous box is emptied."""
    _hold(decision)
    demand(actor, Permission.DECISION_WITHDRAW, decision)
    decision.phase, decision.closes_at, decision.last_activity_at = Phase.WITHDRAWN, now(), now()
    _empty_box(decision)
    audit.record(actor, DecisionWithdrawn(item_id=decision.id, group_id=decision.group_id))


@requires(Permission.DECISION_CONCLUDE)
def state_outcome(actor: Actor, decision: Decision, *, outcome: CleanHtml, review_on: date | None) -> None:
    """Write down in words what was decided, and when the group looks at it again."""
    if (decision.outcome, decision.review_on) == (outcome, review_on):
        return
    decision.outcome, decision.review_on = outcome, review_on
    decision.outcome_by_id, decision.outcome_at, decision.last_activity_at = actor.id, now(), now()
    audit.record(actor, OutcomeStated(item_id=decision.id, group_id=decision.group_id))
    tell(actor, Event.VOTE_ENDED, item_id=decision.id)


def _hold(decision: Decision) -> None:
    """Keep others from voting on a decision or ending it until this transaction ends, and read where it stands."""
    row = Decision.__table__.c
    db.session.execute(select(row.id).where(row.id == decision.id).with_for_update())
    db.session.refresh(decision, ["phase", "closes_at"])


def _empty_box(decision: Decision) -> None:
    """Throw the ballots of an anonymous vote away."""
    db.session.execute(
        delete(BallotBox).where(BallotBox.decision_id == decision.id).execution_options(synchronize_session=False)
    )


def _option_numbers(decision: Decision) -> list[int]:
    """Give the numbers of the options of a decision."""
    query = select(DecisionOption.number).where(DecisionOption.decision_id == decision.id)
    return list(db.session.scalars(query.order_by(DecisionOption.number)))


def _just_proposed(actor: Actor, group: Group, title: str) -> Decision | None:
    """Give the proposal that the same form made a moment ago."""
    query = (
        select(Decision)
        .where(
            Decision.group_id == group.id,
            Decision.author_id == actor.id,
            Decision.title == title,
            Decision.state == State.PUBLISHED,
            Decision.created_at > now() - DOUBLED,
        )
        .limit(1)
    )
    found = db.session.scalars(query).one_or_none()
    if found is not None:
        set_committed_value(found, "group", group)
    return found
