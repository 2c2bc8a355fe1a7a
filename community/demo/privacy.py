"""Lets one person of the demo have left, who can still come back; the demo has no copies, which hold real files."""

from __future__ import annotations

from datetime import timedelta

from community.accounts.models import Member, MemberState
from community.audit.log import write
from community.audit.privacy_events import ErasureAsked
from community.core.clock import now
from community.core.db import db
from community.core.slugs import fold, slugify
from community.policy import Actor
from community.privacy.models import Erasure

NAME, EMAIL = "Lotte Veerman", "lotte.veerman@kampen.example"
FUNCTION = "stagiair beleid"
LEFT_DAYS_AGO = 2
DAYS = 14


def write_erasures() -> None:
    """Write somebody whose traineeship is over: she left, and is erased when the days to come back are over."""
    asked_at = now() - timedelta(days=LEFT_DAYS_AGO)
    person = Member(
        name=NAME,
        name_folded=fold(NAME),
        slug=slugify(NAME),
        email=EMAIL,
        email_folded=fold(EMAIL),
        function=FUNCTION,
        state=MemberState.LEFT,
        created_at=asked_at - timedelta(days=120),
        last_seen_at=asked_at,
    )
    db.session.add(person)
    db.session.flush()
    plan = {"asked_at": asked_at, "due_at": asked_at + timedelta(days=DAYS), "was_member": True}
    db.session.add(Erasure(member_id=person.id, asked_by_id=person.id, **plan))
    write(db.session, Actor(id=person.id), ErasureAsked(member_id=person.id), at=asked_at)
    db.session.flush()
