"""Proposals that become decisions, and polls: their options, who may vote, and the ballots.

Who took part and what was voted are kept apart. A ballot of a named vote has a member; those of an anonymous vote lie
together in one locked box, which is one row (see `box` and docs/decisions/anonymous-votes.md). The tables themselves
hold that a vote never changes from the one to the other.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from community.content.models import Audience, ContentItem
from community.core.clock import now
from community.core.db import Base
from community.core.ids import new_id
from community.decisions.counting import Verdict
from community.groups.models import Access

if TYPE_CHECKING:
    from community.accounts.models import Member

OPTION_LENGTH = 200
REASON_LENGTH = 500
OUTCOME_LENGTH = 5000
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12
FEWEST_DOTS, MOST_DOTS = 1, 20

# The audiences that a group allows, the widest first. A closed or hidden group keeps what it decides to itself.
ALLOWED_AUDIENCES = {
    Access.OPEN: (Audience.PUBLIC, Audience.MEMBERS, Audience.GROUP),
    Access.CLOSED: (Audience.GROUP,),
    Access.HIDDEN: (Audience.GROUP,),
}


class Method(StrEnum):
    """How a proposal is decided; each is specified in `counting`."""

    CONSENT = "consent"
    MAJORITY = "majority"
    RANKED = "ranked"
    DOTS = "dots"

    @property
    def label(self) -> Any:
        """What people call it."""
        return METHOD_LABELS[self]

    @property
    def explanation(self) -> Any:
        """One sentence that says how it works."""
        return METHOD_EXPLANATIONS[self]

    @property
    def needs_options(self) -> bool:
        """Whether there is nothing to choose without options."""
        return self in (Method.RANKED, Method.DOTS)


METHOD_LABELS = {
    Method.CONSENT: _l("Consent"),
    Method.MAJORITY: _l("Meerderheid"),
    Method.RANKED: _l("Voorkeursvolgorde"),
    Method.DOTS: _l("Stippen verdelen"),
}
METHOD_EXPLANATIONS = {
    Method.CONSENT: _l("Het voorstel gaat door als niemand een bezwaar heeft; wie bezwaar maakt, schrijft waarom."),
    Method.MAJORITY: _l("Er moeten meer stemmen vóór zijn dan tegen, of je kiest één van de keuzes."),
    Method.RANKED: _l(
        "Iedereen zet de keuzes op volgorde; de minst gekozen valt af, tot er één een meerderheid heeft."
    ),
    Method.DOTS: _l("Iedereen verdeelt een aantal stippen over de keuzes; de keuze met de meeste stippen wint."),
}


class Phase(StrEnum):
    """Where a vote stands: waiting for its opening, open, closed and counted, or taken back."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Any:
        """What people call it."""
        return PHASE_LABELS[self]


PHASE_LABELS = {
    Phase.PLANNED: _l("Opent later"),
    Phase.OPEN: _l("Open"),
    Phase.CLOSED: _l("Gesloten"),
    Phase.WITHDRAWN: _l("Ingetrokken"),
}


class Decision(ContentItem):
    """A proposal on which a group votes; a poll is the same without anything being decided by it."""

    __tablename__ = "decision"
    __table_args__ = (  # type: ignore[assignment]  # a table of its own
        # The ballots refer to both, so that a vote in which somebody can take part never changes its secrecy.
        UniqueConstraint("id", "is_anonymous"),
        CheckConstraint("NOT (is_anonymous AND is_shown_early)", name="anonymous_until_closed"),
        CheckConstraint("quorum_percent BETWEEN 0 AND 100", name="quorum_percent"),
        Index("ix_decision_phase", "phase", "closes_at"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), primary_key=True)
    method: Mapped[Method]
    is_binding: Mapped[bool] = mapped_column(default=True)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    # Whether readers see how the votes stand before they are counted.
    is_shown_early: Mapped[bool] = mapped_column(default=False)
    phase: Mapped[Phase] = mapped_column(default=Phase.OPEN)
    opens_at: Mapped[datetime]
    # When voting ends, or when it ended.
    closes_at: Mapped[datetime]
    dots_per_voter: Mapped[int] = mapped_column(Integer, default=0)
    quorum_percent: Mapped[int] = mapped_column(Integer, default=50)
    # How many may vote and how many must, both written down when voting opens.
    electorate_count: Mapped[int] = mapped_column(Integer, default=0)
    quorum_count: Mapped[int] = mapped_column(Integer, default=0)
    # The numbers of the options in an order that was drawn beforehand, by which the last ties are broken.
    lot: Mapped[list[int]] = mapped_column(JSON, default=list)
    # What came out, as `counting.Result` writes it; empty until the votes are counted.
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[str] = mapped_column(default="")
    outcome_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    outcome_at: Mapped[datetime | None]
    review_on: Mapped[date | None]

    options: Mapped[list[DecisionOption]] = relationship(lazy="raise", order_by="DecisionOption.number")
    outcome_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[outcome_by_id])

    __mapper_args__ = {"polymorphic_identity": "decision", "inherit_condition": id == ContentItem.id}

    @validates("is_anonymous")
    def _keep_secrecy(self, key: str, value: bool) -> bool:
        """Refuse to make a vote named or anonymous after it was made."""
        if self.__dict__.get(key, value) != value:
            raise ValueError("whether a vote is anonymous is chosen once")
        return value

    @property
    def lacks_quorum(self) -> bool:
        """Whether it was counted, and too few had voted for the result to hold."""
        return (self.result or {}).get("verdict") == Verdict.NO_QUORUM

    @property
    def address(self) -> str:
        """The path of this decision's page, below its group; the group must be loaded."""
        if self.group is None:
            raise ValueError("a decision stands in a group")
        return f"{self.group.address}/besluiten/{self.slug}"


class DecisionOption(Base):
    """One thing that can be chosen; ballots speak of it by its number."""

    __tablename__ = "decision_option"
    __table_args__ = (UniqueConstraint("decision_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(OPTION_LENGTH))

    decision: Mapped[Decision] = relationship(lazy="raise", back_populates="options")


class Voter(Base):
    """Somebody who may take part in a vote, written down when it opened, and whether they have done so.

    It says nothing of when: beside a ballot of an anonymous vote that would tell whose it is.
    """

    __tablename__ = "decision_voter"
    __table_args__ = (
        UniqueConstraint("decision_id", "member_id"),
        ForeignKeyConstraint(["decision_id", "is_anonymous"], ["decision.id", "decision.is_anonymous"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    decision_id: Mapped[int]
    is_anonymous: Mapped[bool]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    has_voted: Mapped[bool] = mapped_column(default=False)

    decision: Mapped[Decision] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")


class Ballot(Base):
    """What a member voted in a named vote; the numbers mean what `counting` says."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("decision_id", "member_id"),
        ForeignKeyConstraint(["decision_id", "is_anonymous"], ["decision.id", "decision.is_anonymous"]),
        CheckConstraint("NOT is_anonymous", name="named_only"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=new_id)
    decision_id: Mapped[int]
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    choice: Mapped[list[int]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    cast_at: Mapped[datetime] = mapped_column(default=now)

    decision: Mapped[Decision] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")


class BallotBox(Base):
    """All ballots of an anonymous vote together, locked; emptied when they are counted. No list shows it."""

    __tablename__ = "ballot_box"
    __table_args__ = (
        ForeignKeyConstraint(["decision_id", "is_anonymous"], ["decision.id", "decision.is_anonymous"]),
        CheckConstraint("is_anonymous", name="anonymous_only"),
    )

    decision_id: Mapped[int] = mapped_column(primary_key=True)
    is_anonymous: Mapped[bool] = mapped_column(default=True)
    locked: Mapped[bytes] = mapped_column(LargeBinary)
