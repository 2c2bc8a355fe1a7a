"""What moderators write down about a person for each other. The log says that it was done, and never what it says."""

from __future__ import annotations

from community import audit
from community.accounts.models import Member
from community.audit.member_events import NoteWritten
from community.core.db import db
from community.membership.models import MemberNote
from community.policy import Actor, Permission, requires


@requires(Permission.MEMBER_NOTE_WRITE)
def write_note(actor: Actor, member: Member, *, text: str) -> MemberNote:
    """Keep a note about a person."""
    note = MemberNote(member_id=member.id, author_id=actor.id, text=text)
    db.session.add(note)
    db.session.flush()
    audit.record(actor, NoteWritten(member_id=member.id))
    return note
