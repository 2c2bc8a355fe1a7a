"""What coordinators do with announcements: make a decision public, say it anew after it changed, take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import undefer
from sqlalchemy.orm.attributes import set_committed_value

from community import audit
from community.accounts.models import Member
from community.announcements.models import Announcement
from community.audit.decision_events import AnnouncementRenewed, AnnouncementWithdrawn, DecisionAnnounced
from community.content.models import Audience, ItemCounter, State
from community.content.services.addresses import free_address
from community.content.services.texts import Text, first_text, keep, put, take_next_number
from community.core.clock import AMSTERDAM, now
from community.core.db import db
from community.core.ids import new_id
from community.decisions.models import Decision
from community.groups.models import Group
from community.notifications.tell import Event, follow_by_taking_part, tell
from community.policy import Actor, Permission, demand, requires
from community.richtext import CleanHtml
from community.trail.services import lead_on


@dataclass(frozen=True, slots=True)
class Wording:
    """Exactly what becomes public of a decision."""

    title: str
    body: CleanHtml
    group_name: str
    decided_on: date


class Changed(Exception):
    """The decision says something else than what the coordinator saw before agreeing."""


def wording_of(decision: Decision, group: Group) -> Wording:
    """Give what everybody would read of a decision of a group."""
    day = decision.closes_at.astimezone(AMSTERDAM).date()
    return Wording(decision.title, CleanHtml(decision.outcome), group.name, day)


@requires(Permission.DECISION_ANNOUNCE)
def announce(actor: Actor, decision: Decision, *, agreed_at: str, author: Member) -> Announcement:
    """Tell everybody what was decided, on the public page of the region.

    `agreed_at` is the moment of the outcome that the coordinator saw; raises `Changed` where it is another by now.
    """
    _hold(decision)
    demand(actor, Permission.DECISION_ANNOUNCE, decision)
    if agreed_at != mark_of(decision):
        raise Changed
    assert decision.group is not None  # a decision stands in a group
    wording = wording_of(decision, decision.group)
    found = _announcement_of(decision)
    if found is not None:
        _renew(actor, found, decision, wording)
        return found
    made = _new_announcement(actor, decision, wording, author)
    db.session.add(made)
    first_text(made, Text(wording.title, "", wording.body))
    audit.record(actor, DecisionAnnounced(item_id=decision.id, group_id=decision.group_id))
    db.session.flush()
    follow_by_taking_part(actor.id, item_id=made.id)
    lead_on(actor, decision, to=made)
    tell(actor, Event.NEWS_PUBLISHED, item_id=made.id)
    return made


def mark_of(decision: Decision) -> str:
    """Give the mark of an outcome, by which a form says which one was seen."""
    return decision.outcome_at.isoformat() if decision.outcome_at else ""


def _new_announcement(actor: Actor, decision: Decision, wording: Wording, author: Member) -> Announcement:
    """Make the row of an announcement."""
    made = Announcement(
        id=new_id(),
        slug=free_address(Announcement, wording.title, audience=Audience.PUBLIC),
        author_id=actor.id,
        author_function=author.function,
        author_organisation=author.confirmed_organisation,
        region_id=decision.region_id,
        audience=Audience.PUBLIC,
        state=State.PUBLISHED,
        published_at=now(),
        last_activity_at=now(),
        decision_id=decision.id,
        group_name=wording.group_name,
        decided_on=wording.decided_on,
    )
    set_committed_value(made, "decision", decision)
    set_committed_value(made, "group", None)
    made.counter = ItemCounter(comment_count=0)
    return made


def _renew(actor: Actor, found: Announcement, decision: Decision, wording: Wording) -> None:
    """Let an announcement say what was decided by now, and put it back where it was taken away."""
    is_back = found.state == State.REMOVED
    if not is_back and (found.title, found.body) == (wording.title, wording.body):
        return
    take_next_number(found, found.revision_number)
    put(found, Text(wording.title, "", wording.body))
    keep(found, found.revision_number, made_by_id=actor.id, note="")
    found.state, found.removed_from, found.last_activity_at = State.PUBLISHED, None, now()
    audit.record(actor, AnnouncementRenewed(item_id=decision.id, group_id=decision.group_id))


@requires(Permission.ANNOUNCEMENT_WITHDRAW)
def withdraw_announcement(actor: Actor, announcement: Announcement) -> None:
    """Take an announcement away from the public page."""
    if announcement.state == State.REMOVED:
        return
    announcement.removed_from, announcement.state = announcement.state, State.REMOVED
    decision = announcement.decision
    event = AnnouncementWithdrawn(
        item_id=decision.id if decision else announcement.id, group_id=decision.group_id if decision else None
    )
    audit.record(actor, event)


def _hold(decision: Decision) -> None:
    """Keep others from changing a decision until this transaction ends, and read what was decided."""
    row = Decision.__table__.c
    db.session.execute(select(row.id).where(row.id == decision.id).with_for_update())
    db.session.refresh(decision, ["phase", "closes_at", "outcome", "outcome_at"])


def _announcement_of(decision: Decision) -> Announcement | None:
    """Give the announcement of a decision, also one that was taken away."""
    query = select(Announcement).where(Announcement.decision_id == decision.id).options(undefer(Announcement.body))
    found = db.session.scalars(query).one_or_none()
    if found is not None:
        set_committed_value(found, "decision", decision)
    return found
