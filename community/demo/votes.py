"""Writes the decisions and polls of the demo: what was proposed, who could vote, what they voted, and what came out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import current_app

from community import richtext
from community.audit.decision_events import BallotCast, DecisionClosed, DecisionProposed, OutcomeStated
from community.audit.log import write
from community.content.models import State
from community.core.db import db
from community.core.ids import id_at
from community.decisions import box
from community.decisions.counting import count, quorum_of
from community.decisions.models import Ballot, BallotBox, Decision, DecisionOption, Method, Phase, Voter
from community.demo import shapes
from community.demo.people import People
from community.demo.shapes import ZONE
from community.policy import Actor

EVENING = time(20)


class Votes:
    """Writes what makes an item a decision."""

    def __init__(self, people: People, today: date) -> None:
        self.people, self.today = people, today

    def row(self, vote: shapes.Decision, common: dict[str, Any], members: tuple[str, ...]) -> Decision:
        """Make the row of a decision, open or counted."""
        moment: datetime = common["published_at"]
        day = self.today + timedelta(days=vote.closes)
        lot = list(vote.lot or range(1, len(vote.options) + 1))
        row = Decision(
            **common,
            state=State.PUBLISHED,
            method=Method(vote.method),
            is_binding=not vote.poll,
            is_anonymous=vote.anonymous,
            is_shown_early=vote.early,
            phase=Phase.OPEN if vote.closes > 0 else Phase.CLOSED,
            opens_at=moment,
            closes_at=datetime.combine(day, EVENING, ZONE),
            dots_per_voter=vote.dots,
            quorum_percent=vote.quorum,
            electorate_count=len(members),
            quorum_count=quorum_of(vote.quorum, len(members)),
            lot=lot if vote.options else [],
        )
        if row.phase == Phase.CLOSED:
            ballots = [ballot.choice for ballot in vote.ballots]
            options, quorum = len(vote.options), row.quorum_count
            row.result = count(vote.method, ballots, options=options, quorum=quorum, lot=lot).written()
            self.conclude(row, vote)
        return row

    def conclude(self, row: Decision, vote: shapes.Decision) -> None:
        """Write what was decided, and when the group looks at it again."""
        if vote.concluded is None:
            return
        row.outcome = richtext.from_plain(vote.outcome)
        row.outcome_by_id = self.people.rows[vote.outcome_by].id
        row.outcome_at = vote.concluded.before(self.today)
        row.review_on = self.today + timedelta(days=vote.review_in) if vote.review_in else None

    def hang(self, row: Decision, vote: shapes.Decision, members: tuple[str, ...]) -> None:
        """Write what hangs on a decision: options, who may vote, and what they voted."""
        for number, words in enumerate(vote.options, 1):
            db.session.add(DecisionOption(decision_id=row.id, number=number, text=words))
        voted = {ballot.by for ballot in vote.ballots}
        of_vote = {"decision_id": row.id, "is_anonymous": vote.anonymous}
        for key in members:
            db.session.add(Voter(**of_vote, member_id=self.people.rows[key].id, has_voted=key in voted))
        if vote.anonymous:
            self.lock(row, vote)
        else:
            self.name(row, vote)
        self.log(row, vote)

    def lock(self, row: Decision, vote: shapes.Decision) -> None:
        """Lay the ballots of an open anonymous vote in its box; nobody has their codes."""
        key: str = current_app.config["SETTINGS"].secret_key
        ballots = {box.place_of(box.new_code()): box.SecretBallot(each.choice, each.reason) for each in vote.ballots}
        if row.phase == Phase.OPEN:
            locked = box.locked(ballots, row.id, key, with_reasons=row.method == Method.CONSENT)
            db.session.add(BallotBox(decision_id=row.id, locked=locked))

    def name(self, row: Decision, vote: shapes.Decision) -> None:
        """Write the ballots of a vote by name, each some hours after the other."""
        for number, ballot in enumerate(vote.ballots, 1):
            moment = row.opens_at + timedelta(hours=2 * number)
            member_id = self.people.rows[ballot.by].id
            db.session.add(
                Ballot(
                    id=id_at(moment),
                    decision_id=row.id,
                    member_id=member_id,
                    choice=list(ballot.choice),
                    reason=ballot.reason,
                    cast_at=moment,
                )
            )
            write(db.session, Actor(id=member_id), BallotCast(item_id=row.id, group_id=row.group_id), at=moment)

    def log(self, row: Decision, vote: shapes.Decision) -> None:
        """Write down that it was proposed, closed and concluded."""
        of_item: dict[str, Any] = {"item_id": row.id, "group_id": row.group_id}
        write(db.session, Actor(id=row.author.id), DecisionProposed(**of_item), at=row.opens_at)
        if row.phase == Phase.CLOSED:
            write(db.session, Actor(), DecisionClosed(**of_item), at=row.closes_at)
        if row.outcome_at and row.outcome_by_id:
            write(db.session, Actor(id=row.outcome_by_id), OutcomeStated(**of_item), at=row.outcome_at)
