"""How many mails a choice would bring, from what really happened here in the past four weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from community import policy
from community.content.models import Comment, ContentItem
from community.core.clock import now
from community.core.db import db
from community.policy import Actor

WEEKS = 4
MOST_COUNTED = 1000
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class MailEstimate:
    """Mails in a week for somebody who follows everything: one for each thing, or one for each day with something."""

    at_once: int
    daily: int


def mails_per_week(actor: Actor) -> MailEstimate:
    """Estimate the mails in a week from the pieces and comments that the actor may read."""
    since = now() - timedelta(weeks=WEEKS)
    moments = [*recent_items(actor, since), *recent_comments(actor, since)]
    days: set[date] = {moment.astimezone(AMSTERDAM).date() for moment in moments}
    return MailEstimate(at_once=-(-len(moments) // WEEKS), daily=min(7, -(-len(days) // WEEKS)))


def recent_items(actor: Actor, since: datetime) -> list[datetime]:
    """Give when pieces were published."""
    query = (
        select(ContentItem.published_at)
        .where(ContentItem.published_at >= since, policy.readable(actor, ContentItem))
        .order_by(ContentItem.published_at.desc())
        .limit(MOST_COUNTED)
    )
    return [moment for moment in db.session.scalars(query) if moment is not None]


def recent_comments(actor: Actor, since: datetime) -> list[datetime]:
    """Give when comments were written; the newest are found by their ids, however many there are."""
    query = (
        select(Comment.created_at)
        .where(policy.readable(actor, Comment))
        .order_by(Comment.id.desc())
        .limit(MOST_COUNTED)
    )
    return [moment for moment in db.session.scalars(query) if moment >= since]
