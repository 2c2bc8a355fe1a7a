"""Members who stay away, as the worker sees them: whom to ask, to remind, and whose membership ends. In batches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select

from community import policy
from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db
from community.membership.queries.people import lock_people
from community.policy import Actor, Permission
from community.site.queries import SiteSettings

MOST_AT_ONCE = 200
# Nobody's membership ends sooner after the reminder, also where the worker stood still or the term was made shorter.
LEAST_WARNING = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Term:
    """How long somebody may stay away before they are asked, and how long they then have to answer."""

    after: timedelta
    within: timedelta

    @classmethod
    def of(cls, settings: SiteSettings) -> Term | None:
        """Read it from the settings of the site; None where nobody is asked."""
        if not settings.reconfirm_after_days:
            return None
        return cls(timedelta(days=settings.reconfirm_after_days), timedelta(days=settings.reconfirm_within_days))


def absent_to_ask(actor: Actor, term: Term, *, lock: bool) -> list[Member]:
    """Give members who were not seen for long and are not asked yet, who stayed away longest first."""
    seen = func.coalesce(Member.last_seen_at, Member.joined_at, Member.created_at)
    query = select(Member).where(
        policy.permitted(actor, Permission.ABSENCE_ASK_DUE, Member),
        Member.confirm_asked_at.is_(None),
        # Who cannot be mailed would never know.
        Member.email != "",
        seen <= now() - term.after,
    )
    return batch(query.order_by(seen, Member.id), lock=lock)


def absent_to_remind(actor: Actor, term: Term, *, lock: bool) -> list[Member]:
    """Give members who have let half of their term pass, and were not reminded."""
    query = select(Member).where(
        policy.permitted(actor, Permission.ABSENCE_ASK_DUE, Member),
        Member.confirm_asked_at <= now() - term.within / 2,
        Member.confirm_reminded_at.is_(None),
    )
    return batch(query.order_by(Member.confirm_asked_at, Member.id), lock=lock)


def absent_to_end(actor: Actor, term: Term) -> list[Member]:
    """Give members whose term has passed without an answer."""
    query = select(Member).where(*is_over(actor, term))
    return batch(query.order_by(Member.confirm_asked_at, Member.id), lock=False)


def absent_who_may_end(actor: Actor, term: Term, member_id: int) -> Member | None:
    """Give one member whose term has passed, locked; None where they answered in the meantime."""
    lock_people(Member.id == member_id)
    query = select(Member).where(Member.id == member_id, *is_over(actor, term))
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def is_over(actor: Actor, term: Term) -> tuple[ColumnElement[bool], ...]:
    """Give the criteria of who was asked, reminded, and let the term pass."""
    return (
        policy.permitted(actor, Permission.ABSENCE_END_DUE, Member),
        Member.confirm_asked_at <= now() - term.within,
        Member.confirm_reminded_at <= now() - LEAST_WARNING,
    )


def batch(query: Select[Member], *, lock: bool) -> list[Member]:
    """Give the first so many; locked, without those that somebody else holds."""
    query = query.limit(MOST_AT_ONCE)
    return list(db.session.scalars(query.with_for_update(skip_locked=True) if lock else query))
