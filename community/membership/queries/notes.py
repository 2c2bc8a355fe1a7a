"""Notes of moderators about a person: read by moderators, and never by whom they are about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member
from community.core.db import db
from community.membership.models import MemberNote
from community.policy import Actor

MOST_NOTES = 50


def notes_of(actor: Actor, member: Member) -> list[MemberNote]:
    """Give the notes about one person with their authors, the newest first."""
    query = (
        select(MemberNote)
        .where(MemberNote.member_id == member.id, policy.readable(actor, MemberNote))
        .order_by(MemberNote.id.desc())
        .limit(MOST_NOTES)
        .options(joinedload(MemberNote.author))
    )
    return list(db.session.scalars(query))
