"""Asking for a copy of one's data, and keeping what the worker made of it until its days are over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from community import audit, jobs
from community.accounts.models import Member
from community.audit.privacy_events import DataCopyAsked, DataCopyFetched, DataCopyMade
from community.core.clock import now
from community.core.db import db
from community.policy import Actor, Permission, requires
from community.privacy.models import DataCopy
from community.site.queries import site_settings

# The worker tries for some hours; who asks again after that has it try anew.
GIVEN_UP_AFTER = timedelta(hours=12)


@requires(Permission.DATA_COPY_ASK)
def ask_for_copy(actor: Actor, member: Member) -> DataCopy:
    """Ask the worker for a copy; one that is being made is given back, since there is one at a time."""
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update()).all()
    waiting = db.session.scalars(
        select(DataCopy).where(DataCopy.member_id == member.id, DataCopy.made_at.is_(None))
    ).one_or_none()
    if waiting is not None:
        if waiting.asked_at < now() - GIVEN_UP_AFTER:
            waiting.asked_at = now()
            jobs.enqueue("privacy.make_copy", copy_id=waiting.id)
        return waiting
    made = DataCopy(member_id=member.id)
    db.session.add(made)
    db.session.flush()
    jobs.enqueue("privacy.make_copy", copy_id=made.id)
    audit.record(actor, DataCopyAsked(member_id=member.id))
    return made


@requires(Permission.DATA_COPY_MAKE_DUE)
def keep_copy(actor: Actor, copy: DataCopy, *, key: str, byte_count: int) -> None:
    """Keep the file of a copy for the days that the site gives, and let its owner know."""
    copy.storage_key, copy.byte_count, copy.made_at = key, byte_count, now()
    copy.expires_at = now() + timedelta(days=site_settings().days_of_copies)
    jobs.enqueue("privacy.tell_of_copy", copy_id=copy.id)
    audit.record(actor, DataCopyMade(member_id=copy.member_id))


@requires(Permission.DATA_COPY_READ)
def note_fetching(actor: Actor, copy: DataCopy) -> None:
    """Write down that a copy was fetched: it holds much, so its owner should be able to see when."""
    audit.record(actor, DataCopyFetched(member_id=copy.member_id))
