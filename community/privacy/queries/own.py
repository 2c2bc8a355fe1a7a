"""The copies and the erasure of who is asking, what leaving would do, and what the worker has to do when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member
from community.core.db import Base, db
from community.policy import CLOCK, Actor, Permission
from community.privacy.inventory import TIES, AtErasure
from community.privacy.models import DataCopy, Erasure

MOST_COPIES = 5
BATCH = 20
# The outbox tries for some hours before it gives up.
TRIED_AGAIN_AFTER = timedelta(days=1)


def oneself(actor: Actor) -> Member:
    """Give the row of who is asking, admitted or not."""
    return policy.get(actor, Member, Member.id == actor.id)


def copies_of(actor: Actor) -> Sequence[DataCopy]:
    """Give the copies that somebody asked for, the newest first."""
    query = select(DataCopy).where(DataCopy.member_id == actor.id, policy.readable(actor, DataCopy))
    return list(db.session.scalars(query.order_by(DataCopy.id.desc()).limit(MOST_COPIES)))


def copy_to_fetch(actor: Actor, copy_id: int, moment: datetime) -> DataCopy:
    """Give a copy that is made and not over, or raise `Absent`."""
    return policy.get(actor, DataCopy, DataCopy.id == copy_id, DataCopy.expires_at > moment, DataCopy.storage_key != "")


def waiting_erasure(actor: Actor, member_id: int) -> Erasure | None:
    """Give the erasure that waits for its day, where there is one."""
    query = (
        select(Erasure)
        .where(Erasure.member_id == member_id, Erasure.done_at.is_(None), policy.readable(actor, Erasure))
        .options(joinedload(Erasure.member))
    )
    return db.session.scalars(query).one_or_none()


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is kept of a person: what, and how much."""

    what: Any
    count: int


def what_is_kept(member: Member) -> tuple[list[Part], list[Part]]:
    """Give what goes and what stays when this person is erased, in one query; the caller may see the person."""
    counted = [
        select(func.count()).select_from(column.table).where(column == member.id).scalar_subquery()
        for column in (Base.metadata.tables[name.split(".")[0]].c[name.split(".")[1]] for name in TIES)
    ]
    row = db.session.execute(select(*counted)).one()
    parts = [(tie, Part(tie.what, count)) for tie, count in zip(TIES.values(), row, strict=True) if count]
    goes = [part for tie, part in parts if tie.at_erasure != AtErasure.STAYS]
    # Of what stays only what somebody made; that they decided on something of others stands with these others.
    stays = [part for tie, part in parts if tie.at_erasure == AtErasure.STAYS and tie.copied]
    return goes, stays


# --- for the worker ---


def due_erasures(moment: datetime) -> Sequence[Erasure]:
    """Give the erasures whose day has come and that nobody works on, as far as one can know."""
    idle = or_(Erasure.begun_at.is_(None), Erasure.begun_at < moment - TRIED_AGAIN_AFTER)
    query = select(Erasure).where(
        Erasure.due_at <= moment, idle, policy.permitted(CLOCK, Permission.ERASURE_DUE, Erasure)
    )
    return list(db.session.scalars(query.order_by(Erasure.due_at).limit(BATCH)))
